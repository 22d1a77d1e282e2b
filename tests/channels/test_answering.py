"""One update to its answer: repeats, crashes, albums, old messages, and faults of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot.channels.telegram.answering import Answering
from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.received import Press, Received
from bot.channels.telegram.render import Outgoing, Text
from bot.channels.telegram.sender import Delivery, Recipient
from bot.conversation.records import Incoming, Reply
from tests.channels.fakes import MemoryLedger, OwnClock, SmallDesk, tells_of_danger

CANARY = "canario V-98.765.431"


class Outbox:
    """Stands for the sender: keeps what would go out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.to: list[Recipient] = []
        self.presses: list[str | None] = []
        self.cleared: list[int] = []
        self.result = Delivery.DELIVERED
        self.refused = False
        self.wait: asyncio.Event | None = None

    async def deliver(self, messages: Sequence[Outgoing], to: Recipient) -> Delivery:
        if self.refused:
            raise TokenRefused
        if self.wait is not None:
            await self.wait.wait()
        self.to.append(to)
        self.texts += [message.plain for message in messages if isinstance(message, Text)]
        return self.result

    async def answer_press(self, press: Press, toast: str | None) -> None:
        self.presses.append(toast)

    async def take_buttons_away(self, chat_id: int, message_id: int) -> None:
        self.cleared.append(message_id)


class Scene:
    def __init__(self) -> None:
        self.desk, self.ledger, self.outbox, self.clock = SmallDesk(), MemoryLedger(), Outbox(), OwnClock()
        self.answering = Answering(self.desk, self.ledger, self.outbox, self.clock, tells_of_danger)  # type: ignore[arg-type]

    def received(self, update_id: int = 1, text: str | None = "hola", **more: object) -> Received:
        incoming = Incoming(text=text) if text else Incoming(other="photo")
        return replace(Received(update_id, 7, "telegram:7", incoming, self.clock.now()), **more)  # type: ignore[arg-type]

    async def answer(self, update_id: int = 1, text: str | None = "hola", **more: object) -> bool:
        return await self.answering.answer(self.received(update_id, text, **more))


@pytest.fixture
def scene() -> Scene:
    return Scene()


async def test_an_update_is_answered_remembered_and_closed(scene: Scene) -> None:
    assert await scene.answer()
    assert scene.outbox.texts == ["eco hola"]
    assert scene.desk.delivered_to == ["telegram:7"]
    assert scene.ledger.answered == {1}


async def test_a_repeat_is_acknowledged_without_an_answer(scene: Scene) -> None:
    assert [await scene.answer(), await scene.answer()] == [True, True]
    assert scene.outbox.texts == ["eco hola"]


async def test_an_unknown_outcome_is_answered_again_and_after_two_never_a_third_time(scene: Scene) -> None:
    scene.ledger.attempts[1] = 1
    assert await scene.answer(1)
    assert scene.outbox.texts == ["eco hola"]
    scene.ledger.attempts[2] = 2
    assert await scene.answer(2)
    assert scene.outbox.texts == ["eco hola"]


async def test_a_message_of_unknown_outcome_may_be_sent_again_only_on_the_first_attempt(scene: Scene) -> None:
    await scene.answer(1)
    scene.ledger.answered.clear()
    assert await scene.outbox.to[0].once_more()
    assert not await scene.outbox.to[0].once_more()


async def test_a_stop_before_anything_was_sent_does_not_count_as_an_attempt(scene: Scene) -> None:
    scene.outbox.wait = asyncio.Event()
    task = asyncio.create_task(scene.answer())
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert scene.ledger.attempts[1] == 0
    assert scene.ledger.answered == set()


async def test_a_refused_token_leaves_the_update_to_a_later_start(scene: Scene) -> None:
    scene.outbox.refused = True
    with pytest.raises(TokenRefused):
        await scene.answer()
    assert scene.ledger.attempts[1] == 0


async def test_a_fault_of_ours_is_apologised_for_and_blocks_nothing_and_tells_nothing(scene: Scene) -> None:
    scene.desk.fail_on = CANARY
    with structlog.testing.capture_logs() as logs:
        assert await scene.answer(text=CANARY)
    assert scene.outbox.texts[0].startswith("Perdona")
    assert scene.ledger.answered == {1}
    assert logs[0]["error"] == "RuntimeError"
    assert CANARY not in str(logs)


async def test_a_ledger_and_a_memory_that_are_away_cost_nobody_an_answer(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise OSError(CANARY)

    for holder, name in ((scene.ledger, "begin"), (scene.ledger, "done"), (scene.desk, "delivered")):
        monkeypatch.setattr(holder, name, away)
    with structlog.testing.capture_logs() as logs:
        assert await scene.answer()
    assert scene.outbox.texts == ["eco hola"]
    assert CANARY not in str(logs)


async def test_an_album_is_answered_once(scene: Scene) -> None:
    for number in range(1, 11):
        assert await scene.answer(number, None, album="9")
    await scene.answer(11, None, album="10")
    assert scene.outbox.texts == ["eco photo", "eco photo"]


async def test_an_old_edit_is_not_answered_again_unless_it_tells_of_danger(scene: Scene) -> None:
    assert await scene.answer(1, old_edit=True)
    assert await scene.answer(2, "estoy en peligro", old_edit=True)
    assert scene.outbox.texts == ["eco estoy en peligro"]
    assert scene.outbox.to[0].urgent


async def test_after_hours_without_service_a_person_gets_one_apology_and_danger_its_answer(
    scene: Scene,
) -> None:
    at = scene.clock.now() - timedelta(hours=7)
    for number in range(1, 5):
        assert await scene.answer(number, at=at)
    assert await scene.answer(5, "estoy en peligro", at=at)
    assert len(scene.outbox.texts) == 2
    assert scene.outbox.texts[0].startswith("Perdona, estuve sin servicio")
    assert scene.outbox.texts[1] == "eco estoy en peligro"


async def test_somebody_in_a_hurry_is_told_so_once_a_minute(scene: Scene) -> None:
    for number in range(1, 9):
        await scene.answering.shed(scene.received(number))
    scene.clock.move(61)
    await scene.answering.shed(scene.received(9, press=Press("1", 2)))
    assert len(scene.outbox.texts) == 2
    assert scene.outbox.presses == [None]


async def test_a_person_who_left_is_forgotten_but_not_for_a_group_that_did(scene: Scene) -> None:
    scene.outbox.result = Delivery.GONE
    assert await scene.answer(1)
    assert await scene.answer(2, private=False)
    assert scene.desk.forgotten == ["telegram:7"]
    assert scene.desk.delivered_to == []


async def test_a_press_is_answered_with_its_toast_and_a_feedback_clears_the_buttons(scene: Scene) -> None:
    scene.desk.reply = Reply(toast="Gracias", replaces_buttons=True)
    await scene.answer(1, press=Press("1", 55))
    await scene.answer(2, press=Press("2", None))
    assert scene.outbox.presses == ["Gracias", "Gracias"]
    assert scene.outbox.cleared == [55]
