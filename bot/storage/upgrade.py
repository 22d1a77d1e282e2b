"""Brings a database to the form this program knows, with the Alembic scripts in bot/storage/migrations."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0007"  # the newest script; tests hold it to the folder
_LOCK = 7_862_266  # any fixed number: replicas that start at once upgrade one after the other


class NewerDatabaseError(Exception):
    """The database was made by a newer program."""


def is_current(connection: Connection) -> bool:
    """Whether the database has the form that this program knows."""
    return _step(connection) == HEAD


def upgrade(connection: Connection) -> None:
    """Run the missing migrations on `connection`, inside its transaction.

    Raises NewerDatabaseError when the database knows a step that this program does not.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    step = _step(connection)
    if step == HEAD:
        return
    # Only a database that needs it pays for loading Alembic (30 MB, half a second).
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        msg = f"the database was made by a newer Rumbo (step {step}): run that version, or point to another database"
        raise NewerDatabaseError(msg) from error


def _step(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
