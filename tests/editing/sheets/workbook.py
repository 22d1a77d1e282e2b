"""An exported file as a person with a spreadsheet sees it: opened, edited cell by cell, saved.

book = Workbook.of(root, "PE")
book.write("answers", "pe-renew-residence", "es.cost", "25 soles")
found = book.preview(root)
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.editing.sheets.columns import COLUMNS, Kind, sheet_title
from bot.editing.sheets.exporting import export_country
from bot.editing.sheets.previewing import preview
from bot.editing.sheets.reading import read_sheets
from bot.editing.sheets.told import Preview, Remark
from tests.knowledge.folder import TODAY


class Workbook:
    def __init__(self, raw: bytes) -> None:
        self.book = load_workbook(io.BytesIO(raw))

    @classmethod
    def of(cls, root: Path, country: str) -> Workbook:
        return cls(export_country(root, country, TODAY))

    def sheet(self, kind: Kind) -> Any:
        return self.book[sheet_title(kind)]

    def column(self, kind: Kind, key: str) -> int:
        return next(i for i, one in enumerate(COLUMNS[kind], start=1) if one.key == key)

    def letter(self, kind: Kind, key: str) -> str:
        return get_column_letter(self.column(kind, key))

    def row(self, kind: Kind, first: str, **also: str) -> int:
        """The number of the row whose first cell is `first` and whose other cells are `also`."""
        sheet = self.sheet(kind)
        for number in range(2, sheet.max_row + 1):
            cells = {key: sheet.cell(number, self.column(kind, key)).value for key in also}
            if sheet.cell(number, 1).value == first and cells == also:
                return number
        raise LookupError(first)

    def cell(self, kind: Kind, first: str, key: str, **also: str) -> Any:
        return self.sheet(kind).cell(self.row(kind, first, **also), self.column(kind, key))

    def write(self, kind: Kind, first: str, key: str, value: object, **also: str) -> int:
        """Types into a cell, as text where it is one; gives the row."""
        cell = self.cell(kind, first, key, **also)
        cell.value = value
        return int(cell.row)

    def add(self, kind: Kind, /, **cells: str) -> int:
        """Types a new row below the last; `__` stands for the dot of a key. Gives its number."""
        sheet = self.sheet(kind)
        number = int(sheet.max_row) + 1
        for key, text in cells.items():
            sheet.cell(number, self.column(kind, key.replace("__", "."))).value = text
        return number

    def raw(self) -> bytes:
        packed = io.BytesIO()
        self.book.save(packed)
        return packed.getvalue()

    def preview(self, root: Path, sheet_wins: Collection[tuple[str, int, str]] = ()) -> Preview:
        return preview(read_sheets(self.raw(), "peru.xlsx"), root, TODAY, sheet_wins=sheet_wins)


def only(remarks: Collection[Remark]) -> Remark:
    """The one remark there is."""
    assert len(remarks) == 1, [str(x) for x in remarks]
    return next(iter(remarks))


def texts(root: Path) -> dict[str, bytes]:
    """Every file of a folder, byte by byte."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.yaml"))}


Spoil = Callable[[Workbook], object]
