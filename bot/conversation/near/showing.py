"""A found place as a person reads it: where, how far and which way, open or closed, how to reach it."""

from __future__ import annotations

from datetime import date

from bot.conversation.contacts import place_details
from bot.conversation.records import Block, Contact, Note, Venue
from bot.knowledge.folding import fold
from bot.knowledge.records import Place, Source
from bot.places.directions import Way
from bot.places.directory import FoundPlace
from bot.places.hours import Opening
from bot.wording import Wording


def found_blocks(found: FoundPlace, words: Wording, near: str | None, closed: date | None) -> list[Block]:
    """A place with its distance and state. `near`: a landmark or district it lies by; `closed`: people found it closed."""
    place = found.place
    parts = [_where(place, words), near or "", way_words(found.way, words) if found.way else ""]
    details = [opening_words(found.opening, words), *place_details(place, words)]
    blocks: list[Block] = [
        Contact(place.name, " · ".join(p for p in parts if p), " · ".join(d for d in details if d))
    ]
    if closed is not None:
        blocks.append(Note(words.say("closed_warning", month=words.date(f"{closed:%Y-%m}")), warning=True))
    return blocks


def _where(place: Place, words: Wording) -> str:
    if not place.address:
        exact = place.point is not None and place.point.exact != "city"
        return words.say("near_on_the_map" if exact else "place_city_only", city=place.city)
    return place.address if fold(place.city) in fold(place.address) else f"{place.address}, {place.city}"


def way_words(way: Way, words: Wording) -> str:
    """ "a unos 1.2 km al noreste, unos 20 minutos a pie"; no more than is known."""
    if way.kilometres is None:
        return words.say("near_in_city") if way.in_city else ""
    said = words.say("place_distance", kilometres=_number(way.kilometres))
    if way.direction:
        said += " " + words.say("near_direction", direction=words.say(f"direction_{way.direction}"))
    if way.walking_minutes:
        said += ", " + words.say("near_on_foot", minutes=way.walking_minutes)
    return said


def _number(kilometres: float) -> str:
    return f"{kilometres:.0f}" if kilometres >= 10 else f"{kilometres:.1f}"


def opening_words(opening: Opening, words: Wording) -> str:
    """ "abierto ahora, cierra a las 17:00"; that the hours are not known is said too."""
    if opening.state == "unknown":
        return words.say("open_unknown")
    if opening.at is None:
        return words.say("open_always" if opening.state == "open" else "open_never")
    if opening.state == "open":
        return words.say("open_until", time=opening.at)
    day = (
        words.say(f"open_{opening.day}")
        if opening.day in {"today", "tomorrow"}
        else words.say(f"day_{opening.day}")
    )
    return words.say("open_closed", day=day, time=opening.at)


def pin(found: FoundPlace, words: Wording, near: str | None, closed: date | None) -> Venue | None:
    """The place on the map, where its point is as exact as a street; None else."""
    place = found.place
    if place.point is None or place.point.exact == "city":
        return None
    address = place.address or place.city
    where = address if fold(place.city) in fold(address) else f"{address}, {place.city}"
    detail = tuple(found_blocks(found, words, near, closed))
    return Venue(place.name, where, place.point.latitude, place.point.longitude, detail)


def age_note(places: list[Place], words: Wording) -> Note | None:
    """Who names these places and of when the oldest word is."""
    sources: dict[str, Source] = {s.publisher: s for p in places for s in p.sources[:1]}
    dates = [p.as_of.removeprefix("about ") for p in places if p.as_of]
    if not sources:
        return None
    named = "; ".join(list(sources)[:3])
    oldest = words.date(min(dates)) if dates else words.date(None)
    return Note(words.say("near_source", publishers=named, date=oldest))
