"""In a country of several clocks a place goes by its own."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.knowledge.records import Point
from bot.places import zones
from bot.places.zones import time_zone
from tests.places.small import PERU

MEXICO = replace(PERU, code="MX", time_zone="America/Mexico_City")
BRAZIL = replace(PERU, code="BR", time_zone="America/Sao_Paulo")


@pytest.mark.parametrize(
    ("country", "latitude", "longitude", "clock"),
    [
        (MEXICO, 32.52, -117.02, "America/Tijuana"),
        (MEXICO, 19.40, -99.10, "America/Mexico_City"),
        (MEXICO, 14.90, -92.26, "America/Mexico_City"),
        (MEXICO, 31.70, -106.40, "America/Ciudad_Juarez"),
        (BRAZIL, 4.48, -61.10, "America/Boa_Vista"),
        (BRAZIL, -3.00, -60.00, "America/Manaus"),
        (BRAZIL, -23.60, -46.60, "America/Sao_Paulo"),
        (PERU, -12.05, -77.04, "America/Lima"),
    ],
)
def test_a_place_goes_by_the_clock_of_its_town(
    country: object, latitude: float, longitude: float, clock: str
) -> None:
    assert time_zone(country, Point(latitude, longitude, "city")) == clock  # type: ignore[arg-type]


def test_without_a_point_the_clock_is_the_country_s() -> None:
    assert time_zone(MEXICO, None) == "America/Mexico_City"


def test_every_clock_exists() -> None:
    assert all(ZoneInfo(name) for towns in zones._TOWNS.values() for name in towns)
