"""Takes updates from Telegram by long polling. The offset moves only past answered updates.

Telegram is the queue: what is not answered when this process dies is offered again. While some updates are still in hand,
Telegram is asked again from the oldest of them, so new ones behind it are seen; what is known already is skipped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.clock import Clock
from bot.channels.telegram.counters import count_trouble
from bot.channels.telegram.errors import TokenRefused, TooFast
from bot.channels.telegram.parse import ALLOWED_UPDATES, update_id_of
from bot.channels.telegram.raw_bot import RawBot
from bot.channels.telegram.sender import pause_before

POLL_SECONDS = 30  # how long Telegram holds an empty getUpdates
BATCH = 100  # the most that Telegram gives at once
LOOK_AGAIN = 0.02  # seconds until the next look while answers are in hand; grows to LOOK_AGAIN_MOST
LOOK_AGAIN_MOST = 1.0
PASS_OVER_AFTER = 30.0  # seconds after which a stuck update no longer holds up a full batch

log = structlog.get_logger()


class TakesUpdates(Protocol):
    """Who answers: takes a raw update and says later whether it may be acknowledged."""

    def __call__(self, raw: Mapping[str, Any]) -> asyncio.Future[bool]:
        """A future: True once the update is answered, False if it must be offered again. May raise TokenRefused."""


class Window:
    """The updates that were fetched and are not yet confirmed to Telegram."""

    def __init__(self) -> None:
        self._open: dict[int, asyncio.Future[bool]] = {}  # by number, lowest first
        self._since: dict[int, float] = {}
        self._done: set[int] = set()
        self.next = 0  # one past the highest number seen
        self.handed_back = False  # an update came back unanswered: the bot is stopping

    @property
    def offset(self) -> int:
        """From where to ask: everything below it is answered."""
        return min(self._open, default=self.next)

    @property
    def waiting(self) -> list[asyncio.Future[bool]]:
        """The answers that are still to come."""
        return list(self._open.values())

    def knows(self, update_id: int) -> bool:
        """Whether the update is in hand or answered already."""
        return update_id in self._open or update_id in self._done

    def add(self, update_id: int, done: asyncio.Future[bool], now: float) -> None:
        """An update was taken in hand."""
        self._open[update_id], self._since[update_id] = done, now
        self.next = max(self.next, update_id + 1)

    def settle(self) -> None:
        """Drops what is answered. Raises what an answer raised."""
        for update_id in [i for i, done in self._open.items() if done.done()]:
            if self._open[update_id].cancelled() or not self._open[update_id].result():
                self.handed_back = True  # stays open: the offset must not move past it
            else:
                del self._open[update_id], self._since[update_id]
                self._done.add(update_id)
        self._done = {i for i in self._done if i > self.offset}

    def pass_over(self, now: float) -> int:
        """Lets go of updates that were stuck for long, so that they no longer hold up the rest. Gives their number.

        Their answers are still on the way; only a crash before those are sent would lose them.
        """
        stuck = [i for i, since in self._since.items() if now - since > PASS_OVER_AFTER]
        for update_id in stuck:
            self._open.pop(update_id).add_done_callback(_look_at)
            self._since.pop(update_id)
            self._done.add(update_id)
        return len(stuck)


def _look_at(done: asyncio.Future[bool]) -> None:
    if not done.cancelled():
        done.exception()


class Polling:
    """Fetches raw updates until it is stopped. Raises TokenRefused."""

    def __init__(self, bot: RawBot, take: TakesUpdates, clock: Clock) -> None:
        self._bot, self._take, self._clock = bot, take, clock
        self._window = Window()
        self._pause = LOOK_AGAIN
        self._troubles = 0
        self.finished_at: float | None = None  # monotonic seconds of the last getUpdates that went well
        self.trouble: str | None = None  # plain words while it does not go well

    async def run(self) -> None:
        """Polls until cancelled, or until an update was handed back because the bot is stopping."""
        while not self._window.handed_back:
            before = self._window.offset
            batch = await self._fetch()
            if batch is None:
                await self._clock.sleep(pause_before(self._troubles - 1))
                continue
            fresh = self._take_all(batch)
            if len(batch) >= BATCH and not fresh:
                self._pass_over()
            await self._wait_for_answers(bool(fresh))
            if batch and not self._window.waiting and self._window.offset == before:
                await self._clock.sleep(LOOK_AGAIN_MOST)  # updates without a number: they cannot be confirmed

    async def confirm(self) -> None:
        """Tells Telegram, at the end, which updates are answered."""
        self._window.settle()
        if self._window.next:
            await self._bot.raw_updates(self._window.offset, 0, 1, ALLOWED_UPDATES)

    # ---- inside -----------------------------------------------------------------------------------------

    async def _fetch(self) -> list[Mapping[str, Any]] | None:
        """The next raw updates; None after a trouble that was told and counted. Raises TokenRefused."""
        hold = 0 if self._window.waiting else POLL_SECONDS
        try:
            batch = await self._bot.raw_updates(self._window.offset, hold, BATCH, ALLOWED_UPDATES)
        except InvalidToken:
            raise TokenRefused from None
        except Conflict:
            self._trouble("conflict", "another program is using this bot's token; waiting until it stops")
        except TooFast as limit:
            self._trouble("too_fast", "Telegram asks to wait")
            await self._clock.sleep(limit.seconds)
        except NetworkError as error:
            self._trouble("network", error.message)
        except TelegramError as error:
            self._trouble("refused", type(error).__name__)
        else:
            self._went_well()
            return batch
        return None

    def _went_well(self) -> None:
        if self.trouble is not None:
            log.info("telegram_reached_again")
        self.finished_at, self.trouble, self._troubles = self._clock.monotonic(), None, 0

    def _trouble(self, kind: str, words: str) -> None:
        count_trouble(kind)
        self._troubles += 1
        if self.trouble != words:
            log.warning("cannot_get_updates", why=words)
        self.trouble = words

    def _take_all(self, batch: list[Mapping[str, Any]]) -> int:
        """Takes the new ones of a batch in hand; gives their number."""
        fresh = 0
        for raw in batch:
            update_id = update_id_of(raw)
            if update_id is None or not self._window.knows(update_id):
                fresh += 1
                done = self._take(raw)
                if update_id is not None:
                    self._window.add(update_id, done, self._clock.monotonic())
        return fresh

    async def _wait_for_answers(self, fresh: bool) -> None:
        """Until all answers are out, or until it is worth looking for new updates behind the slow ones."""
        self._window.settle()
        self._pause = LOOK_AGAIN if fresh else min(LOOK_AGAIN_MOST, self._pause * 2)
        if not self._window.waiting:
            return
        timer = asyncio.ensure_future(self._clock.sleep(self._pause))
        answers = asyncio.ensure_future(asyncio.wait(self._window.waiting))
        try:
            await asyncio.wait({timer, answers}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            answers.cancel()
        self._window.settle()

    def _pass_over(self) -> None:
        passed = self._window.pass_over(self._clock.monotonic())
        if passed:
            log.warning("stuck_updates_passed_over", count=passed)
            count_trouble("passed_over")
