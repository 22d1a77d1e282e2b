"""Our two taxonomies in HSDS, the kinds of places and the facts that HSDS has no field for, and attributes made of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import get_args
from uuid import UUID, uuid5

from bot.knowledge.exchange.hsds_tables import Row
from bot.knowledge.records import PlaceKind

SCHEME = "rumbo"  # the external_identifier_type of our places' ids
_NAMESPACE = UUID(
    "6c6b7f0e-6a2b-5d0c-9c39-1c1f6a0f3d52"
)  # ours, fixed: the same place has the same ids in every export
KINDS: tuple[str, ...] = get_args(PlaceKind)
FIELDS = {
    "exact": "How exact the coordinates are: building, street, or city (only the city is known)",
    "certainty": "sure, or confirm: call before you go",
    "appointment": "yes when an appointment must be made before going, no when none is needed",
    "free": "yes when it costs nothing, no when it costs something",
    "services-es": "What the place does, in Spanish",
    "services-en": "What the place does, in English",
    "serves-es": "Whom the place serves, in Spanish",
    "serves-en": "Whom the place serves, in English",
    "source": "Who says so, one source a value, as a JSON object: publisher, title, url, date",
    "as-of": "The date the sources speak for, as exact as it is known: 2025, 2025-03, 2025-03-12, about 2022",
    "hours": "The opening hours as written, where schedules cannot say them in the same words, as a JSON object",
    "research": "The id of a research note behind the record",
}


def uuid_of(*parts: str) -> str:
    """The UUID of one of our records, always the same for the same parts."""
    return str(uuid5(_NAMESPACE, "/".join(parts)))


KIND_TAXONOMY: Row = {
    "id": uuid_of("taxonomy", "kinds"),
    "name": "Rumbo: kinds of places",
    "description": "Where people on the move can go: hospital, shelter, migration office and the like",
}
FIELD_TAXONOMY: Row = {
    "id": uuid_of("taxonomy", "fields"),
    "name": "Rumbo: facts about places",
    "description": "What Rumbo knows about a place and HSDS has no field for; the fact is the attribute's value",
}


def kind_attribute(owner: str, kind: str) -> Row:
    """The attribute that says of the record with id `owner` what kind of place it is."""
    return {
        "id": uuid_of("attribute", owner, "kind"),
        "link_type": "type",
        "taxonomy_term": _term("kind", kind),
    }


def fact(owner: str, name: str, value: str, number: int = 0) -> Row:
    """The attribute that says a fact of FIELDS about the record with id `owner`. `number`: where there are several."""
    return {
        "id": uuid_of("attribute", owner, name, str(number)),
        "link_type": "fact",
        "value": value,
        "taxonomy_term": _term("field", name),
    }


def kind_said(record: Row) -> str | None:
    """The kind of place that our attribute of a record says, or None."""
    return next((code for _, code in _ours(record, KIND_TAXONOMY) if code in KINDS), None)


def facts_said(record: Row, name: str) -> list[str]:
    """The values of a fact that our attributes of a record say, in order."""
    return [value for value, code in _ours(record, FIELD_TAXONOMY) if code == name and value]


def foreign_terms(record: Row) -> list[str]:
    """The names of the terms that others' attributes of a record carry."""
    terms = [attribute.get("taxonomy_term") for attribute in records_in(record, "attributes")]
    return [
        term["name"]
        for term in terms
        if isinstance(term, dict) and isinstance(term.get("name"), str) and _taxonomy_id(term) not in _OWN
    ]


def records_in(record: Row, name: str) -> list[Row]:
    """The records that a record holds under a name; whatever else stands there is passed over."""
    found = record.get(name)
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []


def record_in(record: Row, name: str) -> Row:
    """The one record that a record holds under a name; empty where there is none."""
    found = record.get(name)
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=64)
def _term_id(sort: str, code: str) -> str:
    return uuid_of("term", sort, code)


def _term(sort: str, code: str) -> Row:
    taxonomy = KIND_TAXONOMY if sort == "kind" else FIELD_TAXONOMY
    return {
        "id": _term_id(sort, code),
        "code": code,
        "name": code.replace("-", " "),
        "description": FIELDS.get(code, f"A place of the kind '{code}'"),
        "taxonomy": taxonomy["name"],
        "language": "en",
        "taxonomy_detail": taxonomy,
    }


_OWN = {KIND_TAXONOMY["id"], FIELD_TAXONOMY["id"]}


def _taxonomy_id(term: Row) -> object:
    return record_in(term, "taxonomy_detail").get("id") or term.get("taxonomy_id")


def _ours(record: Row, taxonomy: Row) -> Iterator[tuple[str | None, object]]:
    for attribute in records_in(record, "attributes"):
        term = record_in(attribute, "taxonomy_term")
        if _taxonomy_id(term) == taxonomy["id"]:
            value = attribute.get("value")
            yield value if isinstance(value, str) else None, term.get("code")
