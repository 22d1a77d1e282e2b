"""How old the oldest of what is erased by age is, and when it goes: what the page about keeping tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.inventory import EVENT_DAYS, PHRASE_DAYS, PSEUDONYM_KEY_DAYS, WAITING_DAYS
from bot.storage.tables import pseudonym_keys, subscriptions, unanswered_phrases, usage_events


@dataclass(frozen=True, slots=True)
class Oldest:
    """The oldest rows' day and the first day on which they are gone; None where there are no rows."""

    day: date | None
    gone: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept now."""

    events: Oldest
    phrases: Oldest
    keys: Oldest
    wishes: Oldest
    living_keys: int


async def kept_now(database: Database) -> Kept:
    """What is kept now. Raises DatabaseAwayError."""

    async def work(connection: AsyncConnection) -> Kept:
        living = await connection.scalar(select(func.count()).select_from(pseudonym_keys))
        return Kept(
            _oldest(await connection.scalar(select(func.min(usage_events.c.day))), EVENT_DAYS),
            _oldest(await connection.scalar(select(func.min(unanswered_phrases.c.day))), PHRASE_DAYS),
            _oldest(await connection.scalar(select(func.min(pseudonym_keys.c.day))), PSEUDONYM_KEY_DAYS),
            _oldest(await connection.scalar(select(func.min(subscriptions.c.day))), WAITING_DAYS),
            int(living or 0),
        )

    return await database.read(work)


def _oldest(day: date | None, days: int) -> Oldest:
    """Rows stay for `days` full days after their own, and go on the next."""
    return Oldest(day, day + timedelta(days=days + 1) if day else None)
