"""How the bot is doing, for the health page: its metrics, the database, the disk, and what Telegram says when asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.error import TelegramError

from bot.channels.telegram import own_view
from bot.console.app.asks.watching import DangerLine, Disk, OwnView, Process, Told, Updates, Watched
from bot.console_parts.running import Running
from bot.storage.engine import DatabaseAwayError
from bot.usage.health_data import Danger, danger_now, ledger_state, process_counts
from bot.watching.book import Line, NoticeBook
from bot.watching.replicas import NAME, Replica
from bot.watching.space import space_of

T = TypeVar("T")
TELEGRAM_SECONDS = 3.0
TELEGRAM_KEPT = timedelta(seconds=30)
MOST_TOLD = 20


class Watch:
    """Looks when it is asked."""

    def __init__(self, running: Running) -> None:
        self._running, self._database = running, running.database
        self._book = NoticeBook(running.database)
        self._view: OwnView | None = None
        self._asking = asyncio.Lock()

    async def now(self) -> Watched:
        """What is known now."""
        state = await _unless_away(ledger_state(self._database))
        danger = await _unless_away(danger_now(self._database))
        living = await _unless_away(self._book.living())
        told = await _unless_away(self._book.recent(MOST_TOLD))
        return Watched(
            errors=process_counts().errors,
            disk=await asyncio.to_thread(self._disk),
            updates=Updates(state.last_hour, state.unfinished, state.given_up) if state else None,
            danger=None if danger is None else tuple(map(_danger, danger)),
            processes=None if living is None else tuple(map(_process, living)),
            told=None if told is None else tuple(map(_told, told)),
            watches=self._running.telegram is not None,
        )

    async def telegram(self) -> OwnView | None:
        """What Telegram says; it is asked by one visitor at a time."""
        ask = self._running.telegram
        if ask is None:
            return None
        async with self._asking:
            now = self._running.clock()
            if self._view is None or not timedelta(0) <= now - self._view.asked_at < TELEGRAM_KEPT:
                self._view = await self._asked(ask)
            return self._view

    async def _asked(self, ask: Callable[[], Awaitable[own_view.OwnView]]) -> OwnView:
        now = self._running.clock()
        try:
            async with asyncio.timeout(TELEGRAM_SECONDS):
                found = await ask()
        except (TimeoutError, TelegramError):
            return OwnView(now, failed=True)
        at, said = found.last_error_at, found.last_error
        return OwnView(now, host=found.host, pending=found.pending, last_error_at=at, last_error=said,
                       allowed=found.allowed)  # fmt: skip

    def _disk(self) -> Disk | None:
        space = space_of(self._running.settings.data)
        if space is None:
            return None
        return Disk(
            space.free, space.total, "bad" if space.is_short else "due" if space.is_little else "good"
        )


async def _unless_away(work: Awaitable[T]) -> T | None:
    try:
        return await work
    except DatabaseAwayError:
        return None


def _danger(found: Danger) -> DangerLine:
    usual = found.usual.shown if found.usual else None
    return DangerLine(found.country, found.quarter, found.messages.shown, usual, found.spike)


def _process(found: Replica) -> Process:
    return Process(found.name, found.seen, found.served, found.release, found.name == NAME)


def _told(line: Line) -> Told:
    return Told(line.key, line.kind, line.since, line.changed, line.broken, line.owed)
