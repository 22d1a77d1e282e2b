"""Slows guessing: who brought wrong links waits longer and longer, is never locked out, and slows nobody else down."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

FREE = 5  # wrong ones that cost nothing
WINDOW = 600.0  # seconds for which a wrong one counts
LONGEST_WAIT = 8.0  # seconds
MOST_WAITING = 20  # attempts from one address that wait at the same time
MOST_ADDRESSES = 5000


class TooManyGuesses(Exception):
    """Too many attempts from one address wait already."""


@dataclass(slots=True)
class _Seen:
    wrong: int = 0
    last: float = 0.0
    waiting: int = 0


class Brake:
    """Counts in memory of one process, by address, and forgets after ten minutes."""

    def __init__(
        self,
        timer: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._timer, self._sleep = timer, sleep
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    async def wait(self, address: str) -> None:
        """Return when an attempt from `address` may be looked at. Raises TooManyGuesses."""
        seen = self._of(address)
        seconds = self.seconds(address)
        if seconds == 0:
            return
        if seen.waiting >= MOST_WAITING:
            raise TooManyGuesses
        seen.waiting += 1
        try:
            await self._sleep(seconds)
        finally:
            seen.waiting -= 1

    def seconds(self, address: str) -> float:
        """How long an attempt from `address` waits now."""
        beyond = self._of(address).wrong - FREE
        return 0.0 if beyond < 0 else min(LONGEST_WAIT, 0.5 * 2.0 ** min(beyond, 10))

    def wrong(self, address: str) -> None:
        """Count a wrong attempt."""
        seen = self._of(address)
        seen.wrong, seen.last = seen.wrong + 1, self._timer()

    def right(self, address: str) -> None:
        """Forget the wrong ones: somebody who got in has mistyped before."""
        self._seen.pop(address, None)

    def _of(self, address: str) -> _Seen:
        seen = self._seen.setdefault(address, _Seen())
        if seen.wrong and self._timer() - seen.last > WINDOW:
            seen.wrong = 0
        self._seen.move_to_end(address)
        while len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        return seen
