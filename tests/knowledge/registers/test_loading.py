"""A register is part of the release: checked row by row, told with file and line, counted into the release's id."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.check_contacts import inside
from bot.knowledge.keeper import folder_stamp
from bot.knowledge.load import read_release
from bot.knowledge.records import Point
from bot.knowledge.registers import form
from bot.knowledge.registers.boxes import BEYOND, Box
from tests.knowledge.folder import TODAY
from tests.knowledge.registers.kit import HOSPITAL, POSTA, brought, country, csv_file, load, row

FILE, ABOUT_FILE = "peru/health_facilities.csv", "peru/health_facilities.yaml"
GOOD = "pe-102,hospital,Hospital Dos de Mayo,Av. Grau 13,Lima,,-12.05611,-77.01711,building,01 328 0028,,unknown,,,"


@pytest.fixture
def with_register(root: Path, tmp_path: Path) -> Path:
    brought(root, csv_file(tmp_path, POSTA, HOSPITAL))
    return root


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in read_release(root, TODAY)[1]]


def spoil(root: Path, old: str, new: str, file: str = FILE) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_a_register_is_held_on_the_release_with_its_source(with_register: Path) -> None:
    register = load(with_register).facilities["PE"]
    place = register.find("pe-102")
    assert place is not None
    assert (len(register), place.name, place.kind, place.country) == (
        2,
        "Hospital Dos de Mayo",
        "hospital",
        "PE",
    )
    assert (place.sources[0].publisher, place.as_of, register.licence) == (
        "Ministerio de Salud",
        "2026-03",
        "CC BY 4.0",
    )
    assert str(place.origin) == f"{FILE}:3"
    assert GOOD in (with_register / FILE).read_text(encoding="utf-8")


def test_an_edit_of_a_register_is_noticed_and_makes_another_release(with_register: Path) -> None:
    before = load(with_register).id, folder_stamp(with_register)
    spoil(with_register, "01 328 0028", "01 328 0029")
    after = load(with_register).id, folder_stamp(with_register)
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pe-102", "PE_102", f"{FILE}:3: 'PE_102' is no id: small letters, digits and single hyphens"),
        ("pe-102", "pe-101", f"{FILE}:3: 'pe-101' already stands in line 2: delete one of the two"),
        ("pe-102", "pe-office", f"{FILE}:3: 'pe-office' already stands at peru/places.yaml:2"),
        (",hospital,", ",clinic,", f"{FILE}:3: 'clinic' is no kind of place: write one of hospital"),
        ("Hospital Dos de Mayo", "", f"{FILE}:3: a place has no name"),
        ("Hospital Dos de Mayo", "Hospital <b>", f"{FILE}:3: 'Hospital <b>' holds markup or a link"),
        ("Hospital Dos de Mayo", "Hospital \u202edos", f"{FILE}:3: 'Hospital dos' holds a hidden character"),
        ("Hospital Dos de Mayo", "H" * 161, f"{FILE}:3: '{'H' * 59}…' is longer than 160 characters"),
        ("-12.05611,-77.01711", "-77.01711,-12.05611", f"{FILE}:3: 'pe-102' lies outside Peru"),
        ("-12.05611,-77.01711", "91,-77", f"{FILE}:3: '91, -77' is no point"),
        ("-12.05611,-77.01711", "nan,-77", f"{FILE}:3: 'nan, -77' is no point"),
        ("-12.05611,-77.01711", "-12.05611,", f"{FILE}:3: '-12.05611, ' is no point"),
        ("Lima,,-12.05611,-77.01711,building", ",,,,", f"{FILE}:3: a place has neither a point nor a city"),
        ("-77.01711,building", "-77.01711,roof", f"{FILE}:3: 'roof' is no exactness"),
        ("01 328 0028", "call us", f"{FILE}:3: 'call us' is not a phone number"),
        ("01 328 0028,,", "01 328 0028,mornings,", f"{FILE}:3: 'mornings' are no hours"),
        ("01 328 0028,,", "01 328 0028,mon 25:00-26:00,", f"{FILE}:3: '25:00-26:00' are no hours"),
        ("unknown,,,\n", "unknown,,,soon\n", f"{FILE}:2: 'soon' is not a date"),
        ("Av. Grau 13,", 'Av. "Grau" 13,x,', f"{FILE}:3: has 16 cells instead of 15"),
        ("id,kind,", "id,type,", f"{FILE}:1: must begin with the columns id,kind,name"),
    ],
)
def test_a_mistake_is_told_with_its_line(with_register: Path, old: str, new: str, said: str) -> None:
    spoil(with_register, old, new)
    found = problems(with_register)
    assert len(found) == 1
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", f"{FILE}:1: is empty: delete it with its health_facilities.yaml"),
        (b"\xff\xfe", f"{FILE}:1: is not UTF-8"),
        ((",".join(form.COLUMNS) + "\n" + GOOD).encode(), f"{FILE}:2: ends in the middle of a line"),
        ((",".join(form.COLUMNS) + '\npe-1,"hosp\n').encode(), f"{FILE}:2: is not valid CSV"),
    ],
)
def test_a_broken_file_is_told(with_register: Path, content: bytes, said: str) -> None:
    (with_register / FILE).write_bytes(content)
    assert problems(with_register)[0].startswith(said)


def test_the_count_beside_it_must_be_true(with_register: Path) -> None:
    spoil(with_register, GOOD + "\n", "")
    assert problems(with_register) == [
        f"{ABOUT_FILE}:18: says 2 places, health_facilities.csv holds 1: correct `count`, or import again"
    ]


def test_neither_file_stands_without_the_other(with_register: Path) -> None:
    about = (with_register / ABOUT_FILE).read_bytes()
    (with_register / ABOUT_FILE).unlink()
    assert problems(with_register)[0].startswith(f"{FILE}:1: has no health_facilities.yaml beside it")
    (with_register / ABOUT_FILE).write_bytes(about)
    (with_register / FILE).unlink()
    assert problems(with_register)[0].startswith(f"{ABOUT_FILE}:1: has no health_facilities.csv beside it")


@pytest.mark.parametrize(
    "name", ["shared/health_facilities.csv", "health_facilities.csv", "peru/Health_Facilities.CSV"]
)
def test_a_register_in_the_wrong_place_is_told(with_register: Path, name: str) -> None:
    (with_register / name).write_text("id\n", encoding="utf-8")
    assert any(said.startswith(f"{name}:1: stands in the wrong place") for said in problems(with_register))


def test_a_linked_register_is_not_read_but_told(with_register: Path) -> None:
    real = (with_register / FILE).rename(with_register.parent / "real.csv")
    (with_register / FILE).symlink_to(real)
    assert f"{FILE}:1: is a link to another file: put the file itself here" in problems(with_register)


def test_too_large_a_register_is_refused(with_register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "MAX_PLACES", 1)
    assert problems(with_register)[0].startswith(f"{FILE}:1: holds more than 1 places")
    monkeypatch.setattr(form, "MAX_BYTES", 10)
    assert problems(with_register)[0].startswith(f"{FILE}:1: is larger than 0 MB")


def test_the_box_is_that_of_the_check_of_hand_kept_places_and_a_degree_more(root: Path) -> None:
    peru = country(root)
    box = Box.of(peru)
    for latitude in (-21.6, -21.4, -12.0, -1.8, -1.6):
        for longitude in (-84.2, -84.0, -77.0, -66.8, -66.7):
            point = Point(latitude, longitude, "building")
            assert box.holds(latitude, longitude) == inside(peru, point, BEYOND)


def test_lines_are_numbered_rightly_beyond_the_first_piece(root: Path, tmp_path: Path) -> None:
    rows = [row((0, str(i)), (1, f"Posta {i}"), (5, f"-12.{i:05}")) for i in range(4400)]
    brought(root, csv_file(tmp_path, *rows))
    lines = (root / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    lines[4300] = lines[4300].replace("health post", "clinic")
    (root / FILE).write_text("".join(lines), encoding="utf-8", newline="")
    assert problems(root)[0].startswith(f"{FILE}:4301: 'clinic' is no kind of place")


@pytest.mark.parametrize("broken", [FILE, ABOUT_FILE, "shared/countries.yaml"])
def test_a_file_that_cannot_be_read_leaves_no_register_without_its_other(
    broken: str, with_register: Path
) -> None:
    spoil(with_register, "", '"\n', file=broken)
    assert [x.split(":")[0] for x in problems(with_register)] == [broken]
