"""What a page of usage is asked for: its address as a period and filters, and written again. Nothing typed is trusted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from bot.console.app.asks.usage import Wanted
from bot.console.app.pages.names import language_options, release_of
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.knowledge.records import LANGUAGES, TOPICS

GROUPS = ("answered", "asked_back", "not_known")
OUTCOMES = (
    "answer",
    "choices",
    "ask_country",
    "not_known",
    "menu",
    "command",
    "smalltalk",
    "location",
    "feedback",
)
MOST_WEEKS = 520
_ORDER = ("from", "to", "weeks", "country", "topic", "language", "outcome", "compare")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted; for each field that could not be read the key of a phrase that says so. It then counts as empty."""

    wanted: Wanted
    wrong: Mapping[str, str]

    def parameters(self) -> dict[str, str]:
        """What stands behind the question mark for the same page."""
        wanted = self.wanted
        found = {
            "from": wanted.since.isoformat() if wanted.since else "",
            "to": wanted.until.isoformat() if wanted.until else "",
            "weeks": str(wanted.weeks or ""),
            "country": wanted.country or "",
            "topic": wanted.topic or "",
            "language": wanted.language or "",
            "outcome": wanted.outcome or "",
            "compare": "1" if wanted.compare else "",
        }
        return {name: value for name, value in found.items() if value}

    def address(self, *path: str, **changed: str) -> str:
        """The address of a page of usage with the same period and filters but for those `changed`; "" takes one away."""
        values = self.parameters() | {name.rstrip("_"): value for name, value in changed.items()}
        ordered = sorted(values, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
        said = urlencode({name: values[name] for name in ordered if values[name]})
        return path_of(*path) + (f"?{said}" if said else "")


@dataclass(frozen=True, slots=True)
class Preset:
    """A period that is one press away."""

    key: str
    address: str
    chosen: bool


def read_query(visit: Visit, outcomes: tuple[str, ...] = GROUPS) -> Query:
    """The period and the filters of the address."""
    wrong: dict[str, str] = {}
    since, until = (_day(visit, name, wrong) for name in ("from", "to"))
    countries = tuple(release_of(visit).countries)
    wanted = Wanted(
        since=since,
        until=until,
        weeks=None if since or until else _weeks(visit.query("weeks", 9)),
        country=_one_of(visit, "country", countries, wrong),
        topic=_one_of(visit, "topic", TOPICS, wrong),
        language=_one_of(visit, "language", LANGUAGES, wrong),
        outcome=_one_of(visit, "outcome", outcomes, wrong),
        compare=visit.query("compare", 2) == "1" or not visit.request.query_params,
    )
    return Query(wanted, wrong)


def presets(visit: Visit, query: Query, page: str) -> list[Preset]:
    """Last week, 4 and 13 weeks, the last month, this year; the filters stay."""
    today = visit.services.clock().date()
    end = today.replace(day=1) - timedelta(days=1)
    dates = {"month": (end.replace(day=1), end), "year": (today.replace(month=1, day=1), today)}
    wanted = query.wanted
    open_ended = wanted.since is None and wanted.until is None
    found = []
    for weeks in (1, 4, 13):
        address = query.address(page, from_="", to="", weeks=str(weeks))
        found.append(Preset(f"usage_weeks_{weeks}", address, open_ended and (wanted.weeks or 4) == weeks))
    for name, (first, last) in dates.items():
        address = query.address(page, from_=first.isoformat(), to=last.isoformat(), weeks="")
        found.append(Preset(f"usage_last_{name}", address, (wanted.since, wanted.until) == (first, last)))
    return found


def options(visit: Visit, outcomes: tuple[str, ...] = GROUPS) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: pairs of value and label."""
    release, say = release_of(visit), visit.say
    named = sorted((country.names[visit.language], code) for code, country in release.countries.items())
    return {
        "country": [("", say("usage_any_country")), *((code, name) for name, code in named)],
        "topic": [("", say("usage_any_topic")), *((x, say(f"coverage_topic_{x}")) for x in TOPICS)],
        "language": language_options(visit, "usage_any_language"),
        "outcome": [("", say("usage_any_outcome")), *((x, say(f"usage_outcome_{x}")) for x in outcomes)],
    }


def _day(visit: Visit, name: str, wrong: dict[str, str]) -> date | None:
    text = visit.query(name, 40)
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    wrong[name] = "usage_wrong_day"
    return None


def _weeks(text: str) -> int | None:
    """None for what is no number of weeks."""
    return min(int(text), MOST_WEEKS) if text.isascii() and text.isdecimal() and int(text) else None


def _one_of(visit: Visit, name: str, known: tuple[str, ...], wrong: dict[str, str]) -> str | None:
    text = visit.query(name, 40)
    if text and text not in known:
        wrong[name] = "usage_wrong_choice"
    return text if text in known else None


def first_monday_numbers(visit: Visit) -> date:
    """The Monday on which the numbers of this week are published."""
    today = visit.services.clock().date()
    return today + timedelta(days=7 - today.weekday())
