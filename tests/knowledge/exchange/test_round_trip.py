"""Nothing is lost: what goes out as HSDS or as a table comes back as the same places, but for where they stood."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from bot.knowledge.exchange.hsds import service_of
from bot.knowledge.exchange.hsds_flat import flat, nested
from bot.knowledge.exchange.hsds_schema import deviations, row_deviations
from bot.knowledge.exchange.incoming import Arrivals, exact_places
from bot.knowledge.load import load_release
from bot.knowledge.records import Place
from bot.settings import PROJECT
from tests.knowledge.exchange.made_up import (
    TODAY,
    a_place,
    by_csv,
    by_json,
    by_package,
    by_xlsx,
    some_places,
    without_origin,
)

Form = Callable[[list[Place], Path], Arrivals]
FORMS = [by_json, by_package, by_csv, by_xlsx]


@pytest.fixture(scope="module")
def real() -> list[Place]:
    """Every place of every country, and a hundred of each bulk register."""
    release = load_release(PROJECT / "knowledge", TODAY)
    bulk = [r.place(row) for r in release.facilities.values() for row in range(min(100, len(r)))]
    return [*release.places.values(), *bulk]


@pytest.mark.parametrize("form", FORMS)
def test_every_real_place_comes_back_as_it_was(form: Form, real: list[Place], tmp_path: Path) -> None:
    back = form(real, tmp_path)
    assert back.told == ()
    assert without_origin(back.places) == without_origin(real)
    assert [list(p.hours.items()) for p in back.places] == [list(p.hours.items()) for p in real]


def test_every_real_place_is_valid_hsds_in_both_forms(real: list[Place]) -> None:
    services = [service_of(place) for place in real]
    assert list(deviations(services)) == []
    assert list(row_deviations(flat(services))) == []


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(places=some_places)
def test_places_nobody_has_seen_come_back_as_they_were(form: Form, places: list[Place]) -> None:
    with TemporaryDirectory() as folder:
        back = form(places, Path(folder))
    assert back.told == ()
    assert without_origin(back.places) == places


@settings(max_examples=40)
@given(places=some_places)
def test_places_nobody_has_seen_are_valid_hsds(places: list[Place]) -> None:
    services = [service_of(place) for place in places]
    assert list(deviations(services)) == []
    assert list(row_deviations(flat(services))) == []


def test_the_same_places_give_the_same_bytes(tmp_path: Path) -> None:
    by_package([a_place()], tmp_path)
    first = (tmp_path / "places.zip").read_bytes()
    by_package([a_place()], tmp_path)
    assert (tmp_path / "places.zip").read_bytes() == first


def test_what_two_records_share_is_one_row_and_comes_back_in_both() -> None:
    one, two = service_of(a_place()), service_of(a_place(id="pe-otra"))
    two["organization"] = one["organization"]
    rows = flat([one, two])
    assert len(rows["organization"]) == 1
    assert [s["organization"] for s in nested(rows)] == [one["organization"]] * 2


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("description", "solo comida", "texts.es.services", "solo comida"),
        ("description", "solo comida", "texts.en.services", "beds and food"),
        ("eligibility_description", "mujeres", "texts.es.serves", "mujeres"),
        ("name", "Casa Nueva", "name", "Casa Nueva"),
        ("assured_date", "2026-09-01", "as_of", "2026-09-01"),
        ("url", "https://nueva.example.org/", "web", "https://nueva.example.org/"),
        ("fees_description", "S/ 10 la noche", "free", None),
        ("fees_description", "Not free of charge", "free", False),
        ("application_process", "An appointment must be made before going", "appointment", True),
    ],
)
def test_what_a_partner_changes_in_a_field_of_hsds_goes_before_our_attribute(
    column: str, value: str, field: str, expected: object
) -> None:
    service = service_of(a_place()) | {column: value}
    found: object = exact_places([service], "x", TODAY).places[0]
    for name in field.split("."):
        found = found[name] if isinstance(found, dict) else getattr(found, name)
    assert found == expected


def test_hours_that_a_partner_changes_go_before_the_written_ones() -> None:
    service = service_of(a_place(hours={"mon": "8:00-9:00"}))
    service["schedules"][0]["closes_at"] = "10:00:00"
    assert exact_places([service], "x", TODAY).places[0].hours == {"mon": "08:00-10:00"}


def test_a_date_is_never_made_fresher_and_nobody_is_named_who_assured_nothing() -> None:
    service = service_of(a_place(as_of="about 2022"))
    assert service["assured_date"] == "2022-01-01"
    assert "assured_date" not in service_of(a_place(as_of=None))
    assert "assurer_email" not in json.dumps(service)


def test_a_broken_attribute_of_ours_costs_that_fact_and_not_the_place() -> None:
    service = service_of(a_place(hours={"mon": "8:00-9:00"}))
    for attribute in service["attributes"]:
        if attribute["taxonomy_term"]["code"] == "hours":
            attribute["value"] = '{"mon": "whenever"}'
    assert exact_places([service], "x", TODAY).places[0].hours == {"mon": "08:00-09:00"}
