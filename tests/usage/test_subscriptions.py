"""Wishes to be told: five a person, ninety days, one process tells each, and nobody is found from a row."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from bot.storage.engine import Database, open_database
from bot.storage.inventory import WAITING_DAYS
from bot.storage.keys import Keys
from bot.storage.people import PeopleStore
from bot.usage.keeping import kept_now
from bot.usage.retention import Retention
from bot.usage.subscriptions import (
    MOST_OPEN,
    Due,
    Subscriptions,
    give_to_entry,
    how_many_wait,
    waiting_by_country,
)
from tests.storage.kit import KEYS, MovedClock, files_with, rows

ANA, LUIS = "telegram:4242424242", "telegram:4343434343"


def mark(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


async def wish(
    waits: Subscriptions, person: str, name: str, *, question: str = "", country: str = "PE"
) -> str:
    return await waits.wait(person, mark(name), question=question, country=country, language="es")


async def count(database: Database) -> int:
    return int((await rows(database, "SELECT count(*) FROM subscriptions"))[0][0])


async def test_a_person_has_five_wishes_at_most_and_saying_one_again_changes_nothing(database: Database):
    waits = Subscriptions(database, KEYS)
    assert [await wish(waits, ANA, f"w{n}") for n in range(MOST_OPEN)] == ["kept"] * MOST_OPEN
    assert await wish(waits, ANA, "w0") == "kept"
    assert await wish(waits, ANA, "one more") == "full"
    assert await wish(waits, LUIS, "one more") == "kept", "another person's are their own"
    assert await count(database) == MOST_OPEN + 1
    assert await waits.stop(ANA, mark("w0")) == 1
    assert await wish(waits, ANA, "one more") == "kept"
    assert await waits.stop(ANA, None) == MOST_OPEN
    assert await waits.of_person(ANA) == ()
    assert len(await waits.of_person(LUIS)) == 1


async def test_wishes_at_once_never_make_six(address: str | None, folder: Path, clock: MovedClock):
    databases = [await open_database(address, folder, clock=clock) for _ in range(2)]
    waits = [Subscriptions(database, KEYS) for database in databases]
    said = await asyncio.gather(*(wish(waits[n % 2], ANA, f"w{n}") for n in range(12)))
    assert said.count("kept") == MOST_OPEN
    assert await count(databases[0]) == MOST_OPEN
    for database in databases:
        await database.close()


async def test_of_several_processes_one_gets_each_wish_and_a_claimed_one_is_never_given_again(
    address: str | None, folder: Path, clock: MovedClock
):
    databases = [await open_database(address, folder, clock=clock) for _ in range(2)]
    waits = [Subscriptions(database, KEYS) for database in databases]
    people = [f"telegram:{n}" for n in range(10)]
    for person in people:
        await wish(waits[0], person, "q", question="asylum")
    due = Due(mark("q"), "asylum", "PE", None)
    assert await waits[0].due() == (due,)
    claims = await asyncio.gather(*(waits[n % 2].claim(due) for n in range(14)))
    assert sorted(c.person or "" for c in claims if c) == sorted(people)
    assert await waits[0].due() == ()
    first, second = [claim for claim in claims if claim][:2]
    await waits[0].told(first)
    await waits[1].give_back(second)
    again = await waits[0].claim(due)
    assert again is not None
    assert again.person == second.person
    assert await waits[0].claim(due) is None
    for database in databases:
        await database.close()


async def test_words_are_due_once_an_editor_gave_them_to_an_entry(database: Database):
    waits = Subscriptions(database, KEYS)
    await wish(waits, ANA, "words", country="")
    await wish(waits, LUIS, "words", country="CL")
    assert await waits.due() == ()
    await give_to_entry(database, [mark("words"), mark("words"), mark("others")], "pe-old")
    await give_to_entry(database, [mark("words")], "pe-asylum")
    assert set(await waits.due()) == {
        Due(mark("words"), "", "", "pe-asylum"),
        Due(mark("words"), "", "CL", "pe-asylum"),
    }
    assert await how_many_wait(database, [mark("words"), mark("nobody's")]) == 2
    assert await how_many_wait(database, [mark("words")], ("", "PE")) == 1
    assert await waiting_by_country(database) == {"": 1, "CL": 1}
    await give_to_entry(database, [], "pe-asylum")


async def test_forgetting_a_person_erases_every_wish_also_a_claimed_one_and_nothing_comes_back(
    database: Database,
):
    waits, people = Subscriptions(database, KEYS), PeopleStore(database, KEYS)
    people.also_erase(waits.erase)
    await wish(waits, ANA, "q", question="asylum")
    await wish(waits, ANA, "words")
    await wish(waits, LUIS, "words")
    claim = await waits.claim(Due(mark("q"), "asylum", "PE", None))
    assert claim is not None
    assert await people.forget(ANA) == "done"
    await waits.give_back(claim)
    await waits.told(claim)
    assert await waits.of_person(ANA) == ()
    assert await count(database) == 1
    await people.close()


async def test_a_wish_ends_after_ninety_days_and_a_broken_telling_the_next_day(
    database: Database, clock: MovedClock
):
    waits = Subscriptions(database, KEYS)
    await wish(waits, ANA, "q", question="asylum")
    await wish(waits, LUIS, "r", question="school")
    await give_to_entry(database, [mark("words")], "pe-asylum")
    assert await waits.claim(Due(mark("r"), "school", "PE", None)) is not None
    await Retention(database).run_once()
    assert await count(database) == 2
    clock.move(days=1)
    assert (await Retention(database).run_once()).subscriptions == 1, "the telling that broke off"
    gone = (await kept_now(database)).wishes.gone
    clock.move(days=WAITING_DAYS - 1)
    assert (await Retention(database).run_once()).subscriptions == 0
    clock.move(days=1)
    assert clock().date() == gone
    assert await waits.due() == (), "too old to be told, also before it is erased"
    assert (await Retention(database).run_once()).subscriptions == 2, "the wish and the words given"
    assert await count(database) == 0


async def test_another_master_key_finds_nobody(database: Database):
    await wish(Subscriptions(database, KEYS), ANA, "q", question="asylum")
    other = Subscriptions(database, Keys(b"another key for tests, 32 bytes.."))
    assert await other.of_person(ANA) == ()
    claim = await other.claim(Due(mark("q"), "asylum", "PE", None))
    assert claim is not None
    assert claim.person is None


async def test_no_byte_of_the_person_or_their_words_is_in_the_files(
    embedded: Database, folder: Path, clock: MovedClock
):
    waits = Subscriptions(embedded, KEYS)
    await wish(waits, ANA, "a canary of words")
    needles = (b"4242424242", (4242424242).to_bytes(8, "big"), b"canary")
    assert files_with(folder, *needles) == {}
    stored = await rows(embedded, "SELECT person, sealed FROM subscriptions")
    assert files_with(folder, bytes(stored[0][0])), "the row itself is there"
    await waits.stop(ANA, None)
    await embedded.close()
    assert files_with(folder, bytes(stored[0][0]), bytes(stored[0][1])) == {}
    assert stored[0][1] not in (b"", None)
