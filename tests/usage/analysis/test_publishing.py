"""A week is published once, after it is over, and never changes; admins' pages read nothing else."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from bot.storage.engine import Database
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.publishing import publish_again, publish_due
from bot.usage.analysis.records import Filters
from bot.usage.analysis.weeks import Period, last_weeks, monday_of, newest_over, period_of
from bot.usage.retention import Retention
from tests.storage.kit import MovedClock, rows
from tests.usage.analysis.kit import MONDAY, made_week, store

AFTER = datetime(2025, 3, 10, 4, tzinfo=UTC)  # Monday morning after the week
WEEK = timedelta(days=7)
TABLES = ("usage_numbers", "usage_moments", "usage_votes", "usage_times", "usage_day_people")


async def everything(database: Database) -> list[list[tuple[object, ...]]]:
    return [sorted(await rows(database, f"SELECT * FROM {table}"), key=repr) for table in TABLES]


async def test_a_week_is_published_when_it_is_over_and_its_last_events_are_written(
    database: Database, clock: MovedClock
):
    await store(database, made_week(1, 600, 90))
    clock.now = datetime(2025, 3, 10, 2, 59, tzinfo=UTC)
    assert await publish_due(database) == 0
    clock.now = datetime(2025, 3, 10, 3, 0, tzinfo=UTC)
    assert await publish_due(database) == 1
    assert await publish_due(database) == 0


async def test_what_was_published_never_changes_whoever_is_forgotten_or_comes_late(
    database: Database, clock: MovedClock
):
    clock.now = AFTER
    await store(database, made_week(1, 600, 90))
    await publish_due(database)
    before = await everything(database)
    assert all(before)

    async def forget(connection) -> None:
        await connection.execute(text("DELETE FROM usage_events WHERE number < 40"))

    await database.write(forget)
    await store(database, made_week(2, 900, 80), MONDAY + WEEK)
    clock.now = AFTER + WEEK
    assert await publish_due(database) == 1
    after = await everything(database)
    assert [
        [row for row in table if row in then] for table, then in zip(after, before, strict=True)
    ] == before


async def test_pages_read_the_published_numbers_alone(database: Database, clock: MovedClock):
    clock.now = AFTER
    await store(database, made_week(1, 900, 120))
    await publish_due(database)
    period = Period(MONDAY, MONDAY)
    looks = [
        Filters(),
        Filters(country="PE"),
        Filters(topic="documents"),
        Filters("PE", "documents", "es", "answered"),
    ]
    before = [await build_analysis(database, period, look, compare=True) for look in looks]

    async def lose(connection) -> None:
        for table in ("usage_events", "monthly_counts", "monthly_people"):
            await connection.execute(text(f"DELETE FROM {table}"))

    await database.write(lose)
    assert [await build_analysis(database, period, look, compare=True) for look in looks] == before


async def test_weeks_without_messages_are_zero_and_those_of_few_people_are_not_told(
    database: Database, clock: MovedClock
):
    await store(database, made_week(1, 600, 90))
    await store(database, made_week(2, 8, 5), MONDAY + 2 * WEEK)
    await store(database, made_week(3, 600, 90), MONDAY + 3 * WEEK)
    clock.now = AFTER + 3 * WEEK
    assert await publish_due(database) == 4
    found = await build_analysis(database, Period(MONDAY, MONDAY + 4 * WEEK))
    assert found.coverage.told == (MONDAY, MONDAY + WEEK, MONDAY + 3 * WEEK)
    assert found.coverage.small == (MONDAY + 2 * WEEK,)
    assert found.coverage.missing == (MONDAY + 4 * WEEK,)
    assert found.messages == 1200


async def test_a_clock_that_runs_ahead_closes_no_week_to_come(database: Database, clock: MovedClock):
    await store(database, made_week(1, 600, 90))
    clock.now = AFTER + 40 * WEEK
    assert await publish_due(database) == 1
    clock.now = AFTER + WEEK
    await store(database, made_week(2, 600, 90), MONDAY + WEEK)
    assert await publish_due(database) == 1


async def test_two_replicas_publish_a_week_once(database: Database, clock: MovedClock):
    clock.now = AFTER
    await store(database, made_week(1, 600, 90))
    await asyncio.gather(publish_due(database), publish_due(database))
    [(stored,)] = await rows(database, "SELECT sum(messages) FROM usage_moments")
    assert stored == 600
    assert len(await rows(database, "SELECT week FROM usage_weeks")) == 1


async def test_made_again_from_the_same_events_the_numbers_are_the_same(
    database: Database, clock: MovedClock
):
    clock.now = AFTER
    await store(database, made_week(1, 600, 90))
    await publish_due(database)
    before = await everything(database)
    assert await publish_again(database) == 1
    assert await everything(database) == before


async def test_weeks_are_published_before_their_events_are_erased_and_outlive_them(
    database: Database, clock: MovedClock
):
    await store(database, made_week(1, 600, 90))
    clock.now = AFTER + timedelta(days=120)
    await Retention(database).run_once()
    assert await rows(database, "SELECT count(*) FROM usage_events") == [(0,)]
    found = await build_analysis(database, Period(MONDAY, MONDAY))
    assert found.messages == 600
    assert await publish_again(database) == 0
    assert (await build_analysis(database, Period(MONDAY, MONDAY))).messages == 600


async def test_a_week_that_cannot_be_cut_keeps_nothing_from_being_erased(
    database: Database, clock: MovedClock, monkeypatch
):
    await store(database, made_week(1, 60, 20))

    async def fails(_database: Database) -> int:
        raise MemoryError

    monkeypatch.setattr("bot.usage.retention.publish_due", fails)
    clock.now = AFTER + timedelta(days=120)
    assert (await Retention(database).run_once()).events == 60
    assert [trouble.part for trouble in database.health.troubles] == ["usage figures"]


def test_periods_are_whole_weeks_whatever_is_asked_for():
    october = period_of(date(2026, 10, 1), date(2026, 10, 31))
    assert (october.since, october.until, october.weeks) == (date(2026, 9, 28), date(2026, 11, 1), 5)
    assert october == period_of(date(2026, 10, 31), date(2026, 10, 1))
    assert (october.before().until, october.before().weeks) == (date(2026, 9, 27), 5)
    assert len(list(october.days())) == 35
    assert period_of(date(1990, 1, 1), date(2026, 1, 1)).weeks == 520
    assert {monday_of(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}
    assert newest_over(datetime(2025, 3, 16, 23, tzinfo=UTC)) == MONDAY
    assert last_weeks(4, AFTER) == Period(MONDAY - 3 * WEEK, MONDAY)
