"""An XLSX file as a table: one sheet, read row by row. Its size unpacked is bounded before anything is unpacked.

Formulas are never evaluated: a cell that holds one reads as FORMULA, so that its row is told and not filled with a guess.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bot.knowledge.problems import short
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.tables import MAX_COLUMNS, Line, Table

MAX_UNPACKED = 1024**3  # bytes of all parts together
MAX_STRINGS = 150 * 1024**2  # bytes of the part that is held in memory whole
MAX_RATIO = 150  # unpacked to packed, of any part above a megabyte; real sheets reach about 30
MAX_PARTS = 2_000
MAX_SHEET_ROWS = 1_048_576
FORMULA = "=…"  # stands for a formula
_MEND = "open it in a spreadsheet and save it again as CSV"


def xlsx_table(path: Path, sheet: str | None) -> Table:
    """The table in a sheet (the first one by default). Raises RegisterRefused for what is no XLSX, or a trap."""
    check_parts(path)
    names = _sheet_names(path)
    if sheet is not None and sheet not in names:
        raise RegisterRefused(
            path.name, f"has no sheet '{short(sheet)}': it has {', '.join(map(short, names))}"
        )
    chosen = sheet or names[0]
    return Table(path.name, f"XLSX, sheet {short(chosen)}", lambda: _lines(path, chosen))


def check_parts(path: Path) -> None:
    """Refuses what would fill the memory or hides a trap in its XML, by the sizes the archive itself admits.

    zipfile reads no part beyond the size it declares, so these sizes bound what is read later.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            for part in parts:
                _check_part(path.name, part)
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                said = f"unpacks to more than {MAX_UNPACKED // 1024**2} MB: {_MEND}"
                raise RegisterRefused(path.name, said)
            if "[Content_Types].xml" not in archive.namelist():
                raise RegisterRefused(path.name, f"is a ZIP but no XLSX: {_MEND}")
            _check_declarations(path.name, archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise RegisterRefused(path.name, f"is broken or locked with a password: {_MEND}") from None


def _check_part(file: str, part: zipfile.ZipInfo) -> None:
    if part.file_size > 1024**2 and part.file_size > MAX_RATIO * max(1, part.compress_size):
        raise RegisterRefused(file, f"is packed so tightly that it may be a trap (a zip bomb): {_MEND}")
    if part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_STRINGS:
        raise RegisterRefused(file, f"holds more than {MAX_STRINGS // 1024**2} MB of text: {_MEND}")


def _check_declarations(file: str, archive: zipfile.ZipFile) -> None:
    """No part of a real XLSX declares entities, by which a few bytes can swell without end."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                if b"<!DOCTYPE" in part.read(65_536).replace(b"\0", b""):
                    raise RegisterRefused(file, f"declares entities, which no spreadsheet does: {_MEND}")


def _sheet_names(path: Path) -> list[str]:
    book = _book(path)
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    book.close()
    if not names:
        raise RegisterRefused(path.name, f"has no sheet with cells: {_MEND}")
    return names


def _book(path: Path) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises KeyError, ValueError, OSError, XML errors… for broken files
        said = f"is broken ({type(error).__name__}): {_MEND}"
        raise RegisterRefused(path.name, said) from None


def _lines(path: Path, sheet: str) -> Iterator[Line]:
    book, number, blank = _book(path), 0, None
    try:
        worksheet = book[sheet]
        worksheet.reset_dimensions()  # what a sheet says of its own size is often wrong
        for row in worksheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_SHEET_ROWS):
            number += 1
            if row is blank:  # a gap of a million rows is one tuple, given again and again
                continue
            cells = tuple(map(_text, row))
            if any(cells):
                yield Line(number, _trimmed(cells))
            else:
                blank = row
    except RegisterRefused:
        raise
    except Exception as error:
        said = f"is broken from here on ({type(error).__name__}): {_MEND}"
        raise RegisterRefused(path.name, said, number + 1) from None
    finally:
        book.close()


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
