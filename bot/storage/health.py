"""What is wrong at the moment, in words an operator can act on. Nothing here stops an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.storage.clock import Clock, utc_now

log = structlog.get_logger("rumbo.storage")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong: which part, what and since when (UTC)."""

    part: str
    words: str
    since: datetime


class Health:
    """Collects troubles by part. A trouble is logged once when it begins and once when it ends."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._troubles: dict[str, Trouble] = {}

    def trouble(self, part: str, words: str) -> None:
        """Note that `part` is in trouble; the time of the first report stays."""
        known = self._troubles.get(part)
        if known is not None and known.words == words:
            return
        since = known.since if known else self._clock()
        self._troubles[part] = Trouble(part, words, since)
        log.warning("trouble", part=part, words=words)

    def well(self, part: str) -> None:
        """Note that `part` works again."""
        if self._troubles.pop(part, None) is not None:
            log.info("well again", part=part)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """All that is wrong now, oldest first; empty when all is well."""
        return tuple(sorted(self._troubles.values(), key=lambda trouble: trouble.since))
