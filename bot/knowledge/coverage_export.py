"""The coverage table for other programs (JSON) and for people who open a file (one HTML page that asks for nothing more)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.knowledge.coverage import STANDINGS, Cell, Coverage, Item
from bot.knowledge.records import LANGUAGES, REGION, Language
from bot.knowledge.translations import TranslationState

LANGUAGE_NAMES: dict[Language, str] = {"es": "Spanish", "en": "English"}


def coverage_json(found: Coverage) -> dict[str, Any]:
    """country × topic × language × freshness, with the ids behind every count that is not fresh."""
    return {
        "release": found.release,
        "today": found.today.isoformat(),
        "countries": [
            {
                "code": country.code,
                "name": country.name,
                "covered": country.covered,
                "answered": country.answered,
                "questions": country.total,
                "answered_in": {x: country.answered_in(x) for x in LANGUAGES},
                "entries": country.entries,
                "sourced": round(country.sourced, 4),
                "standings": {s: country.standings[s] for s in STANDINGS},
                "english": {x: country.english[x] for x in get_args(TranslationState)},
                "places": country.places,
                "lines": country.lines,
                "own_questions": country.own_questions,
                "leads": country.leads,
                "topics": {cell.topic: _cell_json(cell) for cell in country.cells},
            }
            for country in found.countries
        ],
    }


def coverage_html(found: Coverage) -> str:
    """The table as one page: no script, no request, readable on a phone. Every answer with its file and line."""
    page = Environment(
        loader=PackageLoader("bot.knowledge"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("coverage.html")
    return page.render(
        found=found, standings=STANDINGS, languages=LANGUAGES, language_names=LANGUAGE_NAMES, region=REGION
    )


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {
        "answered": cell.answered,
        "questions": len(cell.shared),
        "own": len(cell.own),
        "worst": cell.worst,
        "answered_in": {x: cell.answered_in(x) for x in LANGUAGES},
        "standings": {s: _names(cell.standing(s)) for s in STANDINGS},
        "missing": [x.question.id for x in cell.shared if x.entry is None],
        "stale_english": [x.question.id for x in (*cell.shared, *cell.own) if x.english == "stale"],
    }


def _names(items: Iterable[Item]) -> list[str]:
    return [x.entry.id for x in items if x.entry]
