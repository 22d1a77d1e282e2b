"""What we keep about people: every column of the inventory in plain words, and how it stands now. For everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from starlette.responses import Response

from bot.console.app.asks.keeping import KeptColumn, KeptNow
from bot.console.app.page import EVERYBODY, Page
from bot.console.app.pages.names import country_name
from bot.console.app.visit import Visit
from bot.console.app.words import words_of

GROUPS: dict[str, tuple[str, ...]] = {
    "person": ("people", "subscriptions", "awaited_entries", "update_ledger"),
    "questions": ("usage_events", "pseudonym_keys", "danger_counts", "unanswered_phrases", "phrases_done"),
    "numbers": (
        "monthly_counts",
        "monthly_people",
        "usage_weeks",
        "usage_numbers",
        "usage_moments",
        "usage_votes",
        "usage_times",
        "usage_day_people",
    ),
    "places": ("place_reports", "place_report_keys", "place_tasks"),
    "console": ("accounts", "account_links", "account_sessions", "account_deeds"),
    "knowledge": ("drafts", "revisions", "releases", "release_files"),
    "running": ("notices", "replicas", "file"),
}
NEVER = ("text", "name", "id", "place", "files", "danger")
MOST_WISHES = 5  # of one person
OTHERS = "(others)"  # of the guarded counts
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Said:
    """A text and its language: an item without a phrase of its own is told in English rather than not at all."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Item:
    """One column or file."""

    name: str
    why: Said
    how_long: Said


@dataclass(frozen=True, slots=True)
class Kind:
    """One table. `periods`: how long its items are kept, each once."""

    name: str
    title: Said
    items: tuple[Item, ...]

    @property
    def periods(self) -> tuple[Said, ...]:
        return tuple(dict.fromkeys(item.how_long for item in self.items))


@dataclass(frozen=True, slots=True)
class Group:
    """Tables that belong together."""

    name: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """How the oldest of something stands now."""

    name: str
    oldest: date | None
    gone: date | None


async def keeping(visit: Visit) -> Response:
    """GET /console/keeping."""
    services = visit.services
    if services.keeping is None or services.subscriptions is None:
        raise visit.not_found()
    now = await services.keeping.now()
    waiting = await services.subscriptions.waiting()
    return visit.show(
        "keeping.html",
        never=NEVER,
        now=_rows(now),
        living_keys=now.living_keys,
        keeps_phrases=now.keeps_phrases,
        most=MOST_WISHES,
        waiting=[(_country(visit, code), count) for code, count in waiting.items()],
        groups=groups(visit, services.keeping.columns()),
    )


def groups(visit: Visit, columns: Iterable[KeptColumn]) -> list[Group]:
    """Every column, in the groups of the page; a table that no group names stands in the last one."""
    tables: dict[str, list[KeptColumn]] = {}
    for column in columns:
        tables.setdefault(column.table, []).append(column)
    named = {table for names in GROUPS.values() for table in names}
    every = {**GROUPS, "other": tuple(table for table in tables if table not in named)}
    found = [
        Group(name, tuple(_kind(visit, table, tables[table]) for table in names if table in tables))
        for name, names in every.items()
    ]
    return [group for group in found if group.kinds]


def _kind(visit: Visit, table: str, columns: list[KeptColumn]) -> Kind:
    items = tuple(
        Item(c.column, _said(visit, column_key(c), c.why), _period(visit, c.how_long)) for c in columns
    )
    return Kind(table, _said(visit, f"keeping_table_{table}", table), items)


def column_key(column: KeptColumn) -> str:
    """The wording key of a column: "kept_people_month"."""
    return f"kept_{column.table}_{re.sub(r'[^a-z0-9]+', '_', column.column.lower()).strip('_')}"


def _said(visit: Visit, key: str, english: str) -> Said:
    return Said(visit.say(key), visit.language) if visit.words.has(key) else Said(english, "en")


def _period(visit: Visit, how_long: str) -> Said:
    """How long, in the language of the page; the numbers are those of the inventory."""
    key = period_keys().get(_without_numbers(how_long))
    if key is None:
        return Said(how_long, "en")
    numbers = {f"n{place}": number for place, number in enumerate(_NUMBER.findall(how_long), 1)}
    return Said(visit.say(key, **numbers), visit.language)


@cache
def period_keys() -> dict[str, str]:
    """English periods without their numbers, and the wording key of each."""
    phrases = words_of("en").phrases
    return {said: key for key, said in phrases.items() if key.startswith("period_")}


def _without_numbers(how_long: str) -> str:
    """The same text with {n1}, {n2} … in place of its numbers."""
    places = iter(range(1, 100))
    return _NUMBER.sub(lambda _: f"{{n{next(places)}}}", how_long)


def _rows(now: KeptNow) -> list[Row]:
    return [
        Row("events", now.oldest_events, now.events_go),
        Row("phrases", now.oldest_phrases, now.phrases_go),
        Row("keys", now.oldest_key, now.keys_go),
        Row("wishes", now.oldest_wish, now.wishes_go),
    ]


def _country(visit: Visit, code: str) -> str:
    if code == OTHERS:
        return visit.say("keeping_others")
    if not code:
        return visit.say("keeping_no_country")
    return country_name(visit, code) if visit.services.release else code


PAGES: tuple[Page, ...] = (
    Page("GET", "/keeping", EVERYBODY, keeping, needs=("keeping", "subscriptions"), menu="menu_keeping"),
)
