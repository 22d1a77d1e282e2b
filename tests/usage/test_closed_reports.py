"""Three people who found a place closed warn the others; one person never can, and nobody can be found from it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from pathlib import Path

import pytest

from bot.storage.engine import Database, open_database
from bot.storage.keys import Keys
from bot.storage.people import PeopleStore
from bot.usage.closed_marks import ClosedMarks, closed_mark
from bot.usage.closed_reports import A_DAY, ClosedReports
from bot.usage.place_tasks import NoOrganisation, clear_place, open_counts, open_tasks
from bot.usage.retention import Retention
from tests.storage.kit import KEYS, MovedClock, files_with, on_every_connection, rows, until

ANA, LUIS, EVA = "telegram:4242424242", "telegram:4343434343", "telegram:4444444444"
POST = "pe-lima-posta-central"
MARCH_9 = date(2025, 3, 9)


def reports_over(database: Database, keys: Keys = KEYS) -> ClosedReports:
    return ClosedReports(database, keys, refresh_seconds=0.02)


async def said_by(reports: ClosedReports, *people: str, place: str = POST) -> None:
    for person in people:
        await reports.report(person, place, "PE")


async def marks(database: Database) -> list[bytes]:
    return [bytes(mark) for (mark,) in await rows(database, "SELECT mark FROM place_reports")]


async def living_keys(database: Database, keys: Keys = KEYS) -> dict[tuple[str, date], bytes]:
    return await database.read(ClosedMarks(database, keys)._living)


# ---- who counts -----------------------------------------------------------------------------------------


async def test_three_different_people_make_a_warning_and_one_task(database: Database):
    reports = reports_over(database)
    await said_by(reports, ANA, LUIS)
    assert (reports.closed, await open_tasks(database)) == ({}, ())
    await said_by(reports, EVA)
    assert reports.closed == {POST: MARCH_9}
    await said_by(reports, "telegram:5", "telegram:6")
    [task] = await open_tasks(database)
    assert (task.place, task.country, task.opened, task.reports, task.since) == (
        POST, "PE", MARCH_9, 5, MARCH_9,
    )  # fmt: skip
    assert await open_counts(database) == {"PE": 1}


async def test_the_same_person_counts_once_also_on_another_day(database: Database, clock: MovedClock):
    reports = reports_over(database)
    for _ in range(5):
        await said_by(reports, ANA, ANA)
        clock.move(days=2)
    await said_by(reports, LUIS)
    assert len(await marks(database)) == 2
    assert (reports.closed, await open_tasks(database)) == ({}, ())


async def test_reports_of_fourteen_days_count_together_and_of_fifteen_do_not(
    database: Database, clock: MovedClock
):
    reports = reports_over(database)
    await said_by(reports, ANA)
    clock.move(days=13)
    await said_by(reports, LUIS, place="pe-other")
    await said_by(reports, LUIS, EVA)
    assert reports.closed == {POST: MARCH_9}
    await said_by(reports, EVA, place="pe-other")
    clock.move(days=1)
    await said_by(reports, ANA, place="pe-other")
    await reports.refresh()
    assert reports.closed == {"pe-other": date(2025, 3, 22)}, "the first report about the post is too old"


async def test_one_person_closes_at_most_ten_places_a_day_in_all_replicas(
    address: str | None, folder: Path, clock: MovedClock
):
    databases = [await open_database(address, folder, clock=clock) for _ in range(2)]
    for number in range(2 * A_DAY):
        await said_by(reports_over(databases[number % 2]), ANA, place=f"pe-{number}")
    assert len(await marks(databases[0])) == A_DAY
    clock.move(days=1)
    await said_by(reports_over(databases[0]), ANA, place="pe-11")
    assert len(await marks(databases[0])) == A_DAY + 1
    for database in databases:
        await database.close()


async def test_two_replicas_count_together_and_warn_together(
    address: str | None, folder: Path, clock: MovedClock
):
    databases = [await open_database(address, folder, clock=clock) for _ in range(2)]
    here, there = (reports_over(database) for database in databases)
    await said_by(here, ANA, LUIS)
    await said_by(there, LUIS, EVA)
    assert there.closed == {POST: MARCH_9}
    assert here.closed == {}, "it has not looked yet"
    here.start()
    await until(lambda: POST in here.closed)
    assert await clear_place(databases[1], POST)
    await until(lambda: POST not in here.closed)
    await here.stop()
    for database in databases:
        await database.close()


async def test_an_id_that_cannot_be_stored_is_left_out_and_blocks_nobody(database: Database):
    reports = reports_over(database)
    await said_by(reports, ANA, place="x" * 49)
    await reports.report(ANA, POST, "PERU")
    await said_by(reports, ANA)
    assert (len(await marks(database)), reports.waiting) == (1, 0)


# ---- how long -------------------------------------------------------------------------------------------


async def test_after_fourteen_days_marks_keys_and_warning_are_gone_and_the_task_waits_for_a_check(
    database: Database, clock: MovedClock
):
    reports = reports_over(database)
    await said_by(reports, ANA, LUIS, EVA)
    clock.move(days=13)
    await Retention(database).run_once()
    assert len(await marks(database)) == 3
    clock.move(days=1)
    assert (await Retention(database).run_once()).place_reports == 3
    await reports.refresh()
    assert reports.closed == {}
    assert await rows(database, "SELECT * FROM place_reports") == []
    assert await rows(database, "SELECT * FROM place_report_keys") == []
    [task] = await open_tasks(database)
    assert (task.reports, task.since) == (0, None)


async def test_no_key_outlives_fourteen_days_however_often_a_place_is_reported(
    database: Database, clock: MovedClock
):
    reports = reports_over(database)
    for day in range(30):
        await said_by(reports, f"telegram:{day}")
        await Retention(database).run_once()
        days = [str(x) for (x,) in await rows(database, "SELECT day FROM place_report_keys ORDER BY day")]
        assert (clock.now.date() - date.fromisoformat(days[0])).days < 14
        assert len(days) == min(day + 1, 14)
        clock.move(days=1)


async def test_what_died_leaves_no_byte(embedded: Database, clock: MovedClock, folder: Path):
    await said_by(reports_over(embedded), ANA, LUIS)
    stored = await marks(embedded)
    [(sealed,)] = await rows(embedded, "SELECT sealed FROM place_report_keys")
    assert files_with(folder, *stored)
    clock.move(days=14)
    await Retention(embedded).run_once()
    assert not files_with(folder, *stored, bytes(sealed)[13:45], bytes(sealed)[60:100])


# ---- who can be found -----------------------------------------------------------------------------------


async def test_a_mark_cannot_be_made_again_from_what_is_stored(database: Database):
    await said_by(reports_over(database), ANA, LUIS)
    wanted = set(await marks(database))
    [(place, day, sealed)] = await rows(database, "SELECT place, day, sealed FROM place_report_keys")
    tried = [b"", bytes(32), POST.encode(), str(day).encode(), *wanted]
    tried += [bytes(sealed)[start : start + 32] for start in range(len(sealed) - 31)]
    forms = [ANA.encode(), b"4242424242", b"closed\0" + ANA.encode(), place.encode() + ANA.encode()]
    made = {hmac.digest(key, form, "sha256")[:16] for key in tried for form in forms}
    made |= {hashlib.sha256(form).digest()[:16] for form in forms}
    assert not made & wanted
    assert await living_keys(database, Keys(b"another key for tests, 32 bytes!")) == {}


async def test_even_who_copied_the_marks_and_has_the_master_key_finds_nobody_after_fourteen_days(
    database: Database, clock: MovedClock
):
    await said_by(reports_over(database), ANA)
    copied = await marks(database)
    [key] = (await living_keys(database)).values()
    assert closed_mark(key, ANA) in copied, "the attack works, as long as the key lives"
    clock.move(days=14)
    assert await living_keys(database) == {}, "also before the hourly erasing"
    await Retention(database).run_once()
    assert await rows(database, "SELECT * FROM place_report_keys") == []


async def test_one_persons_marks_at_two_places_and_on_two_days_have_nothing_in_common(
    database: Database, clock: MovedClock
):
    reports = reports_over(database)
    await said_by(reports, ANA)
    await said_by(reports, ANA, place="pe-other")
    clock.move(days=1)
    await said_by(reports, ANA, place="pe-third")
    assert len(set(await marks(database))) == 3
    assert len(set((await living_keys(database)).values())) == 3


async def test_no_id_is_in_the_bytes_of_the_database(embedded: Database, folder: Path):
    reports = reports_over(embedded)
    await said_by(reports, ANA, LUIS, EVA)
    number = 4242424242
    assert not files_with(folder, ANA.encode(), b"4242424242", number.to_bytes(8), number.to_bytes(5))
    assert "4242" not in repr(reports._waiting)


# ---- forgetting and clearing ----------------------------------------------------------------------------


async def test_forgetting_a_person_takes_their_reports_and_leaves_those_of_others(
    database: Database, clock: MovedClock
):
    reports, people = reports_over(database), PeopleStore(database, KEYS)
    people.also_erase(reports.erase)
    await said_by(reports, ANA, LUIS, EVA)
    await said_by(reports, ANA, place="pe-only-ana")
    clock.move(days=3)
    await said_by(reports, ANA, place="pe-later")
    assert await people.forget(ANA) == "done"
    await reports.refresh()
    assert reports.closed == {}
    assert await rows(database, "SELECT DISTINCT place FROM place_reports") == [(POST,)]
    assert await rows(database, "SELECT place FROM place_report_keys") == [(POST,)]
    [key] = (await living_keys(database)).values()
    assert set(await marks(database)) == {closed_mark(key, LUIS), closed_mark(key, EVA)}
    await people.close()


async def test_forgetting_leaves_no_byte_of_the_mark(embedded: Database, folder: Path):
    reports, people = reports_over(embedded), PeopleStore(embedded, KEYS)
    people.also_erase(reports.erase)
    await said_by(reports, ANA)
    stored = await marks(embedded)
    assert files_with(folder, *stored)
    assert await people.forget(ANA) == "done"
    assert not files_with(folder, *stored)
    await people.close()


async def test_forgetting_and_saying_it_again_does_not_make_two_people_of_one(database: Database):
    reports, people = reports_over(database), PeopleStore(database, KEYS)
    people.also_erase(reports.erase)
    for _ in range(4):
        await said_by(reports, ANA)
        await people.forget(ANA)
    await said_by(reports, ANA)
    assert len(await marks(database)) == 1
    await people.close()


async def test_a_check_takes_warning_reports_and_keys_and_closes_the_task(database: Database):
    reports = reports_over(database)
    await said_by(reports, ANA, LUIS, EVA)
    await said_by(reports, ANA, place="pe-other")
    assert await clear_place(database, POST, "Cruz Roja")
    await reports.refresh()
    assert (reports.closed, await open_tasks(database)) == ({}, ())
    assert [place for place, _ in await living_keys(database)] == ["pe-other"]
    [(day, by)] = await rows(database, "SELECT cleared, cleared_by FROM place_tasks")
    assert (str(day), by) == ("2025-03-09", "Cruz Roja")
    assert not await clear_place(database, POST), "there is nothing left to clear"


async def test_after_a_check_three_new_reports_open_the_task_again(database: Database, clock: MovedClock):
    reports = reports_over(database)
    for _ in range(2):  # on the same day
        await said_by(reports, ANA, LUIS, EVA)
        assert len(await open_tasks(database)) == 1
        await clear_place(database, POST)
    clock.move(days=5)
    await said_by(reports, ANA, LUIS)
    assert await open_tasks(database) == ()
    await said_by(reports, EVA)
    [task] = await open_tasks(database)
    assert task.opened == date(2025, 3, 14)


async def test_tasks_are_erased_ninety_days_after_their_check_and_never_before_it(
    database: Database, clock: MovedClock
):
    reports = reports_over(database)
    await said_by(reports, ANA, LUIS, EVA)
    await said_by(reports, ANA, LUIS, EVA, place="pe-unchecked")
    await clear_place(database, POST)
    clock.move(days=90)
    assert (await Retention(database).run_once()).place_tasks == 0
    clock.move(days=1)
    assert (await Retention(database).run_once()).place_tasks == 1
    assert [task.place for task in await open_tasks(database)] == ["pe-unchecked"]


@pytest.mark.parametrize("by", ["ana@example.org", "Ana 0412-1234567", "@ana_perez", "x" * 41, " "])
async def test_who_checked_is_an_organisation_and_no_person(embedded: Database, by: str):
    await said_by(reports_over(embedded), ANA, LUIS, EVA)
    with pytest.raises(NoOrganisation, match="organisation"):
        await clear_place(embedded, POST, by)
    assert len(await open_tasks(embedded)) == 1


# ---- when things fail -----------------------------------------------------------------------------------


async def test_reports_wait_for_the_database_and_a_forgetting_takes_those_too(
    embedded: Database, folder: Path
):
    reports, people = reports_over(embedded), PeopleStore(embedded, KEYS, retry_seconds=0.02)
    people.also_erase(reports.erase)
    await said_by(reports, LUIS)
    mend = on_every_connection(embedded, "PRAGMA query_only=ON")
    await said_by(reports, ANA, EVA)
    assert reports.waiting == 2
    assert reports.closed == {}
    mend()
    on_every_connection(embedded, "PRAGMA query_only=OFF")
    embedded.try_now()
    assert await people.forget(ANA) == "done"
    assert reports.waiting == 1
    await reports.stop()
    assert (reports.waiting, len(await marks(embedded))) == (0, 2)
    await people.close()


async def test_a_database_of_another_master_key_is_used_on(database: Database):
    await said_by(reports_over(database, Keys(b"another key for tests, 32 bytes!")), ANA)
    await said_by(reports_over(database), ANA)
    assert len(await marks(database)) == 2
    assert len(await living_keys(database)) == 1
