"""The files of a knowledge folder as bytes and digests: what a release is made of, and a copy of it with changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.knowledge.translations import LEDGER
from bot.knowledge.walking import knowledge_files

Changes = Mapping[str, bytes | None]  # name inside the folder -> new content; None: the file goes


def digest(content: bytes) -> str:
    """The name of a content: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def manifest(root: Path) -> dict[str, str]:
    """Every knowledge file with the digest of its bytes, the ledger of translations too. Raises OSError."""
    found = {name: digest(path.read_bytes()) for name, path in knowledge_files(root) if path.is_file()}
    ledger = root / LEDGER
    return {**found, LEDGER: digest(ledger.read_bytes())} if ledger.is_file() else found


def digest_at(root: Path, name: str) -> str | None:
    """The digest of one file as it is on disk now; None where there is none. Raises OSError."""
    try:
        return digest((root / name).read_bytes())
    except FileNotFoundError:
        return None


def safe_name(name: str) -> bool:
    """Whether a name may be written inside the folder: no way out of it, nothing hidden."""
    parts = name.split("/")
    return (
        bool(name)
        and not name.startswith("/")
        and all(p and not p.startswith(".") and "\\" not in p for p in parts)
    )


@contextmanager
def changed_copy(root: Path, changes: Changes) -> Iterator[Path]:
    """A copy of the folder with changes in it, gone afterwards. What is unchanged is linked, not copied. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="rumbo-") as folder:
        copy = Path(folder) / "knowledge"
        for name, path in knowledge_files(root):
            if name not in changes:
                _link_or_copy(path, copy / name)
        for name, content in changes.items():
            if content is not None:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                (copy / name).write_bytes(content)
        yield copy


def _link_or_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)  # nothing is ever written into a linked file
    except OSError:
        shutil.copyfile(source, target)
