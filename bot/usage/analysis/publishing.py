"""Publishes each week once it is over: reads its events, has them cut, and keeps the numbers for good.

This is the only part that reads single events for admins. What it has published it never changes, whoever is forgotten or
arrives late: two looks at a week can then not be compared.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.statements import insert_into
from bot.storage.tables import (
    usage_day_people,
    usage_events,
    usage_moments,
    usage_numbers,
    usage_times,
    usage_votes,
    usage_weeks,
)
from bot.usage.analysis.cells import Event, Week, cut_week
from bot.usage.analysis.weeks import WEEK, monday_of, newest_over

_AT_ONCE = 2000  # rows read in one go, so that nobody's answer waits for it
_TABLES = (usage_numbers, usage_moments, usage_votes, usage_times, usage_day_people)


async def publish_due(database: Database) -> int:
    """Publish every week that is over and not yet published, oldest first; how many. Raises DatabaseAwayError."""
    due = await database.read(partial(_due, newest=newest_over(database.clock())))
    for monday in due:
        await _publish(database, monday, secrets.token_bytes(16))
    return len(due)


async def publish_again(database: Database) -> int:
    """Make the numbers of all weeks again whose events are all still there; how many. For after a mended mistake only:

    who has seen the old numbers can compare them with the new ones. Raises DatabaseAwayError.
    """
    published = await database.read(_kept_whole)
    for monday, salt in published:
        week = await _cut(database, monday, salt)
        await database.write(partial(_replace, week=week))
    return len(published)


async def _publish(database: Database, monday: date, salt: bytes) -> None:
    week = await _cut(database, monday, salt)

    async def work(connection: AsyncConnection) -> None:
        row = {"week": monday, "salt": salt, "small": week.small}
        first = insert_into(database.kind, usage_weeks).on_conflict_do_nothing().returning(usage_weeks.c.week)
        if (await connection.execute(first, row)).first() is not None:  # else another replica was faster
            await _store(connection, week)

    await database.write(work)


async def _cut(database: Database, monday: date, salt: bytes) -> Week:
    events: list[Event] = []
    for weekday in range(7):
        day, after = monday + timedelta(days=weekday), -1
        while True:
            rows = await database.read(partial(_some_events, day=day, after=after))
            events += [Event(weekday, *row[1:]) for row in rows]
            if len(rows) < _AT_ONCE:
                break
            after = rows[-1][0]
    return await asyncio.to_thread(cut_week, monday, events, salt)


async def _due(connection: AsyncConnection, newest: date) -> list[date]:
    """The Mondays that are due, none after the last event: a clock that runs ahead must not close weeks to come."""
    oldest, last = (await connection.execute(_SPAN)).one()
    published: date | None = await connection.scalar(select(func.max(usage_weeks.c.week)))
    if oldest is None:
        return []
    first = monday_of(oldest) if published is None else published + WEEK
    end = min(newest, monday_of(last))
    return [first + n * WEEK for n in range((end - first).days // 7 + 1)]


async def _kept_whole(connection: AsyncConnection) -> list[tuple[date, bytes]]:
    oldest: date | None = await connection.scalar(select(func.min(usage_events.c.day)))
    if oldest is None:
        return []
    found = select(usage_weeks.c.week, usage_weeks.c.salt).where(usage_weeks.c.week >= oldest)
    return [(row.week, row.salt) for row in await connection.execute(found.order_by(usage_weeks.c.week))]


async def _replace(connection: AsyncConnection, week: Week) -> None:
    for table in _TABLES:
        await connection.execute(delete(table).where(table.c.week == week.monday))
    changed = usage_weeks.update().where(usage_weeks.c.week == week.monday).values(small=week.small)
    await connection.execute(changed)
    await _store(connection, week)


async def _store(connection: AsyncConnection, week: Week) -> None:
    for table, rows in _rows(week):
        if rows:
            await connection.execute(insert(table), rows)


def _rows(week: Week) -> Sequence[tuple[Table, list[dict[str, object]]]]:
    def of(block: object, parts: Sequence[object]) -> list[dict[str, object]]:
        named = {"week": week.monday, "outcome": block.outcome, "language": block.language}  # type: ignore[attr-defined]
        return [named | _fields(part) for part in parts]

    return (
        (usage_numbers, [row for block in week.blocks for row in of(block, block.numbers)]),
        (usage_moments, [row for block in week.blocks for row in of(block, block.moments)]),
        (usage_votes, [row for block in week.blocks for row in of(block, block.votes)]),
        (usage_times, [{"week": week.monday} | _fields(run) for run in week.times]),
        (usage_day_people, [{"week": week.monday} | _fields(day) for day in week.people]),
    )


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}  # type: ignore[attr-defined]


async def _some_events(connection: AsyncConnection, day: date, after: int) -> list[Any]:
    return list(await connection.execute(_EVENTS, {"on": day, "after": after}))


_SPAN = select(func.min(usage_events.c.day), func.max(usage_events.c.day))
_EVENTS = (
    select(
        usage_events.c.number,
        usage_events.c.hour,
        usage_events.c.outcome,
        usage_events.c.language,
        usage_events.c.country,
        usage_events.c.topic,
        usage_events.c.question,
        usage_events.c.feedback,
        usage_events.c.milliseconds,
        usage_events.c.pseudonym,
    )
    .where(usage_events.c.day == bindparam("on"), usage_events.c.number > bindparam("after"))
    .order_by(usage_events.c.number)
    .limit(_AT_ONCE)
)
