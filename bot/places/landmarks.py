"""The landmark nearest to a point, for telling people where a place is by something they can ask for."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from bot.knowledge.landmark_records import Landmark
from bot.knowledge.records import Point
from bot.places.directions import distance_km


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
        ((distance_km(point, x.point), x) for x in exact), key=lambda x: (x[0], x[1].id), default=None
    )
    return found if found and found[0] <= within_km else None
