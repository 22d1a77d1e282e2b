"""A small desk, a ledger in memory and a clock that tests own."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.channels.telegram.ledger import Standing
from bot.conversation.desk import Answered
from bot.conversation.records import Button, Happened, Incoming, Memory, Outcome, Paragraph, Reply
from bot.settings import Settings
from tests.end_to_end.fake_bot_api import TOKEN

SECRET = "a-secret-of-the-webhook"


class SmallDesk:
    """Answers with what was asked, records what it was told, and finds danger in the word "peligro"."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Incoming]] = []
        self.delivered_to: list[str] = []
        self.forgotten: list[str] = []
        self.reply: Reply | None = None
        self.wait_for: dict[str, asyncio.Event] = {}
        self.fail_on: str | None = None

    async def answer(self, person: str, incoming: Incoming) -> Answered:
        self.asked.append((person, incoming))
        said = incoming.text or incoming.action or incoming.other or str(incoming.location)
        if said == self.fail_on:
            raise RuntimeError(said)
        if said in self.wait_for:
            await self.wait_for[said].wait()
        reply = self.reply or Reply(blocks=(Paragraph(f"eco {said}"),), buttons=((Button("Menú", "m"),),))
        outcome = "danger" if incoming.text and "peligro" in incoming.text else "answer"
        happened = Happened(outcome, "es", entry="pe-asylum")
        return Answered(person, Outcome(reply, Memory(), happened), 0.1)

    async def delivered(self, answered: Answered) -> None:
        self.delivered_to.append(answered.person)

    async def gone(self, person: str) -> None:
        self.forgotten.append(person)

    @property
    def texts(self) -> list[str]:
        return [incoming.text for _, incoming in self.asked if incoming.text]


def tells_of_danger(text: str) -> bool:
    return "peligro" in text


class MemoryLedger:
    """Counts attempts as the durable ledger does; lives as long as the test."""

    def __init__(self) -> None:
        self.attempts: dict[int, int] = {}
        self.answered: set[int] = set()
        self.taken_back: list[int] = []

    async def begin(self, update_id: int) -> Standing:
        if update_id in self.answered:
            return "answered"
        count = self.attempts.get(update_id, 0)
        if count >= 2:
            return "given_up"
        self.attempts[update_id] = count + 1
        return "retry" if count else "new"

    async def done(self, update_id: int) -> None:
        self.answered.add(update_id)

    async def failed(self, update_id: int) -> None:
        self.taken_back.append(update_id)
        self.attempts[update_id] = max(0, self.attempts.get(update_id, 0) - 1)


class OwnClock:
    """A clock that moves only when everybody sleeps: the next sleeper wakes at once, and the clock has moved to it."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._waker: asyncio.Task[None] | None = None
        self._start = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._now)

    def monotonic(self) -> float:
        return self._now

    def move(self, seconds: float) -> None:
        self._now += seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        awake = asyncio.Event()
        heapq.heappush(self._sleepers, (self._now + seconds, len(self.slept), awake))
        if self._waker is None or self._waker.done():
            self._waker = asyncio.create_task(self._wake())
        await awake.wait()

    async def _wake(self) -> None:
        while self._sleepers:
            for _ in range(20):  # lets everybody who is awake go to sleep first
                await asyncio.sleep(0)
            at, _, awake = heapq.heappop(self._sleepers)
            self._now = max(self._now, at)
            awake.set()


def settings_for(api_url: str, tmp_path: Path, **more: object) -> Settings:
    """Settings that name the fake Bot API and nothing of this machine."""
    values: dict[str, object] = {
        "telegram_bot_token": TOKEN,
        "telegram_api_url": api_url,
        "data": tmp_path / "data",
        "keys": tmp_path / "keys",
        "messages_per_second": 1000,
        **more,
    }
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]
