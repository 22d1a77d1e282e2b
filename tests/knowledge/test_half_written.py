"""A file that is only half written is refused, or read as whole lines of the new one; a cut fact is never served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from bot.knowledge.load import read_release
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Origin, Release
from bot.knowledge.yaml_reader import read_document
from tests.knowledge.folder import TODAY, files, replace, write, write_folder


def texts(record: object) -> Iterator[str]:
    """Every text a record holds, at any depth."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, Origin):
        return
    elif is_dataclass(record):
        for field in fields(record):
            yield from texts(getattr(record, field.name))
    elif isinstance(record, dict):
        yield from texts(list(record.values()))
    elif isinstance(record, list | tuple | frozenset):
        for item in record:
            yield from texts(item)


def served(release: Release) -> set[str]:
    return {text for part in (release.entries, release.places, release.lines) for text in texts(part)}


@pytest.mark.parametrize("name", sorted(files()))
def test_every_length_of_a_file_is_read_or_refused_and_a_line_is_never_cut(name: str, tmp_path: Path) -> None:
    whole = files()[name].encode()
    path = tmp_path / "x.yaml"
    for length in range(1, len(whole), 1 if len(whole) < 1200 else 3):
        path.write_bytes(whole[:length])
        if whole[length - 1 : length] == b"\n":
            continue
        with pytest.raises(KnowledgeRefused):
            read_document(path, name)


@pytest.mark.parametrize("name", ["peru/places.yaml", "peru/documents.yaml", "peru/lines.yaml"])
def test_a_half_written_edit_is_old_new_or_refused(name: str, tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    old, _ = read_release(root, TODAY)
    replace(root, name, "2025-", "2026-", count=9)
    new, problems = read_release(root, TODAY)
    assert old
    assert new
    assert not problems
    whole = (root / name).read_bytes()
    ends = [i + 1 for i, byte in enumerate(whole) if byte == 10]
    for end in ends:
        write(root, name, whole[:end])
        half, problems = read_release(root, TODAY)
        if half is not None and not problems:
            assert served(half) <= served(new)
    assert half is not None
    assert half.id == new.id
