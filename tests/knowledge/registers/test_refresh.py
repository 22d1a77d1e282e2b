"""A newer register keeps the ids of the places that stand, and tells what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Place
from bot.knowledge.registers.refresh import Difference
from tests.knowledge.registers.kit import ABOUT, HEAD, HOSPITAL, POSTA, brought, csv_file, imported, load, row

NO_IDS = HEAD[1:]


def places(root: Path) -> dict[str, Place]:
    register = load(root).facilities["PE"]
    return {place.name: place for place in map(register.place, range(len(register)))}


def test_the_same_file_again_changes_nothing(root: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path, POSTA, HOSPITAL)
    brought(root, file)
    before = (root / "peru/health_facilities.csv").read_bytes(), load(root).id
    brought(root, file)
    assert ((root / "peru/health_facilities.csv").read_bytes(), load(root).id) == before
    assert list(imported(root, file).imported.differences) == []


def test_what_differs_is_told(root: Path, tmp_path: Path) -> None:
    brought(root, csv_file(tmp_path, POSTA, HOSPITAL, row((0, "103"), (1, "Posta Gone"), (5, "-12.2"))))
    newer = csv_file(
        tmp_path,
        row((5, "-12.06111"), (7, "01 999 9999")),
        row((1, "Hospital Nacional Dos de Mayo"), of=HOSPITAL),
        row((0, "104"), (1, "Posta Nueva"), (5, "-12.3")),
    )
    assert list(imported(root, newer).imported.differences) == [
        Difference("moved", "pe-101", "Posta San Juan", "1.1 km"),
        Difference("other phone", "pe-101", "Posta San Juan", "01 200 1000 -> 01 999 9999"),
        Difference("renamed", "pe-102", "Hospital Nacional Dos de Mayo", "was Hospital Dos de Mayo"),
        Difference("new", "pe-104", "Posta Nueva"),
        Difference("gone", "pe-103", "Posta Gone"),
    ]


def test_a_step_of_150_metres_is_no_move(root: Path, tmp_path: Path) -> None:
    brought(root, csv_file(tmp_path, POSTA))
    assert list(imported(root, csv_file(tmp_path, row((5, "-12.05246")))).imported.differences) == []


def test_a_register_without_numbers_keeps_its_ids_when_places_move_or_are_renamed(
    root: Path, tmp_path: Path
) -> None:
    brought(root, csv_file(tmp_path, POSTA[1:], HOSPITAL[1:], head=NO_IDS))
    before = places(root)
    moved, renamed = row((5, "-12.06111"))[1:], row((1, "Hospital Nacional Dos de Mayo"), of=HOSPITAL)[1:]
    brought(root, csv_file(tmp_path, renamed, moved, head=NO_IDS))
    after = places(root)
    assert after["Posta San Juan"].id == before["Posta San Juan"].id
    assert after["Hospital Nacional Dos de Mayo"].id == before["Hospital Dos de Mayo"].id


def test_a_publisher_who_counts_anew_changes_no_id(root: Path, tmp_path: Path) -> None:
    brought(root, csv_file(tmp_path, POSTA, HOSPITAL))
    brought(root, csv_file(tmp_path, row((0, "A-1")), row((0, "A-2"), of=HOSPITAL)))
    assert {place.id for place in places(root).values()} == {"pe-101", "pe-102"}


def test_another_file_of_the_same_country_can_be_added(root: Path, tmp_path: Path) -> None:
    brought(root, csv_file(tmp_path, POSTA, HOSPITAL))
    without_point = row((0, ""), (5, ""), (6, ""), (7, "01 555 5555"))
    other = csv_file(
        tmp_path, without_point, row((0, ""), (1, "Posta Nueva"), (5, "-12.3")), name="other.csv"
    )
    brought(root, other, add=True, about=replace(ABOUT, publisher="Alcaldía", as_of="2024"))
    found = places(root)
    assert set(found) == {"Posta San Juan", "Hospital Dos de Mayo", "Posta Nueva"}
    assert found["Posta San Juan"].point is not None, "what the other file does not say stays"
    assert found["Posta San Juan"].phone == "01 555 5555"
    said = {name: (place.sources[0].publisher, place.as_of) for name, place in found.items()}
    assert said["Hospital Dos de Mayo"] == ("Ministerio de Salud", "2026-03")
    assert said["Posta Nueva"] == ("Alcaldía", "2024")


def test_an_id_of_a_hand_kept_place_is_never_given_again(root: Path, tmp_path: Path) -> None:
    brought(root, csv_file(tmp_path, row((0, "pe-office"))))
    (place,) = places(root).values()
    assert place.id != "pe-office"
    assert place.id.startswith("pe-x")


def test_a_register_that_cannot_be_written_leaves_what_stands(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(root, csv_file(tmp_path, POSTA))
    before = load(root).id

    def spoilt(*_: object) -> None:
        raise KnowledgeRefused([])

    monkeypatch.setattr("bot.knowledge.registers.writing.register_rows", spoilt)
    with pytest.raises(KnowledgeRefused):
        brought(root, csv_file(tmp_path, HOSPITAL))
    monkeypatch.undo()
    assert load(root).id == before
    assert sorted(p.name for p in (root / "peru").iterdir() if p.name.startswith(".")) == []
