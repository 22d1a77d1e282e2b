"""A file that cannot be read hides no mistake of another file, and makes none where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.load import read_knowledge
from tests.knowledge.folder import TODAY, files, line_of, replace, write, write_folder
from tests.knowledge.mistakes import DOCUMENTS, HEALTH, LINES, PLACES

QUESTIONS = "shared/questions/health.yaml"
ESSENTIAL = ["countries", "danger", "vocabulary", "freshness"]
UNREADABLE = {
    "syntax": "x: [never closed\n",
    "another form": "unknown: word\n",
    "empty": "",
    "no text": b"\xff\xfe\x00\n",
}
LANDMARKS = """\
landmarks:
  - id: pe-tacna-terminal
    country: PE
    city: Tacna
    kind: bus terminal
    es: Terminal de Tacna
    en: Tacna bus terminal
    point: {latitude: -18.01, longitude: -70.25, exact: street}
    sources:
      - {publisher: OSM, title: Terminal, url: https://www.openstreetmap.org/node/1, date: 2025-03}
    as_of: 2025-03
"""
FUTURE = "lies in the future: write the date that the source bears"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def told(root: Path) -> list[str]:
    reading = read_knowledge(root, TODAY)
    assert reading.release is None
    return [str(problem) for problem in reading.problems]


def spoil(root: Path, name: str) -> str:
    """Opens a quote in the first line of a file that is never closed; gives what is to be said of it."""
    text = (root / name).read_text(encoding="utf-8")
    write(root, name, f"'{text}")
    return f"{name}:1: the quote opened here is never closed: close it"


def in_future(root: Path, name: str) -> str:
    line = replace(root, name, "as_of: 2025-", "as_of: 2031-")
    date = "2031-03" if name in {DOCUMENTS, PLACES} else "2031-01"
    return f"{name}:{line}: as_of '{date}' {FUTURE}"


def test_every_broken_file_and_the_mistakes_beside_them_are_told_and_nothing_else(root: Path) -> None:
    broken = [spoil(root, QUESTIONS), spoil(root, "ecuador/places.yaml")]
    phone = replace(root, LINES, "phone: 105", "phone: uno cero cinco")
    said = told(root)
    assert len(said) == 3
    assert [said[0], said[2]] == sorted(broken)
    assert said[1].startswith(f"{LINES}:{phone}: 'phone': 'uno cero cinco' holds letters")


def test_what_needs_a_whole_release_to_be_seen_is_told_beside_a_broken_file(root: Path) -> None:
    broken = spoil(root, QUESTIONS)
    found = [in_future(root, DOCUMENTS), in_future(root, PLACES), in_future(root, "ecuador/lines.yaml")]
    outside = replace(root, "ecuador/places.yaml", "longitude: -78.47", "longitude: 78.47")
    replace(root, "ecuador/documents.yaml", "text: Terminó en 2023", "text: (Terminó en 2023")
    said = told(root)
    assert {broken, *found} < set(said)
    assert any(x.startswith(f"ecuador/places.yaml:{outside}: 'ec-office' lies outside Ecuador") for x in said)
    assert any("'ec-own-permit' has ( without its partner" in x for x in said)
    assert len(said) == 6


def test_what_no_broken_file_can_hold_is_still_missed(root: Path) -> None:
    spoil(root, "ecuador/places.yaml")
    spoil(root, "peru/research.yaml")
    replace(root, DOCUMENTS, "places: [pe-office]", "places: [pe-ofice]")
    replace(root, HEALTH, "answers: see-doctor", "answers: see-doctr")
    said = told(root)
    place, answer = line_of(root, DOCUMENTS, "places:"), line_of(root, HEALTH, "answers: see-doctr")
    asked = line_of(root, QUESTIONS, "id: see-doctor")
    assert [x.split("'")[0] for x in said[1:3]] == [f"{DOCUMENTS}:{place}: ", f"{HEALTH}:{answer}: answers "]
    assert said[4].startswith(f"{QUESTIONS}:{asked}: Peru has no answer for 'see-doctor'")
    assert len(said) == 5


@pytest.mark.parametrize("content", UNREADABLE)
@pytest.mark.parametrize("name", sorted(files()))
def test_of_one_file_that_cannot_be_read_nothing_follows(name: str, content: str, root: Path) -> None:
    write(root, "shared/landmarks.yaml", LANDMARKS)
    assert not read_knowledge(root, TODAY).problems
    write(root, name, UNREADABLE[content])
    assert {x.split(":")[0] for x in told(root)} == {name}


@pytest.mark.parametrize("name", ESSENTIAL)
def test_without_an_essential_file_only_that_is_told(name: str, root: Path) -> None:
    (root / f"shared/{name}.yaml").unlink()
    assert told(root) == [f"shared/{name}.yaml:1: is missing: the bot cannot answer without this file"]


@pytest.mark.parametrize("name", ESSENTIAL)
def test_an_essential_file_under_another_name_is_told_once(name: str, root: Path) -> None:
    path = root / f"shared/{name}.yaml"
    path.rename(path.with_suffix(".yml"))
    assert told(root) == [f"shared/{name}.yml:1: has the wrong ending: rename it to {name}.yaml"]


def test_a_file_under_another_name_leaves_no_gap(root: Path) -> None:
    (root / PLACES).rename(root / "peru/place.yaml")
    assert told(root) == ["peru/place.yaml:1: is no file the bot knows: did you mean places.yaml?"]


def test_beside_broken_countries_the_answers_of_their_folders_are_checked(root: Path) -> None:
    broken, early = spoil(root, "shared/countries.yaml"), in_future(root, DOCUMENTS)
    replace(root, "ecuador/lines.yaml", "    phone: 911\n", "")
    line = line_of(root, "ecuador/lines.yaml", "id: ec-police")
    assert told(root) == [
        f"ecuador/lines.yaml:{line}: 'ec-police' has no phone, whatsapp or email: add one",
        early,
        broken,
    ]


def test_a_country_that_its_broken_file_does_not_tell_is_no_stray_folder(root: Path) -> None:
    write(root, "shared/countries.yaml", "countries: [\n")
    assert [x.split(":")[0] for x in told(root)] == ["shared/countries.yaml"]
