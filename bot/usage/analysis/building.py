"""Makes the figures of a period out of published numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.usage.analysis import reading
from bot.usage.analysis.asked import most_asked, rising, worst_served
from bot.usage.analysis.cells import HOURS
from bot.usage.analysis.names import OTHERS, OUTCOME_GROUPS, Group, group_of
from bot.usage.analysis.quantiles import times_of
from bot.usage.analysis.reading import Block
from bot.usage.analysis.records import Analysis, Count, Counts, Coverage, Filters, Hours, People, Step
from bot.usage.analysis.weeks import Period


async def build_analysis(
    database: Database, period: Period, filters: Filters | None = None, *, compare: bool = False
) -> Analysis:
    """The figures of a period, with those of the period before where `compare`. Raises DatabaseAwayError."""
    wanted = filters or Filters()
    now = await database.read(partial(_analysis, period=period, filters=wanted))
    if not compare:
        return now
    before = await database.read(partial(_analysis, period=period.before(), filters=wanted))
    alike = await database.read(partial(rising, period=period, filters=wanted))
    return _compared(now, before, alike)


def _compared(now: Analysis, before: Analysis, alike: tuple[object, ...]) -> Analysis:
    names = ("outcomes", "countries", "topics", "languages", "votes")
    beside = {name: _beside(getattr(now, name), getattr(before, name)) for name in names}
    return replace(now, before=before, rising=alike, **beside)  # type: ignore[arg-type]


def _beside(now: Counts, before: Counts) -> Counts:
    known = {count.name: count.messages for count in before.told}
    told = tuple(replace(count, before=known.get(count.name)) for count in now.told)
    return Counts(told, now.untold)


async def _analysis(connection: AsyncConnection, period: Period, filters: Filters) -> Analysis:
    weeks = await reading.read_weeks(connection, period)
    every = await reading.read_blocks(connection, period, filters)
    blocks = [block for block in every if _passes(block, filters)]
    messages = sum(block.passing for block in blocks)
    countries = "place" if filters.topic else "country"
    topics = "place" if filters.country else "topic"
    by_country = await reading.read_numbers(connection, period, filters, countries, ["country"])  # type: ignore[arg-type]
    by_topic = await reading.read_numbers(connection, period, filters, topics, ["topic"])  # type: ignore[arg-type]
    outcomes = _summed(blocks, "outcome")
    groups: Counter[Group] = Counter()
    for outcome, count in outcomes.items():
        groups[group_of(outcome)] += count
    people = await _people(connection, period, filters)
    times = await reading.read_times(connection, period, filters.outcomes or OUTCOME_GROUPS)
    votes = {} if filters.topic else await reading.read_votes(connection, period, filters)
    return Analysis(
        period=period,
        filters=filters,
        coverage=_coverage(weeks, period),
        messages=messages,
        unplaced=_unplaced(every, filters),
        groups=dict(groups),
        outcomes=_counts(outcomes, messages),
        countries=_counts({names[0]: count for names, count in by_country}, messages),
        topics=_counts({names[0]: count for names, count in by_topic}, messages),
        languages=_counts(_summed(blocks, "language"), messages),
        days=() if filters.topic else await _days(connection, period, filters, people),
        weeks=_weeks(blocks, period),
        hours=None if filters.topic else await _hours(connection, period, filters, messages),
        times=times_of(times),
        votes=Counts(
            _ordered({vote: votes[vote] for vote in ("yes", "no") if vote in votes}), votes.get(OTHERS, 0)
        ),
        people=_people_of(people) if people is not None else None,
        questions=await most_asked(connection, period, filters),
        rising=(),
        worst=await worst_served(connection, period, filters),
    )


def _coverage(weeks: dict[date, bool], period: Period) -> Coverage:
    return Coverage(
        told=tuple(monday for monday in period.mondays() if weeks.get(monday) is False),
        small=tuple(monday for monday in period.mondays() if weeks.get(monday)),
        missing=tuple(monday for monday in period.mondays() if monday not in weeks),
    )


def _passes(block: Block, filters: Filters) -> bool:
    language = filters.language is None or block.language == filters.language
    return language and (filters.outcomes is None or block.outcome in filters.outcomes)


def _unplaced(blocks: list[Block], filters: Filters) -> int:
    """At most so many more messages pass the filters: where the country, topic, outcome or language is not told apart."""
    found = 0
    for block in blocks:
        if _passes(block, filters):
            found += block.maybe
        elif _may_pass(block, filters):
            found += block.passing + block.maybe
    return found


def _may_pass(block: Block, filters: Filters) -> bool:
    language = filters.language in {None, block.language} or block.language == OTHERS
    return language and (filters.outcomes is None or block.outcome in {*filters.outcomes, OTHERS})


def _summed(blocks: list[Block], name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for block in blocks:
        found[getattr(block, name)] += block.passing
    return found


def _counts(found: dict[str, int], messages: int) -> Counts:
    told = {name: count for name, count in found.items() if name != OTHERS and count}
    return Counts(_ordered(told), messages - sum(told.values()))


def _ordered(found: dict[str, int]) -> tuple[Count, ...]:
    return tuple(Count(name, n) for name, n in sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _weeks(blocks: list[Block], period: Period) -> tuple[Step, ...]:
    found: dict[date, Counter[Group]] = {monday: Counter() for monday in period.mondays()}
    for block in blocks:
        found[block.week][group_of(block.outcome)] += block.passing
    return tuple(Step(monday, dict(groups)) for monday, groups in found.items())


async def _days(
    connection: AsyncConnection, period: Period, filters: Filters, people: list[_PeopleRow] | None
) -> tuple[Step, ...]:
    shares: dict[date, Counter[Group]] = {day: Counter() for day in period.days()}
    spread: Counter[date] = Counter()
    for week, bits, outcome, count in await reading.read_days(connection, period, filters):
        days = [week + timedelta(days=day) for day in range(7) if bits >> day & 1]
        for position, day in enumerate(days):
            share = count // len(days) + (
                position < count % len(days)
            )  # whole messages, so that sums stay right
            shares[day][group_of(outcome)] += share
            if len(days) > 1:
                spread[day] += share
    wrote = {week + timedelta(days=weekday): count for week, weekday, count, _ in people or ()}
    return tuple(Step(day, dict(groups), spread[day], wrote.get(day)) for day, groups in shares.items())


async def _hours(connection: AsyncConnection, period: Period, filters: Filters, messages: int) -> Hours:
    table = [[0.0] * HOURS for _ in range(7)]
    told = 0
    for start, hours, count in await reading.read_hours(connection, period, filters):
        told += count
        for hour in range(start, start + hours):
            table[hour // HOURS][hour % HOURS] += count / hours
    return Hours(tuple(tuple(row) for row in table), messages - told)


_PeopleRow = tuple[date, int, int, int | None]


async def _people(connection: AsyncConnection, period: Period, filters: Filters) -> list[_PeopleRow] | None:
    if filters.topic or filters.language or filters.outcome:
        return None
    return await reading.read_people(connection, period, filters.country)


def _people_of(rows: list[_PeopleRow]) -> People:
    known = [(people, again) for _, _, people, again in rows if again is not None]
    return People(
        busiest=max((people for _, _, people, _ in rows), default=0),
        person_days=sum(people for _, _, people, _ in rows),
        days_told=len(rows),
        again=sum(again for _, again in known),
        again_of=sum(people for people, _ in known),
    )
