"""From the button to the message: offered, kept, shown, ended, and told once, over a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.sender import Delivery, Progress
from bot.conversation.danger import DangerWatch
from bot.conversation.plain import plain_text
from bot.conversation.records import Incoming, Reply
from bot.conversation.talk import Conversation
from bot.conversation.telling import telling
from bot.desk import PersonalDesk, TryItDesk
from bot.knowledge.records import Entry, Release
from bot.serving import Serving
from bot.storage.engine import Database, DatabaseAwayError, open_database
from bot.storage.people import PeopleStore
from bot.telling import Telling
from bot.usage.closed_reports import ClosedReports
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from bot.usage.subscriptions import Subscriptions, give_to_entry
from bot.usage.unanswered import wording_mark
from bot.waiting_desk import WaitingDesk
from tests.conversation.small import NOW, ToldMatcher, small_release, understood
from tests.storage.kit import KEYS, files_with, rows

ANA, LUIS = "telegram:4242424242", "telegram:4343434343"
WORDS = frozenset({"algo", "que", "no"})  # of which "algo que no ▮" is kept
BUTTON = "Avísame cuando lo sepan"
MARK = wording_mark("es", "", "algo que no ▮")


def release(*, school: bool) -> Release:
    """With or without a confirmed answer about school in Peru."""
    small = small_release()
    if school:
        return small
    entries = dict(small.entries)
    entries["pe-school"] = replace(entries["pe-school"], status="not confirmed", sources=())
    return replace(small, entries=entries, by_question={(e.question, e.country): e for e in entries.values()})


def serving(release: Release) -> Serving:
    told = {
        "escuela": understood(("school", 0.95), asked="PE"),
        "asilo": understood(("asylum", 0.95), asked="PE"),
    }
    return Serving(Conversation(release, ToldMatcher(told), DangerWatch(release)), lambda: WORDS)


class Channel:
    """Notes what it is told to bring. `result`: what becomes of it, or what it raises before or after sending."""

    def __init__(self) -> None:
        self.brought: list[tuple[str, str]] = []
        self.result: Delivery | BaseException = Delivery.DELIVERED
        self.fails_after_sending = False

    async def bring(self, person: str, reply: Reply, language: str, progress: Progress) -> Delivery:
        if isinstance(self.result, BaseException):
            progress.maybe_sent = self.fails_after_sending
            raise self.result
        progress.maybe_sent = True
        self.brought.append((person, plain_text(reply)))
        return self.result


class House:
    """A desk and a worker over one database."""

    def __init__(self, database: Database, *, keeps_phrases: bool = True) -> None:
        self.database = database
        self.people = PeopleStore(database, KEYS)
        self.recorder = Recorder(database, Pseudonyms(database, KEYS), keep_unanswered=keeps_phrases)
        closed = ClosedReports(database, KEYS)
        self.waits = Subscriptions(database, KEYS, keeps_phrases=keeps_phrases)
        for eraser in (self.recorder.erase, self.waits.erase):
            self.people.also_erase(eraser)
        self.served = serving(release(school=False))
        self.account: str | None = None
        waiting = WaitingDesk(self.waits, lambda: self.served, self.account_name)
        self.desk = PersonalDesk(
            lambda: self.served, self.people, self.recorder, closed, self.figures, frozenset(), self.clock, waiting=waiting
        )  # fmt: skip
        self.channel = Channel()
        self.worker = self.another_worker()

    def another_worker(self) -> Telling:
        return Telling(self.waits, lambda: self.served, self.channel, self.people.forget, dict, self.clock)

    async def account_name(self, person: str) -> str | None:
        return self.account if person == ANA else None

    @staticmethod
    async def figures(days: int, language: str) -> tuple[str, bytes | None]:
        return "", None

    @staticmethod
    def clock() -> datetime:
        return NOW

    async def turn(self, incoming: Incoming, person: str = ANA) -> Reply:
        answered = await self.desk.answer(person, incoming)
        await self.desk.delivered(answered)
        return answered.outcome.reply

    async def say(self, text: str, person: str = ANA) -> Reply:
        return await self.turn(Incoming(text=text), person)

    async def press(self, reply: Reply, label: str, person: str = ANA) -> str:
        action = next(b.action for row in reply.buttons for b in row if label in b.label)
        return plain_text(await self.turn(Incoming(action=action), person))

    async def wait_for(self, text: str, person: str = ANA) -> str:
        return await self.press(await self.say(text, person), BUTTON, person)

    async def waiting(self, person: str = ANA) -> int:
        return len(await self.waits.of_person(person))

    async def close(self) -> None:
        await self.recorder.stop()
        await self.people.close()
        await self.database.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = House(await open_database(None, tmp_path / "data", clock=lambda: NOW))
    yield opened
    await opened.close()


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def offers(reply: Reply) -> bool:
    return any(BUTTON in label for label in labels(reply))


# ---- offered ----------------------------------------------------------------------------------------------


async def test_it_is_offered_where_there_is_no_answer_and_only_there(house: House) -> None:
    assert offers(await house.say("escuela")), "not confirmed in Peru"
    assert offers(await house.say("algo raro")), "nobody has written it yet"
    assert not offers(await house.say("asilo"))
    assert not offers(await house.say("/menu"))
    assert not offers(await house.say("me pega"))
    assert not offers(await house.turn(Incoming(text="escuela", group=True), f"{ANA}:group"))


async def test_it_is_not_offered_for_words_of_which_nothing_is_kept(house: House) -> None:
    house.served = replace(house.served, words=lambda: frozenset({"algo"}))
    assert not offers(await house.say("algo raro"))


async def test_an_installation_that_keeps_no_words_offers_it_for_questions_only(tmp_path: Path) -> None:
    house = House(await open_database(None, tmp_path / "data", clock=lambda: NOW), keeps_phrases=False)
    assert not offers(await house.say("algo raro"))
    assert offers(await house.say("escuela"))
    old = await house.turn(Incoming(action="wp:AAAAAAAAAAAAAAAAAAAAAA"))
    assert "Aquí no puedo avisarte" in plain_text(old)
    assert await house.waiting() == 0
    await house.close()


async def test_the_try_it_chat_never_offers_it_and_keeps_nothing(house: House) -> None:
    desk = TryItDesk(lambda: house.served, house.clock)
    assert not offers((await desk.answer("x", Incoming(text="escuela"))).outcome.reply)
    pressed = await desk.answer("x", Incoming(action="w:school:PE"))
    assert "Aquí no puedo avisarte" in plain_text(pressed.outcome.reply)
    assert await rows(house.database, "SELECT * FROM subscriptions") == []


# ---- kept, shown, ended -----------------------------------------------------------------------------------


async def test_who_presses_reads_what_is_kept_how_long_and_how_to_undo_it(house: House) -> None:
    said = await house.wait_for("escuela")
    for words in ("Listo", "cifrado", "No guardo lo que escribiste", "90 días", "/borrar", "Ya no me avises"):
        assert words in said
    assert await house.wait_for("escuela") == said, "saying it again is harmless"
    assert await house.waiting() == 1


async def test_own_data_shows_the_wishes_and_the_console_account(house: House) -> None:
    assert "Te aviso" not in plain_text(await house.say("/misdatos"))
    house.account = "ana"
    await house.wait_for("escuela")
    await house.wait_for("algo raro")
    own = await house.say("/misdatos")
    text = plain_text(own)
    assert "2 de 5" in text
    assert "Título school, Perú (desde 23 de noviembre de 2026)" in text
    assert "Una pregunta que no supe contestar" in text
    assert "Tienes una cuenta en la consola: ana" in text
    assert "cuenta en la consola" not in plain_text(await house.say("/misdatos", LUIS))
    assert "no te aviso de nada" in await house.press(own, "Ya no me avises de nada")
    assert await house.waiting() == 0


async def test_one_wish_is_ended_by_its_button_and_all_by_forgetting(house: House) -> None:
    reply = await house.say("escuela")
    await house.press(reply, BUTTON)
    kept = await house.turn(Incoming(action=reply.buttons[0][0].action))
    await house.wait_for("algo raro")
    assert "borré ese pedido" in await house.press(kept, "Ya no me avises")
    assert await house.waiting() == 1
    await house.turn(Incoming(action="x:y"))
    assert await house.waiting() == 0


async def test_the_sixth_wish_is_refused_with_the_way_out(house: House) -> None:
    for country in ("EC", "CL"):
        await house.turn(Incoming(action=f"w:school:{country}"))
    for question in ("residence-cost", "asylum", "scam-check"):
        await house.turn(Incoming(action=f"w:{question}:CL"))
    assert "el máximo" in await house.wait_for("escuela")
    assert await house.waiting() == 5


async def test_with_the_database_away_nothing_is_promised(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise DatabaseAwayError("away")

    reply = await house.say("escuela")
    for name in ("wait", "stop", "of_person"):
        monkeypatch.setattr(house.waits, name, away)
    assert "no pude anotarlo" in await house.press(reply, BUTTON)
    assert "no pude borrarlo" in plain_text(await house.turn(Incoming(action="wx")))
    assert "no lo puedo mostrar ahora" in plain_text(await house.say("/misdatos"))


async def test_the_usage_log_and_the_files_tell_nothing_of_who_waits_for_what(
    house: House, tmp_path: Path
) -> None:
    await house.wait_for("algo raro canario")
    await house.recorder.flush()
    events = await rows(house.database, "SELECT outcome, question FROM usage_events")
    assert sorted(events) == [("menu", None), ("not_known", None)]
    assert files_with(tmp_path, b"4242424242", b"canario", b"raro") == {}


# ---- told -------------------------------------------------------------------------------------------------


async def test_everybody_who_waits_is_told_once_as_soon_as_the_release_has_it(house: House) -> None:
    await house.wait_for("escuela")
    await house.wait_for("escuela", LUIS)
    assert await house.worker.tell_due() == 0
    house.served = serving(release(school=True))
    workers = [house.worker, house.another_worker(), house.another_worker()]
    assert sum(await asyncio.gather(*(worker.tell_due() for worker in workers))) == 2
    assert sorted(person for person, _ in house.channel.brought) == [ANA, LUIS]
    assert all("Respuesta school de PE." in text for _, text in house.channel.brought)
    assert await rows(house.database, "SELECT * FROM subscriptions") == []
    assert await house.worker.tell_due() == 0


async def test_words_are_told_once_an_editor_said_where_they_belong(house: House) -> None:
    await house.wait_for("algo raro")
    await give_to_entry(house.database, [MARK], "pe-new")
    assert await house.worker.tell_due() == 0, "not served yet"
    await give_to_entry(house.database, [MARK], "pe-asylum")
    assert await house.worker.tell_due() == 1
    assert "Respuesta asylum de PE." in house.channel.brought[0][1]


async def test_each_is_told_in_their_own_language(house: House) -> None:
    await house.say("/language", LUIS)
    await house.turn(Incoming(action="l:en"), LUIS)
    await house.turn(Incoming(action="w:school:PE"), LUIS)
    house.served = serving(release(school=True))
    await house.worker.tell_due()
    assert house.channel.brought[0][1].startswith("You asked us to tell you")


async def test_who_blocked_the_bot_is_forgotten_whole(house: House) -> None:
    await house.wait_for("escuela")
    await house.wait_for("algo raro")
    house.served, house.channel.result = serving(release(school=True)), Delivery.GONE
    await house.worker.tell_due()
    assert await house.people.read(ANA) is None
    assert await house.waiting() == 0


@pytest.mark.parametrize("result", [Delivery.UNKNOWN, Delivery.REFUSED])
async def test_what_may_have_arrived_or_never_can_is_not_sent_again(house: House, result: Delivery) -> None:
    await house.wait_for("escuela")
    house.served, house.channel.result = serving(release(school=True)), result
    await house.worker.tell_due()
    house.channel.result = Delivery.DELIVERED
    assert await house.worker.tell_due() == 0
    assert len(house.channel.brought) == 1
    assert await house.waiting() == 0


@pytest.mark.parametrize("fault", [TokenRefused(), asyncio.CancelledError(), RuntimeError("ours")])
@pytest.mark.parametrize("after", [False, True])
async def test_a_stop_in_the_middle_tells_again_only_what_surely_was_not_sent(
    house: House, fault: BaseException, after: bool
) -> None:
    await house.wait_for("escuela")
    house.served, house.channel.result = serving(release(school=True)), fault
    house.channel.fails_after_sending = after
    with suppress(TokenRefused, asyncio.CancelledError, RuntimeError):
        await house.worker.tell_due()
    house.channel.result = Delivery.DELIVERED
    assert await house.worker.tell_due() == (0 if after else 1)
    assert len(house.channel.brought) == (0 if after else 1)


async def test_an_answer_that_cannot_be_put_together_keeps_nobody_else_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.turn(Incoming(action="w:asylum:PE"))
    await house.wait_for("escuela", LUIS)
    house.served = serving(release(school=True))
    real = telling

    def broken(release: Release, entry: Entry, *more: object) -> Reply:
        if entry.id == "pe-asylum":
            raise RuntimeError("ours")
        return real(release, entry, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.telling.telling", broken)
    assert await house.worker.tell_due() == 1
    assert [person for person, _ in house.channel.brought] == [LUIS]
    assert await house.waiting() == 1, "it is tried again later"


async def test_the_worker_outlives_a_mistake_and_a_database_that_is_away_and_tells_with_the_next_release(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telling.RELEASE_SECONDS", 0.01)
    await house.wait_for("escuela")
    faults: list[Exception] = [RuntimeError("ours"), DatabaseAwayError("away")]
    real = house.waits.due

    async def due() -> object:
        if faults:
            house.served = replace(house.served)  # another release: look again at once
            raise faults.pop()
        return await real()

    monkeypatch.setattr(house.waits, "due", due)
    house.worker.start()
    await asyncio.sleep(0.2)
    assert house.channel.brought == []
    house.served = serving(release(school=True))
    for _ in range(200):
        if house.channel.brought:
            break
        await asyncio.sleep(0.02)
    await house.worker.stop()
    assert [person for person, _ in house.channel.brought] == [ANA]
    assert faults == []


async def test_stopping_leaves_a_message_that_is_still_tried_and_the_next_start_tells_it(
    house: House,
) -> None:
    await house.wait_for("escuela")
    trying = asyncio.Event()
    real = house.channel.bring

    async def no_connection(*_: object) -> Delivery:
        trying.set()
        await asyncio.sleep(3600)
        raise AssertionError

    house.channel.bring = no_connection  # type: ignore[method-assign]
    house.served = serving(release(school=True))
    house.worker.start()
    await asyncio.wait_for(trying.wait(), 10)
    await asyncio.wait_for(house.worker.stop(), 10)
    house.channel.bring = real  # type: ignore[method-assign]
    assert await house.another_worker().tell_due() == 1
    assert len(house.channel.brought) == 1
