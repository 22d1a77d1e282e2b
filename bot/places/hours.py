"""Whether a place is open at a moment, by its own clock: spans over midnight, several a day, weeks that wrap around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.knowledge.fields import DAYS

State = Literal["open", "closed", "unknown"]
_DAY = 24 * 60  # minutes
_WEEK = 7 * _DAY
Span = tuple[int, int]  # minutes from Monday 00:00: opens, closes; the end may lie in the next week


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of a place. `at`: when it closes or opens next ("17:00"); None where it never does, or is unknown.

    `day`: the day of `at`: today, tomorrow, or mon … sun.
    """

    state: State
    at: str | None = None
    day: str | None = None


UNKNOWN = Opening("unknown")


def opening(hours: Mapping[str, str], time_zone: str, now: datetime) -> Opening:
    """The state of a place with these hours (`{"mon-fri": "08:00-17:00"}`) at `now`, an aware moment.

    Days that stand nowhere are closed; no hours at all, or hours and zones that cannot be read, are unknown.
    """
    if not hours:
        return UNKNOWN
    try:
        spans = week(tuple(hours.items()))
        local = now.astimezone(ZoneInfo(time_zone))
    except (ValueError, LookupError, OSError):
        return UNKNOWN
    minute = local.weekday() * _DAY + local.hour * 60 + local.minute
    ends = [end - shift for start, end in spans for shift in (0, _WEEK) if start <= minute + shift < end]
    if ends:
        always = any(end - start >= _WEEK for start, end in spans)
        return Opening("open") if always else _next("open", local, minute, max(ends))
    opens = min((start if start > minute else start + _WEEK for start, _ in spans), default=None)
    return Opening("closed") if opens is None else _next("closed", local, minute, opens)


def _next(state: State, local: datetime, minute: int, then: int) -> Opening:
    """The state with its next change, `then` minutes from Monday 00:00 of this week."""
    days = then // _DAY - minute // _DAY
    clock = f"{then % _DAY // 60:02}:{then % 60:02}"
    if (
        clock == "00:00" and state == "open"
    ):  # a place closes at the end of a day, not at the start of the next
        days, clock = days - 1, "24:00"
    named = {0: "today", 1: "tomorrow"}.get(days, DAYS[(local.weekday() + days) % 7])
    return Opening(state, clock, named)


@lru_cache(maxsize=4096)
def week(hours: tuple[tuple[str, str], ...]) -> tuple[Span, ...]:
    """The spans of a week, joined where they touch, in their order. Raises ValueError where they cannot be read.

    Where two entries name a day, the one that names fewer days says how it is: `mon-sun: 24 hours, sun: closed`.
    """
    said: dict[int, tuple[int, list[Span]]] = {}
    for days, times in hours:
        named = _named_days(days)
        for day in named:
            spans = [span for part in times.split(",") for span in _spans(part.strip(), day)]
            width, standing = said.get(day, (8, []))
            if len(named) < width:
                said[day] = len(named), spans
            elif len(named) == width:
                said[day] = width, standing + spans
    return _joined(sorted(span for _, spans in said.values() for span in spans))


def _named_days(days: str) -> list[int]:
    """The numbers of the days of "mon", "mon-fri", "sat-mon"."""
    first, _, last = days.partition("-")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return [(start + i) % 7 for i in range((end - start) % 7 + 1)]


def _spans(times: str, day: int) -> list[Span]:
    if times == "closed":
        return []
    start = day * _DAY
    if times == "24 hours":
        return [(start, start + _DAY)]
    opens, closes = (_minutes(clock) for clock in times.split("-"))
    return [(start + opens, start + closes + (_DAY if closes <= opens else 0))]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Spans that touch as one; the end of Sunday touches the start of Monday."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    while len(joined) > 1 and joined[-1][1] >= joined[0][0] + _WEEK:
        joined[-1] = joined[-1][0], max(joined[-1][1], joined.pop(0)[1] + _WEEK)
    return tuple(joined)
