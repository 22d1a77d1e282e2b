"""A country as one CSV file a kind, in a zip; and such files, from a zip or a folder, as read.

UTF-8 with a byte order mark. What a spreadsheet would take for a formula, a number or a date has a ' before it, and is
taken with and without.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from bot.editing.sheets.columns import COLUMNS, Kind
from bot.editing.sheets.how_to import HOW_TO
from bot.editing.sheets.marks import STAMP, Stamp, mark_of
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.standing import CountryFiles
from bot.editing.sheets.tables import (
    MARK_HEADER,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Sheet,
    SheetRow,
    Sheets,
    csv_names,
)
from bot.knowledge.exchange.bounded import decoded, package_parts
from bot.knowledge.exchange.cells import looks_like_formula
from bot.knowledge.exchange.hsds_package import zipped
from bot.knowledge.exchange.refusals import ExchangeRefused

Separator = Literal[";", ","]
STAMP_FILE = f"{STAMP}.csv"
HOW_TO_FILE = "LEEME-README.txt"
_MARK = "\ufeff"  # by which a spreadsheet knows that a CSV file is UTF-8
_GUARD = re.compile(r"'*(?:[=+\-@\t\r]|\d)")  # formulas, and what could be a number, a date or a phone
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)


def csv_zip(files: CountryFiles, stamp: Stamp, separator: Separator) -> bytes:
    """The zip of the CSV files."""
    parts = {name: _text(files, kind, separator) for name, kind in csv_names().items()}
    parts[STAMP_FILE] = _written(stamp.pairs(), separator)
    parts[HOW_TO_FILE] = "\r\n\r\n".join(f"{spanish}\r\n{english}" for spanish, english in HOW_TO) + "\r\n"
    return zipped(parts)


def _text(files: CountryFiles, kind: Kind, separator: Separator) -> str:
    columns = COLUMNS[kind]
    header = (*(column.header for column in columns), MARK_HEADER.format(kind))
    rows = (
        (
            *(row.cells.get(column.key, "") for column in columns),
            str(mark_of(files.country, row.key, row.cells)),
        )
        for row in files.rows[kind]
    )
    return _written((header, *rows), separator)


def _written(rows: Iterable[Iterable[str]], separator: Separator) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([f"'{cell}" if _GUARD.match(cell) else cell for cell in row] for row in rows)
    return _MARK + text.getvalue()


def read_csv(path: Path) -> Sheets:
    """The CSV files of a zip or a folder. Raises SheetRefused for what is none, or a trap."""
    wanted: Mapping[str, object] = {**csv_names(), STAMP_FILE: None}
    try:
        parts = package_parts(path, wanted)
        sheets = tuple(
            Sheet(name, tuple(_rows(decoded(raw, name), name)))
            for name, raw in parts.items()
            if name != STAMP_FILE
        )
        stamp = _stamp(decoded(parts[STAMP_FILE], STAMP_FILE)) if STAMP_FILE in parts else None
    except ExchangeRefused as refused:
        raise SheetRefused(path.name, f"{refused} (in a spreadsheet: 'CSV UTF-8')") from None
    if not sheets:
        raise SheetRefused(
            path.name, f"holds none of the files of `rumbo sheet export`: {', '.join(csv_names())}"
        )
    return Sheets(path.name, sheets, stamp)


def _stamp(text: str) -> Stamp | None:
    pairs = (row.cells for row in _rows(text, STAMP_FILE))
    return Stamp.of_pairs({cells[0].text: cells[1].text for cells in pairs if len(cells) > 1})


def _rows(text: str, name: str) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_ROWS:
                raise SheetRefused(name, f"has more than {MAX_ROWS:,} rows: is this the right file?")
            if any(cells):
                yield SheetRow(number, tuple(map(_cell, cells[:MAX_COLUMNS])))
    except csv.Error as error:
        raise SheetRefused(
            name, f"is broken near line {reader.line_num} ({error}): save it again as CSV"
        ) from None


def _separator(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(";,\t", key=first.count)


def _cell(text: str) -> Cell:
    if text.startswith("'") and _GUARD.match(text[1:]):
        return Cell(text[1:])
    if looks_like_formula(text):
        return Cell(text, "formula")
    return Cell(text, "number" if _SCIENTIFIC.fullmatch(text) else "text")
