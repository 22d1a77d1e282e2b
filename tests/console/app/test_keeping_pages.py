"""What we keep about people: every column is told in both languages, every number is the one that is acted on."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.app.asks.keeping import KeptColumn
from bot.console.app.pages.keeping import (
    GROUPS,
    MOST_WISHES,
    column_key,
    period_keys,
)
from bot.console.app.words import words_of
from bot.console_parts.keeping import Keeping
from bot.console_parts.running import Running
from bot.console_parts.subscriptions import Wishes
from bot.settings import Settings
from bot.storage import inventory
from bot.storage.engine import Database
from bot.storage.inventory import INVENTORY
from bot.storage.statements import insert_into
from bot.storage.tables import usage_events
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.retention import Retention
from bot.usage.subscriptions import MOST_OPEN, Subscriptions
from tests.console.app.house import House, open_house
from tests.conversation.small import small_release
from tests.storage.kit import KEYS, rows

COLUMNS = tuple(KeptColumn(k.table, k.column, k.why, k.how_long) for k in INVENTORY)
EN, ES = words_of("en"), words_of("es")
NUMBERS = {
    "people": inventory.PEOPLE_MONTHS,
    "update_ledger": inventory.LEDGER_HOURS,
    "usage_events": inventory.EVENT_DAYS,
    "unanswered_phrases": inventory.PHRASE_DAYS,
    "pseudonym_keys": inventory.PSEUDONYM_KEY_DAYS,
    "subscriptions": inventory.WAITING_DAYS,
    "awaited_entries": inventory.WAITING_DAYS,
    "place_reports": inventory.REPORT_DAYS,
    "place_tasks": inventory.TASK_DAYS,
    "phrases_done": inventory.DONE_DAYS,
    "account_deeds": inventory.DEED_DAYS,
    "drafts": inventory.DRAFT_DAYS,
}


class Parts:
    """A running bot as far as these parts look at it."""

    def __init__(self, database: Database) -> None:
        self.database, self.release = database, small_release
        self.settings = Settings(_env_file=None)  # type: ignore[call-arg]


async def kept_house(folder: Path) -> House:
    """A console with the real parts over its own database."""
    house = await open_house(folder, keeping=Lazy(), subscriptions=Lazy())
    parts: Running = Parts(house.database)  # type: ignore[assignment]
    Lazy.keeping, Lazy.wishes = Keeping(parts), Wishes(parts)
    return house


class Lazy:
    """The parts are made of the house's database, which is opened after its services are named."""

    keeping: Keeping
    wishes: Wishes

    def columns(self) -> tuple[KeptColumn, ...]:
        return self.keeping.columns()

    async def now(self) -> object:
        return await self.keeping.now()

    async def waiting(self) -> object:
        return await self.wishes.waiting()


async def page(house: House, language: str = "es") -> str:
    async with await house.signed_in("reader") as browser:
        await browser.post("/console/language", data={"language": language})
        response = await browser.get("/console/keeping")
        assert response.status_code == 200
        return html.unescape(response.text)


def test_every_column_is_told_in_both_languages_and_in_english_as_the_inventory_says() -> None:
    named = {table for tables in GROUPS.values() for table in tables}
    for column in COLUMNS:
        key = column_key(column)
        assert EN.has(key), f"wording keeping.yaml lacks {key}: {column.why}"
        assert EN.say(key) == column.why, key
        assert ES.say(key) != column.why, key
        assert column.table in named, f"pages/keeping.py names no group for {column.table}"
        assert ES.has(f"keeping_table_{column.table}"), column.table
    told = {key for key in EN.phrases if key.startswith("kept_")}
    assert told == {column_key(column) for column in COLUMNS}, "what is kept no more is told no more"


def test_every_period_is_told_in_both_languages_with_the_numbers_that_are_acted_on() -> None:
    used = {re.sub(r"\d+", "", k.how_long) for k in INVENTORY}
    assert {re.sub(r"\{n\d\}", "", said) for said in period_keys()} == used
    for table, number in NUMBERS.items():
        for column in COLUMNS:
            if column.table == table and column.column not in {"claim", "claimed"}:
                assert str(number) in re.findall(r"\d+", column.how_long), (table, column.column)


