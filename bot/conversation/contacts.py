"""Phone lines and places as blocks of a reply: what to call, where to go, how old the information is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.conversation.records import Block, Contact, Note, Venue
from bot.knowledge.folding import fold
from bot.knowledge.freshness import line_freshness, place_freshness
from bot.knowledge.records import Country, HelpLine, Place, Purpose, Release
from bot.wording import Wording

ALWAYS: tuple[Purpose, ...] = ("emergency", "police")


def line_contact(line: HelpLine, words: Wording) -> Contact:
    """A help line: its name, then every way to reach it."""
    ways = [line.phone or ""]
    if line.whatsapp:
        ways.append(f"WhatsApp {line.whatsapp}")
    if line.email:
        ways.append(line.email)
    notes = [words.say("place_free") if line.free else "", line.notes.get(words.language, "")]
    return Contact(
        line.names[words.language], " · ".join(w for w in ways if w), ", ".join(n for n in notes if n) or None
    )


def danger_lines(release: Release, country: str, purposes: Iterable[Purpose]) -> list[HelpLine]:
    """The country's lines for these purposes, each once, with emergency and police always among them."""
    found: dict[str, HelpLine] = {}
    for purpose in (*purposes, *ALWAYS):
        for line in release.country_lines(country, purpose):
            found.setdefault(line.phone or line.id, line)
    return list(found.values())


def human_lines(release: Release, country: str, today: date) -> list[HelpLine]:
    """Who helps a person with an open question: legal aid, ombudsman, migration, other helpers; at most four."""
    found: dict[str, HelpLine] = {}
    purposes: tuple[Purpose, ...] = (
        "legal",
        "ombudsman",
        "asylum",
        "migration",
        "other",
        "emergency",
        "police",
    )
    for purpose in purposes:
        for line in release.country_lines(country, purpose):
            if line_freshness(line, release.freshness, today) != "expired":
                found.setdefault(line.id, line)
    return list(found.values())[:4]


def oldest_date(lines: Iterable[HelpLine]) -> str | None:
    """The oldest date among the lines, as text; lines of unknown date are left out."""
    dates = [line.as_of for line in lines if line.as_of]
    return min(dates, key=lambda d: d.removeprefix("about "), default=None)


def emergency_numbers(countries: Iterable[Country], words: Wording) -> list[str]:
    """ "🇵🇪 Perú: 105" for every country whose number is known."""
    known = [c for c in countries if c.emergency]
    ordered = sorted(known, key=lambda c: fold(c.names[words.language]))
    return [f"{c.flag} {c.names[words.language]}: {c.emergency}" for c in ordered]


def place_blocks(
    place: Place, words: Wording, kilometres: float | None = None, *, closed: date | None = None
) -> list[Block]:
    """A place as text: name, where, how to reach it, when, for whom.

    `closed`: since when people find it closed; a warning then stands below.
    """
    where = place.address or words.say("place_city_only", city=place.city)
    if place.address and fold(place.city) not in fold(place.address):
        where = f"{place.address}, {place.city}"
    if kilometres is not None:
        where += f" ({distance_words(kilometres, words)})"
    contact = Contact(place.name, where, " · ".join(place_details(place, words)) or None)
    if closed is None:
        return [contact]
    month = words.date(f"{closed:%Y-%m}")
    return [contact, Note(words.say("closed_warning", month=month), warning=True)]


def place_details(place: Place, words: Wording) -> list[str]:
    """Phone, hours, who it serves …: short parts in the person's language."""
    text = place.texts[words.language]
    parts = [
        place.phone or "",
        f"WhatsApp {place.whatsapp}" if place.whatsapp else "",
        text.services or "",
        text.serves or "",
        hours_words(place, words),
        words.say("place_appointment") if place.appointment else "",
        words.say("place_free") if place.free else "",
    ]
    return [p for p in parts if p]


def hours_words(place: Place, words: Wording) -> str:
    """Opening hours as a person reads them: "lun-vie 08:00-17:00"; empty when unknown."""
    said = []
    for days, times in place.hours.items():
        names = "-".join(words.say(f"day_{day}") for day in days.split("-"))
        special = {"closed": words.say("hours_closed"), "24 hours": words.say("hours_all_day")}
        said.append(f"{names} {special.get(times, times)}")
    return ", ".join(said)


def distance_words(kilometres: float, words: Wording) -> str:
    """A distance rounded so that it does not tell where the person is: 0.1 km below 1 km, whole above 10."""
    rounded = f"{max(kilometres, 0.1):.1f}" if kilometres < 10 else f"{kilometres:.0f}"
    return words.say("place_distance", kilometres=rounded)


def venue(
    place: Place, words: Wording, kilometres: float | None = None, *, closed: date | None = None
) -> Venue | None:
    """The place as a pin, or None where its point is only as exact as its city."""
    if place.point is None or place.point.exact == "city" or not place.address:
        return None
    detail = tuple(place_blocks(place, words, kilometres, closed=closed))
    return Venue(
        place.name, f"{place.address}, {place.city}", place.point.latitude, place.point.longitude, detail
    )


def usable_places(release: Release, places: Iterable[Place], today: date) -> list[Place]:
    """The places that are not too old to send anyone to."""
    return [p for p in places if place_freshness(p, release.freshness, today) != "expired"]


def open_first(places: Iterable[Place], closed: Mapping[str, date]) -> list[Place]:
    """The places as they come, but those that people found closed after all others."""
    return sorted(places, key=lambda place: place.id in closed)
