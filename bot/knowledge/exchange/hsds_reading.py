"""HSDS 3.0 services as the fields of places: one place a location, ours exactly as they were, others' as far as they go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from bot.knowledge.exchange.degrees import degrees_written
from bot.knowledge.exchange.hsds import APPOINTMENT, FREE, UNKNOWN
from bot.knowledge.exchange.hsds_hours import hours_of, schedules_of
from bot.knowledge.exchange.hsds_tables import Row
from bot.knowledge.exchange.hsds_terms import (
    SCHEME,
    facts_said,
    foreign_terms,
    kind_said,
    record_in,
    records_in,
)
from bot.knowledge.freshness import earliest_day
from bot.knowledge.problems import short
from bot.knowledge.records import LANGUAGES, Language

MAX_LOCATIONS = 100_000
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Found:
    """One location with the services at it, before anything is decided about it."""

    where: str  # services[3], or services.csv's third service
    location: Row
    at: Row  # the service_at_location
    services: tuple[Row, ...]
    several: bool = False  # whether its services stand at other locations too

    @property
    def service(self) -> Row:
        return self.services[0]

    @property
    def ours(self) -> bool:
        """Whether this was exported by Rumbo: it bears one of our ids and one of our kinds."""
        return self.location.get("external_identifier_type") == SCHEME and kind_said(self.service) is not None


@dataclass(slots=True)
class Fields:
    """The fields of a place in the form of the YAML files, and what of its record could not be taken."""

    found: Found
    said: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def locations_in(services: Iterable[Any]) -> Iterator[Found]:
    """Every location with the services at it. A service without a location comes as one with an empty location."""
    by_location: dict[str, list[tuple[str, Row, Row, Row]]] = {}
    for i, service in enumerate(services):
        if not isinstance(service, dict):
            continue
        where = f"services[{i}]"
        for number, at in enumerate(records_in(service, "service_at_locations") or [{}]):
            location = record_in(at, "location")
            key = str(location.get("id") or f"{where}/{number}")
            by_location.setdefault(key, []).append((where, location, at, service))
    for here in list(by_location.values())[:MAX_LOCATIONS]:
        where, location, at, service = here[0]
        several = len(records_in(service, "service_at_locations")) > 1
        yield Found(where, location, at, tuple(x[3] for x in here), several)


def fields_of(found: Found, today: date, language: Language) -> Fields:
    """The fields of the place at a location. `language`: of texts that do not say theirs."""
    fields = Fields(found)
    service, location = found.service, found.location
    fields.said |= _where(location)
    fields.said |= _contacts(found)
    fields.said |= _hours(fields, today)
    fields.said |= _answers(service)
    fields.said |= {language: texts for language, texts in _texts(service, language).items() if texts}
    fields.said["as_of"] = _as_of(fields, today) or "unknown"
    fields.said["certainty"] = _first(facts_said(service, "certainty")) or "confirm"
    if sources := [s for s in map(_source, facts_said(service, "source")) if s]:
        fields.said["sources"] = sources
    if research := facts_said(service, "research"):
        fields.said["research"] = research
    if found.ours:
        fields.said |= {"id": text(location, "external_identifier"), "kind": kind_said(service)}
        fields.said["name"] = _own_name(found)
    return fields


def text(record: Row, name: str) -> str | None:
    """A field's text without spaces around it; None where it is empty, "not known", or no text."""
    value = record.get(name)
    if not isinstance(value, str) or not value.strip() or value.strip() == UNKNOWN:
        return None
    return value.strip()


def country_of(found: Found) -> str | None:
    """The country code of a location's address, or None."""
    return next((x.upper() for a in _addresses(found.location) if (x := text(a, "country"))), None)


def terms_of(found: Found) -> list[str]:
    """The names of the terms that others' attributes give to a location and its services."""
    records = (*found.services, found.location, found.at, record_in(found.service, "organization"))
    return [term for record in records for term in foreign_terms(record)]


def _own_name(found: Found) -> str | None:
    """Our name, which service, location and organisation share: the one that somebody changed, where one was."""
    service, location = text(found.service, "name"), text(found.location, "name")
    organization = text(record_in(found.service, "organization"), "name")
    return location if location and service == organization else service


def _addresses(location: Row) -> list[Row]:
    """The addresses, the physical ones first; a postal one may be an office far away."""
    known = records_in(location, "addresses")
    return sorted(known, key=lambda a: a.get("address_type") != "physical")


def _where(location: Row) -> dict[str, Any]:
    address = next(iter(_addresses(location)), {})
    lines = [line for line in (text(address, "address_1"), text(address, "address_2")) if line]
    said = {
        "city": text(address, "city"),
        "region": text(address, "state_province") or text(address, "region"),
        "address": ", ".join(lines) or None,
        "point": _point(location, bool(lines)),
    }
    return {key: value for key, value in said.items() if value}


