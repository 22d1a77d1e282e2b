"""A built release is the release that was read, and no edit is ever hidden by it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge import load as load_module
from bot.knowledge.built import ENDING, KEEP, BuiltReleases, stamp
from bot.knowledge.load import load_release
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.record_codec import Codec, NotStorable
from bot.knowledge.records import Release
from bot.settings import PROJECT
from tests.knowledge.folder import TODAY, replace, write_folder

ANSWER = "peru/documents.yaml"
OLD, NEW = "Pide cita.", "Pide CITA."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


@pytest.fixture
def built(tmp_path: Path) -> BuiltReleases:
    return BuiltReleases(tmp_path / "data" / "built")


def files(built: BuiltReleases) -> list[Path]:
    return sorted(built.folder.glob("*"))


def step(release: Release) -> str:
    return release.entries["pe-renew-residence"].texts["es"].steps[0]


def test_it_equals_the_release_that_was_read(root: Path, built: BuiltReleases) -> None:
    assert built.find(root, TODAY) is None
    read = load_release(root, TODAY)
    assert load_release(root, TODAY, built) == read
    again = built.find(root, TODAY)
    assert again == read
    assert again is not None
    assert again.by_question[("renew-residence", "PE")] is again.entries["pe-renew-residence"]


def test_the_projects_own_knowledge_comes_back_as_it_is(built: BuiltReleases) -> None:
    today = date.today()  # noqa: DTZ011 - any day will do
    root = PROJECT / "knowledge"
    read, name = load_release(root, today), stamp(root)
    assert name is not None
    built.keep(read, name, today)
    again = built.find(root, today)
    assert again is not None
    for part in fields(Release):
        if part.name != "facilities":  # registers have no equality of their own
            assert getattr(again, part.name) == getattr(read, part.name), part.name


def test_where_it_is_there_no_yaml_is_read(
    root: Path, built: BuiltReleases, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = load_release(root, TODAY, built)
    monkeypatch.setattr(load_module, "read_release", lambda *_: pytest.fail("the YAML was read"))
    assert load_release(root, TODAY, built) == read


def test_an_edit_in_the_same_moment_and_of_the_same_length_is_seen(root: Path, built: BuiltReleases) -> None:
    before = load_release(root, TODAY, built)
    was = (root / ANSWER).stat()
    replace(root, ANSWER, OLD, NEW)
    os.utime(root / ANSWER, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert (root / ANSWER).stat().st_size == was.st_size
    after = load_release(root, TODAY, built)
    assert (step(before), step(after)) == (OLD, NEW)


def test_a_bad_edit_is_refused_as_ever(root: Path, built: BuiltReleases) -> None:
    load_release(root, TODAY, built)
    replace(root, ANSWER, "volatile: yes", "volatile: si")
    with pytest.raises(KnowledgeRefused):
        load_release(root, TODAY, built)
    assert len(files(built)) == 1


def test_a_new_file_a_deleted_one_and_another_name_are_seen(root: Path) -> None:
    seen = {stamp(root)}
    (root / "peru" / "lines-more.yaml").write_text("lines: []\n", encoding="utf-8")
    seen.add(stamp(root))
    (root / "peru" / "lines-more.yaml").rename(root / "peru" / "places-more.yaml")
    seen.add(stamp(root))
    (root / "peru" / "places-more.yaml").unlink()
    assert len(seen) == 3
    assert stamp(root) in seen


def test_what_is_no_plain_file_has_to_be_read(root: Path, tmp_path: Path, built: BuiltReleases) -> None:
    load_release(root, TODAY, built)
    elsewhere = tmp_path / "elsewhere.yaml"
    (root / ANSWER).rename(elsewhere)
    (root / ANSWER).symlink_to(elsewhere)
    assert stamp(root) is None
    with pytest.raises(KnowledgeRefused):
        load_release(root, TODAY, built)
    assert stamp(root / "nowhere") is None


def test_other_code_reads_it_again(root: Path, built: BuiltReleases, monkeypatch: pytest.MonkeyPatch) -> None:
    load_release(root, TODAY, built)
    monkeypatch.setattr("bot.knowledge.built._code_version", lambda: "another")
    assert built.find(root, TODAY) is None


def test_what_was_checked_tomorrow_is_checked_again_today(root: Path, built: BuiltReleases) -> None:
    """A date that lies in the future today did not tomorrow."""
    load_release(root, TODAY + timedelta(days=1), built)
    assert built.find(root, TODAY) is None
    assert built.find(root, TODAY + timedelta(days=400)) is not None


@pytest.mark.parametrize("damage", [b"", b"not ours", None])
def test_a_damaged_or_foreign_file_is_ignored_and_replaced(
    root: Path, built: BuiltReleases, damage: bytes | None
) -> None:
    read = load_release(root, TODAY, built)
    (file,) = files(built)
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    assert built.find(root, TODAY) is None
    assert load_release(root, TODAY, built) == read
    assert built.find(root, TODAY) == read


def test_a_file_under_the_name_of_another_is_ignored(root: Path, built: BuiltReleases) -> None:
    load_release(root, TODAY, built)
    (file,) = files(built)
    replace(root, ANSWER, OLD, NEW)
    name = stamp(root)
    assert name is not None
    file.rename(file.with_name(f"{name[:16]}{ENDING}"))
    assert built.find(root, TODAY) is None


def test_few_are_kept(root: Path, built: BuiltReleases) -> None:
    for number in range(KEEP + 2):
        replace(root, ANSWER, f"Pide cit{'a' * (number + 1)}.", f"Pide cit{'a' * (number + 2)}.")
        load_release(root, TODAY, built)
    assert len(files(built)) == KEEP
    assert built.find(root, TODAY) is not None


def test_a_folder_that_cannot_be_written_hinders_nobody(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert load_release(root, TODAY, BuiltReleases(tmp_path / "file" / "built")) == load_release(root, TODAY)


@dataclass(frozen=True, slots=True)
class Everything:
    """A record with every type of field that can be written."""

    day: date
    days: tuple[date, ...]
    pair: tuple[str, int]
    some: frozenset[str]
    named: dict[tuple[str, str], tuple[int, ...]]
    maybe: Everything | None
    word: str | None
    number: float
    array: np.ndarray
    nothing: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Strange:
    """A record with a field that cannot."""

    thing: complex


def test_every_type_of_field_comes_back() -> None:
    array = np.arange(3)
    inner = Everything(TODAY, (), ("a", 1), frozenset(), {}, None, None, 1.5, array)
    record = Everything(
        TODAY, (TODAY,), ("b", 2), frozenset("xy"), {("a", "b"): (1, 2)}, inner, "w", 0.1, array
    )
    arrays: list[np.ndarray] = []
    plain = Codec(arrays).plain(record)
    again = Codec(arrays).record(Everything, plain)
    assert len(arrays) == 2
    for part in fields(Everything):
        if part.name != "maybe":
            assert np.array_equal(getattr(again, part.name), getattr(record, part.name)), part.name
    assert again.maybe.pair == ("a", 1)


def test_a_type_that_cannot_come_back_is_not_written() -> None:
    with pytest.raises(NotStorable):
        Codec([]).plain(Strange(1j))
