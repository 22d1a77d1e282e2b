"""Hand-kept places and the register are found together: the surely fitting first, the unknown after them, none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import nan

import pytest

from bot.knowledge.records import Place, Point
from bot.places.directory import Asking, Directory
from bot.places.filters import PlaceFilter, rank
from bot.places.hours import Opening, opening
from tests.places.small import LIMA, NOW, PERU, POLICY, SHELTER, register, shelter

WEEKDAYS = "mon-fri 08:00-17:00"


def asking(*, most: int = 10, offset: int = 0, **wishes: object) -> Asking:
    return Asking(PlaceFilter(**wishes), NOW, POLICY, most, offset)  # type: ignore[arg-type]


def directory(kept: list[Place], *rows: dict[str, str]) -> Directory:
    return Directory(PERU, kept, register(*rows) if rows else None)


def ids(found: object) -> list[str]:
    return [x.place.id for x in found.places]  # type: ignore[attr-defined]


def test_both_kinds_of_places_are_given_nearest_first() -> None:
    near = directory([SHELTER], {}, {"id": "pe-2", "name": "Posta Dos", "latitude": "-12.07000"})
    assert ids(near.nearest(LIMA, asking())) == ["pe-shelter", "pe-1", "pe-2"]


def test_a_sure_place_in_another_city_is_no_better_than_an_unknown_one_here() -> None:
    far = {"id": "pe-free", "name": "Hospital gratuito", "latitude": "-12.90000", "hours": WEEKDAYS}
    here = {"id": "pe-here", "name": "Posta", "latitude": "-12.05000"}
    assert ids(directory([], far, here).nearest(LIMA, asking(open_now=True))) == ["pe-here", "pe-free"]


def test_a_page_tells_whether_more_come_after_it() -> None:
    rows = [{"id": f"pe-{i}", "name": f"Posta {i}", "latitude": f"-12.0{i}000"} for i in range(5)]
    places = directory([], *rows)
    first = places.nearest(LIMA, asking(most=3))
    second = places.nearest(LIMA, asking(most=3, offset=3))
    assert first.more
    assert not second.more
    assert sorted(ids(first) + ids(second)) == [f"pe-{i}" for i in range(5)]


def test_open_now_drops_only_what_is_surely_closed() -> None:
    rows = (
        {"id": "pe-open", "name": "A", "hours": WEEKDAYS},
        {"id": "pe-closed", "name": "B", "hours": "sat 08:00-17:00"},
        {"id": "pe-unknown", "name": "C", "latitude": "-12.05000"},
    )
    found = directory([], *rows).nearest(LIMA, asking(open_now=True))
    assert ids(found) == ["pe-open", "pe-unknown"]
    assert [x.unknown for x in found.places] == [0, 1]
    assert found.places[0].opening == Opening("open", "17:00", "today")


def test_at_night_the_same_place_is_dropped() -> None:
    places = directory([], {"hours": WEEKDAYS})
    night = replace(asking(open_now=True), now=NOW + timedelta(hours=12))
    assert ids(places.nearest(LIMA, night)) == []


def test_a_man_is_not_sent_to_a_shelter_of_women() -> None:
    kept = [replace(shelter("mujeres"), id="pe-women"), replace(SHELTER, id="pe-anybody")]
    rows = (
        {"id": "pe-r", "kind": "shelter", "name": "Refugio de mujeres"},
        {"id": "pe-s", "kind": "shelter", "name": "Albergue"},
    )
    assert ids(directory(kept, *rows).nearest(LIMA, asking(audiences=("men",)))) == ["pe-anybody", "pe-s"]


def test_a_place_too_old_to_send_anyone_to_is_not_given() -> None:
    kept = [replace(SHELTER, as_of="2012")]
    assert ids(directory(kept, {"as_of": "2012"}, {"id": "pe-2", "name": "B"}).nearest(LIMA, asking())) == [
        "pe-2"
    ]


def test_a_hand_kept_place_is_not_given_again_from_the_register() -> None:
    hospital = replace(SHELTER, id="pe-hospital", kind="hospital", name="Hospital Dos de Mayo")
    rows = (
        {"name": "HOSPITAL DOS DE MAYO", "kind": "hospital", "latitude": "-12.05100"},
        {"id": "pe-2", "name": "Hospital Otro"},
    )
    assert ids(directory([hospital], *rows).nearest(LIMA, asking())) == ["pe-hospital", "pe-2"]


def test_only_the_kinds_asked_for_are_given() -> None:
    assert ids(directory([SHELTER], {}).nearest(LIMA, asking(kinds=("health post", "hospital")))) == ["pe-1"]


def test_a_place_has_its_source_and_its_age() -> None:
    place = directory([], {"as_of": "2025", "source": "Alcaldía"}, {"id": "pe-2", "name": "B"}).find("pe-1")
    assert place is not None
    assert (place.as_of, place.sources[0].publisher) == ("2025", "Alcaldía")
    other = directory([], {"id": "pe-2", "name": "B"}).find("pe-2")
    assert other is not None
    assert (other.as_of, other.sources[0].publisher, str(other.origin)) == (
        "2026", "Ministerio", "peru/health_facilities.csv:2",
    )  # fmt: skip


def test_an_id_that_is_not_there_is_not_found() -> None:
    places = directory([SHELTER], {})
    assert places.find("pe-nothing") is None
    assert places.find("ñ" * 100) is None
    assert places.find("pe-shelter") is SHELTER


@pytest.mark.parametrize(
    "point", [Point(nan, nan, "building"), Point(91, -77, "building"), Point(-12, -120, "building")]
)
def test_at_sea_and_nowhere_there_is_nothing(point: Point) -> None:
    found = directory([SHELTER], {}).nearest(point, asking())
    assert (found.places, found.more) == ((), False)


def test_a_town_gives_also_the_places_without_a_point() -> None:
    row = {
        "id": "pe-9",
        "name": "Oficina",
        "latitude": "",
        "longitude": "",
        "exact": "",
        "city": "Callao",
        "region": "Lima",
    }
    places = directory([replace(SHELTER, point=None)], row)
    assert ids(places.in_town("LIMA", asking())) == ["pe-shelter", "pe-9"]
    assert ids(places.nearest(LIMA, asking())) == []
    assert places.in_town("Lima", asking()).places[0].way is None


@pytest.mark.parametrize("wishes", [{}, {"audiences": ("children",)}, {"open_now": True}])
def test_a_look_nearby_gives_what_a_look_at_all_gives(
    wishes: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "id": f"pe-{i}",
            "name": f"{'Hospital de Niños' if i % 7 == 3 else 'Posta'} {i}",
            "hours": WEEKDAYS if i % 5 == 4 else "",
            "latitude": f"-12.{i:02}500",
        }
        for i in range(90)
    ]
    places = directory([SHELTER], *rows)
    pages = range(0, 91, 5)
    near = [places.nearest(LIMA, asking(most=5, offset=start, **wishes)) for start in pages]
    monkeypatch.setattr("bot.places.directory.FIRST_LOOKS_KM", ())
    assert near == [places.nearest(LIMA, asking(most=5, offset=start, **wishes)) for start in pages]


NAMES = (
    "Posta San Juan",
    "Hospital de Niños",
    "Casa de la Mujer",
    "Refugio (mujeres)",
    "Albergue de hombres",
    "Maternidad",
    "LGBT+",
)
WISHES = (
    PlaceFilter(("shelter",)), PlaceFilter(audiences=("men",)), PlaceFilter(audiences=("women", "children")),
    PlaceFilter(audiences=("lgbti", "no papers"), free=True), PlaceFilter(open_now=True, audiences=("men",)),
)  # fmt: skip


@pytest.mark.parametrize("wanted", WISHES)
def test_the_columns_of_a_register_judge_as_its_places_do(wanted: PlaceFilter) -> None:
    kinds = ("shelter", "hospital", "health post")
    hours = ("", WEEKDAYS, "sat 08:00-10:00")
    rows = [
        {
            "id": f"pe-{i}",
            "name": name,
            "kind": kinds[i % 3],
            "hours": hours[i % 2 + i // 9],
            "latitude": f"-12.{i:02}000",
        }
        for i, name in enumerate(NAMES * 2)
    ]
    bulk = register(*rows)
    found = Directory(PERU, [], bulk).nearest(LIMA, Asking(wanted, NOW, POLICY, most=99))
    places = [bulk.place(row) for row in range(len(bulk))]
    ranks = {p.id: rank(p, wanted, opening(p.hours, PERU.time_zone, NOW)) for p in places}
    assert {x.place.id: x.unknown for x in found.places} == {k: v for k, v in ranks.items() if v is not None}
