"""The box of a country, by which a point outside is noticed: the one of bot/knowledge/check_contacts.py, and a degree more.

A register reaches the borders, which may lie farther from any known city than a hand-kept place does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.check_contacts import MARGIN
from bot.knowledge.records import Country

BEYOND = 1.0  # degrees


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees around a country's known cities, MARGIN + BEYOND on every side. Far islands may lie outside."""

    south: float
    north: float
    west: float
    east: float

    @classmethod
    def of(cls, country: Country) -> Box:
        """The box of a country; the whole earth where none of its cities is known."""
        if not country.cities:
            return cls(-90, 90, -180, 180)
        latitudes = [city.point.latitude for city in country.cities]
        longitudes = [city.point.longitude for city in country.cities]
        margin = MARGIN + BEYOND
        return cls(
            min(latitudes) - margin,
            max(latitudes) + margin,
            min(longitudes) - margin,
            max(longitudes) + margin,
        )

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def outside(self, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.int64]:
        """The rows whose point lies outside. Rows without a point (NaN) are not among them."""
        low = (latitudes < self.south) | (longitudes < self.west)
        return np.flatnonzero(low | (latitudes > self.north) | (longitudes > self.east))
