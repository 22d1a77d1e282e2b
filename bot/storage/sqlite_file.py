"""The embedded database as a file: who may read it, how each connection is set up, what is done when it is damaged."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

FILE_NAME = "rumbo.sqlite3"
SET_ASIDE = ".damaged-"
_BESIDE = ("", "-wal", "-shm", "-journal")

# secure_delete zeroes what is deleted. FULL makes each commit outlive a power cut, as acknowledgements and
# "forgotten" hang on them; commits are shared, so it costs one flush a group. The short busy time-out is what a
# person may wait when another program holds the file. temp_store keeps intermediate results out of /tmp.
PRAGMAS = (
    "PRAGMA busy_timeout=250",
    "PRAGMA journal_mode=WAL",
    "PRAGMA secure_delete=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)


def make_private(path: Path) -> None:
    """Make the data folder (0700) if it is missing and the database file (0600); a file that is there is narrowed.

    Raises OSError where the folder cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for suffix in _BESIDE:
            beside = path.with_name(path.name + suffix)
            if beside.exists() and beside.stat().st_mode & 0o077:
                beside.chmod(0o600)
    except PermissionError:
        if not path.exists():
            raise  # else read-only: answers go on, the first write tells


def set_up(connection: Any) -> None:
    """Set up one new connection (a DB-API connection, called by SQLAlchemy)."""
    connection.isolation_level = None  # the engine says BEGIN itself; the driver must not
    cursor = connection.cursor()
    cursor.execute("PRAGMA page_count")
    if cursor.fetchone()[0] == 0:
        cursor.execute(
            "PRAGMA auto_vacuum=INCREMENTAL"
        )  # only an empty file takes it; on others it asks for the lock
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def identity(path: Path) -> tuple[int, int] | None:
    """What tells one file from another at the same place; None when it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def set_aside(path: Path, now: datetime) -> Path:
    """Move a damaged database, with what lies beside it, to a dated name, and give that name. Raises OSError."""
    target = path.with_name(f"{path.name}{SET_ASIDE}{now:%Y-%m-%dT%H%M%S.%fZ}")
    for suffix in _BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(target.with_name(target.name + suffix))
    return target


def damaged_files(path: Path) -> tuple[Path, ...]:
    """The files that were set aside, oldest first."""
    return tuple(sorted(path.parent.glob(f"{path.name}{SET_ASIDE}*")))


def why(error: BaseException) -> str:
    """A failure of the embedded database in words."""
    return {
        "SQLITE_BUSY": "another program holds the database",
        "SQLITE_LOCKED": "another program holds the database",
        "SQLITE_FULL": "the disk is full: free some space",
        "SQLITE_READONLY": "the database cannot be written: make the data folder and its files writable",
        "SQLITE_IOERR": "the disk fails (input/output error)",
        "SQLITE_CANTOPEN": "the database file cannot be opened: look at the data folder and its rights",
        "SQLITE_CORRUPT": "the database file is damaged",
        "SQLITE_NOTADB": "the database file is damaged",
    }.get(error_name(error), f"the database fails ({type(error).__name__})")


def error_name(error: BaseException) -> str:
    """SQLite's primary name of an error ("SQLITE_BUSY"); empty where there is none."""
    name = str(getattr(getattr(error, "orig", error), "sqlite_errorname", ""))
    return "_".join(name.split("_")[:2])


def is_damage(error: BaseException) -> bool:
    """Whether the error says that the file itself is broken: a table that is missing once all were made counts too."""
    if error_name(error) in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
        return True
    words = str(getattr(error, "orig", error))
    return error_name(error) == "SQLITE_ERROR" and words.startswith(("no such table", "no such column"))
