"""INSERT … ON CONFLICT, which both databases speak alike but SQLAlchemy keeps apart."""

from __future__ import annotations

from typing import Literal, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Kind = Literal["sqlite", "postgresql"]


def insert_into(kind: Kind, table: Table) -> sqlite.Insert:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if kind == "sqlite":
        return sqlite.insert(table)
    return cast(sqlite.Insert, postgresql.insert(table))  # the same methods, in another class
