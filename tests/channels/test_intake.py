"""Order within a chat, many chats at once, and a bounded queue."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.received import Received
from bot.conversation.records import Incoming
from tests.channels.updates import NOW


def received(update_id: int, chat_id: int, text: str = "a") -> Received:
    return Received(update_id, chat_id, f"telegram:{chat_id}", Incoming(text=text), NOW)


class Counter:
    """Answers each update after a turn of the event loop, and keeps what it saw."""

    def __init__(self) -> None:
        self.order: list[int] = []
        self.shed_ids: list[int] = []
        self.at_once = 0
        self.most_at_once = 0
        self.by_chat: dict[int, int] = {}
        self.gate = asyncio.Event()
        self.gate.set()

    async def answer(self, update: Received) -> bool:
        self.at_once += 1
        self.by_chat[update.chat_id] = self.by_chat.get(update.chat_id, 0) + 1
        assert self.by_chat[update.chat_id] == 1, "two answers to one chat at the same time"
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        await self.gate.wait()
        self.order.append(update.update_id)
        self.at_once -= 1
        self.by_chat[update.chat_id] -= 1
        return True

    async def shed(self, update: Received) -> None:
        self.shed_ids.append(update.update_id)


@settings(max_examples=100)
@given(st.lists(st.integers(1, 12), max_size=60))
def test_each_chat_is_answered_in_order_and_everything_is_settled(chats: list[int]) -> None:
    async def scene() -> None:
        seen = Counter()
        intake = Intake(seen.answer, seen.shed, most_at_once=5, most_waiting=100)
        updates = [received(n, chat) for n, chat in enumerate(chats)]
        assert all(await asyncio.gather(*[intake.offer(update) for update in updates]))
        for chat in set(chats):
            mine = [u.update_id for u in updates if u.chat_id == chat]
            assert [i for i in seen.order if i in mine] == mine
        assert seen.most_at_once <= 5
        assert intake.in_hand == 0
        assert not intake._lines  # no memory of chats that were answered

    asyncio.run(scene())


async def test_a_flood_keeps_the_newest_and_never_drops_danger() -> None:
    seen = Counter()
    seen.gate.clear()
    intake = Intake(seen.answer, seen.shed)
    futures = [intake.offer(received(n, 1), urgent=n in {4, 5}) for n in range(1000)]
    await asyncio.sleep(0)
    assert intake.in_hand == 4  # one being answered and three behind it
    seen.gate.set()
    assert all(await asyncio.gather(*futures))
    assert seen.order == [0, 4, 5, 999]
    await asyncio.sleep(0)
    assert len(seen.shed_ids) == 996


async def test_a_flood_of_one_chat_does_not_hold_up_another() -> None:
    seen = Counter()
    intake = Intake(seen.answer, seen.shed, most_at_once=1)
    for n in range(50):
        intake.offer(received(n, 1))
    await intake.offer(received(100, 2))
    assert seen.order.index(100) <= 1


async def test_danger_of_another_chat_goes_ahead() -> None:
    seen = Counter()
    intake = Intake(seen.answer, seen.shed, most_at_once=1)
    rest = [intake.offer(received(n, n)) for n in range(1, 9)]
    urgent = intake.offer(received(99, 99), urgent=True)
    await asyncio.gather(urgent, *rest)
    assert seen.order[:2] == [1, 99]


async def test_the_same_update_offered_twice_is_answered_once() -> None:
    seen = Counter()
    intake = Intake(seen.answer, seen.shed)
    assert await asyncio.gather(*[intake.offer(received(1, 1)) for _ in range(100)]) == [True] * 100
    assert seen.order == [1]


async def test_closing_finishes_what_is_in_hand_and_hands_the_rest_back() -> None:
    seen = Counter()
    seen.gate.clear()
    intake = Intake(seen.answer, seen.shed)
    first, second = intake.offer(received(1, 1)), intake.offer(received(2, 1))
    await asyncio.sleep(0)
    closing = asyncio.create_task(intake.close(5))
    await asyncio.sleep(0)
    late = intake.offer(received(3, 3))
    seen.gate.set()
    await closing
    assert (first.result(), second.result(), late.result()) == (True, False, False)


async def test_what_does_not_finish_in_time_is_handed_back() -> None:
    seen = Counter()
    seen.gate.clear()
    intake = Intake(seen.answer, seen.shed)
    stuck = intake.offer(received(1, 1))
    await asyncio.sleep(0)
    await intake.close(0.01)
    assert stuck.result() is False
