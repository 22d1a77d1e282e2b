"""Keeps checked releases as files that are read in a moment: what the YAML said, without reading it again.

A file is used only for the very bytes that it was made of, by the code that made it, so an edit is never hidden by it. It
holds data alone, nothing that could run. Where it is missing, damaged or of another kind, the YAML is read.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.knowledge import records
from bot.knowledge.array_file import read_arrays, write_arrays
from bot.knowledge.record_codec import Array, Codec, Foreign, NotStorable
from bot.knowledge.records import Release
from bot.knowledge.walking import MAX_FILES, knowledge_files

KEEP = 3  # built releases
ENDING = ".release"


class BuiltReleases:
    """The built releases of one folder, the newest few."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, root: Path, today: date) -> Release | None:
        """The release of the knowledge folder `root` as its files are now; None where it has to be read.

        `today`: what was checked on a later day is checked again. What is checked against the day is that nothing
        stands in the future, so it holds on every day after.
        """
        name = stamp(root)
        if name is None:
            return None
        try:
            with without_collecting():
                arrays = read_arrays(self._file(name))
                made_for, checked, plain = json.loads(arrays.pop("release").tobytes())
                if made_for != name or date.fromisoformat(checked) > today:
                    return None
                return _whole(_codec(list(arrays.values())).record(Release, plain))
        except (OSError, ValueError, TypeError, LookupError):
            return None

    def keep(self, release: Release, name: str, today: date) -> None:
        """Writes a release that was checked on `today`, of files with the stamp `name`; what cannot be written is let be."""
        arrays: list[Array] = []
        with suppress(OSError, NotStorable):
            plain = _codec(arrays).plain(replace(release, by_question={}))
            text = json.dumps([name, today.isoformat(), plain], ensure_ascii=False, separators=(",", ":"))
            packed = {"release": np.frombuffer(text.encode(), np.uint8)}
            write_arrays(self._file(name), packed | {str(i): array for i, array in enumerate(arrays)})
            self._sweep()

    def read(self, name: str) -> bytes | None:
        """The built release of that stamp, for another machine with the same code; None where there is none."""
        try:
            return self._file(name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, raw: bytes) -> None:
        """Keeps what `read` gave on another machine; what cannot be written is let be, and what is damaged is never used."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            new = self.folder / f".{name[:16]}.new"
            new.write_bytes(raw)
            new.replace(self._file(name))
            self._sweep()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name[:16]}{ENDING}"

    def _sweep(self) -> None:
        files = self.folder.glob(f"*{ENDING}")
        for path in sorted(files, key=lambda p: p.stat().st_mtime, reverse=True)[KEEP:]:
            path.unlink(missing_ok=True)


def stamp(root: Path) -> str | None:
    """A digest of every byte of the knowledge, the names of its files, and the code that reads them: 20 ms.

    None where a file is no plain file or cannot be read: why, the reader of the YAML says.
    """
    digest = hashlib.sha256(_code_version().encode())
    try:
        files = knowledge_files(root)
        if len(files) > MAX_FILES:
            return None
        for name, path in files:
            with open(path, "rb", opener=_opened) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return None
                content = hashlib.file_digest(file, "sha256").digest()
            digest.update(name.encode(errors="surrogatepass") + b"\0" + content)
    except OSError:
        return None
    return digest.hexdigest()


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


@cache
def _code_version() -> str:
    """A digest of this room's code and of what runs it."""
    digest = hashlib.sha256(f"{sys.version} {np.__version__}".encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


class _RecordNames(Mapping[str, Any]):
    """The types that records name: those of this room, and the register, which is imported where there is one."""

    def __getitem__(self, name: str) -> Any:
        if name == "Register":
            from bot.knowledge.registers.register import Register

            return Register
        return vars(records)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(vars(records))

    def __len__(self) -> int:
        return len(vars(records))


def _codec(arrays: list[Array]) -> Codec:
    return Codec(arrays, _RecordNames(), {"TextColumn": _TEXTS, "WordColumn": _WORDS})


def _text_column(buffer: Array, offsets: Array) -> Any:
    from bot.knowledge.registers.columns import TextColumn

    return TextColumn(buffer.tobytes(), offsets)


def _word_column(words: tuple[str, ...], codes: Array) -> Any:
    from bot.knowledge.registers.columns import WordColumn

    return WordColumn(words, codes)


_TEXTS = Foreign(
    (np.ndarray, np.ndarray), lambda x: [np.frombuffer(x.buffer, np.uint8), x._offsets], _text_column
)
_WORDS = Foreign((tuple[str, ...], np.ndarray), lambda x: [x.words, x.codes], _word_column)


def _whole(release: Release) -> Release:
    """The release with its entries in their second order too, which is not written."""
    return replace(release, by_question=by_question(release))


def by_question(release: Release) -> dict[tuple[str, str], Any]:
    """(question, country) -> entry; of two for the same the first."""
    found: dict[tuple[str, str], Any] = {}
    for entry in release.entries.values():
        found.setdefault((entry.question, entry.country), entry)
    return found


@contextmanager
def without_collecting() -> Iterator[None]:
    """Many records are made and none is given up: looking for garbage among them would double the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
