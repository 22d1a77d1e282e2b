"""What this process tells those who watch it: whether it may be sent people, and when it last answered one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.telegram.counters import last_answer
from bot.knowledge.keeper import Keeper
from bot.storage.engine import Database, DatabaseAwayError

PING_SECONDS = 2.0


class Readiness:
    """Whether this process is ready, for /readyz. database: the one that was configured; None asks none."""

    def __init__(self, keeper: Keeper, database: Database | None) -> None:
        self._keeper, self._database = keeper, database

    async def missing(self) -> str | None:
        """What is not there yet, in a few words; None where all is."""
        if self._keeper.served_at is None:
            return "no release is served yet"
        if self._database is not None and not await _answers(self._database):
            return "the database does not answer"
        return None


async def _answers(database: Database) -> bool:
    try:
        async with asyncio.timeout(PING_SECONDS):
            await database.look_up(_ping)
    except (DatabaseAwayError, TimeoutError):
        return False
    return True


async def _ping(connection: AsyncConnection) -> None:
    await connection.execute(text("SELECT 1"))


def last_answered() -> datetime | None:
    """When an update was last answered by this process; None: not yet."""
    (metric,) = last_answer.collect()
    at = metric.samples[0].value
    return datetime.fromtimestamp(at, UTC) if at else None
