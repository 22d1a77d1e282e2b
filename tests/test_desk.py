"""The desk: nothing is kept before a reply was delivered, nothing of danger is kept at all, and a failure is no silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.conversation.danger import DangerWatch
from bot.conversation.plain import plain_text
from bot.conversation.records import Incoming
from bot.conversation.talk import Conversation
from bot.desk import PersonalDesk, Serving, TryItDesk
from bot.storage.engine import Database, open_database
from bot.storage.keys import load_keys
from bot.storage.people import PeopleStore
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from tests.conversation.small import NOW, ToldMatcher, small_release, understood

ANA = "telegram:42"


class Broken(ToldMatcher):
    """Fails on one text, as a mistake of ours would."""

    def understand(self, text: str, **known: object):
        if text == "boom":
            raise RuntimeError(text)
        return super().understand(text, **known)  # type: ignore[arg-type]


def serving() -> Serving:
    release = small_release()
    told = {
        "asilo": understood(("asylum", 0.95), asked="PE"),
        "rareza": understood(),
    }
    return Serving(
        Conversation(release, Broken(told), DangerWatch(release)), frozenset({"algo", "que", "no"})
    )


class House:
    """A desk over a real embedded database."""

    def __init__(self, database: Database, people: PeopleStore, recorder: Recorder) -> None:
        self.database, self.people, self.recorder = database, people, recorder
        self._serving = serving()
        self.desk = PersonalDesk(
            lambda: self._serving, people, recorder, self.figures, frozenset({ANA}), self.clock
        )

    @staticmethod
    async def figures(days: int, language: str) -> tuple[str, bytes | None]:
        return f"{days} days in {language}", b"\x89PNG"

    @staticmethod
    def clock() -> datetime:
        return NOW

    async def turn(self, text: str, person: str = ANA) -> str:
        answered = await self.desk.answer(person, Incoming(text=text))
        await self.desk.delivered(answered)
        return plain_text(answered.outcome.reply)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    keys = load_keys("k" * 32, tmp_path / "keys", tmp_path / "data")
    database = await open_database(None, tmp_path / "data", clock=lambda: NOW)
    people = PeopleStore(database, keys, owed_folder=tmp_path / "data")
    recorder = Recorder(database, Pseudonyms(database, keys), keep_unanswered=True)
    people.also_erase(recorder.erase)
    yield House(database, people, recorder)
    await recorder.stop()
    await people.close()
    await database.close()


async def test_nothing_is_remembered_before_the_reply_was_delivered(house: House) -> None:
    answered = await house.desk.answer(ANA, Incoming(text="asilo"))
    assert await house.people.read(ANA) is None
    await house.desk.delivered(answered)
    assert b"PE" in (await house.people.read(ANA) or b"")


async def test_what_was_said_before_is_known_at_the_next_message(house: House) -> None:
    await house.turn("asilo")
    assert "País: Perú" in await house.turn("/misdatos")


async def test_forgetting_erases_and_the_person_is_new_again(house: House) -> None:
    await house.turn("asilo")
    answered = await house.desk.answer(ANA, Incoming(action="x:y"))
    await house.desk.delivered(answered)
    assert await house.people.read(ANA) is None


async def test_blocking_the_bot_is_being_forgotten(house: House) -> None:
    await house.turn("asilo")
    await house.desk.gone(ANA)
    assert await house.people.read(ANA) is None


async def test_a_mistake_of_ours_still_gets_the_person_the_menu(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    text = await house.turn("boom")
    assert "Algo falló de mi lado" in text
    logged = capsys.readouterr()
    assert "RuntimeError" in logged.out + logged.err
    assert "boom" not in logged.out + logged.err


async def test_figures_are_for_those_on_the_list(house: House) -> None:
    answered = await house.desk.answer(ANA, Incoming(text="/stats"))
    assert answered.outcome.reply.image == b"\x89PNG"
    assert "7 days" in plain_text(answered.outcome.reply)
    stranger = await house.desk.answer("telegram:43", Incoming(text="/stats"))
    assert stranger.outcome.reply.image is None


async def test_in_a_group_nobody_is_remembered(house: House) -> None:
    answered = await house.desk.answer("telegram:42:group", Incoming(text="/start", group=True))
    await house.desk.delivered(answered)
    assert await house.people.read("telegram:42:group") is None


async def test_the_try_it_chat_remembers_in_memory_only_and_few_people() -> None:
    served = serving()
    desk = TryItDesk(lambda: served, lambda: NOW)
    for number in range(250):
        await desk.delivered(await desk.answer(f"try:{number}", Incoming(text="asilo")))
    known = await desk.answer("try:249", Incoming(text="/misdatos"))
    assert "Perú" in plain_text(known.outcome.reply)
    gone = await desk.answer("try:0", Incoming(text="/misdatos"))
    assert "Perú" not in plain_text(gone.outcome.reply)
