"""Places as a table for people, CSV or XLSX, in which no cell can act as a formula; and the table as places again.

In CSV a text cell that would begin with = + - @ tab or CR gets a ' before it (so does a telephone number with +). In XLSX
such cells are cells of text and stay as they are. Degrees are numbers in both.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.knowledge import schema
from bot.knowledge.build import place_record
from bot.knowledge.exchange.bounded import decoded, read_bytes
from bot.knowledge.exchange.cells import guarded, unguarded
from bot.knowledge.exchange.degrees import degrees_written
from bot.knowledge.exchange.incoming import Arrivals, Told
from bot.knowledge.exchange.refusals import ExchangeRefused
from bot.knowledge.exchange.table_columns import cells_of, columns_for, fields_of_cells
from bot.knowledge.problems import short
from bot.knowledge.records import Origin, Place
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.xlsx_table import xlsx_table

SHEET = "places"
MARK = "\ufeff"  # by which a spreadsheet knows that a CSV file is UTF-8
_WIDE = 28  # characters, the width of a column


def csv_text(places: Sequence[Place]) -> str:
    """The table as CSV, with a byte order mark and CRLF line ends, as spreadsheets like it."""
    columns = columns_for(places)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for place in places:
        cells = cells_of(place)
        writer.writerow(_csv_cell(cells.get(name)) for name in columns)
    return MARK + text.getvalue()


def _csv_cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else degrees_written(value)


def xlsx_bytes(places: Sequence[Place]) -> bytes:
    """The table as one sheet of an XLSX file: the first row stands still, texts are cells of text."""
    from openpyxl import Workbook  # heavy: only where it is needed
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title, sheet.freeze_panes = SHEET, "A2"
    columns = columns_for(places)
    for number, name in enumerate(columns, start=1):
        _write(sheet.cell(1, number), name)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE
    for line, place in enumerate(places, start=2):
        cells = cells_of(place)
        for number, name in enumerate(columns, start=1):
            _write(sheet.cell(line, number), cells.get(name))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _write(cell: Any, value: str | float | None) -> None:
    if isinstance(value, str):
        cell.value, cell.data_type = value, "s"  # a text, whatever it begins with
        cell.number_format = "@"
        cell.quotePrefix = guarded(value) != value  # and stays one when somebody edits it
    elif value is not None:
        cell.value = value


def places_in_table(path: Path) -> Arrivals:
    """The places of a table that `rumbo places export` wrote, perhaps edited since; lines that are none are told.

    Raises ExchangeRefused where the file is no such table.
    """
    lines = _xlsx_lines(path) if path.suffix.lower() == ".xlsx" else _csv_lines(path)
    header = [name.strip() for name in next(lines, (1, ()))[1]]
    if not {"id", "country", "kind", "name"} <= set(header):
        said = "has not the columns of `rumbo places export` (id, country, kind, name, …)"
        raise ExchangeRefused(path.name, f"{said}: for other tables use `rumbo places import`", 1)
    places: list[Place] = []
    told: list[Told] = []
    for number, cells in lines:
        row = dict(zip(header, cells, strict=False))
        try:
            shape = schema.PlaceShape.model_validate(fields_of_cells(row))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            said = f"`{'.'.join(map(str, first['loc']))}` {first['msg'].removeprefix('Value error, ')}"
            told.append(Told(f"row {number}", row.get("name", ""), said, whole=True))
            continue
        places.append(place_record(shape, row["country"], Origin(path.name, number)))
    return Arrivals(tuple(places), tuple(told))


def _csv_lines(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(decoded(read_bytes(path), path.name), newline=""), strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, [unguarded(cell) for cell in cells]
    except csv.Error as error:
        raise ExchangeRefused(
            path.name, f"is broken here ({error}): export it again", reader.line_num
        ) from None


def _xlsx_lines(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        for line in xlsx_table(path, None).lines():
            yield line.number, line.cells
    except RegisterRefused as refused:
        raise ExchangeRefused(path.name, str(refused).removeprefix(f"{path.name}: ")) from None


def of_country(found: Arrivals, code: str) -> Arrivals:
    """Only the places of one country; the others are told."""
    others = [
        Told(f"row {p.origin.line}", p.name, f"it is in another country ({short(p.country)})", whole=True)
        for p in found.places
        if p.country != code
    ]
    return Arrivals(tuple(p for p in found.places if p.country == code), (*found.told, *others))
