"""A stolen database links nobody; with the keys of today, nobody before yesterday."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.storage.engine import Database, open_database
from bot.storage.keys import Keys
from bot.storage.people import PeopleStore
from bot.usage.events import UsageEvent
from bot.usage.pseudonyms import Pseudonyms, pseudonym
from bot.usage.recorder import Recorder
from bot.usage.retention import Retention
from tests.storage.kit import KEYS, MovedClock, files_with, rows

CANDIDATES = [f"telegram:{100_000 + i}" for i in range(100_000)]
USERS = CANDIDATES[::100]


async def a_week_of_use(database: Database, clock: MovedClock) -> None:
    recorder = Recorder(database, Pseudonyms(database, KEYS), pause_seconds=0)
    people = PeopleStore(database, KEYS)
    for day in range(7):
        for person in USERS[day::7]:
            recorder.record(UsageEvent(clock.now, person, "answer", "es", "PE", "asylum", "ask-asylum"))
        for person in USERS[:70]:
            recorder.record(UsageEvent(clock.now, person, "answer", "es", "PE", "asylum", "ask-asylum"))
        await recorder.flush()
        await Retention(database).run_once()
        if day < 6:
            clock.move(days=1)
    for person in USERS[:100]:
        await people.write(person, b'{"country": "PE"}')
    await people.close()


async def traces(database: Database) -> dict[bytes, str]:
    """Every value in the dump that could stand for a person, and where it is."""
    found = {
        bytes(row[0]): str(row[1]) for row in await rows(database, "SELECT pseudonym, day FROM usage_events")
    }
    return found | {bytes(row[0]): "people" for row in await rows(database, "SELECT key FROM people")}


def guesses(person: str, keys: list[bytes]) -> set[bytes]:
    """What an attacker without keys would try for one id: plain hashes, and HMACs under whatever lies in the dump."""
    number = person.split(":")[1]
    forms = (person.encode(), number.encode(), int(number).to_bytes(8), int(number).to_bytes(8, "little"))
    tried = {
        hashlib.new(name, form).digest() for name in ("md5", "sha1", "sha256", "blake2b") for form in forms
    }
    return tried | {hmac.digest(key, form, "sha256") for key in keys for form in forms[:2]}


async def test_a_dump_and_a_hundred_thousand_candidate_ids_link_nobody(embedded: Database, clock: MovedClock):
    await a_week_of_use(embedded, clock)
    known = await traces(embedded)
    assert len(known) > 1000
    in_dump = [bytes(row[0]) for row in await rows(embedded, "SELECT sealed FROM pseudonym_keys")]
    keys = [b"", b"rumbo 1", bytes(32), *(sealed[13:45] for sealed in in_dump)]
    wanted = set(known) | {key[:8] for key in known}
    linked = [
        p
        for p in CANDIDATES
        if any(g in wanted or g[:8] in wanted or g[-8:] in wanted for g in guesses(p, keys))
    ]
    assert linked == []


async def test_nobody_can_be_followed_from_one_day_to_the_next(embedded: Database, clock: MovedClock):
    await a_week_of_use(embedded, clock)
    days: dict[bytes, set[str]] = {}
    for name, day in await rows(embedded, "SELECT pseudonym, day FROM usage_events"):
        days.setdefault(bytes(name), set()).add(str(day))
    assert {len(seen) for seen in days.values()} == {1}


async def test_with_the_master_key_and_the_database_only_two_days_can_be_linked(
    database: Database, clock: MovedClock
):
    await a_week_of_use(database, clock)
    known = await traces(database)

    async def attack(connection) -> dict[date, bytes]:
        return await Pseudonyms(database, KEYS).living(connection)

    keys = await database.read(attack)
    linked = {
        known[p] for key in keys.values() for person in CANDIDATES if (p := pseudonym(key, person)) in known
    }
    today = clock.now.date()
    assert linked == {str(today), str(today - timedelta(days=1))}, "the attack works, as far as keys live"


async def test_a_dead_key_leaves_no_byte(embedded: Database, clock: MovedClock, folder: Path):
    recorder = Recorder(embedded, Pseudonyms(embedded, KEYS), pause_seconds=0)
    recorder.record(UsageEvent(clock.now, "telegram:1", "answer", "es"))
    await recorder.flush()
    [(sealed,)] = await rows(embedded, "SELECT sealed FROM pseudonym_keys")
    clock.move(days=1)
    assert (await Retention(embedded).run_once()).keys == 0
    clock.move(days=1)
    assert (await Retention(embedded).run_once()).keys == 1
    assert not files_with(folder, bytes(sealed)[13:45], bytes(sealed)[60:100])


async def test_replicas_share_the_key_of_the_day(address, folder: Path, clock: MovedClock):
    databases = [await open_database(address, folder, clock=clock) for _ in range(3)]
    for database in databases:
        recorder = Recorder(database, Pseudonyms(database, KEYS), pause_seconds=0)
        recorder.record(UsageEvent(clock.now, "telegram:1", "answer", "es"))
        await recorder.flush()
    assert await rows(databases[0], "SELECT count(DISTINCT pseudonym), count(*) FROM usage_events") == [
        (1, 3)
    ]
    for database in databases:
        await database.close()


async def test_an_event_of_a_day_whose_key_is_dead_is_kept_without_a_pseudonym(
    database: Database, clock: MovedClock
):
    recorder = Recorder(database, Pseudonyms(database, KEYS), pause_seconds=0)
    recorder.record(UsageEvent(clock.now - timedelta(days=2), "telegram:1", "answer", "es"))
    await recorder.flush()
    assert await rows(database, "SELECT pseudonym FROM usage_events") == [(None,)]
    assert await rows(database, "SELECT * FROM pseudonym_keys") == []


async def test_a_database_of_another_master_key_is_reported_and_used_on(
    database: Database, clock: MovedClock
):
    for keys in (KEYS, Keys(b"another key for tests, 32 bytes!")):
        recorder = Recorder(database, Pseudonyms(database, keys), pause_seconds=0)
        recorder.record(UsageEvent(clock.now, "telegram:1", "answer", "es"))
        assert await recorder.flush() is True
    assert [trouble.part for trouble in database.health.troubles] == ["keys"]
    assert "RUMBO_SECRET_KEY" in database.health.troubles[0].words
    assert await rows(database, "SELECT count(DISTINCT pseudonym) FROM usage_events") == [(2,)]


@pytest.mark.parametrize("person", ["telegram:1", "telegram:11", ""])
def test_a_pseudonym_has_eight_bytes_and_depends_on_the_key(person: str):
    assert len({pseudonym(b"a" * 32, person), pseudonym(b"b" * 32, person)}) == 2
    assert len(pseudonym(b"a" * 32, person)) == 8
