"""What is counted of the channel, for /metrics and the health page. Numbers and safe words only."""

from __future__ import annotations

from collections import Counter

from prometheus_client import Counter as Total
from prometheus_client import Gauge, Histogram

_MOST_REASONS = 50  # words a stranger can cause; beyond that they are counted together

_updates = Total("rumbo_telegram_updates", "Updates by what became of them", ["outcome"])
_aside = Total("rumbo_telegram_set_aside", "Updates acknowledged without an answer", ["reason"])
_sent = Total("rumbo_telegram_messages", "Messages by what became of them", ["result"])
_trouble = Total("rumbo_telegram_trouble", "Calls of getUpdates that failed", ["kind"])
in_hand = Gauge("rumbo_telegram_in_hand", "Updates being answered or waiting")
last_answer = Gauge(
    "rumbo_telegram_last_answer_time", "When an update was last answered (Unix time; 0: not yet)"
)
answer_seconds = Histogram(
    "rumbo_telegram_answer_seconds",
    "From taking an update in hand to its delivered answer",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)


def count_update(outcome: str) -> None:
    """An update was dealt with: "answered", "repeat", "given_up", "gone", "unknown", "apologised", "shed", "old" …"""
    _updates.labels(outcome).inc()
    if outcome == "answered":
        last_answer.set_to_current_time()


def count_sent(result: str) -> None:
    """A message was sent, or was not."""
    _sent.labels(result).inc()


def count_trouble(kind: str) -> None:
    """A call of getUpdates failed."""
    _trouble.labels(kind).inc()


class AsideCounts:
    """What one channel set aside, by reason."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, reason: str) -> None:
        """One more update set aside."""
        if reason not in self._counts and len(self._counts) >= _MOST_REASONS:
            reason = "more"
        self._counts[reason] += 1
        _aside.labels(reason).inc()

    def counts(self) -> dict[str, int]:
        """How many, by reason."""
        return dict(self._counts)
