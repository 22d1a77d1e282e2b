"""The editor's guide tells the truth: its examples load, its messages are the real ones, its folders exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.knowledge.load import load_release, read_release
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
@pytest.mark.parametrize(
    "word", ["certainty", "as_of", "volatile", "confirmed", "rumbo check", "leads.yaml", "not confirmed"]
)
def test_both_halves_explain_the_same_words(half: str, word: str) -> None:
    assert f"`{word}" in half
