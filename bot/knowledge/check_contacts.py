"""Checks where people are sent: places, telephone lines, and the countries with their emergency numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from bot.knowledge.check_texts import Within, check_dates, known_hint
from bot.knowledge.folding import fold
from bot.knowledge.problems import Problem, short
from bot.knowledge.records import Country, Point, Release, SharedName

MARGIN = 2.5  # degrees around a country's cities within which its places must lie


def check_places(release: Release, today: date, within: Within) -> Iterator[Problem]:
    """Every problem in the places of the release."""
    for place in release.places.values():
        yield from check_dates(place.origin, place.as_of, place.sources, today, within)
        if place.point is None:
            continue
        at = within(place.origin, ("point",))
        if not inside(release.countries.get(place.country), place.point):
            yield Problem.at(at, outside(release.countries[place.country], place.id, place.point))
        if place.point.exact != "city" and not place.address:
            said = f"'{place.id}' has a point of a {place.point.exact} but no address: add it, or write `exact: city`"
            yield Problem.at(at, said)


def outside(country: Country, id_: str, point: Point) -> str:
    """What to say of a point that lies outside its country."""
    if abs(point.longitude) <= 90:
        turned = Point(point.longitude, point.latitude, point.exact)
        if inside(country, turned):
            return f"'{id_}' has latitude and longitude swapped: change one for the other"
    return f"'{id_}' lies outside {country.names['en']}: check latitude and longitude, and the minus signs"


def inside(country: Country | None, point: Point, beyond: float = 0.0) -> bool:
    """Whether a point lies within MARGIN degrees, and `beyond` more, of the box around the country's cities."""
    if country is None or not country.cities:
        return True
    latitudes = [c.point.latitude for c in country.cities]
    longitudes = [c.point.longitude for c in country.cities]
    margin = MARGIN + beyond
    return (
        min(latitudes) - margin <= point.latitude <= max(latitudes) + margin
        and min(longitudes) - margin <= point.longitude <= max(longitudes) + margin
    )


def check_lines(release: Release, today: date, within: Within) -> Iterator[Problem]:
    """Every problem in the telephone lines of the release."""
    for line in release.lines.values():
        yield from check_dates(line.origin, line.as_of, line.sources, today, within)
        if not (line.phone or line.whatsapp or line.email):
            yield Problem.at(line.origin, f"'{line.id}' has no phone, whatsapp or email: add one")


def check_countries(release: Release, today: date, within: Within) -> Iterator[Problem]:
    """Every problem in the countries of the release."""
    names: dict[str, Country] = {}
    for country in release.countries.values():
        if country.covered and not country.folder:
            said = f"'{country.code}' is covered but has no `folder:`: name the folder of its answers"
            yield Problem.at(within(country.origin, ("covered",)), said)
        if country.covered and not country.emergency:
            said = f"'{country.code}' is covered but has no `emergency:` number: add it with its source"
            yield Problem.at(within(country.origin, ("covered",)), said)
        if country.emergency and not country.emergency_source:
            said = f"'{country.code}' has an emergency number without `emergency_source:`: say who says so"
            yield Problem.at(within(country.origin, ("emergency",)), said)
        if not _is_zone(country.time_zone):
            said = f"'{short(country.time_zone)}' is no time zone: write one such as America/Lima"
            yield Problem.at(within(country.origin, ("time_zone",)), said)
        sources = (country.emergency_source,) if country.emergency_source else ()
        yield from check_dates(within(country.origin, ("emergency_source",)), None, sources, today, within)
        yield from _names_of_two(country, names, within)
    for name in release.shared_names:
        yield from _check_shared(name, names, release, within)


def _check_shared(
    shared: SharedName, names: dict[str, Country], release: Release, within: Within
) -> Iterator[Problem]:
    for i, code in enumerate(shared.countries):
        if code not in release.countries:
            said = f"'{code}' is no country of this file: write the code of one that stands in it"
            yield Problem.at(within(shared.origin, ("countries", i)), said)
    if shared.usual is not None and shared.usual not in shared.countries:
        said = f"'{shared.usual}' is none of the countries of '{shared.name}': add it to them, or leave `usual:` out"
        yield Problem.at(within(shared.origin, ("usual",)), said)
    for code, city in shared.cities.items():
        at = within(shared.origin, ("cities", code))
        known = [c.name for c in release.countries[code].cities] if code in release.countries else []
        if code not in shared.countries:
            yield Problem.at(at, f"'{code}' is none of the countries of '{shared.name}'")
        elif city not in known:
            yield Problem.at(at, f"'{city}' is no city of {code} in this file{known_hint(city, known)}")
    for text in (shared.name, *shared.aliases):
        if owner := names.get(fold(text)):
            said = f"'{text}' already stands for {owner.code} alone: take it out there, or out of the shared names"
            yield Problem.at(shared.origin, said)


def _names_of_two(country: Country, names: dict[str, Country], within: Within) -> Iterator[Problem]:
    listed = [
        *(
            ((word, i), name)
            for word in ("aliases", "demonyms", "hints")
            for i, name in enumerate(getattr(country, word))
        ),
        *(
            (("cities", i), name)
            for i, city in enumerate(country.cities)
            for name in (city.name, *city.aliases)
        ),
    ]
    for path, name in listed:
        other = names.setdefault(fold(name), country)
        if other is not country:
            said = (
                f"'{name}' stands for {other.code} and {country.code}: keep it for one of them, or for none"
            )
            yield Problem.at(within(country.origin, path), said)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError):  # no such name, or a path out of the zones' folder
        return False
    except LookupError:  # ZoneInfoNotFoundError: not here; a machine without any zones is no editor's mistake
        return not _has_zones()
    return True


def _has_zones() -> bool:
    try:
        ZoneInfo("America/Lima")
    except LookupError:
        return False
    return True
