"""Figures are right where they are told, say what they do not tell, and point at what is badly served."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.engine import Database
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.cells import BUCKETS, Event
from bot.usage.analysis.names import UNKNOWN, group_of
from bot.usage.analysis.publishing import publish_due
from bot.usage.analysis.quantiles import times_of
from bot.usage.analysis.records import Counts, Filters
from bot.usage.analysis.weeks import Period
from tests.storage.kit import MovedClock
from tests.usage.analysis.kit import MONDAY, made_week, store

WEEK = timedelta(days=7)
BOTH = Period(MONDAY, MONDAY + WEEK)


@pytest.fixture
async def log(database: Database, clock: MovedClock) -> list[Event]:
    """Two published weeks of 4,000 messages."""
    weeks = [made_week(seed, 4000, 500) for seed in (1, 2)]
    for number, events in enumerate(weeks):
        await store(database, events, MONDAY + number * WEEK)
    clock.now = datetime(2025, 3, 17, 4, tzinfo=UTC)
    await publish_due(database)
    return [event for week in weeks for event in week]


def told(counts: Counts) -> dict[str, int]:
    return {count.name: count.messages for count in counts.told}


async def test_totals_are_those_of_the_log_and_no_name_is_told_more_than_it_has(
    database: Database, log: list[Event]
):
    found = await build_analysis(database, BOTH)
    assert found.messages == len(log) == sum(found.groups.values())
    assert found.unplaced == 0
    for name, counts in (
        ("country", found.countries),
        ("topic", found.topics),
        ("language", found.languages),
    ):
        assert sum(told(counts).values()) + counts.untold == len(log)
        for value, count in told(counts).items():
            truth = sum((getattr(event, name) or UNKNOWN) == value for event in log)
            assert count <= truth
        greatest = counts.told[0]
        assert greatest.messages >= 0.85 * sum((getattr(e, name) or UNKNOWN) == greatest.name for e in log)
    for group, count in found.groups.items():
        assert abs(count - sum(group_of(event.outcome) == group for event in log)) <= found.outcomes.untold
    assert sum(step.messages for step in found.days) == sum(step.messages for step in found.weeks) == len(log)
    assert [step.day for step in found.days] == list(BOTH.days())


@pytest.mark.parametrize(
    "filters",
    [
        Filters(country="PE"),
        Filters(country="EC"),
        Filters(topic="health"),
        Filters("PE", "documents"),
        Filters("EC", "transit"),
        Filters(language="en"),
        Filters(outcome="asked_back"),
        Filters("CO", None, "es", "not_known"),
        Filters("ZZ", "none"),
    ],
    ids=str,
)
async def test_the_truth_lies_between_what_is_told_and_what_may_belong_there_too(
    database: Database, log: list[Event], filters: Filters
):
    found = await build_analysis(database, BOTH, filters)
    truth = [
        event
        for event in log
        if filters.country in {None, event.country or UNKNOWN}
        and filters.topic in {None, event.topic}
        and filters.language in {None, event.language}
        and (filters.outcomes is None or event.outcome in filters.outcomes)
    ]
    assert found.messages <= len(truth) <= found.messages + found.unplaced
    assert found.messages == sum(step.messages for step in found.weeks)
    if found.days:
        assert sum(step.messages for step in found.days) == found.messages
    if filters.topic:
        assert {"days", "hours", "votes", "people"} <= set(found.not_by)
        assert (found.days, found.hours, found.people) == ((), None, None)


async def test_the_period_before_stands_beside(database: Database, log: list[Event]):
    found = await build_analysis(database, Period(MONDAY + WEEK, MONDAY + WEEK), compare=True)
    alone = await build_analysis(database, Period(MONDAY, MONDAY))
    assert found.before is not None
    assert found.before.messages == alone.messages == 4000
    assert {c.name: c.before for c in found.countries.told} == {
        n: told(alone.countries).get(n) for n in told(found.countries)
    }


async def test_people_are_counted_by_day_and_never_across_days(database: Database, log: list[Event]):
    found = await build_analysis(database, BOTH)
    assert found.people is not None
    by_day: dict[tuple[int, int], set[bytes | None]] = {}
    for number, event in enumerate(log):
        by_day.setdefault((number // 4000, event.weekday), set()).add(event.pseudonym)
    counts = [len(people) for _, people in sorted(by_day.items())]
    assert [step.people for step in found.days] == counts
    assert (found.people.busiest, found.people.person_days) == (max(counts), sum(counts))
    assert 0 < found.people.again < found.people.again_of == sum(counts)


async def test_hours_and_times_and_votes_are_close_to_the_log(database: Database, log: list[Event]):
    found = await build_analysis(database, BOTH)
    assert found.hours is not None
    assert found.hours.told + found.hours.untold == len(log)
    afternoon = sum(sum(row[12:18]) for row in found.hours.table) / found.hours.told
    assert afternoon == pytest.approx(sum(12 <= e.hour < 18 for e in log) / len(log), abs=0.08)
    times = sorted(e.milliseconds or 0 for e in log if group_of(e.outcome) != "else")
    assert found.times.median == pytest.approx(times[len(times) // 2], rel=0.25)
    assert found.times.p90 == pytest.approx(times[len(times) * 9 // 10], rel=0.25)
    votes = told(found.votes)
    assert votes["yes"] > 1.5 * votes["no"] > 0
    assert votes["yes"] <= sum(e.feedback == "yes" for e in log)


async def test_a_question_that_is_asked_much_more_than_before_is_named_and_others_are_not(
    database: Database, clock: MovedClock
):
    await store(database, made_week(1, 4000, 500))
    dice = random.Random(5)
    more = [
        Event(
            dice.randrange(7),
            12,
            "answer",
            "es",
            "PE",
            "documents",
            "documents-1",
            None,
            5,
            dice.randbytes(8),
        )
        for _ in range(400)
    ]
    await store(database, made_week(2, 4000, 500) + more, MONDAY + WEEK)
    clock.now = datetime(2025, 3, 17, 4, tzinfo=UTC)
    await publish_due(database)
    found = await build_analysis(database, Period(MONDAY + WEEK, MONDAY + WEEK), compare=True)
    assert [asked.question for asked in found.rising] == ["documents-1"]
    assert found.questions[0].question in {"documents-0", "documents-1"}


async def test_the_worst_served_topic_of_a_country_comes_first_also_where_a_topic_is_chosen(
    database: Database, clock: MovedClock
):
    dice = random.Random(9)

    def spoilt(event: Event) -> Event:
        bad = (event.country, event.topic, event.outcome) == ("CO", "work", "answer") and dice.random() < 0.8
        return replace(event, outcome="not_known") if bad else event

    await store(database, [spoilt(event) for event in made_week(1, 6000, 700)])
    clock.now = datetime(2025, 3, 17, 4, tzinfo=UTC)
    await publish_due(database)
    for filters in (Filters(), Filters(country="CO"), Filters(topic="work"), Filters(outcome="answered")):
        worst = (await build_analysis(database, Period(MONDAY, MONDAY), filters)).worst[0]
        assert (worst.country, worst.topic) == ("CO", "work")
        assert 0 < worst.least <= worst.most <= 1


async def test_an_empty_database_tells_nothing_and_says_so(database: Database):
    found = await build_analysis(database, BOTH, compare=True)
    assert (found.messages, found.asked, found.countries.told, found.worst) == (0, 0, (), ())
    assert found.coverage.missing == (MONDAY, MONDAY + WEEK)
    assert found.times.median is None


def test_quantiles_lie_in_the_bucket_in_which_the_value_is():
    fifty = BUCKETS.index(50)
    times = times_of([(fifty, fifty, 980), (BUCKETS.index(1000), BUCKETS.index(1000), 20)])
    assert times.messages == 1000
    assert 50 <= (times.median or 0) < (times.p90 or 0) < 100
    assert 1000 <= (times.p99 or 0) <= 2000
    assert times_of([]).p99 is None
