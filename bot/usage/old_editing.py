"""Erases drafts that are long done with, and the names in the history of the knowledge after a year."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.inventory import DEED_DAYS, DRAFT_DAYS
from bot.storage.tables import drafts, releases, revisions

_DAY = 86_400


async def erase_old_editing(connection: AsyncConnection, now: int) -> int:
    """How many rows lost something. `now`: seconds since 1970."""
    done = await connection.execute(_DRAFTS, {"limit": now - DRAFT_DAYS * _DAY})
    named = {"limit": now - DEED_DAYS * _DAY}
    changed = [(await connection.execute(statement, named)).rowcount for statement in (_REVISIONS, _RELEASES)]
    return done.rowcount + sum(changed)


_DRAFTS = delete(drafts).where(
    drafts.c.state.in_(("published", "withdrawn")), drafts.c.changed < bindparam("limit")
)
_REVISIONS = (
    update(revisions)
    .where(revisions.c.at < bindparam("limit"), revisions.c.author != "")
    .values(author="", reviewer=None)
)
_RELEASES = (
    update(releases).where(releases.c.at < bindparam("limit"), releases.c.author != "").values(author="")
)