def _point(location: Row, has_address: bool) -> dict[str, str] | None:
    latitude, longitude = location.get("latitude"), location.get("longitude")
    if not _is_number(latitude) or not _is_number(longitude):
        return None
    degrees = [degrees_written(latitude), degrees_written(longitude)]
    exact = _first(facts_said(location, "exact"))
    if exact is None:  # nobody says how exact: a pin on the door would promise too much
        fine = has_address and all(len(d.partition(".")[2]) >= 4 for d in degrees)
        exact = "street" if fine else "city"
    return {"latitude": degrees[0], "longitude": degrees[1], "exact": exact}


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 180


def _contacts(found: Found) -> dict[str, str]:
    """Phones, mailbox and page, the nearest to the place first. People's own contacts are never taken."""
    organization = record_in(found.service, "organization")
    said = {
        "email": text(found.service, "email") or text(organization, "email"),
        "web": text(found.service, "url") or text(organization, "website"),
    }
    for holder in (found.at, found.location, found.service, organization):
        for phone in records_in(holder, "phones"):
            name = "whatsapp" if "whatsapp" in str(phone.get("description") or "").lower() else "phone"
            if phone.get("type") in {"fax", "pager", "video"} or said.get(name):
                continue
            said[name] = _number(phone)
    return {key: value for key, value in said.items() if value}


def _number(phone: Row) -> str | None:
    number, extension = text(phone, "number"), phone.get("extension")
    if number is None:
        return None
    number = number.strip('"')
    return f"{number} ext {int(extension)}" if _is_extension(extension) else number


def _is_extension(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6


def _hours(fields: Fields, today: date) -> dict[str, dict[str, str]]:
    found = fields.found
    holders = (found.at, found.service, found.location)
    schedules = next((s for holder in holders if (s := records_in(holder, "schedules"))), [])
    hours, left_out = hours_of(schedules, today)
    fields.left_out += sorted(set(left_out))
    written = _mapping(_first(facts_said(found.service, "hours")))
    if written and hours_of(schedules_of(written, ""), date.min)[0] == hours:
        hours = written
    return {"hours": hours} if hours else {}


def _mapping(said: str | None) -> dict[str, str]:
    """The hours as we wrote them; nothing where the attribute is broken."""
    value = _loaded(said)
    ok = isinstance(value, dict) and all(isinstance(x, str) for x in value.values())
    try:
        schedules_of(value if ok else {}, "")
    except ValueError:
        return {}
    return value if ok else {}


def _answers(service: Row) -> dict[str, str]:
    """`free` and `appointment`: as our attribute says unless HSDS's own field was changed."""
    said: dict[str, str] = {}
    for name, column, words in (
        ("free", "fees_description", FREE),
        ("appointment", "application_process", APPOINTMENT),
    ):
        shown = text(service, column)
        meant = next((yes for yes, word in words.items() if word == shown), None)
        if meant is not None:
            said[name] = "yes" if meant else "no"
    amounts = [x.get("amount") for x in records_in(service, "cost_options")]
    if "free" not in said and amounts and all(_is_extension(x) or x == 0 for x in amounts):
        said["free"] = "no" if any(amounts) else "yes"
    return said


def _texts(service: Row, language: Language) -> Mapping[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {code: {} for code in LANGUAGES}
    for part, column in (("services", "description"), ("serves", "eligibility_description")):
        shown = text(service, column)
        ours = {code: _first(facts_said(service, f"{part}-{code}")) for code in LANGUAGES}
        if shown and shown != next((x for x in ours.values() if x), None):  # changed by others, or theirs
            spoken = language if not any(ours.values()) else next(code for code in LANGUAGES if ours[code])
            ours[spoken] = shown
        for code, said in ours.items():
            if said:
                texts[code][part] = said
    return texts


def _as_of(fields: Fields, today: date) -> str | None:
    """Our exact words where they mean the date that HSDS shows; else that date, if it can be one."""
    service = fields.found.service
    shown, ours = text(service, "assured_date"), _first(facts_said(service, "as-of"))
    try:
        if ours and shown and earliest_day(ours).isoformat() == shown:
            return ours
        day = date.fromisoformat(shown[:10]) if shown else None
    except ValueError:
        day = date.min
    if day is None or _EARLIEST <= day <= today:
        return day.isoformat() if day else None
    fields.left_out.append(f"its date of checking, which can be none ({short(shown)})")
    return None


def _source(said: str) -> dict[str, str] | None:
    value = _loaded(said)
    if not isinstance(value, dict):
        return None
    return {
        k: v for k, v in value.items() if k in {"publisher", "title", "url", "date"} and isinstance(v, str)
    }


def _loaded(said: str | None) -> Any:
    try:
        return json.loads(said) if said else None
    except (ValueError, RecursionError):
        return None


def _first(values: list[str]) -> str | None:
    return values[0] if values else None
