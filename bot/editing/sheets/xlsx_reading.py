"""An XLSX file as read, sheet by sheet. Its size unpacked is bounded before anything is unpacked; formulas are never run."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.editing.sheets.how_to import TITLE
from bot.editing.sheets.marks import STAMP, Stamp
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.tables import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Cell, Sheet, SheetRow, Sheets
from bot.editing.sheets.xlsx_facts import SheetFacts, sheet_facts
from bot.knowledge.exchange.degrees import degrees_written
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.xlsx_table import check_parts

MAX_UNPACKED = 60 * 1024**2  # bytes of all parts together; a large country has 5 MB
MAX_SHEETS = 20
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how spreadsheets write signs that XML cannot hold
_EMPTY = Cell()
_OURS = "is this the file of `rumbo sheet export`?"
_MEND = "save it again as .xlsx in Excel or LibreOffice"


def read_xlsx(path: Path) -> Sheets:
    """The sheets of an XLSX file. Raises SheetRefused for what is none, for macros, and for traps."""
    _check(path)
    try:
        facts = sheet_facts(path)
        book = _book(path)
        if len(book.worksheets) > MAX_SHEETS:
            raise SheetRefused(path.name, f"has more than {MAX_SHEETS} sheets: {_OURS}")
        reader = _Reader(path.name)
        sheets = tuple(reader.sheet(one, facts.get(one.title, SheetFacts())) for one in book.worksheets)
        book.close()
    except SheetRefused:
        raise
    except Exception as error:  # openpyxl raises KeyError, ValueError, OSError, XML errors… for broken files
        raise SheetRefused(path.name, f"is broken ({type(error).__name__}): {_MEND}") from None
    stamp = next((_stamp(sheet) for sheet in sheets if sheet.name == STAMP), None)
    return Sheets(path.name, tuple(x for x in sheets if x.name not in {STAMP, TITLE}), stamp)


def _check(path: Path) -> None:
    try:
        check_parts(path)
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except RegisterRefused as refused:
        raise SheetRefused(path.name, str(refused).removeprefix(f"{path.name}: ")) from None
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise SheetRefused(
            path.name, "holds macros, small programs that we do not open: save it as .xlsx, without them"
        )
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SheetRefused(path.name, f"unpacks to more than {MAX_UNPACKED // 1024**2} MB: {_OURS}")


def _book(path: Path) -> Any:
    from openpyxl import load_workbook

    return load_workbook(path, read_only=True, data_only=False, keep_links=False)


class _Reader:
    """Reads the sheets of one file, and stops where they hold more cells than any of ours."""

    def __init__(self, file: str) -> None:
        self._file, self._cells = file, 0

    def sheet(self, worksheet: Any, facts: SheetFacts) -> Sheet:
        rows = tuple(self._rows(worksheet, facts))
        hidden = worksheet.sheet_state != "visible"
        return Sheet(worksheet.title, rows, hidden, frozenset(facts.hidden_columns))

    def _rows(self, worksheet: Any, facts: SheetFacts) -> Iterator[SheetRow]:
        worksheet.reset_dimensions()  # what a sheet says of its own size is often wrong
        kept = 0
        for number, row in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS, max_row=1_048_576), start=1):
            if not any(cell.value is not None for cell in row):
                continue
            cells = [_cell(cell) for cell in row]
            while cells and cells[-1] == _EMPTY:
                cells.pop()
            kept, self._cells = kept + 1, self._cells + len(cells)
            if kept > MAX_ROWS or self._cells > MAX_CELLS:
                raise SheetRefused(self._file, f"holds more than any country does: {_OURS}")
            yield SheetRow(number, tuple(cells), number in facts.hidden_rows, facts.merged_over(number))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return _EMPTY
    if cell.data_type == "f":
        return Cell(str(value), "formula")
    if cell.data_type == "e":
        return Cell(str(value), "error")
    if isinstance(value, bool):
        return Cell("yes" if value else "no", "truth")
    if isinstance(value, int | float):
        return Cell(_number(value), "number")
    if isinstance(value, datetime | date | time | timedelta):
        return Cell(str(value).removesuffix(" 00:00:00"), "date")
    return Cell(_ESCAPED.sub(_unescaped, str(value)))


def _unescaped(found: re.Match[str]) -> str:
    sign = chr(int(found[1], 16))
    return "" if sign == "\r" else found[0] if sign.isprintable() else sign


def _number(value: float) -> str:
    if float(value).is_integer():
        return str(int(value)) if abs(value) < 1e15 else repr(value)
    return degrees_written(value) if abs(value) < 1000 else repr(value)


def _stamp(sheet: Sheet) -> Stamp | None:
    return Stamp.of_pairs({row.cell(0).text: row.cell(1).text for row in sheet.rows})
