"""The index gives what a look at every place would give, and nothing for what is no point."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.records import Point
from bot.places.directions import distance_km
from bot.places.index import NEAR_KM, PointIndex

degrees = st.floats(-90, 90, allow_nan=False)
near_degrees = st.floats(-20, -18, allow_nan=False)
points = st.lists(st.tuples(st.one_of(near_degrees, degrees), st.one_of(near_degrees, degrees)), max_size=40)


def index_of(*places: tuple[float, float]) -> PointIndex:
    columns = np.array(places, dtype=float).reshape(-1, 2)
    return PointIndex(columns[:, 0], columns[:, 1])


def brute(places: list[tuple[float, float]], here: Point) -> list[tuple[float, int]]:
    apart = [(distance_km(here, Point(*place, "building")), i) for i, place in enumerate(places)]
    return sorted(x for x in apart if x[0] <= NEAR_KM)


@given(points, near_degrees, near_degrees, st.integers(0, 5), st.integers(0, 4))
def test_the_nearest_are_those_of_a_look_at_every_place(
    places: list[tuple[float, float]], latitude: float, longitude: float, most: int, offset: int
) -> None:
    here = Point(latitude, longitude, "building")
    found = index_of(*places).nearest(here, most, offset=offset)
    wanted = [x for x in brute(places, here) if x[0] <= NEAR_KM - 1e-6][offset : offset + most]
    assert [near.kilometres for near in found][: len(wanted)] == pytest.approx(
        [x[0] for x in wanted], abs=1e-6
    )


@given(points, near_degrees, near_degrees)
def test_page_after_page_gives_every_place_once(
    places: list[tuple[float, float]], latitude: float, longitude: float
) -> None:
    index, here = index_of(*places), Point(latitude, longitude, "building")
    pages = [near.row for start in range(0, 42, 3) for near in index.nearest(here, 3, offset=start)]
    assert len(pages) == len(set(pages)) == len(index.within(here, NEAR_KM)[0])


def test_many_places_on_one_point_are_given_in_the_order_of_their_numbers() -> None:
    index, here = index_of(*[(-12.0, -77.0)] * 40), Point(-12.0, -77.0, "building")
    assert [near.row for near in index.nearest(here, 4, offset=2)] == [2, 3, 4, 5]


def test_a_place_that_does_not_fit_is_passed_over() -> None:
    index, here = index_of((-12.0, -77.0), (-12.1, -77.0), (-12.2, -77.0)), Point(-12.0, -77.0, "building")
    fits = np.array([False, True, True])
    assert [near.row for near in index.nearest(here, 3, wanted=fits)] == [1, 2]


def test_a_better_rank_goes_before_a_shorter_way() -> None:
    index, here = index_of((-12.0, -77.0), (-12.1, -77.0), (-12.2, -77.0)), Point(-12.0, -77.0, "building")
    assert [near.row for near in index.nearest(here, 2, rank=np.array([1, 1, 0]))] == [2, 0]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(nan, -77.0), (-12.0, nan), (inf, 0.0), (91.0, -77.0), (-12.0, 181.0), (-90.1, 0.0)],
)
def test_what_is_no_point_is_near_to_nothing(latitude: float, longitude: float) -> None:
    index = index_of((-12.0, -77.0), (89.9, 0.0))
    assert index.nearest(Point(latitude, longitude, "building"), 3) == ()


def test_nothing_is_near_in_the_middle_of_the_sea() -> None:
    assert index_of((-12.0, -77.0), (-33.4, -70.6)).nearest(Point(-30.0, -110.0, "building"), 3) == ()


def test_places_without_a_point_are_not_in_the_index() -> None:
    index = index_of((nan, nan), (-12.0, -77.0), (91.0, 0.0), (0.0, 200.0))
    assert len(index) == 1
    assert [near.row for near in index.nearest(Point(-12.0, -77.0, "building"), 9)] == [1]


def test_an_index_of_nothing_gives_nothing() -> None:
    assert index_of().nearest(Point(-12.0, -77.0, "building"), 3) == ()


def test_the_date_line_and_the_poles_part_nobody() -> None:
    index = index_of((0.0, 179.99), (89.99, 90.0))
    assert index.nearest(Point(0.0, -179.99, "building"), 1)[0].kilometres == pytest.approx(2.22, abs=0.01)
    assert index.nearest(Point(89.99, -90.0, "building"), 1)[0].kilometres == pytest.approx(2.22, abs=0.01)
