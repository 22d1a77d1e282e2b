"""Keeps the order within a chat, answers many chats at once, and bounds what waits.

Knows nothing of Telegram: it is handed updates and a function that answers one.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.channels.telegram.counters import in_hand as in_hand_gauge
from bot.channels.telegram.received import Received

MOST_AT_ONCE = 64  # chats being answered at the same time
MOST_WAITING = 3  # messages of one chat that wait behind the one being answered
MOST_URGENT = 10  # the same for messages that tell of danger


@dataclass(slots=True, eq=False)
class _Held:
    received: Received
    urgent: bool
    done: asyncio.Future[bool]


@dataclass(slots=True, eq=False)
class _Line:
    """The messages of one chat, oldest first. `now` is the one being answered."""

    waiting: deque[_Held] = field(default_factory=deque)
    now: _Held | None = None
    queued: bool = False


class Intake:
    """Takes updates in hand. The future it gives says whether the update may be acknowledged.

    A chat that floods keeps its newest messages and those that tell of danger; the others are shed, which acknowledges
    them. Chats take turns, so a flood costs others at most one answer's time.
    """

    def __init__(
        self,
        answer: Callable[[Received], Awaitable[bool]],
        shed: Callable[[Received], Coroutine[Any, Any, None]],
        most_at_once: int = MOST_AT_ONCE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._answer, self._shed = answer, shed
        self._most_at_once, self._most_waiting = most_at_once, most_waiting
        self._lines: dict[int, _Line] = {}
        self._ready: deque[int] = deque()
        self._tasks: OrderedDict[int, asyncio.Task[None]] = OrderedDict()
        self._small: set[asyncio.Task[None]] = set()
        self._held: dict[int, _Held] = {}
        self._closed = False

    @property
    def in_hand(self) -> int:
        """How many updates are being answered or wait for it."""
        return len(self._held)

    def offer(self, received: Received, *, urgent: bool = False) -> asyncio.Future[bool]:
        """Takes an update in hand; the same one offered again gets the same future. Never blocks."""
        known = self._held.get(received.update_id)
        if known is not None:
            return known.done
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self._closed:
            done.set_result(False)
            return done
        held = _Held(received, urgent, done)
        self._held[received.update_id] = held
        in_hand_gauge.set(len(self._held))
        line = self._lines.setdefault(received.chat_id, _Line())
        line.waiting.append(held)
        self._trim(line)
        if line.now is None and not line.queued:
            line.queued = True
            (self._ready.appendleft if urgent else self._ready.append)(received.chat_id)
        self._start()
        return done

    def cancel(self, update_id: int) -> None:
        """Stops answering an update; what was sent of it stays sent."""
        task = self._tasks.get(update_id)
        if task is not None:
            task.cancel()

    async def close(self, seconds: float) -> None:
        """Takes nothing more, lets what is being answered finish within `seconds`, hands the rest back unanswered."""
        self._closed = True
        for line in list(self._lines.values()):
            while line.waiting:
                self._finish(line.waiting.popleft(), False)
        running = [*self._tasks.values(), *self._small]
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # ---- inside -----------------------------------------------------------------------------------------

    def _trim(self, line: _Line) -> None:
        room = self._most_waiting + (line.now is None)
        calm = [held for held in line.waiting if not held.urgent]
        urgent = [held for held in line.waiting if held.urgent]
        for held in calm[: max(0, len(line.waiting) - room)] + urgent[: max(0, len(urgent) - MOST_URGENT)]:
            line.waiting.remove(held)
            self._finish(held, True)
            task = asyncio.get_running_loop().create_task(self._shed(held.received))
            self._small.add(task)
            task.add_done_callback(self._small_done)

    def _small_done(self, task: asyncio.Task[None]) -> None:
        self._small.discard(task)
        if not task.cancelled():
            task.exception()  # looked at: a line that could not be said is counted where it is sent

    def _start(self) -> None:
        while self._ready and len(self._tasks) < self._most_at_once:
            chat_id = self._ready.popleft()
            line = self._lines[chat_id]
            line.queued = False
            if not line.waiting:
                self._forget(chat_id, line)
                continue
            held = line.now = line.waiting.popleft()
            task = asyncio.get_running_loop().create_task(self._serve(chat_id, line, held))
            self._tasks[held.received.update_id] = task

    async def _serve(self, chat_id: int, line: _Line, held: _Held) -> None:
        answered, trouble = False, None
        try:
            answered = await self._answer(held.received)
        except Exception as error:
            trouble = error
        finally:
            self._tasks.pop(held.received.update_id, None)
            line.now = None
            if trouble is not None and not held.done.done():
                held.done.set_exception(trouble)
            self._finish(held, answered)
            if line.waiting:
                line.queued = True
                self._ready.append(chat_id)
            else:
                self._forget(chat_id, line)
            self._start()

    def _finish(self, held: _Held, answered: bool) -> None:
        self._held.pop(held.received.update_id, None)
        in_hand_gauge.set(len(self._held))
        if not held.done.done():
            held.done.set_result(answered)

    def _forget(self, chat_id: int, line: _Line) -> None:
        if line.now is None and not line.waiting:
            self._lines.pop(chat_id, None)
