"""Others' HSDS data: what can be a place becomes one, what cannot or must not is told with its row and the reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.knowledge.exchange.hsds import service_of
from bot.knowledge.exchange.hsds_flat import flat, nested
from bot.knowledge.exchange.incoming import Arrivals, places_for
from bot.knowledge.records import City, Country, Origin, Place, PlaceText, Point, Source
from tests.knowledge.exchange.made_up import TODAY, a_place, a_service, located

CITIES = (City("Lima", (), Point(-12.05, -77.04, "city")), City("Tacna", (), Point(-18.01, -70.25, "city")))
PERU = Country(
    "PE", "peru", True, {"es": "Perú", "en": "Peru"}, "", (), (), (), CITIES, "America/Lima", "PEN", "105", None,
    Origin("shared/countries.yaml", 1),
)  # fmt: skip


def arriving(*services: Any, known: Mapping[str, Place] | None = None) -> Arrivals:
    return places_for(services, "x.json", PERU, known or {}, TODAY, "es")


def told(*services: Any) -> list[str]:
    return list(map(str, arriving(*services).told))


def test_a_foreign_service_becomes_a_place() -> None:
    place = arriving(a_service()).places[0]
    assert (place.id, place.kind, place.name, place.city, place.region, place.address) == (
        "pe-lima-casa-puente",
        "shelter",
        "Casa Puente",
        "Lima",
        "Lima",
        "Jr. Ancash 100",
    )
    assert place.point == Point(-12.04637, -77.04279, "street")
    assert place.phone == "+51 1 555 0101 ext 12"
    assert place.hours == {"mon-wed": "09:00-17:30"}
    assert place.texts["es"] == PlaceText(
        "Alojamiento hasta 30 noches para familias. Más en", "Familias migrantes"
    )
    assert place.texts["en"] == PlaceText(None, None)
    assert (place.certainty, place.as_of, place.appointment, place.free) == (
        "confirm",
        "2026-05-04",
        None,
        None,
    )
    title = "HSDS 3.0, location 66666666-6666-4666-8666-666666666666"
    assert place.sources == (Source("ONG Puente", title, "https://ong.example.org/", "2026-05-04"),)


def test_the_package_form_gives_the_same_place() -> None:
    assert arriving(*nested(flat([a_service()]))).places == arriving(a_service()).places


def test_services_at_one_location_are_one_place_that_names_them() -> None:
    other = a_service(id="88888888-8888-4888-8888-888888888888", name="Comedor")
    place = arriving(a_service(), other).places
    assert [p.texts["es"].services for p in place] == ["Albergue temporal; Comedor"]


@pytest.mark.parametrize(
    ("service", "why"),
    [
        (located(a_service(name=" "), name=None), "it has no name"),
        (a_service(status="defunct"), "it exists no more"),
        (a_service(status="inactive"), "it is inactive"),
        (a_service(status="temporarily closed"), "it is closed for now"),
        (
            located(a_service(), location_type="virtual"),
            "it is a virtual location: there is no door to go to",
        ),
        (
            located(a_service(), addresses=[], latitude=None),
            "it has no address and no coordinates: unknown, or kept secret",
        ),
        (located(a_service(), latitude=4.6, longitude=-74.08), "its coordinates lie outside Peru"),
        (
            located(a_service(), addresses=[{"country": "CO", "city": "Bogotá"}]),
            "it is in another country (CO)",
        ),
        (
            located(a_service(), addresses=[{"address_1": "x"}], latitude=None),
            "it does not say in which country it is",
        ),
        (
            {k: x for k, x in a_service().items() if k != "service_at_locations"},
            "it has no address and no coordinates",
        ),
    ],
)
def test_what_is_no_place_to_go_to_is_left_out_with_its_reason(service: dict[str, Any], why: str) -> None:
    found = arriving(service)
    assert found.places == ()
    assert found.told[0].whole
    assert why in str(found.told[0])
    assert str(found.told[0]).startswith("services[0] '")


@pytest.mark.parametrize(
    "service",
    [
        a_service(alert="Dirección confidencial"),
        located(a_service(), description="Do not share this address"),
        located(a_service(), addresses=[{"address_1": "Undisclosed", "city": "Lima", "country": "PE"}]),
        a_service(name="Casa Refugio Amanecer"),
        a_service(description="Albergue para mujeres víctimas de violencia"),
        a_service(
            attributes=[{"id": "1", "taxonomy_term": {"id": "2", "name": "Safe houses", "description": ""}}]
        ),
        a_service(
            attributes=[{"id": "1", "taxonomy_term": {"id": "2", "name": "Domestic Violence Shelters"}}]
        ),
        service_of(a_place(name="Hogar de protección Luz")),
    ],
)
def test_a_hidden_house_never_becomes_a_place(service: dict[str, Any]) -> None:
    found = arriving(service)
    assert found.places == ()
    assert "address" in found.told[0].said


def test_a_source_that_writes_of_violence_hides_no_shelter() -> None:
    source = Source("El Diario", "Violencia en la frontera", None, None)
    assert len(arriving(service_of(a_place(sources=(source,)))).places) == 1


def test_an_unknown_kind_is_other_and_told() -> None:
    service = located(a_service(name="Taller de costura"), name="Taller de costura")
    assert arriving(service).places[0].kind == "other"
    assert any("is `other`" in x for x in told(service))


def test_their_taxonomy_says_the_kind_before_their_names() -> None:
    term = {"id": "1", "taxonomy_term": {"id": "2", "name": "Legal aid", "description": ""}}
    assert arriving(a_service(attributes=[term])).places[0].kind == "legal aid"


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"email": "nobody"}, "email", "is not an e-mail address"),
        ({"url": "http://bit.ly/x"}, "web", "https://"),
        ({"phones": [{"id": "1", "number": "call us"}]}, "phone", "holds letters"),
    ],
)
def test_a_part_that_is_no_good_is_left_out_and_told(change: dict[str, Any], field: str, said: str) -> None:
    found = arriving(a_service(**change))
    assert getattr(found.places[0], field) is None
    assert [said in str(x) and f"without `{field}`" in str(x) for x in found.told] == [True]


def test_a_date_that_can_be_none_is_unknown_and_told() -> None:
    for said in ("2027-01-01", "1066-10-14", "soon"):
        found = arriving(a_service(assured_date=said))
        assert found.places[0].as_of is None
        assert f"its date of checking, which can be none ({said})" in str(found.told[0])


def test_a_page_that_is_no_address_is_no_source() -> None:
    organization = {"name": "ONG Puente", "website": "our page"}
    assert arriving(a_service(organization=organization)).places[0].sources[0].url is None


def test_formulas_never_come_in() -> None:
    service = located(a_service(description="=cmd|' /C calc'!A0"), name="=HYPERLINK(1)")
    found = arriving(service)
    assert found.places == ()
    assert any("spreadsheet would take for a formula" in str(x) or "`name`" in str(x) for x in found.told)


def test_points_of_unknown_exactness_are_never_a_door() -> None:
    rough = located(a_service(), latitude=-12.05, longitude=-77.04)
    assert arriving(rough).places[0].point == Point(-12.05, -77.04, "city")
    fine = located(a_service(), addresses=[{"city": "Lima", "country": "PE"}])
    assert arriving(fine).places[0].point == Point(-12.04637, -77.04279, "city")


def test_named_persons_and_their_telephones_are_never_taken() -> None:
    contact = {
        "id": "1",
        "name": "Ana Persona",
        "email": "ana@x.org",
        "phones": [{"id": "2", "number": "999 888 777"}],
    }
    place = arriving(a_service(contacts=[contact], phones=[])).places[0]
    assert "Ana" not in repr(place)
    assert (place.phone, place.email) == (None, None)


def test_the_same_record_keeps_its_id_when_its_name_changes() -> None:
    first = arriving(a_service()).places[0]
    again = arriving(located(a_service(), name="Casa Puente Nueva"), known={first.id: first}).places[0]
    assert (again.id, again.name) == (first.id, "Casa Puente Nueva")


def test_two_places_of_one_name_get_two_ids() -> None:
    other = located(a_service(), id="99999999-9999-4999-8999-999999999999")
    assert [p.id for p in arriving(a_service(), other).places] == [
        "pe-lima-casa-puente",
        "pe-lima-casa-puente-2",
    ]


def test_one_id_of_ours_twice_is_taken_once() -> None:
    service = service_of(a_place())
    other = json.loads(json.dumps(service))
    other["service_at_locations"][0]["location"]["id"] = "99999999-9999-4999-8999-999999999999"
    found = arriving(service, other)
    assert len(found.places) == 1
    assert "stands in the file before" in str(found.told[0])


@pytest.mark.parametrize(
    "service",
    [
        {},
        {"service_at_locations": 7, "phones": "x"},
        a_service(organization=[], attributes=[3, {"taxonomy_term": "x"}], schedules=[{"byday": 3}]),
        located(a_service(), addresses=["x"], latitude=True, longitude=1e308, phones=[None]),
        a_service(cost_options=[{"amount": "free"}], description=["a"], assured_date="soon"),
        a_service(assured_date="2026-13-45"),
        "service",
    ],
)
def test_senseless_values_break_nothing(service: Any) -> None:
    found = arriving(service)
    assert all(isinstance(place, Place) for place in found.places)
