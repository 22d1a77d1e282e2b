"""Checks the reference points: that each lies by its city and claims no more exactness than its sources give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.knowledge.check_contacts import inside, outside
from bot.knowledge.check_texts import Within, check_dates, known_hint
from bot.knowledge.landmark_records import ON_THE_BORDER, Landmark
from bot.knowledge.problems import Kept, Problem, short
from bot.knowledge.records import Country, Release
from bot.knowledge.registers.near import KM_PER_DEGREE, apart_km

CITY_KM = 60.0  # a landmark farther from the centre of its city is another city's, or mistyped
BORDER_KM = 2.0  # so far outside its country may stand what lies on a border
SOURCES_OF_A_BUILDING = 2  # that state the coordinates of the thing itself


def check_landmarks(release: Release, today: date, within: Within) -> Iterator[Problem]:
    """Every problem in the landmarks of the release. (That ids are unique is seen while building.)"""
    for landmark in release.landmarks:
        yield from check_dates(landmark.origin, landmark.as_of, landmark.sources, today, within)
        yield from _exactness(landmark, within)
        country = release.countries.get(landmark.country)
        if country is None:
            hint = known_hint(landmark.country, list(release.countries))
            said = f"'{landmark.country}' is no country of shared/countries.yaml{hint}"
            yield Problem.at(within(landmark.origin, ("country",)), said, Kept("countries"))
            continue
        yield from _id(landmark, within)
        yield from _where(landmark, country, within)


def _id(landmark: Landmark, within: Within) -> Iterator[Problem]:
    head = f"{landmark.country.lower()}-"
    if not landmark.id.startswith(head):
        said = f"'{landmark.id}' belongs to {landmark.country}: begin its id with '{head}'"
        yield Problem.at(within(landmark.origin, ("id",)), said)


def _exactness(landmark: Landmark, within: Within) -> Iterator[Problem]:
    stating = [source for source in landmark.sources if source.url]
    if landmark.point.exact == "building" and len(stating) < SOURCES_OF_A_BUILDING:
        said = (
            f"'{landmark.id}' claims the exact building: give {SOURCES_OF_A_BUILDING} sources with their address "
            "that state its very coordinates, or write `exact: street`"
        )
        yield Problem.at(within(landmark.origin, ("point", "exact"), ("point",)), said)


def _where(landmark: Landmark, country: Country, within: Within) -> Iterator[Problem]:
    at, point = within(landmark.origin, ("point",)), landmark.point
    beyond = BORDER_KM / KM_PER_DEGREE if landmark.kind in ON_THE_BORDER else 0.0
    if not inside(country, point, beyond):
        yield Problem.at(at, outside(country, landmark.id, point))
        return
    city = next((c for c in country.cities if c.name == landmark.city), None)
    if city is None:
        hint = known_hint(landmark.city, [c.name for c in country.cities])
        said = f"'{short(landmark.city)}' is no city of {country.code} in shared/countries.yaml{hint}"
        yield Problem.at(within(landmark.origin, ("city",)), said, Kept("countries"))
        return
    apart = apart_km(point.latitude, point.longitude, city.point.latitude, city.point.longitude)
    if apart > CITY_KM:
        said = (
            f"'{landmark.id}' lies {apart:.0f} km from {city.name}, more than {CITY_KM:.0f}: "
            "check the numbers, or name the city it is near to"
        )
        yield Problem.at(at, said)
