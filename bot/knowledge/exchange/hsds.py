"""A place as an HSDS 3.0 service: with its organisation, its location, phones, schedules, and facts as attributes.

HSDS's own fields say what others can read. What HSDS has no field for, and our exact words where HSDS is coarser, are
attributes of our taxonomies (hsds_terms); hsds_reading gives HSDS's fields the last word where the two differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

from bot.knowledge.exchange.hsds_hours import hours_of, schedules_of
from bot.knowledge.exchange.hsds_tables import Row
from bot.knowledge.exchange.hsds_terms import SCHEME, fact, kind_attribute, uuid_of
from bot.knowledge.freshness import earliest_day
from bot.knowledge.records import LANGUAGES, Place, Source

UNKNOWN = "not known"  # where HSDS demands a text and we have none
FREE = {True: "Free of charge", False: "Not free of charge"}
APPOINTMENT = {True: "An appointment must be made before going", False: "No appointment is needed"}


def service_of(place: Place) -> Row:
    """The place as one service with everything nested in it, valid by HSDS 3.0.

    `assured_date` is the first day that `as_of` can mean, and missing where that is unknown: a date is never made
    fresher. `assurer_email` is never written: nobody has assured our places to us by name. Languages spoken there are
    not written either: we do not know them.
    """
    service = uuid_of("service", place.id)
    return _known(
        {
            "id": service,
            "name": place.name,
            "description": text_shown(place, "services"),
            "url": place.web,
            "email": place.email,
            "status": "active",
            "application_process": None if place.appointment is None else APPOINTMENT[place.appointment],
            "fees_description": None if place.free is None else FREE[place.free],
            "eligibility_description": text_shown(place, "serves"),
            "assured_date": place.as_of and earliest_day(place.as_of).isoformat(),
            "schedules": schedules_of(place.hours, service),
            "service_at_locations": [
                {"id": uuid_of("service_at_location", place.id), "location": _location(place)},
            ],
            "organization": _organization(place),
            "attributes": [kind_attribute(service, place.kind), *_facts(place, service)],
        }
    )


def text_shown(place: Place, part: str) -> str | None:
    """What HSDS's one field for a text says: the Spanish, else the English."""
    said = (getattr(place.texts[language], part) for language in LANGUAGES if language in place.texts)
    return next((text for text in said if text), None)


def _organization(place: Place) -> Row:
    """HSDS asks who offers a service. We keep places, not bodies, and say so."""
    said = f"The body that runs {place.name}. Rumbo keeps places, not bodies: nothing more is known here."
    return {"id": uuid_of("organization", place.id), "name": place.name, "description": said}


def _location(place: Place) -> Row:
    location = uuid_of("location", place.id)
    point = place.point
    return _known(
        {
            "id": location,
            "location_type": "physical",
            "name": place.name,
            "latitude": point and point.latitude,
            "longitude": point and point.longitude,
            "external_identifier": place.id,
            "external_identifier_type": SCHEME,
            "addresses": [
                {
                    "id": uuid_of("address", place.id),
                    "address_1": place.address or UNKNOWN,
                    "city": place.city,
                    "state_province": place.region or UNKNOWN,
                    "postal_code": UNKNOWN,
                    "country": place.country,
                    "address_type": "physical",
                }
            ],
            "phones": _phones(place),
            "attributes": [fact(location, "exact", point.exact)] if point else [],
        }
    )


def _phones(place: Place) -> list[Row]:
    phones: list[Row] = []
    if place.phone:
        phones.append({"id": uuid_of("phone", place.id), "number": place.phone, "type": "voice"})
    if place.whatsapp:
        whatsapp = {"id": uuid_of("whatsapp", place.id), "number": place.whatsapp, "type": "text"}
        phones.append(whatsapp | {"description": "WhatsApp"})
    return phones


def _facts(place: Place, owner: str) -> Iterator[Row]:
    yield fact(owner, "certainty", place.certainty)
    for name, said in (("appointment", place.appointment), ("free", place.free)):
        if said is not None:
            yield fact(owner, name, "yes" if said else "no")
    for language, texts in place.texts.items():
        for name, text in (("services", texts.services), ("serves", texts.serves)):
            if text:
                yield fact(owner, f"{name}-{language}", text)
    if place.as_of and place.as_of != earliest_day(place.as_of).isoformat():
        yield fact(owner, "as-of", place.as_of)
    if not _plainly_said(place.hours):
        yield fact(owner, "hours", json.dumps(dict(place.hours), ensure_ascii=False))
    for i, source in enumerate(place.sources):
        yield fact(owner, "source", _source(source), i)
    for i, note in enumerate(place.research):
        yield fact(owner, "research", note, i)


def _plainly_said(hours: Mapping[str, str]) -> bool:
    """Whether the schedules alone give back these hours, in the same words and order."""
    back, _ = hours_of(schedules_of(hours, ""), date.min)
    return list(back.items()) == list(hours.items())


def _source(source: Source) -> str:
    said = {"publisher": source.publisher, "title": source.title, "url": source.url, "date": source.date}
    return json.dumps(_known(said), ensure_ascii=False)


def _known(record: Row) -> Row:
    return {key: value for key, value in record.items() if value not in (None, [], "")}
