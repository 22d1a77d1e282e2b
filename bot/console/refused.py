"""Says in the log that requests are refused: at most one line a minute for each reason, with how many there were."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

log = structlog.get_logger("rumbo.console")
SECONDS = 60.0


class Refusals:
    """Counts of one process. What was sent is never told: neither its address nor its words."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._counts: dict[str, int] = {}
        self._told: dict[str, float] = {}

    def note(self, why: str) -> None:
        """Count one; `why`: one of few phrases of ours."""
        self._counts[why] = self._counts.get(why, 0) + 1
        now = self._timer()
        if why not in self._told or now - self._told[why] >= SECONDS:
            self._told[why] = now
            log.warning("requests refused", why=why, number=self._counts.pop(why))
