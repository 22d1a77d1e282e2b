"""The table of the health page: one line for each thing that can be well or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from bot.console.app.asks.watching import Watched
from bot.console.app.visit import Visit

Tone = Literal["good", "due", "bad", "plain"]
Report = Mapping[str, object]
BUSY = 100  # updates in hand from which on people wait


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that can be well or not. said: in the language of the page; detail: as the part words it, in English."""

    key: str  # "database" is shown as the phrase "health_database"
    tone: Tone
    said: str
    detail: str = ""


def lines_of(visit: Visit, report: Report, watched: Watched | None) -> list[Line]:
    """The lines of the table. `watched`: what is known beyond this process; None: nothing is."""
    return list(_lines(visit, report, watched))


def _lines(visit: Visit, report: Report, watched: Watched | None) -> Iterator[Line]:
    telegram = report.get("telegram")
    yield from _channel(visit, telegram if isinstance(telegram, Mapping) else None)
    yield Line("answered", "plain", _time(visit, report.get("last_answer")) or visit.say("health_not_yet"))
    if watched:
        yield from _updates(visit, watched)
    yield _knowledge(visit, report)
    served = _time(visit, report.get("release_served"))
    yield Line("served", "plain", served or visit.say("health_unknown"))
    yield _database(visit, report)
    if watched:
        yield _disk(visit, watched)
    yield Line("version", "plain", own_version())


def _channel(visit: Visit, telegram: Report | None) -> Iterator[Line]:
    """Whether updates arrive, and how many are in hand."""
    if telegram is None:
        yield Line("receiving", "plain", visit.say("health_no_telegram"))
        return
    well = telegram.get("ok") is True
    mode = "webhook" if telegram.get("mode") == "webhook" else "polling"
    said = visit.say(f"health_{mode}" if well else "health_not_receiving")
    yield Line("receiving", "good" if well else "bad", said, "" if well else str(telegram.get("words", "")))
    age = telegram.get("last_poll_seconds")
    if isinstance(age, int | float):
        yield Line("asked", "plain", visit.say("health_seconds_ago", seconds=round(age)))
    waiting = _count(telegram.get("in_hand"))
    yield Line("queue", "due" if waiting >= BUSY else "good", visit.say("health_in_hand", count=waiting))
    aside = telegram.get("set_aside")
    counts = aside.values() if isinstance(aside, Mapping) else ()
    yield Line("aside", "plain", str(sum(map(_count, counts))))


def _updates(visit: Visit, watched: Watched) -> Iterator[Line]:
    """What the ledger says, over all processes."""
    updates = watched.updates
    if updates is None:
        yield Line("answered_hour", "bad", visit.say("health_cannot_be_read"))
        return
    hour = updates.last_hour
    said = (
        visit.say("health_in_the_hour", time=visit.words.time(hour)) if hour else visit.say("health_no_hour")
    )
    yield Line("answered_hour", "plain", said)
    yield Line("unfinished", "plain", str(updates.unfinished))
    yield Line("given_up", "due" if updates.given_up else "good", str(updates.given_up))


def _disk(visit: Visit, watched: Watched) -> Line:
    disk = watched.disk
    if disk is None:
        return Line("disk", "plain", visit.say("health_unknown"))
    sizes = {"free": f"{disk.free / 2**30:.1f}", "total": f"{disk.total / 2**30:.0f}"}
    return Line("disk", disk.tone, visit.say("health_free", **sizes))


def _knowledge(visit: Visit, report: Report) -> Line:
    refused = bool(texts(report.get("knowledge_problems")))
    said = visit.say("health_edit_refused") if refused else visit.say("health_release_good")
    return Line("release", "due" if refused else "good", said, str(report.get("release", "")))


def _database(visit: Visit, report: Report) -> Line:
    kind = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}.get(str(report.get("database", "")), "")
    if texts(report.get("storage")):
        return Line("database", "bad", visit.say("health_database_ill"), kind)
    return Line("database", "good", visit.say("health_database_well"), kind)


def _time(visit: Visit, value: object) -> str:
    return visit.words.time(value) if isinstance(value, datetime) else ""


def texts(value: object) -> list[str]:
    """The texts of a report's list; none where it is something else."""
    return [str(x) for x in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


@cache
def own_version() -> str:
    """The version of Rumbo that is installed."""
    try:
        return version("rumbo")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "?"
