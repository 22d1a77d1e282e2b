"""What a second reader held back is never stated, and what must be confirmed is never sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.load import load_release, read_release
from tests.knowledge.folder import TODAY, line_of, replace, write, write_folder

DOCUMENTS, HEALTH, RESEARCH = "peru/documents.yaml", "peru/health.yaml", "peru/research.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in read_release(root, TODAY)[1]]


def test_verdicts_and_notes_of_every_country_are_read(root: Path) -> None:
    release = load_release(root, TODAY)
    assert release.verdicts["pe-renew-note"] == "warn"
    assert release.verdicts["ec-open-note"] == "lead"
    assert release.verdicts["pe-looked-up"] == "warn"
    note = release.notes["ec-looked-up"]
    assert (note.claim, note.as_of, note.source.publisher) == ("The fee is 40 USD.", None, "Migraciones")
    assert (
        str(note.origin)
        == f"ecuador/research.yaml:{line_of(root, 'ecuador/research.yaml', 'id: ec-looked-up')}"
    )


def test_leads_are_read_for_those_who_edit_and_belong_to_their_country(root: Path) -> None:
    (lead,) = load_release(root, TODAY).leads
    assert (lead.country, lead.about, str(lead.origin)) == ("PE", "Humanitarian visa", "peru/leads.yaml:2")


@pytest.mark.parametrize("verdict", ["lead", "drop"])
def test_a_verdict_that_is_taken_back_refuses_what_was_written_from_the_note(
    verdict: str, root: Path
) -> None:
    replace(root, RESEARCH, "pe-office-note: warn", f"pe-office-note: {verdict}")
    line = line_of(root, "peru/places.yaml", "research:")
    assert [x.split(": ")[0] for x in problems(root)] == [f"peru/places.yaml:{line}"]


def test_a_note_that_may_be_published_may_be_sure(root: Path) -> None:
    replace(root, DOCUMENTS, "[pe-renew-note]", "[pe-sure-note]")
    replace(root, DOCUMENTS, "certainty: confirm", "certainty: sure")
    assert problems(root) == []


@pytest.mark.parametrize("note", ["pe-open-note", "pe-wrong-note"])
def test_an_answer_that_states_nothing_may_name_the_note_that_is_missing(note: str, root: Path) -> None:
    replace(root, HEALTH, "    lines: [pe-police]\n", f"    lines: [pe-police]\n    research: [{note}]\n")
    assert problems(root) == []


def test_a_note_of_another_country_may_be_cited(root: Path) -> None:
    replace(root, DOCUMENTS, "[pe-renew-note]", "[pe-renew-note, ec-renew-note]")
    assert problems(root) == []


def test_where_nobody_keeps_verdicts_ids_are_not_checked(root: Path) -> None:
    for folder in ("peru", "ecuador"):
        (root / folder / "research.yaml").unlink()
    assert problems(root) == []


def test_a_note_stands_once(root: Path) -> None:
    text = (root / RESEARCH).read_text(encoding="utf-8")
    write(root, RESEARCH, text.replace("  pe-office-note: warn\n", "  pe-renew-note: publish\n"))
    assert any("pe-renew-note" in x and x.startswith(f"{RESEARCH}:3: ") for x in problems(root))
