"""Reads published numbers, summed for a period and filters. No other table is touched for an admin's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import (
    usage_day_people,
    usage_moments,
    usage_numbers,
    usage_times,
    usage_votes,
    usage_weeks,
)
from bot.usage.analysis.crossing import Kind
from bot.usage.analysis.records import Filters
from bot.usage.analysis.weeks import Period

_Key = tuple[date, str, str]  # week, outcome, language
_ByBlock = dict[_Key, int]
FINE_HOURS = 6  # messages whose time is told less finely than this have no hour


@dataclass(frozen=True, slots=True)
class Block:
    """Messages of one week, outcome and language: those that pass country and topic, and how many more at most may pass."""

    week: date
    outcome: str
    language: str
    passing: int
    maybe: int


async def read_weeks(connection: AsyncConnection, period: Period) -> dict[date, bool]:
    """The published weeks of the period, and whether they were too small to be told."""
    query = select(usage_weeks.c.week, usage_weeks.c.small).where(_within(usage_weeks, period))
    return {row.week: bool(row.small) for row in await connection.execute(query)}


async def read_blocks(connection: AsyncConnection, period: Period, filters: Filters) -> list[Block]:
    """All blocks of the period, of every outcome and language, looked at through the filters of country and topic."""
    whole = await _by_block(connection, period, "all")
    country = await _told_of(connection, period, whole, country=filters.country)
    topic = await _told_of(connection, period, whole, topic=filters.topic)
    if filters.country and filters.topic:
        place = await _by_block(connection, period, "place", country=filters.country, topic=filters.topic)
        rest = (
            await _rest_of(connection, period, country, country=filters.country),
            await _rest_of(connection, period, topic, topic=filters.topic),
        )
        return [
            Block(*key, place.get(key, 0), 0 if key in place else min(side[key] for side in rest))
            for key in whole
        ]
    chosen = country if filters.country else topic
    return [Block(*key, *chosen[key]) for key in whole]


async def _told_of(
    connection: AsyncConnection, period: Period, whole: _ByBlock, **one: str | None
) -> dict[_Key, tuple[int, int]]:
    """For each block the messages of a country or topic and, where these are not told, how many there are at most."""
    [(name, value)] = one.items()
    if value is None:
        return {key: (count, 0) for key, count in whole.items()}
    kind: Kind = "country" if name == "country" else "topic"
    told = await _by_block(connection, period, kind)
    mine = await _by_block(connection, period, kind, **{name: value})
    return {
        key: (mine[key], 0) if key in mine else (0, count - told.get(key, 0)) for key, count in whole.items()
    }


async def _rest_of(
    connection: AsyncConnection, period: Period, side: dict[_Key, tuple[int, int]], **one: str
) -> dict[_Key, int]:
    """For each block how many messages of a country or topic at most are in no place that is told."""
    placed = await _by_block(connection, period, "place", **one)
    return {key: max(0, sum(counts) - placed.get(key, 0)) for key, counts in side.items()}


async def read_numbers(
    connection: AsyncConnection, period: Period, filters: Filters, kind: Kind, by: Iterable[str]
) -> list[tuple[tuple[str, ...], int]]:
    """Sums of the numbers of a kind that pass the filters, by some of their columns."""
    columns = [usage_numbers.c[name] for name in by]
    query = (
        select(*columns, func.sum(usage_numbers.c.messages))
        .where(usage_numbers.c.kind == kind, _within(usage_numbers, period))
        .where(*_chosen(usage_numbers, filters))
        .group_by(*columns)
    )
    return [(tuple(row[:-1]), int(row[-1])) for row in await connection.execute(query)]


async def read_days(
    connection: AsyncConnection, period: Period, filters: Filters
) -> list[tuple[date, int, str, int]]:
    """Week, its days (a bit each), outcome and messages."""
    moments = usage_moments.c
    query = (
        select(moments.week, moments.days, moments.outcome, func.sum(moments.messages))
        .where(_within(usage_moments, period), *_chosen(usage_moments, filters))
        .group_by(moments.week, moments.days, moments.outcome)
    )
    return [(row[0], int(row[1]), row[2], int(row[3])) for row in await connection.execute(query)]


async def read_hours(
    connection: AsyncConnection, period: Period, filters: Filters
) -> list[tuple[int, int, int]]:
    """First hour of the week, how many hours, and messages."""
    moments = usage_moments.c
    query = (
        select(moments.start, moments.hours, func.sum(moments.messages))
        .where(_within(usage_moments, period), moments.hours <= FINE_HOURS, *_chosen(usage_moments, filters))
        .group_by(moments.start, moments.hours)
    )
    return [(int(row[0]), int(row[1]), int(row[2])) for row in await connection.execute(query)]


async def read_votes(connection: AsyncConnection, period: Period, filters: Filters) -> dict[str, int]:
    """Messages by vote. Where votes are not told by country, those of a country are among "(others)"."""
    votes = usage_votes.c
    chosen = _chosen(usage_votes, Filters(filters.country, None, filters.language, None))
    query = (
        select(votes.vote, func.sum(votes.messages))
        .where(_within(usage_votes, period), *chosen)
        .group_by(votes.vote)
    )
    return {row[0]: int(row[1]) for row in await connection.execute(query)}


async def read_times(
    connection: AsyncConnection, period: Period, outcomes: Iterable[str]
) -> list[tuple[int, int, int]]:
    """First and last bucket, and messages."""
    times = usage_times.c
    query = (
        select(times.first, times.last, func.sum(times.messages))
        .where(_within(usage_times, period), times.outcome.in_(list(outcomes)))
        .group_by(times.first, times.last)
    )
    return [(int(row[0]), int(row[1]), int(row[2])) for row in await connection.execute(query)]


async def read_people(
    connection: AsyncConnection, period: Period, country: str | None
) -> list[tuple[date, int, int, int | None]]:
    """Week, weekday, people, and how many of them wrote in more than one hour."""
    people = usage_day_people.c
    query = select(people.week, people.weekday, people.people, people.again).where(
        _within(usage_day_people, period), people.country == (country or "")
    )
    return [(row[0], int(row[1]), int(row[2]), row[3]) for row in await connection.execute(query)]


async def _by_block(connection: AsyncConnection, period: Period, kind: Kind, **values: str) -> _ByBlock:
    numbers = usage_numbers.c
    query = (
        select(numbers.week, numbers.outcome, numbers.language, func.sum(numbers.messages))
        .where(numbers.kind == kind, _within(usage_numbers, period))
        .where(*(numbers[name] == value for name, value in values.items()))
        .group_by(numbers.week, numbers.outcome, numbers.language)
    )
    return {(row[0], row[1], row[2]): int(row[3]) for row in await connection.execute(query)}


def _within(table: Table, period: Period) -> ColumnElement[bool]:
    return table.c.week.between(period.first, period.last)


def _chosen(table: Table, filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions of the filters, for the columns that the table has."""
    found: list[ColumnElement[bool]] = []
    for name, value in (
        ("country", filters.country),
        ("topic", filters.topic),
        ("language", filters.language),
    ):
        if value is not None and name in table.c:
            found.append(table.c[name] == value)
    if filters.outcomes is not None:
        found.append(table.c.outcome.in_(filters.outcomes))
    return found
