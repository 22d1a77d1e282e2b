"""Others' HSDS records as our fields: a kind from their words, a name, short texts, a source that says whose data it is."""

from __future__ import annotations

import re

from bot.knowledge.exchange.cells import looks_like_formula
from bot.knowledge.exchange.hsds_reading import Fields, Found, terms_of, text
from bot.knowledge.exchange.hsds_terms import record_in
from bot.knowledge.folding import fold
from bot.knowledge.links import source_address
from bot.knowledge.problems import short
from bot.knowledge.records import Language, PlaceKind
from bot.knowledge.registers.cleaning import plain
from bot.knowledge.registers.kinds import kind_of

MAX_NAME = 160  # characters
MAX_TEXT = 300
_CUT = {"name": MAX_NAME, "city": 80, "region": 80, "address": 240}


def complete(fields: Fields, language: Language) -> None:
    """Adds what a record of others lacks (all but its id), and makes its texts plain. Says in `left_out` what is lost."""
    found, said = fields.found, fields.said
    said["name"] = _name(found)
    if "city" not in said and "region" in said:
        said["city"] = said["region"]
    for name, most in _CUT.items():
        if name in said:
            said[name] = plain(str(said[name] or ""), most)
            _refuse_formula(fields, name)
    said["kind"] = _kind(found)
    if said["kind"] == "other":
        fields.left_out.append("what kind of place it is: no word of it is known, so it is `other`")
    texts = {
        "services": _services(found),
        "serves": plain(text(found.service, "eligibility_description") or "", MAX_TEXT),
    }
    said[language] = {part: words for part, words in texts.items() if words and not looks_like_formula(words)}
    said["sources"] = [_source(found, said.get("as_of"))]


def _refuse_formula(fields: Fields, name: str) -> None:
    if looks_like_formula(fields.said[name]):
        fields.left_out.append(
            f"`{name}` that a spreadsheet would take for a formula ({short(fields.said[name])})"
        )
        fields.said.pop(name)


def key_of(found: Found) -> str:
    """What a record of others is known by from one import to the next; stands in the title of its source."""
    identifier = text(found.location, "id") or text(found.service, "id") or found.where
    return f"HSDS 3.0, location {plain(identifier, 80)}"


def identifier(country: str, city: str, name: str) -> str:
    """An id in the house's form: pe-lima-casa-del-migrante, at most 48 characters."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(f"{country} {city} {name}")).strip("-")
    return words[:44].strip("-")


def _name(found: Found) -> str:
    """The name on the door: the location's; the service's where that has none."""
    return text(found.location, "name") or text(found.service, "name") or ""


def _kind(found: Found) -> PlaceKind:
    """By the terms of their taxonomies, then by the names; `other` where no word tells."""
    names = (text(found.service, "name"), text(found.location, "name"))
    organization = text(record_in(found.service, "organization"), "name")
    for words in (*terms_of(found), *names, organization):
        kind = kind_of(words) if words else None
        if kind is not None and kind != "none":
            return kind
    return "other"


def _services(found: Found) -> str:
    """What can be had there: of one service its description, of several their names."""
    if len(found.services) == 1:
        return plain(text(found.service, "description") or text(found.service, "name") or "", MAX_TEXT)
    names = dict.fromkeys(name for service in found.services if (name := text(service, "name")))
    return plain("; ".join(names), MAX_TEXT)


def _is_address(page: str) -> bool:
    try:
        source_address(page)
    except ValueError:
        return False
    return True


def _source(found: Found, as_of: object) -> dict[str, str]:
    organization = record_in(found.service, "organization")
    publisher = plain(text(organization, "name") or "", MAX_NAME) or "unknown publisher"
    said = {"publisher": publisher, "title": key_of(found)}
    pages = (text(organization, "website"), text(found.service, "url"))
    if url := next((page for page in pages if page and _is_address(page)), None):
        said["url"] = url
    if isinstance(as_of, str) and as_of != "unknown":
        said["date"] = as_of
    return said
