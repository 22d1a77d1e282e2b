"""The coverage board: country by topic, what is answered from sources and how old it is, the worst first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TypeVar

from starlette.responses import Response

from bot.console.app.page import EVERYBODY, Page
from bot.console.app.pages.coverage_board import Boards, fields_of, rows_of, works_of
from bot.console.app.pages.names import country_name, language_options, release_of
from bot.console.app.paging import Turn, turned
from bot.console.app.render import asking, path_of
from bot.console.app.visit import Visit
from bot.console.app.words import language_of
from bot.knowledge.coverage import STANDINGS
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.translations import Ledger

CELLS_A_PAGE = 40
ENTRIES_A_PAGE = 50
T = TypeVar("T")
_boards = Boards()  # the board is the same for everybody: nothing personal is held


async def shown(visit: Visit) -> Response:
    """GET /console/coverage?country=PE&language=en&cells=2&entries=3."""
    release, today = release_of(visit), visit.services.clock().date()
    ledger, broken = _ledger(visit)
    board = await asyncio.to_thread(_boards.board, release, today, ledger)
    whole = board.coverage
    language = language_of(visit.query("language", 8))
    code = next((x.code for x in whole.countries if x.code == visit.query("country", 8)), None)
    countries = tuple(x for x in whole.countries if code in {None, x.code})
    names = {x.code: country_name(visit, x.code) for x in whole.countries}
    fields = fields_of(whole, countries, language)
    works = works_of(board, countries, release, visit.language, language)
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
        cells=_turned(visit, "cells", fields, CELLS_A_PAGE),
        entries=_turned(visit, "entries", works, ENTRIES_A_PAGE),
        chosen_country=code or "",
        chosen_language=language or "",
        country_options=[("", visit.say("coverage_every_country")), *names.items()],
        language_options=language_options(visit, "coverage_any_language"),
        address_of=lambda country: _address(visit, country=country, cells="", entries=""),
        entries_of=lambda **asked: _entries(language=language or "", **asked),
    )


def _ledger(visit: Visit) -> tuple[Ledger, bool]:
    """Which English texts were reviewed, and whether that could not be read."""
    try:
        return visit.services.reviewed(), False
    except (KnowledgeRefused, OSError):
        return {}, True


def _turned(visit: Visit, name: str, found: Sequence[T], most: int) -> Turn[T]:
    return turned(
        found, visit.query(name, 6), most, lambda page: f"{_address(visit, **{name: str(page)})}#{name}"
    )


def _entries(**asked: str) -> str:
    """The list of entries, filtered; a standing in the words of an address ("not_confirmed")."""
    return asking(path_of("entries"), {name: value.replace(" ", "_") for name, value in asked.items()})


def _address(visit: Visit, **changed: str) -> str:
    """This page with some of its filters changed."""
    asked = {name: visit.query(name, 8) for name in ("country", "language", "cells", "entries")} | changed
    return asking(path_of("coverage"), asked)


PAGES = (Page("GET", "/coverage", EVERYBODY, shown, needs=("release",), menu="menu_coverage"),)
