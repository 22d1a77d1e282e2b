"""The nearest places to a point, and the country a point lies in. Great-circle distances on a sphere."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from bot.knowledge.records import City, Country, Place, Point, Release
from bot.places.directions import distance_km

NEAR_KM = 150.0  # farther places are no help today
COUNTRY_KM = 250.0  # farther from every known city: we cannot tell the country


def point_from(latitude: float, longitude: float) -> Point | None:
    """A point rounded to 0.001 degrees (about 110 m), or None where the numbers are no place on land people share."""
    if not (isfinite(latitude) and isfinite(longitude)) or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    if latitude == 0 and longitude == 0:
        return None
    return Point(round(latitude, 3), round(longitude, 3), "building")


def nearest_places(places: Iterable[Place], point: Point, most: int) -> list[tuple[float, Place]]:
    """The `most` nearest of `places` within NEAR_KM, each with its distance in kilometres, nearest first."""
    near = [(distance_km(point, p.point), p) for p in places if p.point is not None]
    return sorted((x for x in near if x[0] <= NEAR_KM), key=lambda x: (x[0], x[1].id))[:most]


def country_at(release: Release, point: Point) -> tuple[Country, City] | None:
    """The country and city whose centre is nearest, or None when all are farther than COUNTRY_KM."""
    found = min(
        (
            (distance_km(point, city.point), country, city)
            for country in release.countries.values()
            for city in country.cities
        ),
        key=lambda x: x[0],
        default=None,
    )
    return (found[1], found[2]) if found and found[0] <= COUNTRY_KM else None
