"""How far, which way and how long on foot: never more exact than the two points are."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, ceil, cos, degrees, radians, sin, sqrt
from typing import Literal

from bot.knowledge.records import Point
from bot.places.index import EARTH_KM

Direction = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
DIRECTIONS: tuple[Direction, ...] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
WALKING_KMH = 4.5
DETOUR = 1.3  # streets beside the straight line
WALKABLE_KM = 5.0  # in a straight line
FINEST_KM = 0.1  # a person's own point is rounded to 110 m
OTHER_CITY_KM = 15.0  # the middle of a city farther than this is another city's


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a place. What cannot honestly be told is None.

    in_city: only the city of the place is known: say "in the city" and no more.
    """

    kilometres: float | None
    direction: Direction | None
    walking_minutes: int | None
    in_city: bool


def distance_km(one: Point, other: Point) -> float:
    """Kilometres between two points (haversine; error below 0.6 %)."""
    lat1, lat2 = radians(one.latitude), radians(other.latitude)
    dlat, dlon = lat2 - lat1, radians(other.longitude - one.longitude)
    h = sin(dlat / 2) ** 2 + cos(lat1) * cos(lat2) * sin(dlon / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def way(here: Point, there: Point, kilometres: float) -> Way:
    """The way over `kilometres` of great circle. Between two cities it is told to ten kilometres."""
    if "city" in {here.exact, there.exact}:
        far = kilometres > OTHER_CITY_KM
        return Way(round(kilometres, -1) if far else None, None, None, in_city=there.exact == "city")
    direction = compass(here, there) if kilometres >= FINEST_KM else None
    return Way(rounded(kilometres), direction, walking_minutes(kilometres), in_city=False)


def compass(here: Point, there: Point) -> Direction:
    """The direction in which one sets out, one of eight."""
    y, other = radians(here.latitude), radians(there.latitude)
    turn = radians(there.longitude - here.longitude)
    east = sin(turn) * cos(other)
    north = cos(y) * sin(other) - sin(y) * cos(other) * cos(turn)
    return DIRECTIONS[round(degrees(atan2(east, north)) / 45) % 8]


def walking_minutes(kilometres: float) -> int | None:
    """Minutes on foot in steps of five, at least five; None above WALKABLE_KM."""
    if kilometres > WALKABLE_KM:
        return None
    return 5 * max(1, ceil(kilometres * DETOUR / WALKING_KMH * 60 / 5 - 0.5))


def rounded(kilometres: float) -> float:
    """To 100 m below 10 km and never less than these, to a kilometre above."""
    return max(FINEST_KM, round(kilometres, 1)) if kilometres < 10 else float(round(kilometres))
