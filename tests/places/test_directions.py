"""A way is told no more exactly than the two points are known."""

from __future__ import annotations

import pytest

from bot.knowledge.records import Exactness, Point
from bot.places.directions import Way, compass, rounded, walking_minutes, way

HERE = Point(-12.05, -77.04, "building")


def there(north: float, east: float, exact: Exactness = "building") -> Point:
    return Point(HERE.latitude + north, HERE.longitude + east, exact)


@pytest.mark.parametrize(
    ("north", "east", "said"),
    [
        (1, 0, "n"), (1, 1, "ne"), (0, 1, "e"), (-1, 1, "se"),
        (-1, 0, "s"), (-1, -1, "sw"), (0, -1, "w"), (1, -1, "nw"), (1, 0.2, "n"),
    ],
)  # fmt: skip
def test_a_direction_is_one_of_eight_words(north: float, east: float, said: str) -> None:
    assert compass(HERE, there(north / 100, east / 100)) == said


def test_a_street_is_told_to_a_hundred_metres_with_its_direction_and_its_minutes() -> None:
    assert way(HERE, there(0.01, 0, "street"), 1.112) == Way(1.1, "n", 20, in_city=False)


def test_of_a_city_no_direction_and_no_metres_are_told() -> None:
    assert way(HERE, there(0.01, 0, "city"), 1.112) == Way(None, None, None, in_city=True)


def test_another_city_is_told_to_ten_kilometres() -> None:
    assert way(HERE, there(0.5, 0, "city"), 55.6) == Way(60, None, None, in_city=True)


def test_from_the_middle_of_a_city_nothing_exact_is_told_either() -> None:
    city = Point(HERE.latitude, HERE.longitude, "city")
    assert way(city, there(0.01, 0), 1.1) == Way(None, None, None, in_city=False)


def test_a_place_next_door_has_no_direction() -> None:
    assert way(HERE, there(0.0001, 0), 0.011) == Way(0.1, None, 5, in_city=False)


@pytest.mark.parametrize(
    ("kilometres", "minutes"), [(0, 5), (0.3, 5), (0.6, 10), (1, 15), (5, 85), (5.01, None)]
)
def test_walking_takes_steps_of_five_minutes_and_ends_at_five_kilometres(
    kilometres: float, minutes: int | None
) -> None:
    assert walking_minutes(kilometres) == minutes


@pytest.mark.parametrize(
    ("kilometres", "said"), [(0.01, 0.1), (1.26, 1.3), (9.94, 9.9), (12.4, 12.0), (99.6, 100.0)]
)
def test_far_ways_are_told_in_whole_kilometres(kilometres: float, said: float) -> None:
    assert rounded(kilometres) == said
