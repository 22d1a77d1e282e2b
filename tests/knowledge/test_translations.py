"""An English text is stale once its Spanish has changed, and only a person's look makes it current again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge.keeper import folder_stamp
from bot.knowledge.load import load_release, read_release
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Release
from bot.knowledge.translations import (
    LEDGER,
    UnknownRecord,
    accepted,
    outdated,
    read_ledger,
    translations,
    write_ledger,
)
from tests.knowledge.folder import TODAY, replace, write, write_folder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
ANSWER = "peru/documents.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder whose English was accepted as it is."""
    root = write_folder(tmp_path)
    write_ledger(root, accepted(release(root), {}, None))
    return root


def release(root: Path) -> Release:
    return load_release(root, TODAY)


def stale(root: Path) -> dict[str, str]:
    return {x.id: x.state for x in outdated(translations(release(root), read_ledger(root)))}


def test_what_was_accepted_is_current(root: Path) -> None:
    assert stale(root) == {}


def test_without_a_ledger_nothing_was_reviewed(root: Path) -> None:
    (root / LEDGER).unlink()
    assert set(stale(root).values()) == {"unreviewed"}
    assert "pe-renew-residence" in stale(root)


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        (ANSWER, "Puedes renovar la residencia", "Debes renovar la residencia", "pe-renew-residence"),
        (ANSWER, "        - pasaporte\n", "        - pasaporte vigente\n", "pe-renew-residence"),
        (ANSWER, "      duration: 10 días\n", "      duration: 10 días hábiles\n", "pe-renew-residence"),
        ("peru/places.yaml", "services: trámites", "services: trámites y citas", "pe-office"),
        ("peru/lines.yaml", "note: las 24 horas", "note: las 24 horas del día", "pe-police"),
    ],
)
def test_a_changed_spanish_text_makes_its_english_stale(
    file: str, old: str, new: str, name: str, root: Path
) -> None:
    replace(root, file, old, new)
    assert stale(root) == {name: "stale"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You can renew your residence", "You may renew your residence"),  # the English itself
        ("hasta 30 días antes\n        de que", "hasta 30\n        días antes de que"),  # how it is written
        ("as_of: 2025-03", "as_of: 2025-04"),  # no text
        ("status: in force\n", "status: in force\n    # a note\n"),
    ],
)
def test_what_changes_no_spanish_text_makes_nothing_stale(old: str, new: str, root: Path) -> None:
    replace(root, ANSWER, old, new)
    assert stale(root) == {}


def test_a_new_answer_is_unreviewed_until_it_is_accepted(root: Path) -> None:
    ledger = dict(read_ledger(root))
    del ledger["answer ec-own-permit en"]
    write_ledger(root, ledger)
    assert stale(root) == {"ec-own-permit": "unreviewed"}
    write_ledger(root, accepted(release(root), read_ledger(root), ["ec-own-permit"]))
    assert stale(root) == {}


def test_accepting_one_leaves_the_others_as_they_are(root: Path) -> None:
    replace(root, ANSWER, "Terminó en 2023.", "Terminó ya en 2023.")
    replace(root, ANSWER, "Puedes renovar", "Debes renovar")
    write_ledger(root, accepted(release(root), read_ledger(root), ["pe-own-permit"]))
    assert stale(root) == {"pe-renew-residence": "stale"}


def test_an_unknown_id_is_refused_with_the_one_that_was_meant(root: Path) -> None:
    with pytest.raises(UnknownRecord, match=r"'pe-own-permt' is no answer.*did you mean 'pe-own-permit'"):
        accepted(release(root), {}, ["pe-own-permt"])


def test_what_is_gone_leaves_the_ledger(root: Path) -> None:
    ledger = accepted(release(root), {"answer pe-gone en": "0" * 12}, [])
    assert "answer pe-gone en" not in ledger


def test_the_problem_names_the_answers_line_and_the_command(root: Path) -> None:
    replace(root, ANSWER, "Puedes renovar", "Debes renovar")
    (found,) = outdated(translations(release(root), read_ledger(root)))
    said = str(found.problem())
    assert said.startswith("peru/documents.yaml:3: 'pe-renew-residence': the Spanish text changed")
    assert "rumbo translations --accept pe-renew-residence" in said


def test_the_ledger_is_one_line_a_text_in_order(root: Path) -> None:
    text = (root / LEDGER).read_text(encoding="utf-8")
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert len(text.splitlines()) == len(json.loads(text)) + 2


def test_the_ledger_is_no_knowledge_and_its_change_no_edit(root: Path) -> None:
    before, stamp = release(root).id, folder_stamp(root)
    (root / LEDGER).unlink()
    assert (release(root).id, folder_stamp(root)) == (before, stamp)
    assert read_release(root, TODAY)[1] == []


@pytest.mark.parametrize("text", ["", "{", '{\n"a": "b",\n<<<<<<< HEAD\n}', "[]", '{"a": 1}'])
def test_a_broken_ledger_is_told_with_its_mend(text: str, root: Path) -> None:
    write(root, LEDGER, text)
    with pytest.raises(KnowledgeRefused, match=r"translations.json:\d+: .*accept anew"):
        read_ledger(root)


@pytest.mark.skipif(not (KNOWLEDGE / LEDGER).exists(), reason="no ledger is kept yet")
def test_no_english_text_that_ships_is_stale() -> None:
    found = outdated(translations(load_release(KNOWLEDGE, datetime.now(UTC).date()), read_ledger(KNOWLEDGE)))
    assert [str(x.problem()) for x in found] == []
