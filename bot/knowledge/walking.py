"""Finds the files of a knowledge folder. Links and hidden names are not followed; what cannot be opened is an error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MAX_FILES = 5_000
MAX_FOLDERS = 4  # below the root; the knowledge needs two
NOT_KNOWLEDGE = frozenset({"schema"})  # folders beside the knowledge that hold something else
_ENDINGS = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
_REGISTER = "health_facilities.csv"


def knowledge_files(root: Path) -> list[tuple[str, Path]]:
    """Every file below `root` that an editor meant as knowledge, with its name inside it, in a stable order.

    At most MAX_FILES + 1, so that a wrong folder is noticed without reading the whole disk. Raises OSError where a folder
    cannot be opened.
    """
    found: list[tuple[str, Path]] = []
    for name in _walk(root, "", MAX_FOLDERS):
        found.append((name, root / name))
        if len(found) > MAX_FILES:
            break
    return sorted(found)


def _walk(folder: Path, prefix: str, deeper: int) -> Iterator[str]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.name.startswith("."):
            continue
        name = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if deeper and not (prefix == "" and entry.name in NOT_KNOWLEDGE):
                yield from _walk(folder / entry.name, f"{name}/", deeper - 1)
        elif entry.name.lower().endswith((*_ENDINGS, _REGISTER)) or (entry.is_symlink() and entry.is_dir()):
            yield name
