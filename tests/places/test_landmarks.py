"""A place is told by the nearest landmark people can ask for, and never more precisely than the data is."""

from __future__ import annotations

from math import inf, nan

import pytest

from bot.knowledge.landmark_records import Landmark
from bot.knowledge.records import Exactness, Origin, Point, Source
from bot.places.landmarks import nearest_landmark

SOURCES = (Source("El Mapa", "Puentes", "https://mapa.example.org", None),)


def landmark(id_: str, latitude: float, longitude: float, exact: Exactness = "street") -> Landmark:
    names = {"es": id_, "en": id_}
    point = Point(latitude, longitude, exact)
    origin = Origin("shared/landmarks.yaml", 1)
    return Landmark(id_, "CO", "Ipiales", "bridge", names, point, SOURCES, None, origin)  # type: ignore[arg-type]


BRIDGE = landmark("co-rumichaca", 0.8153, -77.6649)
TERMINAL = landmark("co-terminal", 0.83, -77.64)
HERE = Point(0.816, -77.664, "building")


def test_the_nearest_landmark_comes_with_its_kilometres() -> None:
    found = nearest_landmark([TERMINAL, BRIDGE], HERE, 5)
    assert found is not None
    assert found[1] is BRIDGE
    assert found[0] == pytest.approx(0.127, abs=0.002)


def test_one_degree_along_the_equator_is_111_kilometres() -> None:
    found = nearest_landmark([landmark("x", 0, -77)], Point(0, -78, "street"), 200)
    assert found is not None
    assert found[0] == pytest.approx(111.19, abs=0.01)


def test_a_landmark_too_far_to_walk_from_is_not_named() -> None:
    assert nearest_landmark([BRIDGE], Point(1.21, -77.28, "street"), 5) is None
    assert nearest_landmark([], HERE, 5) is None


def test_where_only_the_city_of_the_place_is_known_no_distance_is_told() -> None:
    assert nearest_landmark([BRIDGE], Point(0.816, -77.664, "city"), 5) is None


def test_a_landmark_known_only_to_its_city_never_hides_a_farther_exact_one() -> None:
    vague = landmark("co-vague", HERE.latitude, HERE.longitude, "city")
    assert nearest_landmark([vague], HERE, 5) is None
    found = nearest_landmark([vague, BRIDGE], HERE, 5)
    assert found is not None
    assert found[1] is BRIDGE


def test_of_two_equally_near_the_same_one_is_named_whatever_their_order() -> None:
    twin = landmark("co-a-twin", BRIDGE.point.latitude, BRIDGE.point.longitude)
    both = [nearest_landmark(order, HERE, 5) for order in ([BRIDGE, twin], [twin, BRIDGE])]
    assert [found[1].id for found in both if found] == ["co-a-twin", "co-a-twin"]


@pytest.mark.parametrize("latitude", [nan, inf])
def test_a_point_that_is_none_is_near_to_nothing(latitude: float) -> None:
    assert nearest_landmark([BRIDGE], Point(latitude, -77.6, "building"), 5) is None
