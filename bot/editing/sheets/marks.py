"""What a sheet carries, unseen, of the moment it was written: a mark a row, and a stamp of the whole.

By its mark Rumbo tells what the person changed from what changed in the files since: it holds a short hash of every cell.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.editing.sheets.cells import tidy

FORMAT = "1"
STAMP = "rumbo"  # the name of the hidden sheet, or of the CSV file, that holds the stamp
_DIGITS = 10
_MARK = re.compile(r"([A-Z]{2}) (\S+)((?: [a-z_.]+=[0-9a-f]{10})*)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of which country and which state of its files a file was written, and when."""

    country: str
    digest: str
    made: str  # a day, as text
    form: str = FORMAT

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """As two columns."""
        return (
            ("format", self.form),
            ("country", self.country),
            ("digest", self.digest),
            ("made", self.made),
        )

    @classmethod
    def of_pairs(cls, pairs: Mapping[str, str]) -> Stamp | None:
        """The stamp in two columns; None where they hold none."""
        if not {"format", "country", "digest"} <= pairs.keys():
            return None
        return cls(pairs["country"], pairs["digest"], pairs.get("made", ""), pairs["format"])


@dataclass(frozen=True, slots=True)
class Mark:
    """What one row was when the sheet was written: its key, and the hash of each cell that was not empty."""

    country: str
    key: str
    hashes: Mapping[str, str]

    def was(self, column: str, cell: str) -> bool:
        """Whether the cell of a column still says what it said then."""
        return self.hashes.get(column, "") == hashed(cell)

    def __str__(self) -> str:
        return " ".join([self.country, self.key, *(f"{name}={found}" for name, found in self.hashes.items())])


def mark_of(country: str, key: str, cells: Mapping[str, str]) -> Mark:
    """The mark of a row with these cells, by column."""
    return Mark(country, key, {name: hashed(cell) for name, cell in cells.items() if tidy(cell)})


def read_mark(text: str) -> Mark | None:
    """The mark in a cell; None where it is none."""
    found = _MARK.fullmatch(text.strip())
    if not found:
        return None
    pairs = (pair.partition("=") for pair in found[3].split())
    return Mark(found[1], found[2], {name: digits for name, _, digits in pairs})


def hashed(cell: str) -> str:
    """A short hash of what a cell says; empty for an empty one."""
    text = tidy(cell)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS] if text else ""


def digest_of_files(root: Path, names: Iterable[str]) -> str:
    """The state of the files of a country, byte by byte. Raises OSError."""
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + b"\0" + (root / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]
