"""What was added to a database is seen, and the database is left as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fabula.errors import BadInput
from fabula.lab.testing.databases import SqliteFile, added


def test_added_rows_are_counted(tmp_path: Path) -> None:
    """By table; nothing where nothing changed; writing is refused."""
    path = tmp_path / "shows.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE shows (name TEXT)")
        connection.execute("CREATE TABLE empty (name TEXT)")
        database = SqliteFile(path)
        before = database.counts()
        connection.execute("INSERT INTO shows VALUES ('I Love Luna')")
        connection.commit()
        after = database.counts()

    assert added(before, after) == {"shows": 1}
    assert added(after, {"shows": 0}) == {"shows": -1}
    assert database.rows("SELECT name FROM shows WHERE name LIKE ?", "I%") == [
        {"name": "I Love Luna"}
    ]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.rows("DELETE FROM shows")
    with pytest.raises(BadInput, match="is not there"):
        SqliteFile(tmp_path / "gone.db")
