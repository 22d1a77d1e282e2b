"""What a preview says: each change with its old and new text, each problem and each remark, at its sheet, row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.editing.records import EntryKind, Ref
from bot.knowledge.problems import short

Cell = tuple[str, int, str]  # sheet, row from 1, letter of the column


@dataclass(frozen=True, slots=True)
class Change:
    """What would be written. `field`: the column's key; "" where a whole row is added or deleted."""

    sheet: str
    row: int
    column: str
    field: str
    id: str
    sort: Literal["changed", "added", "deleted"]
    old: str
    new: str

    def __str__(self) -> str:
        where = f"{self.sheet}, row {self.row}"
        if self.sort != "changed":
            return f"{where}: {self.id} {self.sort}: {short(self.new or self.old)}"
        return (
            f"{where}, column {self.column} ({self.id}, {self.field}): {_said(self.old)} -> {_said(self.new)}"
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a place of the file. `here` and `files`: both whole texts, where it is a conflict."""

    sheet: str
    row: int | None
    column: str | None
    message: str
    here: str | None = None
    files: str | None = None

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.sheet}{row}{column}: {self.message}"


@dataclass(frozen=True, slots=True)
class RecordEdit:
    """What becomes of one entry: `values` None: it goes; `index` None: it is new."""

    ref: Ref
    file: str
    index: int | None
    values: Mapping[str, object] | None

    @property
    def kind(self) -> EntryKind:
        return self.ref.kind


@dataclass(frozen=True, slots=True)
class Preview:
    """All that a file would change. With a problem nothing of it is written; notes stop nothing."""

    name: str
    country: str
    changes: tuple[Change, ...]
    problems: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    edits: tuple[RecordEdit, ...] = ()
    texts: Mapping[str, bytes] = field(default_factory=dict)  # the files to write
    digest: str = ""  # of the country's files when this was made


@dataclass(slots=True)
class Told:
    """Gathers what is said while a file is understood."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def problem(self, sheet: str, row: int | None, column: str | None, message: str) -> None:
        """Something that must be mended first."""
        self.problems.append(Remark(sheet, row, column, message))

    def note(self, sheet: str, row: int | None, column: str | None, message: str) -> None:
        """Something that the person should know."""
        self.notes.append(Remark(sheet, row, column, message))


def _said(text: str) -> str:
    return f"'{short(text)}'" if text else "nothing"
