"""A country as XLSX: one sheet a kind, header locked and frozen, drop-downs, notes; every cell is a cell of text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from bot.editing.sheets.columns import COLUMNS, DELETE, Column, Kind, sheet_title
from bot.editing.sheets.how_to import HOW_TO, TITLE
from bot.editing.sheets.marks import STAMP, Stamp, mark_of
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.standing import CountryFiles, Row
from bot.editing.sheets.tables import MARK_HEADER, note_of
from bot.knowledge.exchange.cells import guarded

MAX_CELL = 32_767  # characters that a spreadsheet keeps
LAST_ROW = 5_000  # down to which the drop-downs reach
_DARK, _PALE, _RED = "1F4E5F", "EDEDED", "8C2F2F"


def xlsx_of(files: CountryFiles, stamp: Stamp) -> bytes:
    """The bytes of the file. Raises SheetRefused where a text is too long for a cell."""
    from openpyxl import Workbook  # heavy: only where it is needed

    book = Workbook()
    _how_to(book.active)
    for kind in COLUMNS:
        sheet = book.create_sheet(sheet_title(kind))
        _header(sheet, kind)
        for number, row in enumerate(files.rows[kind], start=2):
            _row(sheet, number, row, files.country)
        _protect(sheet)
    _stamp(book.create_sheet(STAMP), stamp)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _how_to(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = TITLE
    for letter in "AB":
        sheet.column_dimensions[letter].width = 70
    for number, pair in enumerate(HOW_TO, start=1):
        for column, text in enumerate(pair, start=1):
            cell = sheet.cell(number, column)
            _write(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)
    _protect(sheet)


def _header(sheet: Any, kind: Kind) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter

    columns = COLUMNS[kind]
    for number, column in enumerate(columns, start=1):
        cell, letter = sheet.cell(1, number), get_column_letter(number)
        _write(cell, column.header)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_RED if column.key == DELETE else _DARK)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.comment = Comment(note_of(column), "Rumbo", height=150, width=330)
        width = sheet.column_dimensions[letter]
        width.width, width.number_format = column.wide, "@"  # what is typed below stays text
        width.protection = Protection(locked=column.shown)
        width.alignment = Alignment(wrap_text=True, vertical="top")
        _drop_down(sheet, column, letter)
    mark = sheet.cell(1, len(columns) + 1)
    _write(mark, MARK_HEADER.format(kind))
    sheet.column_dimensions[get_column_letter(len(columns) + 1)].hidden = True
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{LAST_ROW}"


def _drop_down(sheet: Any, column: Column, letter: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if not column.choices:
        return
    rule = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    rule.errorTitle = "Rumbo"
    rule.error = "Elige de la lista. / Choose from the list."
    rule.showErrorMessage = True
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _row(sheet: Any, number: int, row: Row, country: str) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    columns = COLUMNS[row.kind]
    for position, column in enumerate(columns, start=1):
        cell, text = sheet.cell(number, position), row.cells.get(column.key, "")
        if len(text) > MAX_CELL:
            raise SheetRefused(
                row.key, f"'{column.key}' is longer than a spreadsheet keeps: edit it in its file"
            )
        _write(cell, text)
        still = column.fixed or column.shown
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=still)
        if still:
            cell.fill = PatternFill("solid", fgColor=_PALE)
    _write(sheet.cell(number, len(columns) + 1), str(mark_of(country, row.key, row.cells)))


def _protect(sheet: Any) -> None:
    """Against slips, without a password: widths, filters and new rows stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatCells = guard.formatColumns = guard.formatRows = guard.autoFilter = guard.insertRows = False


def _stamp(sheet: Any, stamp: Stamp) -> None:
    sheet.sheet_state = "hidden"
    _pairs(sheet, stamp.pairs())
    _protect(sheet)


def _pairs(sheet: Any, pairs: Iterable[tuple[str, str]]) -> None:
    for number, pair in enumerate(pairs, start=1):
        for column, text in enumerate(pair, start=1):
            _write(sheet.cell(number, column), text)


def _write(cell: Any, text: str) -> None:
    """A text, whatever it begins with, that stays one when somebody edits it."""
    cell.number_format = "@"
    if text:
        cell.value, cell.data_type = text, "s"
        cell.quotePrefix = guarded(text) != text
