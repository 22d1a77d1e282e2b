"""Nothing is kept longer than the inventory says, also when days were missed, and what is erased leaves no byte."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.storage.clock import month_of, months_before
from bot.storage.engine import Database
from bot.storage.ledger import UpdateLedger
from bot.storage.people import PeopleStore
from bot.usage.events import UsageEvent
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from bot.usage.retention import Retention
from tests.storage.kit import KEYS, MovedClock, files_with, rows, until

WORDS = frozenset({"quiero", "pedir", "refugio"})


async def a_day_of_use(database: Database, clock: MovedClock, day: int) -> None:
    recorder = Recorder(database, Pseudonyms(database, KEYS), pause_seconds=0)
    for person in ("telegram:1", f"telegram:{100 + day}"):
        recorder.record(UsageEvent(clock.now, person, "answer", "es", "PE", "asylum", "ask-asylum", "high"))
        recorder.keep_unanswered(
            person=person,
            at=clock.now,
            language="es",
            country=None,
            text="quiero pedir refugio",
            vocabulary=WORDS,
        )
    await recorder.flush()
    people = PeopleStore(database, KEYS)
    await people.write(f"telegram:{100 + day}", b"x")
    await people.close()
    await UpdateLedger(database).begin(day)


async def days_of(database: Database, table: str) -> list[date]:
    return [
        date.fromisoformat(str(row[0]))
        for row in await rows(database, f"SELECT DISTINCT day FROM {table} ORDER BY day")
    ]


async def assert_nothing_is_too_old(database: Database, now: datetime) -> None:
    today = now.date()
    for table, days in (("usage_events", 90), ("unanswered_phrases", 30), ("pseudonym_keys", 1)):
        oldest = min(await days_of(database, table))
        assert (today - oldest).days <= days, table
    [(hour,)] = await rows(database, "SELECT min(hour) FROM update_ledger")
    assert now.timestamp() - (hour + 1) * 3600 <= 25 * 3600
    [(month,)] = await rows(database, "SELECT min(month) FROM people")
    assert month > months_before(month_of(today), 6)


async def test_day_by_day_for_most_of_a_year_nothing_is_kept_too_long(database: Database, clock: MovedClock):
    retention = Retention(database)
    days = 200 if database.kind == "sqlite" else 100
    for day in range(days):
        await a_day_of_use(database, clock, day)
        await retention.run_once()
        if day % 20 == 19:
            await assert_nothing_is_too_old(database, clock.now)
        clock.move(days=1)
    [(stored,)] = await rows(database, "SELECT count(*) FROM usage_events")
    [(counted,)] = await rows(database, "SELECT sum(messages) FROM monthly_counts")
    assert stored == 2 * 91
    assert stored + counted == 2 * days, "what was erased is counted"
    assert await rows(database, "SELECT sum(people_days) FROM monthly_people") == [(counted,)]


async def test_after_forty_missed_days_one_run_catches_up(database: Database, clock: MovedClock):
    for day in range(5):
        await a_day_of_use(database, clock, day)
        clock.move(days=20)
    clock.move(days=40)
    swept = await Retention(database).run_once()
    assert (swept.events, swept.phrases, swept.updates, swept.keys) == (6, 10, 5, 5)
    assert (await Retention(database).run_once()).total == 0
    await a_day_of_use(database, clock, 9)
    await assert_nothing_is_too_old(database, clock.now)


async def test_people_go_six_months_after_their_last_use_and_whoever_comes_stays(
    database: Database, clock: MovedClock
):
    clock.now = datetime(2025, 1, 31, tzinfo=UTC)
    people = PeopleStore(database, KEYS)
    await people.write("telegram:1", b"stays away")
    await people.write("telegram:2", b"comes back")
    clock.now = datetime(2025, 4, 1, tzinfo=UTC)
    await people.read("telegram:2")
    await people.close()
    clock.now = datetime(2025, 6, 30, tzinfo=UTC)
    assert (await Retention(database).run_once()).people == 0
    clock.now = datetime(2025, 7, 1, tzinfo=UTC)
    assert (await Retention(database).run_once()).people == 1
    assert await people.read("telegram:1") is None
    assert await people.read("telegram:2") == b"comes back"
    await people.close()


async def test_a_repeat_within_a_day_still_finds_its_update(database: Database, clock: MovedClock):
    ledger = UpdateLedger(database)
    await ledger.begin(7)
    await ledger.done(7)
    clock.move(hours=24)
    await Retention(database).run_once()
    assert await UpdateLedger(database).begin(7) == "answered"
    clock.move(hours=2)
    await Retention(database).run_once()
    assert await UpdateLedger(database).begin(7) == "new"


async def test_what_is_erased_leaves_no_byte(embedded: Database, clock: MovedClock, folder: Path):
    await a_day_of_use(embedded, clock, 0)
    secrets = [
        bytes(value)
        for query in (
            "SELECT pseudonym FROM usage_events",
            "SELECT substr(sealed, 20, 40) FROM pseudonym_keys",
            "SELECT mark FROM unanswered_phrases",
            "SELECT key FROM people",
        )
        for (value,) in await rows(embedded, query)
    ]
    assert files_with(folder, *secrets, b"quiero pedir")
    clock.move(days=400)
    await Retention(embedded).run_once()
    assert not files_with(folder, *secrets, b"quiero pedir")


async def test_months_add_up_over_several_runs(database: Database, clock: MovedClock):
    clock.now = datetime(2025, 1, 10, 8, tzinfo=UTC)
    for _ in range(3):
        await a_day_of_use(database, clock, 0)
        clock.move(days=1)
    for days in (88, 1, 1, 1):
        clock.move(days=days)
        await Retention(database).run_once()
    assert await rows(database, "SELECT * FROM monthly_counts") == [
        ("2025-01", "es", "PE", "asylum", "ask-asylum", "answer", "", 6)
    ]
    assert await rows(database, "SELECT * FROM monthly_people") == [("2025-01", 6)]


async def test_a_clock_that_runs_behind_erases_nothing_and_is_reported(database: Database, clock: MovedClock):
    await a_day_of_use(database, clock, 0)
    clock.move(days=-5)
    swept = await Retention(database).run_once()
    assert swept.total == 0
    assert swept.refused
    assert [trouble.part for trouble in database.health.troubles] == ["retention"]
    clock.move(days=5)
    await Retention(database).run_once()
    assert database.health.troubles == ()


async def test_damaged_files_are_kept_a_week(embedded: Database, folder: Path, clock: MovedClock):
    aside = folder / "rumbo.sqlite3.damaged-2025-03-09T153000.000000Z"
    aside.write_bytes(b"x")
    clock.now = datetime.now(UTC) + timedelta(days=6)
    assert (await Retention(embedded).run_once()).damaged_files == 0
    clock.move(days=2)
    assert (await Retention(embedded).run_once()).damaged_files == 1
    assert not aside.exists()


async def test_it_runs_by_itself_and_tries_again_when_the_database_is_away(
    embedded: Database, clock: MovedClock, folder: Path
):
    await a_day_of_use(embedded, clock, 0)
    clock.move(days=400)
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    retention = Retention(embedded, pause_seconds=0.05)
    retention.start()
    await until(lambda: any(trouble.part == "retention" for trouble in embedded.health.troubles))
    other.close()
    await until(lambda: embedded.health.troubles == ())
    await retention.stop()
    assert await rows(embedded, "SELECT count(*) FROM usage_events") == [(0,)]


async def test_the_file_gives_its_room_back(embedded: Database, clock: MovedClock, folder: Path):
    recorder = Recorder(embedded, Pseudonyms(embedded, KEYS), pause_seconds=0)
    for i in range(8000):
        recorder.record(
            UsageEvent(clock.now, f"telegram:{i}", "answer", "es", "PE", "asylum", "ask-asylum", "high")
        )
    await recorder.flush()
    full = (folder / "rumbo.sqlite3").stat().st_size
    clock.move(days=91)
    await Retention(embedded).run_once()
    assert (folder / "rumbo.sqlite3").stat().st_size < full / 3
