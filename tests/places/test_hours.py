"""A place is said to be open only when it is: over midnight, on Sundays, by its own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.fields import DAYS
from bot.places.hours import UNKNOWN, Opening, opening, week

LIMA = "America/Lima"  # UTC-5, no summer time
WEEKDAYS = {"mon-fri": "08:00-13:00, 14:00-17:00", "sat": "09:00-13:00"}


def lima(day: int, clock: str) -> datetime:
    """A moment in November 2026 by the clock of Lima; the 23rd is a Monday."""
    hours, minutes = map(int, clock.split(":"))
    return datetime.fromisoformat(f"2026-11-{day}T{hours:02}:{minutes:02}:00-05:00")


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        (23, "07:59", Opening("closed", "08:00", "today")),
        (23, "08:00", Opening("open", "13:00", "today")),
        (23, "12:59", Opening("open", "13:00", "today")),
        (23, "13:00", Opening("closed", "14:00", "today")),
        (23, "16:59", Opening("open", "17:00", "today")),
        (23, "17:00", Opening("closed", "08:00", "tomorrow")),
        (27, "18:00", Opening("closed", "09:00", "tomorrow")),
        (28, "13:30", Opening("closed", "08:00", "mon")),
        (29, "12:00", Opening("closed", "08:00", "tomorrow")),
    ],
)
def test_it_says_when_the_door_opens_or_closes_next(day: int, clock: str, said: Opening) -> None:
    assert opening(WEEKDAYS, LIMA, lima(day, clock)) == said


def test_hours_go_by_the_clock_of_the_place_and_not_of_the_server() -> None:
    now = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
    assert opening({"mon": "08:00-13:00"}, LIMA, now).state == "closed"
    assert opening({"mon": "08:00-13:00"}, "America/Sao_Paulo", now).state == "open"


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        (27, "21:59", Opening("closed", "22:00", "today")),
        (27, "23:30", Opening("open", "06:00", "tomorrow")),
        (28, "05:59", Opening("open", "06:00", "today")),
        (28, "06:00", Opening("closed", "22:00", "fri")),
    ],
)
def test_a_night_shelter_stays_open_over_midnight(day: int, clock: str, said: Opening) -> None:
    assert opening({"fri": "22:00-06:00"}, LIMA, lima(day, clock)) == said


def test_a_week_wraps_around() -> None:
    hours = {"sat-mon": "20:00-07:00"}
    assert opening(hours, LIMA, lima(23, "06:00")) == Opening("open", "07:00", "today")  # since Sunday
    assert opening(hours, LIMA, lima(24, "06:00")).state == "open"  # since Monday
    assert opening(hours, LIMA, lima(25, "06:00")) == Opening("closed", "20:00", "sat")


def test_a_place_that_never_closes_tells_no_hour() -> None:
    assert opening({"mon-sun": "24 hours"}, LIMA, lima(25, "03:00")) == Opening("open")
    assert opening({"mon-sun": "00:00-24:00"}, LIMA, lima(25, "03:00")) == Opening("open")


def test_days_of_24_hours_end_where_they_end() -> None:
    hours = {"mon-fri": "24 hours", "sat-sun": "closed"}
    assert opening(hours, LIMA, lima(25, "03:00")) == Opening("open", "24:00", "fri")
    assert opening(hours, LIMA, lima(28, "03:00")) == Opening("closed", "00:00", "mon")


def test_the_narrower_entry_says_how_a_day_is() -> None:
    hours = {"mon-sun": "08:00-20:00", "sun": "closed"}
    assert opening(hours, LIMA, lima(29, "12:00")) == Opening("closed", "08:00", "tomorrow")
    assert opening({"sun": "closed", "mon-sun": "24 hours"}, LIMA, lima(29, "12:00")).state == "closed"


def test_a_place_that_is_always_closed_promises_no_hour() -> None:
    assert opening({"mon-sun": "closed"}, LIMA, lima(25, "12:00")) == Opening("closed")


@pytest.mark.parametrize(
    ("hours", "zone"),
    [
        ({}, LIMA),
        (WEEKDAYS, "America/Nowhere"),
        (WEEKDAYS, "../etc/passwd"),
        (WEEKDAYS, ""),
        ({"mon-fri": "mornings"}, LIMA),
        ({"lunes": "08:00-17:00"}, LIMA),
    ],
)
def test_what_cannot_be_read_is_unknown_and_not_closed(hours: dict[str, str], zone: str) -> None:
    assert opening(hours, zone, lima(25, "12:00")) == UNKNOWN


clocks = st.integers(0, 24 * 60 - 1).map(lambda m: f"{m // 60:02}:{m % 60:02}")
spans = st.tuples(clocks, clocks).filter(lambda x: x[0] != x[1]).map("-".join)
times = st.one_of(st.just("closed"), st.just("24 hours"), spans, st.tuples(spans, spans).map(", ".join))
days = st.one_of(st.sampled_from(DAYS), st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map("-".join))
weeks = st.dictionaries(days, times, max_size=5)


@given(weeks)
def test_the_spans_of_any_week_are_joined_and_in_order(hours: dict[str, str]) -> None:
    found = week(tuple(hours.items()))
    assert all(start < end for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(weeks, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
def test_any_week_has_a_state_at_any_moment(hours: dict[str, str], moment: datetime) -> None:
    said = opening(hours, LIMA, moment.replace(tzinfo=UTC))
    assert said.state == "unknown" if not hours else said.state in {"open", "closed"}
    assert (said.at is None) == (said.day is None)
