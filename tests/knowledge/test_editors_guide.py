"""The editor's guide tells the truth: its examples load, its messages are the real ones, its folders exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.knowledge.load import load_release, read_release
from bot.knowledge.readability import GRADE_AT_MOST, INFLESZ_AT_LEAST
from bot.knowledge.records import Release
from tests.knowledge.folder import TODAY, replace, write, write_folder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
GUIDE = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")
SPANISH, ENGLISH = GUIDE.split("\n---\n")
EXAMPLES = {
    found[1]: found[0]
    for found in re.findall(r"```yaml\n(# knowledge/(\S+)\n.*?)```", GUIDE, flags=re.DOTALL)
}


@pytest.fixture
def release(tmp_path: Path) -> Release:
    root = write_folder(tmp_path)
    for name, text in EXAMPLES.items():
        write(root, name, text)
    return load_release(root, TODAY)


def test_every_example_names_its_file_and_loads(release: Release) -> None:
    assert len(EXAMPLES) == GUIDE.count("```yaml") == 2
    assert release.entries["pe-casa-ejemplo"].texts["es"].cost == "gratis"
    assert release.places["pe-lima-casa-ejemplo"].address == "Jr. Ejemplo #123"


@pytest.mark.parametrize("half", [SPANISH, ENGLISH])
def test_each_half_is_about_a_page(half: str) -> None:
    assert 60 <= len(half.splitlines()) <= 125


def test_the_message_in_the_spanish_half_is_the_real_one(tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    replace(root, "peru/health.yaml", "    status:", "\n" * 8 + "    volatile: si\n    status:")
    assert f"    {read_release(root, TODAY)[1][0]}\n" in SPANISH


def test_the_message_in_the_english_half_is_the_real_one(tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    replace(
        root, "peru/documents.yaml", "official: https://www.gob.pe/", "official: https://www.gob.pe:8443/"
    )
    assert f"    {read_release(root, TODAY)[1][0]}\n" in ENGLISH


@pytest.mark.parametrize("half", [SPANISH, ENGLISH])
def test_every_folder_the_guide_names_is_there(half: str) -> None:
    rows = "".join(line.split("|")[1] for line in half.splitlines() if line.startswith("| `"))
    folders = re.findall(r"`([a-z/]+/)`", rows)
    assert len(folders) == 6
    for folder in folders:
        assert (KNOWLEDGE / folder).is_dir(), folder


@pytest.mark.parametrize("half", [SPANISH, ENGLISH])
@pytest.mark.parametrize("word", ["also_asked", "part_as_of", "lasting"])
def test_the_examples_inside_a_sentence_load(half: str, word: str, tmp_path: Path) -> None:
    (example,) = re.findall(rf"`({word}: [^`]*)`", half)
    root = write_folder(tmp_path)
    answer = "  - answers: renew-residence\n"
    replace(root, "peru/documents.yaml", answer, f"{answer}    {example}\n")
    assert getattr(load_release(root, TODAY).entries["pe-renew-residence"], word)


@pytest.mark.parametrize("half", [SPANISH, ENGLISH])
@pytest.mark.parametrize(
    "word",
    [
        "certainty", "as_of", "volatile", "confirmed", "leads.yaml", "not confirmed", "also_asked", "part_as_of", "lasting",
        "research", "research.yaml", "publish", "warn", "lead", "drop", "rumbo check", "rumbo check --advice",
        "rumbo coverage", "rumbo translations", "rumbo readability", "rumbo origins", "--html", "--accept",
    ],
)  # fmt: skip
def test_both_halves_explain_the_same_words(half: str, word: str) -> None:
    assert f"`{word}" in half or f"/{word}`" in half


@pytest.mark.parametrize("half", [SPANISH, ENGLISH])
def test_every_command_of_the_guide_is_one(half: str) -> None:
    commands = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    commands |= {group.name for group in app.registered_groups}
    named = set(re.findall(r"`rumbo ([a-z]+)", half))
    assert named == {"check", "coverage", "translations", "readability", "origins", "options"}
    assert named <= commands


def test_the_limits_of_the_guide_are_the_real_ones() -> None:
    for half in (SPANISH, ENGLISH):
        assert f"{INFLESZ_AT_LEAST:.0f}" in half
        assert re.search(rf"gra[dt]\w* {GRADE_AT_MOST:.0f}", half)


@pytest.mark.parametrize("half", [SPANISH, ENGLISH])
def test_what_the_check_says_in_the_end_is_what_the_guide_promises(half: str, tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["check", "--knowledge", str(write_folder(tmp_path))]).output
    assert said.partition(":")[0] in half
