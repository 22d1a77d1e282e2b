"""From HSDS services to places: what can be a place becomes one, all else is told with its row and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.knowledge import schema
from bot.knowledge.build import place_record
from bot.knowledge.exchange.foreign import complete, identifier, key_of
from bot.knowledge.exchange.guarding import reason_to_leave_out
from bot.knowledge.exchange.hsds_reading import Fields, Found, country_of, fields_of, locations_in, text
from bot.knowledge.problems import short
from bot.knowledge.records import Country, Language, Origin, Place

_NEEDED = {"id", "kind", "name", "city", "sources", "as_of"}


@dataclass(frozen=True, slots=True)
class Told:
    """Something of the file that was not taken: the whole row, or a part of it."""

    where: str  # services[3]
    name: str  # of the place, as the file has it
    said: str
    whole: bool  # whether the place itself was left out

    def __str__(self) -> str:
        return f"{self.where} '{short(self.name)}': {'left out, ' if self.whole else 'without '}{self.said}"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The places of a file, and what of it was not taken. Ids of others' places are not settled yet."""

    places: tuple[Place, ...]
    told: tuple[Told, ...]


def exact_places(services: Iterable[Any], file: str, today: date) -> Arrivals:
    """The places that Rumbo itself exported, as they were but for `origin`; all else is left out. For round trips."""
    places: list[Place] = []
    told: list[Told] = []
    for number, found in enumerate(locations_in(services), start=1):
        fields = fields_of(found, today, "es")
        if not found.ours:
            told.append(_told(found, "it was not exported by Rumbo", whole=True))
        elif place := _place(fields, country_of(found) or "", Origin(file, number), told):
            places.append(place)
    return Arrivals(tuple(places), tuple(told))


def places_for(
    services: Iterable[Any],
    file: str,
    country: Country,
    known: Mapping[str, Place],
    today: date,
    language: Language,
) -> Arrivals:
    """The places of `country` in a file of anybody's.

    `known`: the places there already, by id; one of ours among them is taken as it is, since an editor let it in. Others'
    keep the id under which they were imported before. `language`: of texts that do not say theirs.
    """
    places: dict[str, Place] = {}
    told: list[Told] = []
    by_key = {source.title: place.id for place in known.values() for source in place.sources}
    for number, found in enumerate(locations_in(services), start=1):
        mine = found.ours and text(found.location, "external_identifier") in known
        if not mine and (why := reason_to_leave_out(found, country)):
            told.append(_told(found, why, whole=True))
            continue
        fields = fields_of(found, today, language)
        if not found.ours:
            complete(fields, language)
            wanted = identifier(country.code, fields.said.get("city", ""), fields.said.get("name", ""))
            fields.said["id"] = by_key.get(key_of(found)) or _free_id(wanted, {**known, **places})
        place = _place(fields, country.code, Origin(file, number), told)
        if place and place.id in places:
            told.append(_told(found, f"its id '{place.id}' stands in the file before", whole=True))
        elif place:
            places[place.id] = place
    return Arrivals(tuple(places.values()), tuple(told))


def _place(fields: Fields, country: str, origin: Origin, told: list[Told]) -> Place | None:
    """The record, without the fields that are no good; None where one is missing that a place must have."""
    found, said = fields.found, {key: x for key, x in fields.said.items() if x not in (None, "", {}, [])}
    left_out = list(fields.left_out)
    while True:
        try:
            shape = schema.PlaceShape.model_validate(said)
            break
        except ValidationError as error:
            wrong = _wrong(error)
            if needed := sorted(_NEEDED & wrong.keys()):
                told.append(_told(found, f"`{needed[0]}` {wrong[needed[0]]}", whole=True))
                return None
            left_out += [f"`{name}`: {why}" for name, why in wrong.items()]
            said = {key: x for key, x in said.items() if key not in wrong}
    if shape.point and shape.point.exact != "city" and not shape.address and not found.ours:
        shape = shape.model_copy(update={"point": shape.point.model_copy(update={"exact": "city"})})
    told += [_told(found, why, whole=False) for why in left_out]
    return place_record(shape, country, origin)


def _wrong(error: ValidationError) -> dict[str, str]:
    """What is wrong, by field."""
    found: dict[str, str] = {}
    for x in error.errors(include_url=False):
        said = "is missing" if x["type"] == "missing" else x["msg"].removeprefix("Value error, ")
        found.setdefault(str(x["loc"][0]), said)
    return found


def _free_id(wanted: str, taken: Mapping[str, object]) -> str:
    names: Iterator[str] = (wanted if i == 1 else f"{wanted}-{i}" for i in range(1, 1000))
    return next((name for name in names if name not in taken), wanted)


def _told(found: Found, said: str, *, whole: bool) -> Told:
    name = text(found.location, "name") or text(found.service, "name") or "without a name"
    return Told(found.where, name, said, whole)
