"""The tables of the SQLite file, made by numbered steps that run once each."""

from __future__ import annotations

import sqlite3

from fabula.errors import StoreError


def migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring the tables to the newest form; safe when several processes do it at once.

    Args:
        connection: In autocommit mode.
        name: What messages call the file.

    Raises:
        StoreError: The file was made by a newer Fabula.
    """
    if _version(connection, name) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in MIGRATIONS[_version(connection, name) :]:
            migration(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection, name: str) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{name} was made by a newer Fabula (form {version}, this one knows up to "
            f"{len(MIGRATIONS)}). Update Fabula, or use another folder."
        )
    return version


def m001_create_tables(connection: sqlite3.Connection) -> None:
    """Results by key, runs, and the events of each run."""
    connection.execute(
        """CREATE TABLE results (
            key TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            body BLOB NOT NULL,
            blobs TEXT NOT NULL,
            parts TEXT NOT NULL,
            seconds REAL NOT NULL,
            made_at REAL NOT NULL,
            digest TEXT NOT NULL
        ) WITHOUT ROWID"""
    )
    connection.execute(
        """CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            production TEXT NOT NULL,
            state TEXT NOT NULL,
            started_at REAL NOT NULL,
            ended_at REAL
        ) WITHOUT ROWID"""
    )
    connection.execute("CREATE INDEX runs_by_start ON runs (started_at)")
    connection.execute(
        """CREATE TABLE events (
            run TEXT NOT NULL,
            seq INTEGER NOT NULL,
            at REAL NOT NULL,
            kind TEXT NOT NULL,
            fields TEXT NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID"""
    )


def m002_create_archive(connection: sqlite3.Connection) -> None:
    """Takes, and what people decided about them."""
    connection.execute(
        """CREATE TABLE takes (
            step TEXT NOT NULL,
            name TEXT NOT NULL,
            part TEXT NOT NULL,
            nth INTEGER NOT NULL,
            place INTEGER NOT NULL,
            number INTEGER NOT NULL,
            key TEXT NOT NULL,
            parts TEXT NOT NULL,
            who TEXT NOT NULL,
            usd REAL,
            seconds REAL NOT NULL,
            made_at REAL NOT NULL,
            run TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX takes_by_name ON takes (name)")
    connection.execute(
        """CREATE TABLE notes (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (kind, name)
        ) WITHOUT ROWID"""
    )


def m003_add_leases_uses_and_costs(connection: sqlite3.Connection) -> None:
    """Who makes which result just now, when each was last used, and what it took."""
    connection.execute("ALTER TABLE results ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE results ADD COLUMN usd REAL DEFAULT 0")
    connection.execute(
        """CREATE TABLE leases (
            key TEXT PRIMARY KEY,
            owner TEXT NOT NULL,
            until REAL NOT NULL
        ) WITHOUT ROWID"""
    )
    connection.execute(
        "CREATE TABLE uses (key TEXT PRIMARY KEY, used_at REAL NOT NULL) WITHOUT ROWID"
    )


def m004_number_results(connection: sqlite3.Connection) -> None:
    """Results with row numbers: large rows that are sorted by key cost thrice as much to write."""
    connection.execute(
        """CREATE TABLE numbered (
            key TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            body BLOB NOT NULL,
            blobs TEXT NOT NULL,
            parts TEXT NOT NULL,
            seconds REAL NOT NULL,
            made_at REAL NOT NULL,
            digest TEXT NOT NULL,
            tokens INTEGER NOT NULL,
            usd REAL
        )"""
    )
    connection.execute(
        "INSERT INTO numbered SELECT key, name, body, blobs, parts, seconds, made_at, digest, "
        "tokens, usd FROM results"
    )
    connection.execute("DROP TABLE results")
    connection.execute("ALTER TABLE numbered RENAME TO results")


def m005_say_what_runs_are_about(connection: sqlite3.Connection) -> None:
    """What each run was made of and asked for, as a list of texts."""
    connection.execute("ALTER TABLE runs ADD COLUMN about TEXT NOT NULL DEFAULT '[]'")


MIGRATIONS = (
    m001_create_tables,
    m002_create_archive,
    m003_add_leases_uses_and_costs,
    m004_number_results,
    m005_say_what_runs_are_about,
)
