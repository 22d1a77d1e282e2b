"""The log as admins read it: what came when, as finely as eleven people allow. No text, no id, nothing finer than an hour.

A line tells of all messages alike in outcome, language and country that came in the same hours. The hours (or days) of a
line are as few as it takes for eleven people, so no line is about fewer, and all lines together are all messages. Topics are
told by the week only (see `analysis`): by the hour they would be too few people. Lines are published with their week and
never change.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.tables import usage_moments
from bot.usage.analysis.cells import HOURS
from bot.usage.analysis.records import Filters
from bot.usage.analysis.tables import Table, Value
from bot.usage.analysis.weeks import Period
from bot.usage.analysis.words import Words

Key = tuple[date, int, str, str, str]  # week, start, outcome, language, country
MOST_ON_PAGE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """Messages that came within `hours` hours from `since` on (UTC); where there are several `days`, on any of these.

    Outcome, language and country may be "(others)": those too few to be told apart; country "?": not known.
    """

    since: datetime
    hours: int
    days: tuple[date, ...]
    outcome: str
    language: str
    country: str
    messages: int


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, newest first, and the key after which the next page begins; None where this was the last."""

    lines: tuple[Line, ...]
    next: Key | None


async def read_page(
    database: Database,
    period: Period,
    filters: Filters | None = None,
    *,
    after: Key | None = None,
    size: int = MOST_ON_PAGE,
) -> Page:
    """A page of the log. A filter of topic has no effect here. Raises DatabaseAwayError."""
    wanted = filters or Filters()
    size = min(max(size, 1), MOST_ON_PAGE)
    read = partial(_read, period=period, filters=wanted, after=after, size=size + 1)
    found = await database.read(read)
    following = found[size - 1][0] if len(found) > size else None
    return Page(tuple(line for _, line in found[:size]), following)


async def read_all(database: Database, period: Period, filters: Filters | None = None) -> AsyncIterator[Line]:
    """Every line, newest first, a page at a time, for an export. Raises DatabaseAwayError."""
    after: Key | None = None
    while True:
        page = await read_page(database, period, filters, after=after)
        for line in page.lines:
            yield line
        after = page.next
        if after is None:
            return


def log_table(lines: tuple[Line, ...], words: Words) -> Table:
    """Lines as a table for the page and for files."""
    columns = ("when", "country", "language", "outcome", "messages")
    rows: list[tuple[Value, ...]] = []
    for line in lines:
        names = map(words.named, (line.country, line.language, line.outcome))
        rows.append((when_told(line), *names, line.messages))
    return Table("log", words("messages"), tuple(map(words, columns)), tuple(rows), words("rule"))


def when_told(line: Line) -> str:
    """When the messages of a line came, such as "2026-10-05 14:00–17:00" or "2026-10-05, 2026-10-07"."""
    if len(line.days) > 1:
        return ", ".join(map(str, line.days))
    if line.hours >= HOURS:
        return f"{line.since:%Y-%m-%d}"
    end = (line.since + timedelta(hours=line.hours)).strftime("%H:%M")
    return f"{line.since:%Y-%m-%d %H:%M}–{'24:00' if end == '00:00' else end}"


def key_text(key: Key) -> str:
    """A key as it stands in an address."""
    return "~".join(map(str, key))


def key_of(text: str) -> Key | None:
    """The key of such a text; None for anything else."""
    parts = text.split("~")
    try:
        week, start, outcome, language, country = parts
        return date.fromisoformat(week), int(start), outcome, language, country
    except ValueError:
        return None


async def _read(
    connection: AsyncConnection, period: Period, filters: Filters, after: Key | None, size: int
) -> list[tuple[Key, Line]]:
    moments = usage_moments.c
    order = (moments.outcome, moments.language, moments.country)
    query = select(usage_moments).where(moments.week.between(period.first, period.last))
    for column, value in ((moments.country, filters.country), (moments.language, filters.language)):
        if value is not None:
            query = query.where(column == value)
    if filters.outcomes is not None:
        query = query.where(moments.outcome.in_(filters.outcomes))
    if after is not None:
        week, start, *names = after
        alike = [column == name for column, name in zip(order, names, strict=True)]
        later = or_(*(and_(*alike[:n], column > names[n]) for n, column in enumerate(order)))
        here = and_(moments.week == week, or_(moments.start < start, and_(moments.start == start, later)))
        query = query.where(or_(moments.week < week, here))
    query = query.order_by(moments.week.desc(), moments.start.desc(), *order).limit(size)
    return [
        ((row.week, row.start, row.outcome, row.language, row.country), _line(row))
        for row in await connection.execute(query)
    ]


def _line(row: object) -> Line:
    week: date = row.week  # type: ignore[attr-defined]
    start, hours, bits = row.start, row.hours, row.days  # type: ignore[attr-defined]
    since = datetime(week.year, week.month, week.day, tzinfo=UTC) + timedelta(hours=start)
    days = tuple(week + timedelta(days=day) for day in range(7) if bits >> day & 1)
    return Line(since, hours, days, row.outcome, row.language, row.country, row.messages)  # type: ignore[attr-defined]
