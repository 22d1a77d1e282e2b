"""A place as the cells of one line, for people with a spreadsheet: every column has a plain name and one fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.knowledge.exchange.degrees import degrees_of_cell
from bot.knowledge.records import Place

PLAIN = ("id", "country", "kind", "name", "city", "region", "address")
NUMBERS = ("latitude", "longitude")
CONTACTS = ("exact", "phone", "whatsapp", "email", "web", "hours", "appointment", "free", "certainty")
TEXTS = ("services_es", "services_en", "serves_es", "serves_en", "as_of", "research")
SOURCE = ("publisher", "title", "url", "date")
Cells = dict[str, str | float | None]


def columns_for(places: Iterable[Place]) -> tuple[str, ...]:
    """The columns of a table of these places: as many sources as the place with the most of them has."""
    most = max((len(place.sources) for place in places), default=1)
    sources = (f"source_{i}_{part}" for i in range(1, most + 1) for part in SOURCE)
    return (*PLAIN, *NUMBERS, *CONTACTS, *TEXTS, *sources)


def cells_of(place: Place) -> Cells:
    """The cells by column; None where nothing is known. Degrees are numbers, all else is text."""
    point = place.point
    cells: Cells = {name: getattr(place, name) for name in (*PLAIN, *CONTACTS, "as_of") if name not in _MADE}
    cells |= {
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
        "exact": point.exact if point else None,
        "hours": "; ".join(f"{days} {times}" for days, times in place.hours.items()) or None,
        "appointment": _word(place.appointment),
        "free": _word(place.free),
        "research": " ".join(place.research) or None,
    }
    for language, texts in place.texts.items():
        cells |= {f"services_{language}": texts.services, f"serves_{language}": texts.serves}
    for i, source in enumerate(place.sources, start=1):
        cells |= {f"source_{i}_{part}": getattr(source, part) for part in SOURCE}
    return cells


def fields_of_cells(cells: Mapping[str, str]) -> dict[str, Any]:
    """The way back: the fields of a place in the form of the YAML files. Empty cells say nothing."""
    said = {name: cell for name, cell in cells.items() if cell}
    names = (*PLAIN, *CONTACTS)
    fields: dict[str, Any] = {
        n: said[n] for n in names if n in said and n not in {"country", "exact", "hours"}
    }
    if "latitude" in said and "longitude" in said:
        fields["point"] = {name: degrees_of_cell(said[name]) for name in NUMBERS} | {
            "exact": said.get("exact", "city")
        }
    if "hours" in said:
        fields["hours"] = dict(_line(part) for part in said["hours"].split(";"))
    for language in ("es", "en"):
        texts = {
            part: said[f"{part}_{language}"]
            for part in ("services", "serves")
            if f"{part}_{language}" in said
        }
        if texts:
            fields[language] = texts
    fields["sources"] = _sources(said)
    fields["as_of"] = said.get("as_of", "unknown")
    fields["research"] = said.get("research", "").split()
    return fields


_MADE = {"exact", "hours", "appointment", "free"}


def _word(said: bool | None) -> str | None:
    return None if said is None else "yes" if said else "no"


def _line(part: str) -> tuple[str, str]:
    days, _, times = part.strip().partition(" ")
    return days, times


def _sources(said: Mapping[str, str]) -> list[dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for name, cell in said.items():
        if match := re.fullmatch(r"source_([0-9]{1,2})_(publisher|title|url|date)", name):
            found.setdefault(int(match[1]), {})[match[2]] = cell
    return [found[number] for number in sorted(found)]
