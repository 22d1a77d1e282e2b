"""Which questions people ask, which come more often than before, and where answers are lacking."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.usage.analysis import reading
from bot.usage.analysis.crossing import Kind
from bot.usage.analysis.names import QUESTIONS, UNKNOWN, Group, group_of
from bot.usage.analysis.records import Asked, Filters, Served
from bot.usage.analysis.weeks import Period

MOST = 200  # questions and places
CERTAIN = 3.0  # standard deviations by which a question must have come more often to be called rising


async def most_asked(connection: AsyncConnection, period: Period, filters: Filters) -> tuple[Asked, ...]:
    """The questions that passed the filters, most asked first; at most MOST."""
    found = await reading.read_numbers(connection, period, filters, _kind(filters), ["question", "topic"])
    asked = [Asked(question, topic, count) for (question, topic), count in found if question]
    return tuple(sorted(asked, key=lambda x: (-x.messages, x.question)))[:MOST]


async def rising(connection: AsyncConnection, period: Period, filters: Filters) -> tuple[Asked, ...]:
    """The questions that came clearly more often than before, beyond the growth of all, most clearly first.

    Like is compared with like: the same question, outcome, language (and country, where one is chosen), told in every week
    of both periods in which the other has a counterpart, so that nothing rises because it was hidden before.
    """
    by = ["question", "topic", "outcome", "language", "week"]
    kind = _kind(filters)
    now = _weekly(await reading.read_numbers(connection, period, filters, kind, by))
    before = _weekly(await reading.read_numbers(connection, period.before(), filters, kind, by))
    found: dict[tuple[str, str], Asked] = {}
    for key in now.keys() & before.keys():
        weeks = min(len(now[key]), len(before[key]))  # as many weeks on each side, the fullest ones
        question, topic = key[:2]
        so_far = found.get((question, topic)) or Asked(question, topic, 0)
        found[question, topic] = replace(
            so_far,
            messages=so_far.messages + sum(now[key]),
            alike=so_far.alike + sum(sorted(now[key])[-weeks:]),
            alike_before=so_far.alike_before + sum(sorted(before[key])[-weeks:]),
        )
    whole, whole_before = (
        sum(getattr(x, side) for x in found.values()) for side in ("alike", "alike_before")
    )
    growth = whole / whole_before if whole_before else 1.0
    risen = [grown for asked in found.values() if (grown := replace(asked, growth=growth)).rising >= CERTAIN]
    return tuple(sorted(risen, key=lambda x: (-x.rising, x.question)))


async def worst_served(connection: AsyncConnection, period: Period, filters: Filters) -> tuple[Served, ...]:
    """Topics in countries by the share without answer that is certain, worst first; at most MOST.

    The filters of topic and outcome do not apply: a topic is bad beside others, a share needs all outcomes.
    """
    place = replace(filters, outcome=None, topic=None)
    by_place = await _by_groups(connection, period, place, "place", ["country", "topic", "outcome"])
    by_country = await _by_groups(connection, period, place, "country", ["country", "outcome"])
    told: dict[str, Counter[Group]] = defaultdict(Counter)
    for (country, _), groups in by_place.items():
        told[country].update(groups)
    served = []
    for (country, topic), groups in by_place.items():
        rest = by_country[(country,)] - told[country]
        answered, back, unknown = (groups[name] for name in QUESTIONS)
        maybe = rest["answered"] + rest["asked_back"], rest["not_known"]
        if UNKNOWN not in {country, topic} and answered + back + unknown:
            served.append(Served(country, topic, answered, back, unknown, *maybe))
    return tuple(sorted(served, key=lambda x: (-x.least, -x.not_known, x.country, x.topic)))[:MOST]


async def _by_groups(
    connection: AsyncConnection, period: Period, filters: Filters, kind: Kind, by: list[str]
) -> dict[tuple[str, ...], Counter[Group]]:
    """Messages by names and group of outcomes; the outcome is the last of the columns `by`."""
    found: dict[tuple[str, ...], Counter[Group]] = defaultdict(Counter)
    for (*names, outcome), count in await reading.read_numbers(connection, period, filters, kind, by):
        found[tuple(names)][group_of(outcome)] += count
    return found


def _weekly(found: list[tuple[tuple[str, ...], int]]) -> dict[tuple[str, ...], list[int]]:
    weekly: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for names, count in found:
        if names[0]:
            weekly[names[:-1]].append(count)
    return weekly


def _kind(filters: Filters) -> Kind:
    return "place_question" if filters.country else "question"
