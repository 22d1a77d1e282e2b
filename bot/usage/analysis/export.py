"""Tables as files: CSV and XLSX, in which no cell can act as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from bot.usage.analysis.tables import Table, Value

MARK = "\ufeff"  # by which a spreadsheet knows that a CSV file is UTF-8
_FORMULA = re.compile(r"\s*[=+\-@\t\r]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 60  # characters


def csv_text(tables: Sequence[Table], notes: Sequence[str] = ()) -> str:
    """All tables one below the other, each under its title, an empty line between; the notes last."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for table in tables:
        writer.writerow([_safe(table.title)])
        writer.writerow([_safe(column) for column in table.columns])
        writer.writerows([[_safe(value) for value in row] for row in table.rows])
        if table.note:
            writer.writerow([_safe(table.note)])
        writer.writerow([])
    writer.writerows([[_safe(note)] for note in notes])
    return MARK + text.getvalue()


def xlsx_bytes(tables: Sequence[Table], notes: Sequence[str] = ()) -> bytes:
    """A sheet for each table, its head standing still; the notes on the first sheet of their own."""
    from openpyxl import Workbook  # heavy: only where it is needed

    book = Workbook()
    sheet = book.active
    sheet.title = "Rumbo"
    for line, note in enumerate(notes, start=1):
        _write(sheet.cell(line, 1), note)
    for table in tables:
        _fill(book.create_sheet(_sheet_title(table.title)), table)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _fill(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        cell = sheet.cell(1, number)
        _write(cell, column)
        cell.font = Font(bold=True)
        widest = max([len(column), *(len(str(row[number - 1] or "")) for row in table.rows)])
        sheet.column_dimensions[get_column_letter(number)].width = min(widest + 2, _WIDEST)
    for line, row in enumerate(table.rows, start=2):
        for number, value in enumerate(row, start=1):
            _write(sheet.cell(line, number), value)
    if table.note:
        _write(sheet.cell(len(table.rows) + 3, 1), table.note)


def _sheet_title(title: str) -> str:
    return _NOT_IN_TITLES.sub(" ", title)[:31]


def _safe(value: Value) -> Value:
    """A value for CSV: a text that would act as a formula gets a ' before it; signed percentages are harmless."""
    if not isinstance(value, str) or re.fullmatch(r"[+-]\d+%", value):
        return value
    return f"'{value}" if _FORMULA.match(value) else value


def _write(cell: Any, value: Value) -> None:
    if isinstance(value, str):
        cell.value, cell.data_type = _printable(value), "s"  # a text, whatever it begins with
        cell.number_format = "@"
        cell.quotePrefix = bool(_FORMULA.match(value))  # and stays one when somebody edits it
    elif value is not None:
        cell.value = value


def _printable(text: str) -> str:
    """Without the control characters that XLSX cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
