"""Only what lies in the folder is read: no links, no hidden files, no endless folders."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.knowledge import walking
from bot.knowledge.load import load_release, read_release
from bot.knowledge.walking import knowledge_files
from tests.knowledge.folder import TODAY, files, write, write_folder
from tests.knowledge.test_yaml_reader import closed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in read_release(root, TODAY)[1]]


def test_every_file_is_found_once_in_a_stable_order(root: Path) -> None:
    assert [name for name, _ in knowledge_files(root)] == sorted(files())


def test_a_linked_folder_is_not_entered_but_told(root: Path) -> None:
    outside = write(root.parent / "outside", "lodging.yaml", "topic: lodging\nanswers: []\n").parent
    (root / "chile").symlink_to(outside)
    assert problems(root) == ["chile:1: is a link to another folder: put the folder itself here"]


def test_a_circle_of_links_ends(root: Path) -> None:
    (root / "peru/again").symlink_to(root)
    assert problems(root) == ["peru/again:1: is a link to another folder: put the folder itself here"]


def test_a_linked_file_is_not_read_but_told(root: Path) -> None:
    real = (root / "peru/health.yaml").rename(root.parent / "health.yaml")
    (root / "peru/health.yaml").symlink_to(real)
    assert "peru/health.yaml:1: is a link to another file: put the file itself here" in problems(root)


def test_a_folder_that_is_closed_to_us_is_told_and_never_taken_for_empty() -> None:
    with TemporaryDirectory() as place:  # pytest's own folders are closed to others
        Path(place).chmod(0o755)
        root = write_folder(Path(place) / "knowledge")
        with closed(root / "peru"):
            assert problems(root) == [
                "peru:1: the folder cannot be opened (permission denied): check who may read it"
            ]
        with closed(root):
            assert problems(root) == [
                "knowledge:1: the folder cannot be opened (permission denied): check who may read it"
            ]


def test_a_folder_behind_a_closed_door_is_told(root: Path) -> None:
    with closed(root.parent):
        (said,) = problems(root)
    assert "is not a folder that can be opened" in said


def test_a_wrong_folder_is_noticed_before_it_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MAX_FILES", 5)
    assert len(knowledge_files(root)) == 6
    monkeypatch.setattr("bot.knowledge.files.MAX_FILES", 5)
    assert problems(root) == [".:1: the folder holds more than 5 files: is this the right folder?"]


def test_folders_too_deep_are_not_entered(root: Path) -> None:
    before = load_release(root, TODAY).id
    write(root, "peru/" + "x/" * 8 + "lodging.yaml", "topic: lodging\nanswers: []\n")
    assert load_release(root, TODAY).id == before
