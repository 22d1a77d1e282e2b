"""Towns are found as people type them; those of the same name in several countries are all found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.records import City, Country, Point, Release, SharedName
from bot.places.towns import Towns
from tests.conversation.small import HERE, country, small_release

TULCAN = City("Tulcán", ("tulkan",), Point(0.81, -77.72, "city"))
IPIALES = City("Ipiales", (), Point(0.83, -77.64, "city"))


def towns() -> Towns:
    base: Release = small_release()
    ecuador: Country = replace(base.countries["EC"], cities=(*base.countries["EC"].cities, TULCAN))
    colombia = country("CO", "Colombia", covered=True, emergency="123", cities=(IPIALES,))
    bridge = SharedName(
        "Rumichaca", ("puente rumichaca",), ("EC", "CO"), None, True, HERE, {"EC": "Tulcán", "CO": "Ipiales"}
    )
    countries = {**base.countries, "EC": ecuador, "CO": colombia}
    return Towns(replace(base, countries=countries, shared_names=(bridge,)))


def found(text: str, country: str | None = None) -> list[tuple[str, str]]:
    return [(t.country, t.name) for t in towns().named_in(text, country)]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("estoy en tulcan", ("EC", "Tulcán")),
        ("TULKAN", ("EC", "Tulcán")),
        ("toy en tulcam", ("EC", "Tulcán")),
        ("ipiales", ("CO", "Ipiales")),
        ("vivo en chimbote", ("PE", "Chimbote")),  # not of the knowledge: of the list of towns
    ],
)
def test_a_town_is_found_as_people_type_it(text: str, town: tuple[str, str]) -> None:
    assert found(text) == [town]


def test_a_crossing_is_on_both_sides_and_lies_by_the_city_of_each() -> None:
    assert sorted(found("toy en rumichaca")) == [("CO", "Rumichaca"), ("EC", "Rumichaca")]
    assert found("toy en rumichaca", "EC") == [("EC", "Rumichaca")]
    town = towns().called("EC", "rumichaca")
    assert town is not None
    assert town.point.latitude == TULCAN.point.latitude
    assert town.point.exact == "city"


def test_a_town_of_several_countries_is_asked_about_unless_the_country_is_known() -> None:
    assert {country for country, _ in found("florencia")} <= {"CO", "PE", "EC", "AR"}
    assert found("la union", "PE") == [("PE", "La Unión")]


@pytest.mark.parametrize("text", ["", "hola", "xyzzyx", "no se donde estoy", "😀", "ña"])
def test_what_is_no_town_finds_none(text: str) -> None:
    assert found(text) == []


def test_a_button_names_a_town_by_its_country_and_slug() -> None:
    every = towns()
    for name in ("Tulcán", "Chimbote", "Villa María del Triunfo"):
        for town in every.named_in(name, None):
            assert every.called(town.country, town.slug) is not None
            assert len(town.slug) <= 24
    assert every.called("ZZ", "lima") is None


@pytest.mark.parametrize(
    ("text", "alone"),
    [("toy en tulcan", True), ("tulcan", True), ("tulcan hospital", False), ("ecuador", False)],
)
def test_a_text_may_name_a_town_and_nothing_else(text: str, alone: bool) -> None:
    assert bool(towns().alone_in(text, None)) is alone
