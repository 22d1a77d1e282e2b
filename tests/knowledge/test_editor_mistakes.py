"""Every mistake an editor can make is refused, at its own line, with words that say how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.load import load_release, read_release
from bot.knowledge.problems import KnowledgeRefused
from tests.knowledge.folder import TODAY, line_of, replace, write, write_folder
from tests.knowledge.mistakes import DANGER, DOCUMENTS, IN_ANSWERS, LINES, PLACES
from tests.knowledge.mistakes_elsewhere import ELSEWHERE

MISTAKES = IN_ANSWERS | ELSEWHERE


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in read_release(root, TODAY)[1]]


def test_the_unspoilt_folder_checks(root: Path) -> None:
    release = load_release(root, TODAY)
    assert len(release.entries) == 7
    assert release.answer("who-are-you", "PE") is release.entries["xx-who-are-you"]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_at_its_line_with_its_mend(name: str, root: Path) -> None:
    mistake = MISTAKES[name]
    changed = replace(root, mistake.file, mistake.old, mistake.new)
    line = line_of(root, mistake.file, mistake.at, mistake.nth) if mistake.at else changed
    with pytest.raises(KnowledgeRefused) as refused:
        load_release(root, TODAY)
    said = [str(problem) for problem in refused.value.problems]
    assert any(x.startswith(f"{mistake.file}:{line}: ") and mistake.says in x for x in said), said


FILES = {
    "unknown folder": (
        "chile/health.yaml",
        "topic: health\nanswers: []\n",
        "the folder 'chile' is no country's",
    ),
    "unknown shared file": ("shared/place.yaml", "places: []\n", "is no file the bot knows"),
    "misspelt shared file": ("shared/vocabulry.yaml", "x: y\n", "did you mean vocabulary.yaml?"),
    "misspelt file": ("peru/place.yaml", "places: []\n", "did you mean places.yaml?"),
    "file at the top": ("health.yaml", "topic: health\n", "answers go to <country>/<topic>.yaml"),
    "file too deep": ("peru/lima/x.yaml", "topic: health\n", "is no file the bot knows"),
    "yml": ("peru/lodging.yml", "topic: lodging\nanswers: []\n", "rename it to lodging.yaml"),
    "capitals": ("peru/Lodging.YAML", "topic: lodging\nanswers: []\n", "rename it to lodging.yaml"),
    "Notepad": ("peru/lodging.yaml.txt", "topic: lodging\nanswers: []\n", "rename it to lodging.yaml"),
    "capitals in the name": (
        "peru/Lodging.yaml",
        "topic: lodging\nanswers: []\n",
        "did you mean lodging.yaml?",
    ),
    "name of three lines": ("peru/a\nb\u202ec.yaml", "topic: lodging\n", "is no file the bot knows"),
    "empty": ("peru/lodging.yaml", "", "is empty: delete the file or write its first entry"),
    "comments only": ("peru/lodging.yaml", "# later\n", "is empty: delete the file"),
    "list at the top": ("peru/lodging.yaml", "- a\n", "the file must hold names and values"),
    "one word": ("peru/lodging.yaml", "lodging\n", "the file must hold names and values"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_has_no_place_is_refused_with_its_name(name: str, root: Path) -> None:
    file, content, says = FILES[name]
    write(root, file, content)
    said = problems(root)
    assert len(said) == 1
    assert says in said[0]
    assert "\n" not in said[0]


def test_a_backup_or_hidden_file_is_no_knowledge(root: Path) -> None:
    before = load_release(root, TODAY).id
    for name in (
        "peru/documents.yaml~",
        "peru/.documents.yaml",
        "peru/documents.yaml.bak",
        ".git/x.yaml",
        "schema/x.yaml",
    ):
        write(root, name, "nonsense: [")
    assert load_release(root, TODAY).id == before


def test_a_long_topic_may_be_split_into_files(root: Path) -> None:
    text = (root / DOCUMENTS).read_text(encoding="utf-8")
    shared, own = text.split("  - id: pe-own-permit")
    write(root, DOCUMENTS, shared)
    write(root, "peru/documents-permits.yaml", "topic: documents\nanswers:\n  - id: pe-own-permit" + own)
    assert "pe-own-permit" in load_release(root, TODAY).entries


def test_a_repeated_entry_names_the_first_place(root: Path) -> None:
    text = (root / DOCUMENTS).read_text(encoding="utf-8")
    write(root, "peru/documents-more.yaml", text)
    said = problems(root)
    first = line_of(root, DOCUMENTS, "answers: renew-residence")
    assert any(f"'pe-renew-residence' already stands at peru/documents-more.yaml:{first}" in x for x in said)


@pytest.mark.parametrize("word", ["dangers", "small_talk"])
def test_a_repeated_danger_or_small_talk_is_never_dropped_silently(word: str, root: Path) -> None:
    file = {"dangers": DANGER, "small_talk": "shared/smalltalk.yaml"}[word]
    text = (root / file).read_text(encoding="utf-8")
    write(root, file, text + text.removeprefix(f"{word}:\n"))
    assert any(f"already stands at {file}:2" in x for x in problems(root))


def test_a_covered_country_without_an_answer_is_told_where_to_write_it(root: Path) -> None:
    (root / "ecuador/health.yaml").unlink()
    line = line_of(root, "shared/questions/health.yaml", "id: see-doctor")
    said = f"shared/questions/health.yaml:{line}: Ecuador has no answer for 'see-doctor': write one in ecuador/health.yaml"
    assert [x.startswith(said) for x in problems(root)] == [True]


@pytest.mark.parametrize("name", ["countries", "danger", "vocabulary", "freshness"])
def test_without_an_essential_file_nothing_is_served(name: str, root: Path) -> None:
    (root / f"shared/{name}.yaml").unlink()
    assert f"shared/{name}.yaml:1: is missing: the bot cannot answer without this file" in problems(root)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    release, found = read_release(tmp_path / "nowhere", TODAY)
    assert release is None
    assert "is not a folder that can be opened: set RUMBO_KNOWLEDGE" in str(found[0])


def test_all_mistakes_are_told_at_once_in_the_order_of_the_files(root: Path) -> None:
    replace(root, PLACES, "08:00-17:00", "8 a 5")
    replace(root, DOCUMENTS, "volatile: yes", "volatile: si")
    replace(root, "ecuador/lines.yaml", "phone: 911", "phone: nueve")
    assert [x.split(":")[0] for x in problems(root)] == ["ecuador/lines.yaml", DOCUMENTS, PLACES]


def test_a_file_of_mistakes_tells_the_first_fifty(root: Path) -> None:
    write(root, LINES, "lines:\n" + "  - nothing\n" * 1000)
    said = problems(root)
    assert len(said) == 51
    assert "has 950 mistakes more" in said[0]


def test_what_an_editor_wrote_never_breaks_a_message_into_lines(root: Path) -> None:
    replace(root, PLACES, "id: pe-office", 'id: "pe\\n\\nERROR: everything is fine' + "x" * 5000 + '"')
    (said,) = problems(root)
    assert "\n" not in said
    assert len(said) < 250


def test_the_release_is_named_after_what_it_says_not_how_it_is_written(root: Path) -> None:
    before = load_release(root, TODAY).id
    replace(root, DOCUMENTS, "topic: documents", "# A note.\n\ntopic: 'documents'")
    replace(root, DOCUMENTS, "hasta 30 días antes\n        de que", "hasta 30\n        días antes de que")
    assert load_release(root, TODAY).id == before
    replace(root, DOCUMENTS, "Pide cita.", "Pide una cita.")
    assert load_release(root, TODAY).id != before
