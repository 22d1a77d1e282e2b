"""Finds the points nearest to a point among a hundred thousand and more: a band of latitudes, then exact distances.

The points lie sorted by latitude, so that only those within the band need a distance, and numpy takes all of these at
once: without a tree there is nothing to build, and a whole city of points still costs less than a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.records import Point

EARTH_KM = 6371.0
NEAR_KM = 150.0  # farther places are no help today
FAR_KM = 50_000.0  # more than once around the earth
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """A row of the index and its great-circle distance."""

    row: int
    kilometres: float


class PointIndex:
    """Points by number. Those without degrees (NaN, or beyond the poles) are kept out: they are near to nothing."""

    __slots__ = ("_latitudes", "_rows", "_vectors")

    def __init__(self, latitudes: Floats, longitudes: Floats) -> None:
        """Both in degrees, shape (n,)."""
        usable = np.isfinite(latitudes) & np.isfinite(longitudes)
        usable &= (np.abs(latitudes) <= 90) & (np.abs(longitudes) <= 180)
        rows = np.flatnonzero(usable)
        self._rows = rows[np.argsort(latitudes[rows], kind="stable")].astype(np.int64)
        self._latitudes = latitudes[self._rows]
        self._vectors = _unit_vectors(self._latitudes, longitudes[self._rows])

    def __len__(self) -> int:
        return len(self._rows)

    def within(self, point: Point, kilometres: float) -> tuple[Rows, Floats]:
        """The rows within a distance, and their kilometres: both of shape (m,), in no order.

        Empty where the point is none: not finite, or beyond a pole or the date line.
        """
        y, x = point.latitude, point.longitude
        if not (np.isfinite(y) and np.isfinite(x)) or abs(y) > 90 or abs(x) > 180:
            return np.empty(0, dtype=np.int64), np.empty(0)
        band = float(np.degrees(kilometres / EARTH_KM)) + 1e-9
        first, last = np.searchsorted(self._latitudes, (y - band, y + band), side="left")
        apart = self._vectors[:, first:last] - _unit_vectors(np.array([y]), np.array([x]))
        squares = np.einsum("ij,ij->j", apart, apart)
        longest = 2 * np.sin(min(kilometres / EARTH_KM, np.pi) / 2)
        near = np.flatnonzero(squares <= longest**2)
        found = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(squares[near]) / 2))
        return self._rows[first:last][near], found

    def nearest(
        self,
        point: Point,
        most: int,
        *,
        offset: int = 0,
        wanted: NDArray[np.bool_] | None = None,
        rank: NDArray[np.integer] | None = None,
        kilometres: float = NEAR_KM,
    ) -> tuple[Near, ...]:
        """At most `most` rows after the first `offset`, the lowest rank first, then the nearest, then the lowest number.

        wanted: which rows may be given, shape (n,) over all rows; rank: of all rows, shape (n,); kilometres: no farther.
        """
        rows, apart = self.within(point, kilometres)
        if wanted is not None:
            kept = wanted[rows]
            rows, apart = rows[kept], apart[kept]
        ranks = np.zeros(len(rows), dtype=np.int8) if rank is None else rank[rows]
        return tuple(Near(int(rows[i]), float(apart[i])) for i in first_of(rows, apart, ranks, most, offset))


def first_of(
    rows: Rows, apart: Floats, ranks: NDArray[np.integer], most: int, offset: int
) -> NDArray[np.intp]:
    """Where `most` of these stand after the first `offset`: the lowest rank first, the nearest, the lowest number.

    All of shape (m,). Only as many are sorted as can be given.
    """
    last = offset + most
    if most <= 0 or offset >= len(rows):
        return np.empty(0, dtype=np.intp)
    among = np.arange(len(rows))
    if last < len(rows) // 4:
        keys = apart + ranks * FAR_KM
        among = np.flatnonzero(keys <= np.partition(keys, last - 1)[last - 1])
    order = np.lexsort((rows[among], apart[among], ranks[among]))
    return among[order[offset:last]]


def _unit_vectors(latitudes: Floats, longitudes: Floats) -> Floats:
    """Points on the unit sphere, shape (3, n). Differences of these give short distances exactly, angles do not."""
    y, x = np.radians(latitudes), np.radians(longitudes)
    return np.stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)))
