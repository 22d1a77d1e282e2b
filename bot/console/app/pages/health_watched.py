"""What the health page tells beyond its table: errors by kind, processes, danger, notices, and Telegram's own view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.console.app.asks.watching import DangerLine, OwnView, Process, Told, Watched
from bot.console.app.pages.names import country_name
from bot.console.app.visit import Visit

Tone = Literal["good", "due", "bad", "plain"]
NOWHERE = "XX"  # of a danger message whose country is not known
_TONES: dict[str, Tone] = {"broken": "bad", "well": "good", "spike": "due"}


@dataclass(frozen=True, slots=True)
class Error:
    """Errors of one kind. `to_do`: what an admin can do about it."""

    said: str
    count: int
    to_do: str


@dataclass(frozen=True, slots=True)
class Danger:
    """Messages about danger of one country, as they may be shown."""

    country: str
    messages: str
    usual: str
    known: bool  # whether there is a usual
    spike: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """What admins were told. `what`: of which part or country it is."""

    at: str
    what: str
    tone: Tone
    state: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One running process."""

    name: str
    release: str
    served: str
    seen: str
    this: bool


@dataclass(frozen=True, slots=True)
class Sections:
    """The tables under the first one; None: the database does not answer, so nothing is known of it."""

    errors: tuple[Error, ...]
    rows: tuple[Row, ...] | None
    releases_differ: bool
    quarter: str
    danger: tuple[Danger, ...] | None
    notices: tuple[Notice, ...] | None
    watches: bool


@dataclass(frozen=True, slots=True)
class View:
    """Telegram's own view in words: pairs of a name and what is said, and how it is."""

    tone: Tone
    lines: tuple[tuple[str, str], ...]
    error: str
    asked: str


def sections_of(visit: Visit, watched: Watched) -> Sections:
    """The tables of what is known."""
    processes = watched.processes
    danger = watched.danger
    return Sections(
        errors=tuple(_error(visit, kind, count) for kind, count in watched.errors.items()),
        rows=None if processes is None else tuple(_row(visit, x) for x in processes),
        releases_differ=len({x.release for x in processes or ()}) > 1,
        quarter=_quarter(visit, danger[0]) if danger else "",
        danger=None if danger is None else tuple(_danger(visit, x) for x in danger),
        notices=None if watched.told is None else tuple(_notice(visit, x) for x in watched.told),
        watches=watched.watches,
    )


async def telegram_of(visit: Visit) -> View | None:
    """Telegram's own view; None where this process has no channel."""
    watching = visit.services.watching
    found = await watching.telegram() if watching else None
    return _view(visit, found) if found else None


def _view(visit: Visit, found: OwnView) -> View:
    asked = visit.words.time(found.asked_at)
    if found.failed:
        return View("bad", (), visit.say("health_telegram_failed"), asked)
    host = (
        visit.say("health_telegram_to", host=found.host) if found.host else visit.say("health_telegram_polls")
    )
    lines = [
        (visit.say("health_telegram_way"), host),
        (visit.say("health_telegram_pending"), str(found.pending)),
        (
            visit.say("health_telegram_allowed"),
            ", ".join(found.allowed) or visit.say("health_telegram_usual"),
        ),
    ]
    if found.last_error_at is None:
        return View("good" if found.pending < 100 else "due", tuple(lines), "", asked)
    lines.append((visit.say("health_telegram_error_at"), visit.words.time(found.last_error_at)))
    return View("due", tuple(lines), found.last_error, asked)


def _error(visit: Visit, kind: str, count: int) -> Error:
    key = f"health_error_{kind.replace(' ', '_')}"
    if not visit.words.has(key):
        return Error(kind, count, visit.say("health_error_other_do"))
    return Error(visit.say(key), count, visit.say(f"{key}_do"))


def _row(visit: Visit, found: Process) -> Row:
    served = visit.words.time(found.served) if found.served else visit.say("health_unknown")
    return Row(found.name, found.release, served, visit.words.time(found.seen), found.this)


def _quarter(visit: Visit, found: DangerLine) -> str:
    return visit.say("health_quarter", number=(found.quarter.month + 2) // 3, year=found.quarter.year)


def _danger(visit: Visit, found: DangerLine) -> Danger:
    usual = visit.say("health_no_usual") if found.usual is None else found.usual
    return Danger(_country(visit, found.country), found.messages, usual, found.usual is not None, found.spike)


def _notice(visit: Visit, told: Told) -> Notice:
    at = visit.words.time(told.changed)
    state = "broken_still" if told.broken else told.kind
    return Notice(at, _about(visit, told), _TONES[told.kind], visit.say(f"health_notice_{state}"), told.waits)


def _about(visit: Visit, told: Told) -> str:
    """What a notice was about: its whole key has a phrase, or its first word has."""
    first, _, rest = told.key.partition(" ")
    if told.kind == "spike":
        return visit.say("health_about_spike", country=_country(visit, told.key.rpartition(" ")[2]))
    if first == "errors":
        return _error(visit, rest, 0).said
    keys = (f"health_about_{told.key.replace(' ', '_')}", f"health_about_{first}")
    return next((visit.say(key) for key in keys if visit.words.has(key)), told.key)


def _country(visit: Visit, code: str) -> str:
    if code == NOWHERE:
        return visit.say("health_no_country")
    return country_name(visit, code) if visit.services.release else code
