"""The landmark nearest to a point, for telling people where a place is by something they can ask for."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, isfinite, radians, sin, sqrt

from bot.knowledge.landmark_records import Landmark
from bot.knowledge.records import Point
from bot.places.index import EARTH_KM


def nearest_landmark(
    landmarks: Iterable[Landmark], point: Point, within_km: float
) -> tuple[float, Landmark] | None:
    """The nearest landmark at most `within_km` kilometres from `point`, with its distance in kilometres, or None.

    Never more precise than the data: where the point, or a landmark, is known only to its city, there is no distance to
    tell. Landmarks of every country count, as a bridge serves both its sides; the lower id wins a tie.
    """
    if point.exact == "city" or not (isfinite(point.latitude) and isfinite(point.longitude)):
        return None
    exact = (x for x in landmarks if x.point.exact != "city")
    found = min(
        ((_kilometres(point, x.point), x) for x in exact), key=lambda x: (x[0], x[1].id), default=None
    )
    return found if found and found[0] <= within_km else None


def _kilometres(one: Point, other: Point) -> float:
    """Great-circle distance on a sphere (haversine; error below 0.6 %)."""
    south, north = radians(one.latitude), radians(other.latitude)
    up, along = north - south, radians(other.longitude - one.longitude)
    half = sin(up / 2) ** 2 + cos(south) * cos(north) * sin(along / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
