"""Reference points lie by their city, say who states their coordinates, and never claim more than the sources give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge.check_contacts import MARGIN, inside
from bot.knowledge.check_landmarks import BORDER_KM, CITY_KM
from bot.knowledge.load import load_release, read_release
from bot.knowledge.records import Point, Release
from bot.knowledge.registers.near import KM_PER_DEGREE, apart_km
from bot.settings import PROJECT
from tests.knowledge.folder import TODAY, line_of, replace, write, write_folder

LANDMARKS = "shared/landmarks.yaml"
SOURCE = "    sources:\n      - {publisher: La Guía, title: Puentes}\n"
GOOD = """\
landmarks:
  - id: pe-tacna-terminal
    country: PE
    city: Tacna
    kind: bus terminal
    es: Terminal Manuel A. Odría
    en: Manuel A. Odría bus terminal
    point: {latitude: -18.0012, longitude: -70.2468, exact: street}
    sources:
      - {publisher: El Mapa, title: Tacna, url: https://mapa.example.org/tacna, date: 2025-02}
    as_of: 2025-02
  - id: ec-puente
    country: EC
    city: Quito
    kind: bridge
    es: Puente del Norte
    en: North Bridge
    point: {latitude: -0.1, longitude: -78.4, exact: city}
    sources:
      - {publisher: La Guía, title: Puentes}
    as_of: unknown
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_folder(tmp_path)
    write(tmp_path, LANDMARKS, GOOD)
    return tmp_path


@pytest.fixture(scope="module")
def real() -> Release:
    return load_release(PROJECT / "knowledge", datetime.now(UTC).date())


def test_a_landmark_is_read_with_its_names_its_point_and_who_states_it(root: Path) -> None:
    terminal, bridge = load_release(root, TODAY).landmarks
    assert (terminal.id, terminal.country, terminal.city) == ("pe-tacna-terminal", "PE", "Tacna")
    assert terminal.kind == "bus terminal"
    assert terminal.names == {"es": "Terminal Manuel A. Odría", "en": "Manuel A. Odría bus terminal"}
    assert terminal.point == Point(-18.0012, -70.2468, "street")
    assert terminal.sources[0].url == "https://mapa.example.org/tacna"
    assert str(terminal.origin) == f"{LANDMARKS}:2"
    assert (terminal.as_of, bridge.as_of) == ("2025-02", None)


def test_a_folder_without_landmarks_has_none(tmp_path: Path) -> None:
    assert load_release(write_folder(tmp_path), TODAY).landmarks == ()


MISTAKES = {
    "country": ("country: PE", "country: PX", "country: PX", "no country of shared/countries.yaml"),
    "city": ("city: Tacna", "city: Takna", "city: Takna", "no city of PE in shared/countries.yaml: did you mean 'Tacna'?"),
    "city of another country": ("city: Tacna", "city: Quito", "city: Quito", "no city of PE"),
    "far from its city": ("-18.0012", "-17.3", "point:", "km from Tacna, more than 60"),
    "outside": ("-18.0012", "18.0012", "point:", "lies outside Peru"),
    "swapped": ("latitude: -18.0012, longitude: -70.2468", "latitude: -70.2468, longitude: -18.0012", "point:", "swapped"),
    "exact building of one source": ("exact: street", "exact: building", "point:", "or write `exact: street`"),
    "exactness": ("exact: street", "exact: metre", "point:", "building, street, city"),
    "kind": ("kind: bus terminal", "kind: bus stop", "kind: bus stop", "It is one of: border crossing, bridge"),
    "id of another country": ("id: pe-tacna", "id: cl-tacna", "id: cl-tacna", "begin its id with 'pe-'"),
    "repeated id": ("id: ec-puente", "id: pe-tacna-terminal", "id: pe-tacna-terminal", "already stands at"),
    "future": ("as_of: 2025-02", "as_of: 2031", "as_of: 2031", "lies in the future"),
    "no source": (SOURCE, "", "id: ec-puente", "'sources' is missing"),
    "empty sources": (SOURCE, "    sources: []\n", "sources: []", "has no item"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_at_its_line_with_its_mend(name: str, root: Path) -> None:
    old, new, at, says = MISTAKES[name]
    replace(root, LANDMARKS, old, new)
    line = line_of(root, LANDMARKS, at, 2 if name == "repeated id" else 1)
    said = [str(problem) for problem in read_release(root, TODAY)[1]]
    assert any(x.startswith(f"{LANDMARKS}:{line}: ") and says in x for x in said), said


def test_two_sources_with_an_address_may_state_the_very_building(root: Path) -> None:
    replace(root, LANDMARKS, "exact: street", "exact: building")
    second = "      - {publisher: El Registro, title: Terminales, url: https://registro.example.org/t}\n"
    replace(root, LANDMARKS, "    as_of: 2025-02\n", f"{second}    as_of: 2025-02\n")
    assert load_release(root, TODAY).landmarks[0].point.exact == "building"


def test_what_stands_on_a_border_may_lie_two_kilometres_outside(root: Path) -> None:
    peru = load_release(root, TODAY).countries["PE"]
    edge = min(c.point.latitude for c in peru.cities) - MARGIN
    allowed = BORDER_KM / KM_PER_DEGREE
    on_the_border = Point(edge - allowed / 2, -70.25, "street")
    assert not inside(peru, on_the_border)
    assert inside(peru, on_the_border, allowed)
    assert not inside(peru, Point(edge - allowed * 2, -70.25, "street"), allowed)


def test_the_real_landmarks_cover_the_crossings_where_people_arrive(real: Release) -> None:
    assert len(real.landmarks) >= 30
    assert {"CO", "EC", "BO", "CL", "AR", "PY", "UY", "BR", "CR", "MX"} <= {x.country for x in real.landmarks}
    assert {x.city for x in real.landmarks if x.kind == "bridge"} >= {
        "Ipiales",
        "Cúcuta",
        "La Quiaca",
        "Ciudad del Este",
    }


def test_every_real_landmark_has_a_source_with_an_address_and_lies_by_its_city(real: Release) -> None:
    for x in real.landmarks:
        assert any(source.url for source in x.sources), x.id
        city = next(c for c in real.countries[x.country].cities if c.name == x.city)
        apart = apart_km(x.point.latitude, x.point.longitude, city.point.latitude, city.point.longitude)
        assert apart <= CITY_KM / 2, (x.id, apart)


def test_no_real_landmark_claims_the_very_building(real: Release) -> None:
    assert {x.point.exact for x in real.landmarks} <= {"street", "city"}


def test_no_two_real_landmarks_are_the_same_place(real: Release) -> None:
    for i, one in enumerate(real.landmarks):
        for other in real.landmarks[i + 1 :]:
            apart = apart_km(
                one.point.latitude, one.point.longitude, other.point.latitude, other.point.longitude
            )
            assert apart > 0.3, (one.id, other.id)
