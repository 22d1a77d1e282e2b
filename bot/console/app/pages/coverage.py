"""The coverage board: country by topic, what is answered from sources and how old it is, the worst first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.app.page import EVERYBODY, Page
from bot.console.app.pages.coverage_board import Boards, fields_of, rows_of, works_of
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.console.app.words import language_of
from bot.knowledge.coverage import STANDINGS
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import LANGUAGES, REGION, Release
from bot.knowledge.translations import Ledger

CELLS_A_PAGE = 40
ENTRIES_A_PAGE = 50
T = TypeVar("T")
_boards = Boards()  # the board is the same for everybody: nothing personal is held


@dataclass(frozen=True, slots=True)
class Turn:
    """One page of a long list, and the addresses of those before and after it."""

    first: int
    last: int
    total: int
    before: str | None
    after: str | None


async def shown(visit: Visit) -> Response:
    """GET /console/coverage?country=PE&language=en&cells=2&entries=3."""
    if visit.services.release is None:
        raise visit.not_found()
    release, today = visit.services.release(), visit.services.clock().date()
    ledger, broken = _ledger(visit)
    board = await asyncio.to_thread(_boards.board, release, today, ledger)
    whole = board.coverage
    language = language_of(visit.query("language", 8))
    code = next((x.code for x in whole.countries if x.code == visit.query("country", 8)), None)
    countries = tuple(x for x in whole.countries if code in {None, x.code})
    names = {x.code: _name(visit, release, x.code) for x in whole.countries}
    fields = fields_of(whole, countries, language)
    works = works_of(board, countries, release, visit.language, language)
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
        board=rows_of(countries, language),
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
        entries_of=lambda **asked: _entries(language=language or "", **asked),
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


def _entries(**asked: str) -> str:
    """The list of entries, filtered; a standing in the words of an address ("not_confirmed")."""
    said = {name: value.replace(" ", "_") for name, value in asked.items() if value}
    return path_of("entries") + (f"?{urlencode(said)}" if said else "")


def _address(visit: Visit, **changed: str) -> str:
    """This page with some of its filters changed."""
    asked = {name: visit.query(name, 8) for name in ("country", "language", "cells", "entries")} | changed
    said = urlencode({name: value for name, value in asked.items() if value})
    return path_of("coverage") + (f"?{said}" if said else "")


PAGES = (Page("GET", "/coverage", EVERYBODY, shown, needs=("release",), menu="menu_coverage"),)
