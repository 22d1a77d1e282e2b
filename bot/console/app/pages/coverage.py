"""The coverage board: country by topic, what is answered from sources and how old it is, the worst first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar
from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.app.page import EVERYBODY, Page
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.console.app.words import language_of
from bot.knowledge.coverage import (
    OLD,
    OPEN,
    STANDINGS,
    Cell,
    CountryCoverage,
    Coverage,
    Standing,
    coverage,
    standing,
)
from bot.knowledge.freshness import entry_as_of
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import LANGUAGES, REGION, Entry, Language, Release
from bot.knowledge.translations import Ledger, translations

CELLS_A_PAGE = 40
ENTRIES_A_PAGE = 50
State = Literal["good", "old", "open", "none"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of the board as it is shown. share: percent; None where not all questions need to be answered."""

    country: str
    topic: str
    answered: int
    total: int
    share: int | None
    state: State
    counts: tuple[int, ...]  # one for each of STANDINGS
    behind: int  # English texts that are older than their Spanish


@dataclass(frozen=True, slots=True)
class Work:
    """An entry that somebody must look at."""

    entry: Entry
    title: str
    standing: Standing
    as_of: str | None
    behind: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One page of a long list, and the addresses of those before and after it."""

    first: int
    last: int
    total: int
    before: str | None
    after: str | None


async def board(visit: Visit) -> Response:
    """GET /console/coverage?country=PE&language=en&cells=2&entries=3."""
    if visit.services.release is None:
        raise visit.not_found()
    release, today = visit.services.release(), visit.services.clock().date()
    ledger, broken = _ledger(visit)
    whole = await asyncio.to_thread(coverage, release, today, ledger)
    language = language_of(visit.query("language", 8))
    code = next((x.code for x in whole.countries if x.code == visit.query("country", 8)), None)
    countries = tuple(x for x in whole.countries if code in {None, x.code})
    names = {x.code: _name(visit, release, x.code) for x in whole.countries}
    fields = _fields(whole, countries, language)
    works = await asyncio.to_thread(_works, release, ledger, today, countries, visit.language, language)
    cells, cells_turn = _turned(visit, "cells", fields, CELLS_A_PAGE)
    entries, entries_turn = _turned(visit, "entries", works, ENTRIES_A_PAGE)
    return visit.show(
        "coverage.html",
        release=release.id,
        today=today,
        broken=broken,
        topics=whole.topics,
        standings=STANDINGS,
        names=names,
        countries=countries,
        board=_rows(countries, language),
        cells=cells,
        cells_turn=cells_turn,
        entries=entries,
        entries_turn=entries_turn,
        chosen_country=code or "",
        chosen_language=language or "",
        country_options=[("", visit.say("coverage_every_country")), *names.items()],
        language_options=[
            ("", visit.say("coverage_any_language")),
            *((x, visit.say(f"language_{x}")) for x in LANGUAGES),
        ],
        address_of=lambda country: _address(visit, country=country, cells="", entries=""),
    )


def _ledger(visit: Visit) -> tuple[Ledger, bool]:
    """Which English texts were reviewed, and whether that could not be read."""
    try:
        return visit.services.reviewed(), False
    except (KnowledgeRefused, OSError):
        return {}, True


def _name(visit: Visit, release: Release, code: str) -> str:
    known = release.countries.get(code)
    return visit.say("region") if code == REGION or known is None else known.names[visit.language]


def _fields(whole: Coverage, countries: Iterable[CountryCoverage], language: Language | None) -> list[Field]:
    """The cells with any question or answer in them, in the order of `rumbo coverage`: the worst first."""
    shown = {country.code: country for country in countries}
    worst = whole.worst_cells()
    ranked = {(cell.country, cell.topic) for cell in worst}
    others = [
        cell
        for country in whole.countries
        for cell in country.cells
        if (cell.country, cell.topic) not in ranked
    ]
    found = [
        field(cell, shown[cell.country], language) for cell in (*worst, *others) if cell.country in shown
    ]
    return [x for x in found if x.state != "none"]


def _rows(
    countries: Iterable[CountryCoverage], language: Language | None
) -> list[tuple[str, Field, list[Field]]]:
    """The board: a row a country with its total; those with the smallest share first, the uncovered ones last."""
    rows = [(x.code, _total(x, language), [field(c, x, language) for c in x.cells]) for x in countries]
    return sorted(rows, key=lambda row: 101 if row[1].share is None else row[1].share)


def field(cell: Cell, country: CountryCoverage, language: Language | None) -> Field:
    """How the cell is shown. `language`: count only what is said in it."""
    answered = cell.answered if language is None else cell.answered_in(language)
    items = (*cell.shared, *cell.own)
    needed = country.covered and bool(cell.shared)
    return Field(
        country=cell.country,
        topic=cell.topic,
        answered=answered,
        total=len(cell.shared),
        share=_percent(answered, len(cell.shared)) if needed else None,
        state=_state(cell, missing=needed and answered < len(cell.shared)),
        counts=tuple(len(cell.standing(x)) for x in STANDINGS),
        behind=sum(x.english == "stale" for x in items),
    )


def _total(country: CountryCoverage, language: Language | None) -> Field:
    answered = country.answered if language is None else country.answered_in(language)
    share = _percent(answered, country.total) if country.covered and country.total else None
    counts = tuple(country.standings[x] for x in STANDINGS)
    state: State = "good" if share in {None, 100} else "open"
    return Field(country.code, "", answered, country.total, share, state, counts, country.english["stale"])


def _state(cell: Cell, *, missing: bool) -> State:
    """The one sign of a cell: something is open, something is old, all is well, or there is nothing here."""
    if missing or cell.standing(*OPEN):
        return "open"
    if cell.standing(*OLD):
        return "old"
    return "good" if cell.standing(*STANDINGS) else "none"


def _percent(part: int, whole: int) -> int:
    """Rounded down: 100 only where nothing is missing."""
    return 100 * part // whole


def _works(
    release: Release,
    ledger: Ledger,
    today: date,
    countries: Sequence[CountryCoverage],
    spoken: Language,
    language: Language | None,
) -> list[Work]:
    """The entries that are old or not confirmed, by country and then the worst first; in English also those behind."""
    order = {country.code: place for place, country in enumerate(countries)}
    behind = {
        x.id for x in translations(release, ledger) if x.state == "stale" and x.key.startswith("answer ")
    }
    found = [
        Work(x, _title(release, x, spoken), standing(x, release, today), entry_as_of(x), x.id in behind)
        for x in release.entries.values()
        if x.country in order and (language is None or language in x.texts)
    ]
    wanted = [x for x in found if x.standing in OPEN | OLD or (language == "en" and x.behind)]
    return sorted(
        wanted,
        key=lambda x: (order[x.entry.country], -STANDINGS.index(x.standing), x.as_of or "", x.entry.id),
    )


def _title(release: Release, entry: Entry, spoken: Language) -> str:
    question = release.questions.get(entry.question)
    return question.texts[spoken].title if question else entry.id


def _turned(visit: Visit, name: str, found: Sequence[T], most: int) -> tuple[Sequence[T], Turn]:
    """The page of a list that was asked for; one beyond the end is the last."""
    asked = visit.query(name, 6)
    last = max(1, -(-len(found) // most))
    page = min(max(int(asked), 1), last) if asked.isascii() and asked.isdecimal() else 1
    start = (page - 1) * most
    shown = found[start : start + most]
    before = f"{_address(visit, **{name: str(page - 1)})}#{name}" if page > 1 else None
    after = f"{_address(visit, **{name: str(page + 1)})}#{name}" if page < last else None
    return shown, Turn(start + 1 if shown else 0, start + len(shown), len(found), before, after)


def _address(visit: Visit, **changed: str) -> str:
    """This page with some of its filters changed."""
    asked = {name: visit.query(name, 8) for name in ("country", "language", "cells", "entries")} | changed
    said = urlencode({name: value for name, value in asked.items() if value})
    return path_of("coverage") + (f"?{said}" if said else "")


PAGES = (Page("GET", "/coverage", EVERYBODY, board, needs=("release",), menu="menu_coverage"),)
