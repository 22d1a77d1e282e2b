"""Finds points close to a point among many, by cells of 0.01 degrees: for duplicates and for places known before."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, hypot, radians

CELL = 0.01  # degrees: 1.1 km from south to north
KM_PER_DEGREE = 111.19


def apart_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres between two points that lie close together (flat, error below 1 % under 20 km)."""
    north = (latitude - other_latitude) * KM_PER_DEGREE
    east = (longitude - other_longitude) * KM_PER_DEGREE * cos(radians((latitude + other_latitude) / 2))
    return hypot(north, east)


class Cells:
    """Numbered points by cell."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}

    def add(self, latitude: float, longitude: float, number: int) -> None:
        cell = (int(latitude // CELL), int(longitude // CELL))
        self._cells.setdefault(cell, []).append((latitude, longitude, number))

    def near(self, latitude: float, longitude: float, kilometres: float) -> Iterator[tuple[float, int]]:
        """The points within `kilometres` (at most 0.5), each with its distance in kilometres."""
        y, x = int(latitude // CELL), int(longitude // CELL)
        for cell in ((y + i, x + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            for other_latitude, other_longitude, number in self._cells.get(cell, ()):
                apart = apart_km(latitude, longitude, other_latitude, other_longitude)
                if apart <= kilometres:
                    yield apart, number
