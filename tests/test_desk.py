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
from bot.usage.closed_reports import ClosedReports
from bot.usage.place_tasks import open_tasks
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from tests.conversation.small import NOW, ToldMatcher, small_release, understood
from tests.storage.kit import rows

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
        Conversation(release, Broken(told), DangerWatch(release)), lambda: frozenset({"algo", "que", "no"})
    )


class House:
    """A desk over a real embedded database."""

    def __init__(
        self, database: Database, people: PeopleStore, recorder: Recorder, closed: ClosedReports
    ) -> None:
        self.database, self.people, self.recorder, self.closed = database, people, recorder, closed
        self._serving = serving()
        self.links: list[tuple[str, str | None]] = []
        self.desk = PersonalDesk(
            lambda: self._serving,
            people,
            recorder,
            closed,
            self.figures,
            frozenset({ANA}),
            self.clock,
            console_links=self.console_links,
        )

    @staticmethod
    async def figures(days: int, language: str) -> tuple[str, bytes | None]:
        return f"{days} days in {language}", b"\x89PNG"

    async def console_links(self, person: str, code: str | None) -> tuple[str, str] | None:
        self.links.append((person, code))
        return ("ana", "https://rumbo.example/console/enter#secret") if person == ANA else None

    @staticmethod
    def clock() -> datetime:
        return NOW

    async def turn(self, text: str, person: str = ANA) -> str:
        answered = await self.desk.answer(person, Incoming(text=text))
        await self.desk.delivered(answered)
        return plain_text(answered.outcome.reply)

    async def press(self, action: str, person: str = ANA, *, group: bool = False) -> str:
        answered = await self.desk.answer(person, Incoming(action=action, group=group))
        await self.desk.delivered(answered)
        return plain_text(answered.outcome.reply)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    keys = load_keys("k" * 32, tmp_path / "keys", tmp_path / "data")
    database = await open_database(None, tmp_path / "data", clock=lambda: NOW)
    people = PeopleStore(database, keys, owed_folder=tmp_path / "data")
    recorder = Recorder(database, Pseudonyms(database, keys), keep_unanswered=True)
    people.also_erase(recorder.erase)
    closed = ClosedReports(database, keys)
    people.also_erase(closed.erase)
    yield House(database, people, recorder, closed)
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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/consola", None),
        ("/console", None),
        ("/consola a-code", "a-code"),
        ("/start consola_a-code", "a-code"),
    ],
)
async def test_who_has_an_account_gets_a_link_to_the_console(
    house: House, text: str, code: str | None
) -> None:
    answered = await house.desk.answer(ANA, Incoming(text=text))
    assert "https://rumbo.example/console/enter#secret" in plain_text(answered.outcome.reply)
    assert answered.outcome.reply.secret
    assert house.links == [(ANA, code)]
    await house.desk.delivered(answered)
    assert b"secret" not in (await house.people.read(ANA) or b"")


@pytest.mark.parametrize("text", ["/consola", "/console x", "/start consola_x"])
async def test_everybody_else_gets_a_neutral_line(house: House, text: str) -> None:
    line = (
        "Ese comando es para quienes mantienen" if "consola" in text else "That command is for those who keep"
    )
    assert line in await house.turn(text, "telegram:43")
    tried = await TryItDesk(serving, lambda: NOW).answer("try:1", Incoming(text=text))
    assert line in plain_text(tried.outcome.reply)


async def test_in_a_group_no_link_is_made(house: House) -> None:
    await house.desk.answer(f"{ANA}:group", Incoming(text="/consola", group=True))
    assert house.links == []


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


async def test_three_people_who_found_a_place_closed_warn_the_fourth_at_once(house: House) -> None:
    for number in range(3):
        assert "Tres personas" not in await house.press("z:exacto", f"telegram:{number}")
        await house.press("zs:y:exacto", f"telegram:{number}")
    assert "⚠ Tres personas o más dijeron que estaba cerrado" in await house.press("q:health-post:PE")
    assert [task.place for task in await open_tasks(house.database)] == ["exacto"]


async def test_a_question_or_a_no_counts_nothing_and_nothing_counts_before_delivery(house: House) -> None:
    await house.press("z:exacto")
    await house.press("zs:n:exacto")
    await house.press("zs:y:nowhere")
    await house.desk.answer(ANA, Incoming(action="zs:y:exacto"))
    assert await stored_reports(house) == 0
    await house.press("zs:y:exacto")
    await house.press("zs:y:exacto")
    assert await stored_reports(house) == 1


async def test_a_bystander_in_a_group_closes_no_place(house: House) -> None:
    assert await house.press("zs:y:exacto", "telegram:7:group", group=True) == ""
    assert await house.press("zs:y:exacto", "telegram:7", group=True) == ""
    assert await stored_reports(house) == 0


async def test_who_is_forgotten_or_blocks_the_bot_leaves_no_report(house: House) -> None:
    await house.press("zs:y:exacto")
    await house.press("x:y")
    assert await stored_reports(house) == 0
    await house.press("zs:y:exacto")
    await house.desk.gone(ANA)
    assert await stored_reports(house) == 0


async def test_the_usage_log_does_not_tell_a_report_from_a_look_at_the_menu(house: House) -> None:
    for person, action in (("telegram:1", "m"), ("telegram:2", "zs:y:exacto"), ("telegram:3", "z:exacto")):
        await house.press(action, person)
    await house.recorder.flush()
    events = await rows(
        house.database,
        "SELECT language, country, topic, question, outcome, confidence, feedback FROM usage_events",
    )
    assert len(events) == 3
    assert len(set(events)) == 1


async def test_the_try_it_chat_shows_the_warning_and_counts_nothing(house: House) -> None:
    served = serving()
    desk = TryItDesk(lambda: served, lambda: NOW, lambda: {"exacto": NOW.date()})
    for number in range(3):
        await desk.delivered(await desk.answer(f"try:{number}", Incoming(action="zs:y:ciudad")))
    shown = await desk.answer("try:1", Incoming(action="q:health-post:PE"))
    assert plain_text(shown.outcome.reply).count("⚠ Tres personas") == 1
    assert await stored_reports(house) == 0


async def stored_reports(house: House) -> int:
    [(count,)] = await rows(house.database, "SELECT count(*) FROM place_reports")
    return int(count)
