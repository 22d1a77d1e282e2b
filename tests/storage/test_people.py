"""What is remembered about a person: sealed, found again, and gone without a byte when they ask."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
from pathlib import Path

import pytest

from bot.storage.engine import Database, open_database
from bot.storage.keys import Keys
from bot.storage.owed import FILE_NAME
from bot.storage.people import PeopleStore
from bot.storage.sealing import PersonSeal
from tests.postgres import database_name
from tests.storage.kit import KEYS, MovedClock, files_with, on_every_connection, rows, until

ANA = "telegram:4242424242"
CANARY = b"CANARY of Ana: es, PE, asylum in Tacna"


async def sealed_rows(database: Database) -> list[tuple[bytes, bytes]]:
    return [
        (bytes(key), bytes(sealed)) for key, sealed in await rows(database, "SELECT key, sealed FROM people")
    ]


async def test_what_was_written_is_read_again_after_a_restart(
    address: str | None, folder: Path, clock: MovedClock
):
    first = await open_database(address, folder, clock=clock)
    await PeopleStore(first, KEYS).write(ANA, CANARY)
    await first.close()
    second = await open_database(address, folder, clock=clock)
    assert await PeopleStore(second, KEYS).read(ANA) == CANARY
    assert await PeopleStore(second, KEYS).read("telegram:1") is None
    await second.close()


async def test_the_last_of_many_concurrent_writes_is_the_one_kept(database: Database):
    store = PeopleStore(database, KEYS)
    await asyncio.gather(*(store.write(f"telegram:{i % 20}", b"%d" % i) for i in range(400)))
    assert [await store.read(f"telegram:{i}") for i in range(20)] == [b"%d" % (380 + i) for i in range(20)]


async def test_the_database_holds_neither_the_id_nor_the_content(database: Database, folder: Path):
    await PeopleStore(database, KEYS).write(ANA, CANARY)
    assert not files_with(folder, CANARY, ANA.encode(), b"4242424242")
    [(key, sealed)] = await sealed_rows(database)
    for secret in (CANARY, b"4242424242"):
        assert secret not in key + sealed


async def test_contents_of_any_size_leave_rows_of_one_size(database: Database):
    store = PeopleStore(database, KEYS)
    for i in range(0, 250, 25):
        await store.write(f"telegram:{i}", b"x" * i)
    assert len({len(sealed) for _, sealed in await sealed_rows(database)}) == 1


async def test_a_disclosure_is_the_content_and_the_month_and_there_is_nothing_else(database: Database):
    store = PeopleStore(database, KEYS)
    await store.write(ANA, CANARY)
    disclosed = await store.disclose(ANA)
    assert disclosed is not None
    assert (disclosed.content, disclosed.month) == (CANARY, "2025-03")
    assert len(await rows(database, "SELECT * FROM people")) == 1
    assert await store.disclose("telegram:1") is None


async def test_coming_back_in_a_later_month_counts_as_use(database: Database, clock: MovedClock):
    store = PeopleStore(database, KEYS)
    await store.write(ANA, CANARY)
    clock.move(days=70)
    await store.read(ANA)
    await store.close()
    assert await rows(database, "SELECT month FROM people") == [("2025-05",)]


async def test_with_another_key_people_are_unknown(database: Database):
    await PeopleStore(database, KEYS).write(ANA, CANARY)
    other = PeopleStore(database, Keys(b"another key for tests, 32 bytes!"))
    assert await other.read(ANA) is None  # the row itself is not found
    [(_, sealed)] = await sealed_rows(database)
    assert PersonSeal(KEYS).unseal(ANA, sealed) == CANARY
    assert PersonSeal(Keys(b"another key for tests, 32 bytes!")).unseal(ANA, sealed) is None


async def test_a_row_moved_to_another_person_or_changed_is_refused_and_reported(database: Database):
    store = PeopleStore(database, KEYS)
    await store.write(ANA, CANARY)
    await store.write("telegram:7", b"another")
    seal = PersonSeal(KEYS)
    swapped = dict(await sealed_rows(database))[seal.row_key(ANA)]

    async def swap(connection):
        await connection.exec_driver_sql("DELETE FROM people")
        from bot.storage.tables import people

        await connection.execute(
            people.insert(), {"key": seal.row_key("telegram:7"), "sealed": swapped, "month": "2025-03"}
        )

    await database.write(swap)
    assert await store.read("telegram:7") is None
    assert [t.part for t in database.health.troubles] == ["people"], "it is said once"


# ---- forgetting -----------------------------------------------------------------------------------------


async def test_forgetting_leaves_no_byte_in_any_file(embedded: Database, folder: Path):
    """Whatever was written before and around it, however often the row was rewritten."""
    chance = random.Random(5)
    store = PeopleStore(embedded, KEYS)
    seen: dict[str, set[bytes]] = {}
    for round_ in range(12):
        people = [f"telegram:{chance.randrange(400)}" for _ in range(120)]
        await asyncio.gather(*(store.write(p, b"x" * chance.randrange(1500)) for p in people))
        for key, sealed in await sealed_rows(embedded):
            seen.setdefault(key.hex(), set()).add(sealed[20:60])
        leaver = people[round_]
        key = PersonSeal(KEYS).row_key(leaver)
        assert await store.forget(leaver) == "done"
        assert not files_with(folder, key, *seen.pop(key.hex()))
        assert await store.read(leaver) is None
        assert await store.disclose(leaver) is None
    await store.close()


async def test_forgetting_while_the_database_is_locked_is_done_later_within_seconds(
    embedded: Database, folder: Path
):
    store = PeopleStore(embedded, KEYS, retry_seconds=0.05)
    await store.write(ANA, CANARY)
    [(key, sealed)] = await sealed_rows(embedded)
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await store.forget(ANA) == "later"
    assert await store.read(ANA) is None, "to the person it is forgotten at once"
    assert await store.disclose(ANA) is None
    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert not files_with(folder / FILE_NAME, ANA.encode())
    other.execute("ROLLBACK")
    other.close()
    await until(lambda: store.owed == 0 and not files_with(folder, key, sealed[20:60]), 5)
    assert not (folder / FILE_NAME).exists()
    await store.close()


async def test_a_forgetting_that_is_owed_outlives_a_restart(folder: Path, clock: MovedClock):
    first = await open_database(None, folder, clock=clock, retry_seconds=0.02)
    store = PeopleStore(first, KEYS)
    await store.write(ANA, CANARY)
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await store.forget(ANA) == "later"
    await store.close()
    await first.close()
    other.close()
    second = await open_database(None, folder, clock=clock)
    again = PeopleStore(second, KEYS, retry_seconds=0.02)
    assert await again.read(ANA) is None
    await until(lambda: again.owed == 0)
    assert await rows(second, "SELECT * FROM people") == []
    await again.close()
    await second.close()


async def test_a_reader_that_holds_the_log_only_delays_the_erasing(embedded: Database, folder: Path):
    store = PeopleStore(embedded, KEYS, retry_seconds=0.05)
    await store.write(ANA, CANARY)
    [(key, sealed)] = await sealed_rows(embedded)
    reader = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM people").fetchone()
    assert await store.forget(ANA) == "later"
    assert files_with(folder, sealed[20:60])
    reader.execute("COMMIT")
    reader.close()
    await until(lambda: not files_with(folder, key, sealed[20:60]), 5)
    await store.close()


async def test_whoever_writes_again_after_an_owed_forgetting_is_kept_anew(embedded: Database, folder: Path):
    store = PeopleStore(embedded, KEYS, retry_seconds=0.05)
    await store.write(ANA, CANARY)
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await store.forget(ANA)
    await store.write(ANA, b"anew")
    assert await store.read(ANA) == b"anew"
    other.close()
    await until(lambda: store.owed == 0)
    assert await store.read(ANA) == b"anew"
    await store.close()


async def test_a_write_in_flight_does_not_bring_back_who_was_forgotten(database: Database):
    store = PeopleStore(database, KEYS)
    for _ in range(30):
        writes = [asyncio.create_task(store.write(ANA, CANARY)) for _ in range(3)]
        await asyncio.sleep(0)
        assert await store.forget(ANA) == "done"
        await asyncio.gather(*writes)
        assert await store.read(ANA) is None
    assert await rows(database, "SELECT * FROM people") == []


async def test_others_are_not_touched_by_a_forgetting(database: Database):
    store = PeopleStore(database, KEYS)
    await asyncio.gather(*(store.write(f"telegram:{i}", b"%d" % i) for i in range(50)))
    await store.forget("telegram:20")
    assert [await store.read(f"telegram:{i}") for i in range(50)] == [
        None if i == 20 else b"%d" % i for i in range(50)
    ]


async def test_a_damaged_file_that_was_set_aside_goes_when_somebody_is_forgotten(
    embedded: Database, folder: Path
):
    aside = folder / "rumbo.sqlite3.damaged-2025-03-01T000000.000000Z"
    aside.write_bytes(b"an old file with people in it")
    assert await PeopleStore(embedded, KEYS).forget(ANA) == "done"
    assert not aside.exists()


# ---- faults ---------------------------------------------------------------------------------------------


async def use_it(store: PeopleStore) -> None:
    """Everything the answer path does."""
    await store.write("telegram:1", b"first")
    assert await store.read("telegram:1") == b"first"
    await store.write("telegram:1", b"second")
    assert await store.read("telegram:1") == b"second"
    disclosed = await store.disclose("telegram:1")
    assert disclosed is not None
    assert disclosed.content == b"second"
    await store.forget("telegram:2")
    assert await store.read("telegram:2") is None


@pytest.mark.parametrize("fault", ["locked", "full", "read-only"])
async def test_people_are_served_from_memory_through_a_fault_and_kept_after_it(
    embedded: Database, folder: Path, fault: str
):
    store = PeopleStore(embedded, KEYS, retry_seconds=0.05)
    await store.write("telegram:2", CANARY)
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    if fault == "locked":
        other.execute("BEGIN IMMEDIATE")
        mend = other.close
    elif fault == "full":
        filled = b"x" * 4000
        stop = on_every_connection(embedded, "PRAGMA max_page_count=1")
        for i in range(100):
            await store.write(f"telegram:{1000 + i}", filled)

        def mend() -> None:
            stop()
            on_every_connection(embedded, "PRAGMA max_page_count=1000000")
    else:
        stop = on_every_connection(embedded, "PRAGMA query_only=1")

        def mend() -> None:
            stop()
            on_every_connection(embedded, "PRAGMA query_only=0")

    await use_it(store)
    assert store.owed
    [trouble] = [t for t in embedded.health.troubles if t.part == "database write"]
    assert trouble.words
    mend()
    await until(lambda: store.owed == 0)
    assert [t.part for t in embedded.health.troubles] == []
    fresh = PeopleStore(embedded, KEYS)
    assert await fresh.read("telegram:1") == b"second"
    assert await fresh.read("telegram:2") is None
    other.close()
    await store.close()


async def test_a_database_that_cannot_even_be_opened_does_not_stop_the_answers(
    tmp_path: Path, clock: MovedClock
):
    blocked = tmp_path / "a file where the folder should be"
    blocked.write_text("")
    database = await open_database(None, blocked, clock=clock, retry_seconds=0.02)
    store = PeopleStore(database, KEYS, owed_folder=tmp_path, retry_seconds=0.05)
    await use_it(store)
    assert database.health.troubles
    blocked.unlink()
    await until(lambda: store.owed == 0)
    assert await PeopleStore(database, KEYS).read("telegram:1") == b"second"
    await store.close()
    await database.close()


async def test_a_database_file_that_is_taken_away_is_begun_anew(embedded: Database, folder: Path):
    store = PeopleStore(embedded, KEYS, retry_seconds=0.05)
    await store.write(ANA, CANARY)
    for file in folder.iterdir():
        file.unlink()
    await use_it(store)
    assert (folder / "rumbo.sqlite3").exists()
    assert any("taken away" in trouble.words for trouble in embedded.health.troubles)
    await store.close()


async def test_flipped_bytes_never_raise_and_never_give_a_wrong_content(folder: Path, clock: MovedClock):
    """200 databases, each with one run of bytes flipped at a random place."""
    database = await open_database(None, folder, clock=clock)
    store = PeopleStore(database, KEYS)
    await asyncio.gather(*(store.write(f"telegram:{i}", b"content %d" % i) for i in range(60)))
    await store.forget("telegram:59")
    await database.close()
    good = (folder / "rumbo.sqlite3").read_bytes()
    chance = random.Random(9)
    set_aside = kept = 0
    for run in range(200):
        hurt = bytearray(good)
        at = chance.randrange(len(hurt) - 16)
        hurt[at : at + 16] = bytes(byte ^ 0x5A for byte in hurt[at : at + 16])
        where = folder.parent / f"run{run}"
        where.mkdir()
        (where / "rumbo.sqlite3").write_bytes(hurt)
        database = await open_database(None, where, clock=clock, retry_seconds=0)
        store = PeopleStore(database, KEYS)
        for i in range(0, 59, 7):
            assert await store.read(f"telegram:{i}") in {None, b"content %d" % i}
        await store.write("telegram:new", b"new")
        assert await store.read("telegram:new") == b"new"
        await store.close()
        await database.close()
        if run % 5 == 0:
            database = await open_database(None, where, clock=clock)
            kept += await PeopleStore(database, KEYS).read("telegram:new") == b"new"
            await database.close()
        set_aside += any("damaged" in file.name for file in where.iterdir())
    assert set_aside > 5, "damage that can be seen is set aside"
    assert kept >= 39, "after which the database works again"


async def test_memory_for_the_fault_is_bounded(embedded: Database):
    store = PeopleStore(embedded, KEYS, retry_seconds=60)
    on_every_connection(embedded, "PRAGMA query_only=1")
    await asyncio.gather(*(store.write(f"telegram:{i}", b"x") for i in range(10_500)))
    assert store.owed <= 10_000
    assert await store.read("telegram:10499") == b"x"
    await store.close()


@pytest.mark.postgres
async def test_a_postgres_that_crashes_and_comes_back_loses_nothing_that_was_owed(
    postgres_server, folder, clock
):
    database = await open_database(postgres_server.new_database(), folder, clock=clock, retry_seconds=0.02)
    store = PeopleStore(database, KEYS, owed_folder=folder, retry_seconds=0.05)
    await store.write("telegram:2", CANARY)
    postgres_server.stop("immediate")
    try:
        await use_it(store)
        assert database.health.troubles
        assert "Postgre" in database.health.troubles[0].words
    finally:
        postgres_server.start()
    await until(lambda: store.owed == 0, 20)
    fresh = PeopleStore(database, KEYS)
    assert await fresh.read("telegram:1") == b"second"
    assert await fresh.read("telegram:2") is None
    await store.close()
    await database.close()


@pytest.mark.postgres
async def test_after_forgetting_the_postgres_tables_hold_no_byte_of_the_row(postgres_server, folder, clock):
    """The write-ahead log is the server's own: it keeps sealed rows until it is recycled, and nobody can open them."""
    url = postgres_server.new_database()
    database = await open_database(url, folder, clock=clock)
    store = PeopleStore(database, KEYS)
    await asyncio.gather(*(store.write(f"telegram:{i}", os.urandom(50)) for i in range(300)))
    await store.write(ANA, CANARY)
    key = PersonSeal(KEYS).row_key(ANA)
    sealed = dict(await sealed_rows(database))[key]
    assert await store.forget(ANA) == "done"
    postgres_server.sql("CHECKPOINT", "postgres")
    oid = postgres_server.sql(
        "SELECT oid FROM pg_database WHERE datname = current_database()", database_name(url)
    )
    tables = postgres_server.data / "base" / oid.strip()
    assert not files_with(tables, key, sealed[20:60])
    assert not files_with(postgres_server.data, CANARY, ANA.encode())
    await database.close()
