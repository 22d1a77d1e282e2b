"""Looks places up for a search: by point, by town (and then around it), or all of a country."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.near.search import Search
from bot.conversation.nearest import country_at
from bot.conversation.scene import Scene
from bot.knowledge.once import once_a_release
from bot.knowledge.records import City, Country, Place, Point, Release
from bot.places.directions import distance_km
from bot.places.directory import Asking, Directory, Found, FoundPlace, directories
from bot.places.landmarks import nearest_landmark
from bot.places.towns import Town, Towns

MOST = 3  # places at a time
AROUND_TOWN_KM = 60.0
LANDMARK_KM = 1.0
BORDER_KM = 12.0  # so much farther may the nearest town of another country be for a person to be asked


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a search is, as far as it can be told: a country, a point or a town of it, and how it is called."""

    country: Country
    point: Point | None
    town: str | None
    other_side: Country | None = None  # near a border: the country across it


def spot_of(scene: Scene, search: Search) -> Spot | None:
    """The spot of a search; None where there is no known country (the sea, latitude 91, a button nobody made)."""
    where = search.where
    if where.point is not None:
        return _spot_at(scene, where.point)
    country = scene.release.countries.get(where.country or "")
    if country is None or not scene.has_answers(country.code):
        return None
    if where.town is None:
        return Spot(country, None, None)
    town = Towns.of(scene.release).called(country.code, where.town)
    return Spot(country, town.point, town.name) if town else None


def _spot_at(scene: Scene, point: Point) -> Spot | None:
    here = country_at(scene.release, point)
    if here is None:
        return None
    country, city = here
    across = _nearest_city_elsewhere(scene.release, point, country)
    own = distance_km(point, city.point)
    near_border = across is not None and across[1] <= own + BORDER_KM and across[1] <= 2 * BORDER_KM
    other = across[0] if across and near_border and scene.is_covered(across[0].code) else None
    return Spot(country, point, None, other)


def _nearest_city_elsewhere(release: Release, point: Point, own: Country) -> tuple[Country, float] | None:
    found = (
        (distance_km(point, city.point), country)
        for country in release.countries.values()
        if country.code != own.code
        for city in country.cities
    )
    nearest = min(found, key=lambda x: x[0], default=None)
    return (nearest[1], nearest[0]) if nearest else None


def find(scene: Scene, search: Search, spot: Spot) -> Found:
    """The places of a search, three at a time; those that people found closed come last among them."""
    directory = _directories(scene.release).get(spot.country.code)
    if directory is None:
        return Found((), more=False)
    asking = Asking(search.wanted, scene.now, scene.release.freshness, MOST, search.offset)
    if spot.town is not None:
        found = _around_town(directory, spot, asking)
    elif spot.point is not None:
        found = directory.nearest(spot.point, asking)
    else:
        found = directory.in_country(asking)
    ordered = sorted(found.places, key=lambda f: f.place.id in scene.closed)
    return replace(found, places=tuple(ordered))


def _around_town(directory: Directory, spot: Spot, asking: Asking) -> Found:
    """The places of the town itself, then those around it."""
    wide = replace(asking, most=asking.offset + asking.most + 1, offset=0)
    own = directory.in_town(spot.town or "", wide).places
    around = directory.nearest(spot.point, wide, AROUND_TOWN_KM).places if spot.point else ()
    if spot.point and not own and not around:  # better far than nowhere
        around = directory.nearest(spot.point, wide).places
    known = {f.place.id for f in own}
    both: list[FoundPlace] = [*own, *(f for f in around if f.place.id not in known)]
    shown = both[asking.offset : asking.offset + asking.most]
    return Found(tuple(shown), more=len(both) > asking.offset + asking.most)


def towns_named(scene: Scene, text: str) -> tuple[Town, ...]:
    """The towns a text names, in the person's country first."""
    return Towns.of(scene.release).named_in(text, scene.country)


def landmark_near(scene: Scene, place: Place, spot: Spot) -> str | None:
    """What a place lies by: a bridge, a terminal or a station, else a district; only where its point is exact."""
    if place.point is None or place.point.exact == "city":
        return None
    if landmark := nearest_landmark(scene.release.landmarks, place.point, LANDMARK_KM):
        return landmark[1].names[scene.language]
    city = _district(spot.country, place.point)
    return city.name.split(",")[0] if city and city.name not in {place.city, spot.town} else None


def _district(country: Country, point: Point, within_km: float = 2.0) -> City | None:
    near = [(distance_km(point, c.point), c) for c in country.cities]
    found = min((x for x in near if x[0] <= within_km), key=lambda x: x[0], default=None)
    return found[1] if found else None


_directories = once_a_release(directories)
