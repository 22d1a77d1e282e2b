"""A publisher's file as a table of plain texts, whatever its form: CSV, XLSX or GeoJSON. Read row by row, never whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.knowledge.registers.refusals import RegisterRefused

MAX_FILE_BYTES = 400 * 1024 * 1024
MAX_ROWS = 2_000_000
MAX_COLUMNS = 200
SAMPLE = 400  # rows by which columns are guessed
HEAD_ROWS = 25  # titles and empty lines may stand above the names of the columns


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number as spreadsheets count (features of a GeoJSON from 1), and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read from its first row as often as needed."""

    file: str
    form: str  # "CSV, cp1252, ;" …: what was recognised
    lines: Callable[[], Iterator[Line]]
    header: int = 0  # the number of the row with the names of the columns; 0: not looked for yet

    def first(self, most: int) -> list[Line]:
        return list(islice(self.lines(), most))

    def body(self) -> Iterator[Line]:
        """The rows below the header. Raises RegisterRefused above MAX_ROWS."""
        for count, line in enumerate(x for x in self.lines() if x.number > self.header):
            if count >= MAX_ROWS:
                said = f"holds more than {MAX_ROWS:,} rows: split it, or keep the public places only"
                raise RegisterRefused(self.file, said)
            yield line


def open_table(path: Path, sheet: str | None = None) -> Table:
    """The table in a file. `sheet`: of an XLSX, by name. Raises RegisterRefused."""
    from bot.knowledge.registers.csv_table import csv_table
    from bot.knowledge.registers.geojson_table import geojson_table
    from bot.knowledge.registers.xlsx_table import xlsx_table

    name = path.name
    try:
        size = path.stat().st_size if path.is_file() else -1
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        raise RegisterRefused(
            name, f"cannot be read ({(error.strerror or '').lower()}): check the path"
        ) from None
    if size < 0:
        raise RegisterRefused(name, "is not a plain file: name the register itself")
    if not start.strip():
        raise RegisterRefused(name, "is empty: download the register again")
    if size > MAX_FILE_BYTES:
        raise RegisterRefused(
            name, f"is larger than {MAX_FILE_BYTES // 1024**2} MB: split it into smaller files"
        )
    _right_ending(path, start)
    if start.startswith(b"PK"):
        return xlsx_table(path, sheet)
    if path.suffix.lower() in {".geojson", ".json"}:
        return geojson_table(path)
    return csv_table(path)


def _right_ending(path: Path, start: bytes) -> None:
    """Raises RegisterRefused where the ending and the content do not go together, or the form is not one we read."""
    ending = path.suffix.lower()
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RegisterRefused(path.name, "is an old Excel file (.xls): open it and save it as .xlsx or CSV")
    if ending not in {".csv", ".tsv", ".txt", ".xlsx", ".geojson", ".json"}:
        raise RegisterRefused(path.name, "is no register we read: bring it as .csv, .xlsx or .geojson")
    if (ending == ".xlsx") != start.startswith(b"PK"):
        said = "is named .xlsx but is none" if ending == ".xlsx" else f"is a ZIP or XLSX named {ending}"
        raise RegisterRefused(path.name, f"{said}: give it the ending of what it is, or save it again")
    if ending in {".csv", ".tsv", ".txt"} and start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"{", b"<"}:
        raise RegisterRefused(
            path.name, f"is no table though it is named {ending}: is it a GeoJSON or a web page?"
        )