@pytest.mark.parametrize("language", ["es", "en"])
async def test_the_page_tells_every_column_and_every_number(tmp_path: Path, language: str) -> None:
    house = await kept_house(tmp_path / "data")
    text = await page(house, language)
    words = words_of(language)  # type: ignore[arg-type]
    for column in COLUMNS:
        fold = re.split(rf'<details class="kept[ a-z]*" id="{column.table}">', text)[1].split("</details>")[0]
        assert f"<code>{column.column}</code>" in fold
        assert words.say(column_key(column)) in fold
        for number in re.findall(r"\d+", column.how_long):
            assert re.search(rf"\b{number}\b", fold), column
    if language == "es":
        assert 'lang="en"' not in text.split("<main")[1], "something is told in English alone"
    assert str(MOST_OPEN) in words.say("keeping_waiting_says", most=MOST_WISHES)
    await house.close()


async def test_a_column_that_has_no_phrase_yet_is_still_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = inventory.Kept("new_table", "new_column", "a reason <b>nobody</b> translated", "1,000 years")
    monkeypatch.setattr("bot.console_parts.keeping.INVENTORY", (*INVENTORY, new))
    house = await kept_house(tmp_path / "data")
    async with await house.signed_in("reader") as browser:
        text = (await browser.get("/console/keeping")).text
    assert '<span lang="en">a reason &lt;b&gt;nobody&lt;/b&gt; translated</span>' in text
    assert '<span lang="en">1,000 years</span>' in text
    assert ES.say("keeping_group_other") in text
    await house.close()


async def test_the_day_on_which_the_oldest_goes_is_the_day_on_which_it_is_erased(tmp_path: Path) -> None:
    house = await kept_house(tmp_path / "data")
    database, today = house.database, house.clock().date()
    event = {"day": today, "number": 1, "hour": 3, "language": "es", "outcome": "answer"}

    async def store(connection: object) -> None:
        await connection.execute(insert_into(database.kind, usage_events), [event])  # type: ignore[attr-defined]
        await Pseudonyms(database, KEYS).key(connection, today)  # type: ignore[arg-type]

    await database.write(store)
    now = await Lazy.keeping.now()
    assert (now.oldest_events, now.oldest_phrases, now.living_keys, now.keeps_phrases) == (
        today,
        None,
        1,
        True,
    )
    for column, gone in (("pseudonym_keys", now.keys_go), ("usage_events", now.events_go)):
        assert gone is not None
        for day, left in ((gone - timedelta(days=1), 1), (gone, 0)):
            house.clock.move(days=(day - house.clock().date()).days)
            await Retention(database).run_once()
            assert len(await rows(database, f"SELECT day FROM {column}")) == left, (column, day)
    assert (await Lazy.keeping.now()).events_go is None
    await house.close()


async def test_who_waits_is_shown_by_country_and_never_fewer_than_eleven(tmp_path: Path) -> None:
    house = await kept_house(tmp_path / "data")
    waits = Subscriptions(house.database, KEYS)

    async def wait(people: range, country: str) -> None:
        for person in people:
            name = f"telegram:{country}{person}"
            await waits.wait(name, b"m" * 16, question="school", country=country, language="es")

    await wait(range(10), "PE")
    assert ES.say("keeping_waiting_few") in await page(house)
    assert await Lazy.wishes.waiting() == {}
    await wait(range(40), "EC")
    await wait(range(8), "CL")
    await wait(range(7), "")
    shown = await Lazy.wishes.waiting()
    assert set(shown) == {"EC", "(others)"}
    assert shown["EC"] == 40
    text = await page(house)
    assert "Ecuador" in text
    assert "<td>unos 40</td>" in text
    assert "<td>10</td>" not in text
    await house.close()


async def test_given_words_tell_those_whom_the_entry_answers(tmp_path: Path) -> None:
    house = await kept_house(tmp_path / "data")
    waits = Subscriptions(house.database, KEYS)
    for person, country in enumerate(("PE", "PE", "EC", "CL", "")):
        await waits.wait(f"telegram:{person}", b"w" * 16, question="", country=country, language="es")
    marks = [b"w" * 16, b"n" * 16]
    assert await Lazy.wishes.belongs(marks, "pe-asylum") == 4, "Chile has no such answer"
    assert await Lazy.wishes.belongs(marks, "pe-school") == 3, "only Peru, and who named no country"
    assert await Lazy.wishes.belongs(marks, "xx-scam-check") == 5
    assert await Lazy.wishes.belongs(marks, "pe-not-served-yet") == 5
    assert {due.entry for due in await waits.due()} == {"pe-not-served-yet"}
    await house.close()
