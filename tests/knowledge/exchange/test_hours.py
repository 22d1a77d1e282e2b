"""Opening hours become weekly schedules and come back; what our hours cannot say is left out with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge.exchange.hsds_hours import hours_of, schedules_of
from tests.knowledge.exchange.made_up import TODAY


@pytest.mark.parametrize(
    ("days", "byday"),
    [("mon-fri", "MO,TU,WE,TH,FR"), ("sat", "SA"), ("sat-mon", "SA,SU,MO"), ("mon-mon", "MO")],
)
def test_days_become_rrule_days(days: str, byday: str) -> None:
    assert [s["byday"] for s in schedules_of({days: "08:00-17:00"}, "x")] == [byday]


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("08:00-17:00", [("08:00:00", "17:00:00")]),
        ("08:00-13:00, 14:00-17:00", [("08:00:00", "13:00:00"), ("14:00:00", "17:00:00")]),
        ("24 hours", [("00:00:00", "23:59:00")]),
        ("closed", [(None, None)]),
        ("8:00-24:00", [("08:00:00", "00:00:00")]),
    ],
)
def test_times_become_opens_and_closes(times: str, said: list[tuple[str | None, str | None]]) -> None:
    assert [(s.get("opens_at"), s.get("closes_at")) for s in schedules_of({"mon": times}, "x")] == said


WEEKLY = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [
        (WEEKLY, {"mon": "09:00-17:00"}),
        (WEEKLY | {"byday": "FR,MO,TU"}, {"mon-tue": "09:00-17:00", "fri": "09:00-17:00"}),
        (WEEKLY | {"opens_at": "9:00:00", "closes_at": "17:00-05:00"}, {"mon": "09:00-17:00"}),
        (WEEKLY | {"opens_at": "00:00", "closes_at": "23:59"}, {"mon": "24 hours"}),
        (WEEKLY | {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}, {"mon": "09:00-17:00"}),
        ({"byday": "SU", "description": "Cerrado"}, {"sun": "closed"}),
    ],
)
def test_schedules_of_others_become_hours(schedule: dict[str, Any], hours: dict[str, str]) -> None:
    assert hours_of([schedule], TODAY) == (hours, [])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"freq": "MONTHLY", "byday": "2MO"}, "hours that are not those of every week"),
        ({"interval": 2}, "hours that are not those of every week"),
        ({"until": "2027-01-31"}, "hours of a season"),
        ({"valid_to": "2026-01-31"}, "hours that held until 2026-01-31"),
        ({"valid_from": "2027-01-01"}, "hours that hold from 2027-01-01 on"),
        ({"byday": ""}, "hours without days of the week"),
        ({"opens_at": "14:00Z"}, "hours in UTC"),
        ({"opens_at": "nine"}, "hours that cannot be read"),
        ({"opens_at": "17:00"}, "hours that open and close at 17:00"),
        ({"opens_at": None, "closes_at": None, "description": "mornings"}, "hours in words only"),
    ],
)
def test_what_our_hours_cannot_say_is_left_out_with_a_reason(change: dict[str, Any], why: str) -> None:
    assert hours_of([WEEKLY | change], TODAY) == ({}, [why])


def test_spans_of_one_day_from_several_schedules_stand_together() -> None:
    both = [WEEKLY | {"byday": "MO,TU", "closes_at": "12:00"}, WEEKLY | {"opens_at": "14:00"}]
    assert hours_of(both, TODAY)[0] == {"mon": "09:00-12:00, 14:00-17:00", "tue": "09:00-12:00"}
