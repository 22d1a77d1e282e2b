"""Places nobody has seen, and services as another organisation would send them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

from hypothesis import strategies as st

from bot.knowledge.build import place_record
from bot.knowledge.exchange.hsds import service_of
from bot.knowledge.exchange.hsds_flat import nested
from bot.knowledge.exchange.hsds_json import json_text, read_services
from bot.knowledge.exchange.hsds_package import package_files, read_rows, zipped
from bot.knowledge.exchange.incoming import Arrivals, exact_places
from bot.knowledge.exchange.tables import csv_text, places_in_table, xlsx_bytes
from bot.knowledge.fields import DAYS
from bot.knowledge.records import Origin, Place, PlaceKind
from bot.knowledge.schema import PlaceShape

TODAY = date(2026, 11, 26)
NOWHERE = Origin("made/up.yaml", 1)

_LETTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="<>*_`&[](){}\\/'\u2028"
)
_LINES = st.text(st.one_of(st.sampled_from("=+-@'\"; ,:#áÑ"), _LETTERS), min_size=1, max_size=40)
_WORDS = _LINES.map(lambda x: " ".join(x.split())).filter(
    lambda x: x and x != "not known" and not re.search(r"&[a-z]+;|www\.", x, re.IGNORECASE)
)
_PHONES = st.from_regex(r"\+?[0-9]{2,4}( [0-9]{2,4}){1,3}", fullmatch=True)
_DATES = st.sampled_from(["2025", "2025-03", "2025-03-12", "about 2022", "2024-02-29"])
_CLOCKS = st.tuples(st.integers(0, 23), st.sampled_from(["00", "15", "59"])).map(
    lambda x: f"{x[0]:02}:{x[1]}"
)
_SPANS = st.one_of(
    st.sampled_from(["24 hours", "closed", "8:00-9:30", "22:00-24:00", "00:00-23:59"]),
    st.tuples(_CLOCKS, _CLOCKS).filter(lambda x: x[0] != x[1]).map("-".join),
)
_DAYS = st.one_of(
    st.sampled_from(DAYS), st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map("-".join)
)
_TEXTS = st.fixed_dictionaries({}, optional={"services": _WORDS, "serves": _WORDS})
_SOURCES = st.fixed_dictionaries(
    {"publisher": _WORDS, "title": _WORDS},
    optional={"url": st.just("https://diario.example.com/a?b=1#c"), "date": _DATES},
)
_YES_NO = st.sampled_from(["yes", "no"])
_SHAPES = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"pe-[a-z]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True),
        "kind": st.sampled_from(get_args(PlaceKind)),
        "name": _WORDS,
        "city": _WORDS,
        "certainty": st.sampled_from(["sure", "confirm"]),
        "es": _TEXTS,
        "en": _TEXTS,
        "sources": st.lists(_SOURCES, min_size=1, max_size=3),
        "as_of": st.one_of(_DATES, st.just("unknown")),
        "research": st.lists(st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9})?", fullmatch=True), max_size=2),
    },
    optional={
        "region": _WORDS,
        "address": _WORDS,
        "point": st.fixed_dictionaries(
            {
                "latitude": st.decimals(-90, 90, places=5, allow_nan=False).map("{:f}".format),
                "longitude": st.decimals(-180, 180, places=7, allow_nan=False).map("{:f}".format),
                "exact": st.sampled_from(["building", "street", "city"]),
            }
        ),
        "phone": _PHONES,
        "whatsapp": _PHONES,
        "email": st.just("info@casa.example.org"),
        "web": st.just("https://casa.example.org/"),
        "hours": st.dictionaries(_DAYS, st.lists(_SPANS, min_size=1, max_size=3).map(", ".join), max_size=4),
        "appointment": _YES_NO,
        "free": _YES_NO,
    },
)
places = _SHAPES.map(lambda said: place_record(PlaceShape.model_validate(said), "PE", NOWHERE))
some_places = st.lists(places, max_size=4, unique_by=lambda place: place.id)


def a_place(**changes: Any) -> Place:
    """One place with everything in it, and what a test wants otherwise."""
    said = {
        "id": "pe-casa",
        "kind": "shelter",
        "name": "Casa del Migrante",
        "city": "Lima",
        "region": "Lima",
        "address": "Jr. Puno 12",
        "point": {"latitude": "-12.05", "longitude": "-77.04", "exact": "building"},
        "phone": "+51 1 200 1000",
        "whatsapp": "+51 942 841 978",
        "email": "info@casa.example.org",
        "web": "https://casa.example.org/",
        "hours": {"mon-fri": "08:00-13:00, 14:00-17:00", "sat": "closed"},
        "appointment": "no",
        "free": "yes",
        "certainty": "sure",
        "es": {"services": "camas y comida", "serves": "familias"},
        "en": {"services": "beds and food", "serves": "families"},
        "sources": [
            {"publisher": "El Diario", "title": "La casa", "url": "https://d.example.com/", "date": "2025-03"}
        ],
        "as_of": "2025-03",
        "research": ["pe-casa-note"],
    }
    return replace(place_record(PlaceShape.model_validate(said), "PE", NOWHERE), **changes)


def by_json(found: list[Place], folder: Path) -> Arrivals:
    """Out as a JSON file and in again."""
    path = folder / "places.json"
    path.write_text(json_text([service_of(place) for place in found]), encoding="utf-8")
    return exact_places(read_services(path), path.name, TODAY)


def by_package(found: list[Place], folder: Path) -> Arrivals:
    """Out as a zipped package and in again."""
    path = folder / "places.zip"
    path.write_bytes(zipped(package_files([service_of(place) for place in found])))
    return exact_places(nested(read_rows(path)), path.name, TODAY)


def by_csv(found: list[Place], folder: Path) -> Arrivals:
    """Out as a CSV table and in again."""
    path = folder / "places.csv"
    path.write_bytes(csv_text(found).encode())
    return places_in_table(path)


def by_xlsx(found: list[Place], folder: Path) -> Arrivals:
    """Out as an XLSX table and in again."""
    path = folder / "places.xlsx"
    path.write_bytes(xlsx_bytes(found))
    return places_in_table(path)


def without_origin(found: Any) -> list[Place]:
    return [replace(place, origin=NOWHERE) for place in found]


def a_service(**changes: Any) -> dict[str, Any]:
    """A service of an organisation that has never heard of us."""
    service: dict[str, Any] = {
        "id": "11111111-1111-4111-8111-111111111111",
        "name": "Albergue temporal",
        "description": "Alojamiento hasta <b>30 noches</b> para familias. Más en https://ong.example.org/casa",
        "status": "active",
        "assured_date": "2026-05-04",
        "eligibility_description": "Familias migrantes",
        "organization": {
            "id": "22222222-2222-4222-8222-222222222222",
            "name": "ONG Puente",
            "description": "Una ONG",
            "website": "https://ong.example.org/",
        },
        "phones": [
            {"id": "33333333-3333-4333-8333-333333333333", "number": "+51 1 555 0101", "extension": 12}
        ],
        "schedules": [
            {
                "id": "44444444-4444-4444-8444-444444444444",
                "freq": "WEEKLY",
                "byday": "MO,WE,TU",
                "opens_at": "09:00",
                "closes_at": "17:30:00-05:00",
            }
        ],
        "service_at_locations": [
            {
                "id": "55555555-5555-4555-8555-555555555555",
                "location": {
                    "id": "66666666-6666-4666-8666-666666666666",
                    "location_type": "physical",
                    "name": "Casa Puente",
                    "latitude": -12.04637,
                    "longitude": -77.04279,
                    "addresses": [
                        {
                            "id": "77777777-7777-4777-8777-777777777777",
                            "address_1": "Jr. Ancash 100",
                            "city": "Lima",
                            "state_province": "Lima",
                            "postal_code": "15001",
                            "country": "PE",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
    }
    return service | changes


def located(service: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The service with its location changed."""
    made = json.loads(json.dumps(service))
    made["service_at_locations"][0]["location"] |= changes
    return made  # type: ignore[no-any-return]
