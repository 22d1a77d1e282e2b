"""Admins are told when something breaks, once, and when danger is more than usual; a handful of people is never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge

from bot.storage.engine import Database
from bot.storage.health import Trouble
from bot.storage.ledger import UpdateLedger
from bot.storage.statements import insert_into
from bot.storage.tables import danger_counts
from bot.usage.health_data import (
    QUIET,
    ProcessCounts,
    State,
    Told,
    danger_now,
    danger_of,
    ledger_state,
    notices,
    process_counts,
)  # fmt: skip
from tests.storage.kit import MovedClock

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
QUARTERS = (date(2026, 7, 1), date(2026, 4, 1), date(2026, 1, 1))
THIS = date(2026, 10, 1)
WELL = State(NOW, receiving=True, process=ProcessCounts(), troubles=(), danger=())


def test_errors_are_read_by_kind_from_what_the_process_counts():
    registry = CollectorRegistry()
    updates = Counter("rumbo_telegram_updates", "", ["outcome"], registry=registry)
    messages = Counter("rumbo_telegram_messages", "", ["result"], registry=registry)
    trouble = Counter("rumbo_telegram_trouble", "", ["kind"], registry=registry)
    for outcome in ("answered", "answered", "given_up", "repeat"):
        updates.labels(outcome).inc()
    for result in ("delivered", "gone", "refused"):
        messages.labels(result).inc()
    trouble.labels("Conflict").inc(3)
    Gauge("rumbo_telegram_in_hand", "", registry=registry).set(2)
    Gauge("rumbo_telegram_last_answer_time", "", registry=registry).set(NOW.timestamp())
    assert process_counts(registry) == ProcessCounts(
        in_hand=2,
        last_answer=NOW,
        errors={"message refused": 1, "telegram Conflict": 3, "update given_up": 1},
    )
    assert process_counts(CollectorRegistry()) == ProcessCounts()


def test_the_channel_counts_when_it_last_answered():
    from bot.channels.telegram.counters import count_update

    before = datetime.now(UTC)
    count_update("answered")
    last = process_counts().last_answer
    assert last is not None
    assert last >= before - timedelta(seconds=1)


async def test_the_ledger_tells_the_hour_of_the_last_answer_and_what_waits(
    database: Database, clock: MovedClock
):
    assert (await ledger_state(database)).last_hour is None
    ledger = UpdateLedger(database)
    await ledger.begin(1)
    await ledger.done(1)
    await ledger.begin(2)
    for _ in range(2):
        await ledger.begin(3)
    await ledger.close()
    state = await ledger_state(database)
    assert state.last_hour == clock.now.replace(minute=0)
    assert (state.unfinished, state.given_up) == (1, 1)


# ---- danger ---------------------------------------------------------------------------------------------


def counts(now: int, usual: int, country: str = "PE") -> dict[tuple[date, str], int]:
    return {(THIS, country): now} | {(quarter, country): usual for quarter in QUARTERS}


@pytest.mark.parametrize(
    ("now", "usual", "spike"),
    [(60, 50, True), (45, 50, False), (10, 0, False), (11, 0, True), (200, 400, False), (410, 400, True)],
)
def test_a_spike_is_twice_the_usual_of_so_much_of_a_quarter_and_more_than_chance(
    now: int, usual: int, spike: bool
):
    [danger] = danger_of(counts(now, usual), NOW.date())  # half of the quarter is over
    assert danger.spike is spike


def test_no_spike_in_the_first_days_or_without_a_quarter_before():
    assert not danger_of(counts(90, 50), date(2026, 10, 4))[0].spike
    [first] = danger_of({(THIS, "PE"): 90}, NOW.date())
    assert (first.spike, first.usual) == (False, None)


def test_danger_of_few_is_shown_as_few():
    shown = danger_of(counts(4, 30) | counts(43, 9, "CL"), NOW.date())
    assert [(d.country, d.messages.shown, d.usual and d.usual.shown) for d in shown] == [
        ("CL", "~45", "<11"),
        ("PE", "<11", "~15"),
    ]


async def test_danger_is_read_from_its_counter(database: Database, clock: MovedClock):
    clock.now = NOW
    stored = [{"quarter": q, "country": c, "messages": n} for (q, c), n in counts(300, 100).items()]
    await database.write(lambda c: c.execute(insert_into(database.kind, danger_counts), stored))
    assert [d.spike for d in await danger_now(database)] == [True]


# ---- telling ---------------------------------------------------------------------------------------------


def test_what_breaks_is_told_once_again_after_a_while_and_when_it_is_well():
    broken = replace(WELL, receiving=False, troubles=(Trouble("database write", "the disk is full", NOW),))
    first, told = notices(broken, Told())
    assert [(n.kind, n.key) for n in first] == [("broken", "receiving"), ("broken", "database write")]
    assert notices(replace(broken, at=NOW + timedelta(hours=1)), told)[0] == ()
    again, told = notices(replace(broken, at=NOW + QUIET), told)
    assert len(again) == 2
    well, told = notices(replace(WELL, at=NOW + QUIET + timedelta(minutes=1)), told)
    assert [(n.kind, n.key) for n in well] == [("well", "database write"), ("well", "receiving")]
    assert notices(replace(WELL, at=NOW + QUIET * 3), told)[0] == ()


def test_something_that_flutters_does_not_tell_each_time():
    told, sent = Told(), 0
    for minute in range(60):
        receiving = minute % 2 == 0
        found, told = notices(replace(WELL, receiving=receiving, at=NOW + timedelta(minutes=minute)), told)
        sent += sum(notice.kind == "broken" for notice in found)
    assert sent == 1


def test_errors_are_told_when_several_of_a_kind_came_and_counted_on_after_a_restart():
    def with_errors(count: int, hours: float) -> State:
        return replace(
            WELL, at=NOW + timedelta(hours=hours), process=ProcessCounts(errors={"update given_up": count})
        )

    few, told = notices(with_errors(4, 0), Told())
    assert few == ()
    five, told = notices(with_errors(5, 0.1), told)
    assert [n.words for n in five] == ["5 errors of the kind 'update given_up'"]
    assert notices(with_errors(9, 7), told)[0] == ()
    more, told = notices(with_errors(11, 8), told)
    assert len(more) == 1
    anew, _ = notices(with_errors(6, 20), told)
    assert [n.words for n in anew] == ["6 errors of the kind 'update given_up'"]


def test_a_spike_is_told_once_a_quarter():
    spiking = replace(WELL, danger=danger_of(counts(300, 100), NOW.date()))
    first, told = notices(spiking, Told())
    assert [(n.kind, n.words) for n in first] == [("spike", "PE: ~300 messages about danger")]
    for days in (1, 5, 20):
        found, told = notices(replace(spiking, at=NOW + timedelta(days=days)), told)
        assert found == ()


def test_a_channel_that_is_not_set_up_is_no_trouble():
    assert notices(replace(WELL, receiving=None), Told())[0] == ()
