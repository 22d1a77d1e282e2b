"""What admins were told is shared by replicas, kept over restarts, and never told twice within six hours."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.health import Trouble
from bot.usage.health_data import Danger, ProcessCounts, State, Told
from bot.usage.small_numbers import Cell
from bot.watching.book import NoticeBook
from tests.storage.kit import MovedClock, rows

NOBODY = Told()


def state(clock: MovedClock, *, receiving: bool = True, **more: object) -> State:
    values: dict[str, object] = {"process": ProcessCounts(), "troubles": (), "danger": ()}
    return State(clock(), receiving, **{**values, **more})  # type: ignore[arg-type]


async def looks(book: NoticeBook, seen: State, *, delivered: bool = True) -> list[tuple[str, str]]:
    lines, _ = await book.enter(seen, NOBODY)
    await book.sent(lines, delivered=delivered)
    return [(line.kind, line.key) for line in lines]


async def test_what_breaks_is_told_once_again_after_six_hours_and_once_when_it_is_well(
    database: Database, clock: MovedClock
) -> None:
    book = NoticeBook(database, "a")
    assert await looks(book, state(clock)) == []
    assert await looks(book, state(clock, receiving=False)) == [("broken", "receiving")]
    clock.move(hours=5, minutes=59)
    assert await looks(NoticeBook(database, "a"), state(clock, receiving=False)) == [], (
        "a restart forgets nothing"
    )
    clock.move(minutes=1)
    assert await looks(book, state(clock, receiving=False)) == [("broken", "receiving")]
    clock.move(minutes=1)
    assert await looks(book, state(clock)) == [("well", "receiving")]
    assert await looks(book, state(clock)) == []
    (line,) = await book.recent()
    assert (line.kind, line.broken, line.owed) == ("well", False, False)
    assert (clock() - line.since).total_seconds() == 6 * 3600 + 60


async def test_what_breaks_and_mends_again_and_again_is_told_once_each_within_six_hours(
    database: Database, clock: MovedClock
) -> None:
    book, told = NoticeBook(database, "a"), []
    for minute in range(0, 300, 10):
        told += await looks(book, state(clock, receiving=bool(minute // 10 % 2)))
        clock.move(minutes=10)
    assert told == [("broken", "receiving"), ("well", "receiving")]


async def test_of_replicas_that_look_at_once_one_tells(database: Database, clock: MovedClock) -> None:
    books = [NoticeBook(database, name) for name in "abcd"]
    told = await asyncio.gather(*(book.enter(state(clock, receiving=False), NOBODY) for book in books))
    assert sum(len(lines) for lines, _ in told) == 1


async def test_a_thing_is_well_when_it_is_broken_on_no_replica(database: Database, clock: MovedClock) -> None:
    ill, fine = NoticeBook(database, "ill"), NoticeBook(database, "fine")
    assert await looks(ill, state(clock, receiving=False)) == [("broken", "receiving")]
    clock.move(minutes=1)
    assert await looks(fine, state(clock)) == [], "it is still broken there"
    assert await looks(ill, state(clock)) == [("well", "receiving")]
    assert await looks(fine, state(clock)) == []


async def test_what_a_replica_that_died_had_broken_does_not_stay_broken(
    database: Database, clock: MovedClock
) -> None:
    dead, living = NoticeBook(database, "dead"), NoticeBook(database, "living")
    await looks(dead, state(clock, receiving=False))
    clock.move(minutes=2)
    assert await looks(living, state(clock)) == []
    clock.move(minutes=2)
    assert await looks(living, state(clock)) == [("well", "receiving")]
    assert [replica.name for replica in await living.living()] == ["living"]


async def test_what_reached_nobody_is_tried_again_and_by_another_one_where_the_first_died(
    database: Database, clock: MovedClock
) -> None:
    first, second = NoticeBook(database, "a"), NoticeBook(database, "b")
    broken = state(clock, receiving=False)
    assert await looks(first, broken, delivered=False) == [("broken", "receiving")]
    lines, _ = await first.enter(state(clock, receiving=False), NOBODY)
    assert [line.key for line in lines] == ["receiving"], "it claims it again, and then dies"
    clock.move(minutes=1)
    assert await looks(second, state(clock, receiving=False)) == []
    clock.move(minutes=3)
    assert await looks(second, state(clock, receiving=False)) == [("broken", "receiving")]
    assert await looks(second, state(clock, receiving=False)) == []


async def test_what_was_told_while_the_database_was_away_is_entered_and_not_told_again(
    database: Database, clock: MovedClock
) -> None:
    book = NoticeBook(database, "a")
    away = Told({"database write": clock(), "receiving": clock()}, frozenset({"database write", "receiving"}))
    clock.move(minutes=5)
    lines, after = await book.enter(state(clock, receiving=False), away)
    assert [(line.kind, line.key) for line in lines] == [("well", "database write")]
    assert after.broken == {"receiving"}
    assert await looks(NoticeBook(database, "a"), state(clock, receiving=False)) == []


async def test_a_spike_is_told_once_a_quarter_and_errors_once_in_six_hours(
    database: Database, clock: MovedClock
) -> None:
    quarter = date(2025, 1, 1)
    danger = (Danger("PE", quarter, Cell("PE", 40, rounded=True), Cell("PE", 10, rounded=True), spike=True),)
    book = NoticeBook(database, "a")
    seen = state(clock, danger=danger, process=ProcessCounts(errors={"message refused": 7}))
    assert await looks(book, seen) == [("broken", "errors message refused"), ("spike", "spike 2025-01-01 PE")]
    clock.move(hours=1)
    seen = state(clock, danger=danger, process=ProcessCounts(errors={"message refused": 17}))
    assert await looks(book, seen) == []
    clock.move(days=20)
    assert await looks(book, state(clock, danger=danger)) == []


async def test_old_lines_are_erased_and_those_of_what_is_broken_are_not(
    database: Database, clock: MovedClock
) -> None:
    book = NoticeBook(database, "a")
    trouble = Trouble("database file", "it was set aside", clock())
    await looks(book, state(clock, receiving=False, troubles=(trouble,)))
    await looks(book, state(clock, troubles=(trouble,)))
    clock.move(days=101)
    await looks(book, state(clock, troubles=(trouble,)))
    assert [row[0] for row in await rows(database, "SELECT key FROM notices")] == ["database file"]


async def test_a_database_that_is_away_is_said_to_whoever_asks(embedded: Database, clock: MovedClock) -> None:
    async def away(*_: object) -> None:
        raise DatabaseAwayError("away")

    embedded.write = away  # type: ignore[method-assign]
    with pytest.raises(DatabaseAwayError):
        await NoticeBook(embedded).enter(state(clock), NOBODY)
