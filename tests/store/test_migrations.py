"""Migrations: once each, all or nothing, and never on a newer file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from fabula.errors import StoreError
from fabula.store import migrations


def tables_of(connection: sqlite3.Connection) -> set[str]:
    """Names of the tables."""
    return {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    }


def test_migrations_run_once(tmp_path: Path) -> None:
    """A second time there is nothing to do."""
    connection = sqlite3.connect(tmp_path / "memory.db", isolation_level=None)
    for _ in range(2):
        migrations.migrate(connection, "memory.db")

    assert tables_of(connection) == {
        "results",
        "runs",
        "events",
        "takes",
        "notes",
        "leases",
        "uses",
    }
    assert connection.execute("PRAGMA user_version").fetchone() == (len(migrations.MIGRATIONS),)
    connection.close()


def test_failed_migration_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one of several fails, the file stays as it was."""

    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        connection.execute("nonsense")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fails))
    connection = sqlite3.connect(tmp_path / "memory.db", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(connection, "memory.db")

    assert tables_of(connection) == set()
    connection.close()


def test_newer_file_is_refused(tmp_path: Path) -> None:
    """A file of a later Fabula is not touched, and the message says what to do."""
    connection = sqlite3.connect(tmp_path / "memory.db", isolation_level=None)
    connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"memory.db was made by a newer Fabula .*Update Fabula"):
        migrations.migrate(connection, "memory.db")

    assert tables_of(connection) == set()
    connection.close()


def test_results_survive_being_numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older Fabula remembered is found in the newer form of the table."""
    connection = sqlite3.connect(tmp_path / "memory.db", isolation_level=None)
    newest = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", newest[:3])
    migrations.migrate(connection, "memory.db")
    row = ("k", "write", b"body", "", "{}", 0.5, 1000.0, "d", 7, None)
    connection.execute("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    monkeypatch.setattr(migrations, "MIGRATIONS", newest)
    migrations.migrate(connection, "memory.db")

    assert connection.execute("SELECT * FROM results").fetchall() == [row]
    connection.close()
