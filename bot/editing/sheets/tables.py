"""What XLSX and CSV have in common: a file as read, cell by cell, before anything of it is understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.editing.sheets.columns import COLUMNS, Column, Kind
from bot.editing.sheets.marks import Stamp

MARK_HEADER = "no tocar / leave alone [rumbo:{}]"
MARKED = re.compile(r"\[rumbo:([a-z]+)\]")
CellSort = Literal["text", "number", "date", "truth", "formula", "error"]
MAX_ROWS = 20_000  # of one sheet
MAX_COLUMNS = 120
MAX_CELLS = 300_000  # of a whole file; a large country has 20,000


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and as what the spreadsheet keeps it."""

    text: str = ""
    sort: CellSort = "text"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row, counted from 1 as spreadsheets count."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    merged: str = ""  # the range of merged cells that lies over it

    def cell(self, position: int) -> Cell:
        """The cell in a column (from 0); an empty one beyond the end."""
        return self.cells[position] if position < len(self.cells) else Cell()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or one CSV file."""

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = field(default_factory=frozenset)  # from 0


@dataclass(frozen=True, slots=True)
class Sheets:
    """A whole file as read. `stamp`: None where it was lost."""

    name: str
    sheets: tuple[Sheet, ...]
    stamp: Stamp | None


def note_of(column: Column) -> str:
    """The note on a header, in both languages."""
    return "\n\n".join(column.notes) + (f"\n\n{', '.join(column.choices)}" if column.choices else "")


def letter(position: int) -> str:
    """The letter of a column (from 0): A, Z, AA."""
    said, left = "", position + 1
    while left:
        left, one = divmod(left - 1, 26)
        said = chr(65 + one) + said
    return said


def csv_names() -> Mapping[str, Kind]:
    """The names of the CSV files, with the kind each holds."""
    return {f"{kind}.csv": kind for kind in COLUMNS}
