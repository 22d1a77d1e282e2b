"""A CSV file as a table: its encoding and its delimiter are recognised, its quotes may be careless."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.knowledge.registers.encodings import encoding_of
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.tables import MAX_COLUMNS, Line, Table

_DELIMITERS = ",;\t|"
_SNIFFED = 60  # lines


def csv_table(path: Path) -> Table:
    """The table in a CSV file. Raises RegisterRefused where it is none."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        start = [line for _, line in zip(range(_SNIFFED), stream, strict=False)]
    if not "".join(start).strip("\ufeff \r\n"):
        raise RegisterRefused(path.name, "is empty: download the register again")
    delimiter = _delimiter(start)
    if delimiter is None:
        said = "has only one column: save it as CSV with commas or semicolons between the cells"
        raise RegisterRefused(path.name, said)
    shown = {"\t": "tab"}.get(delimiter, delimiter)
    return Table(path.name, f"CSV, {encoding}, {shown}", lambda: _lines(path, encoding, delimiter))


def _delimiter(start: list[str]) -> str | None:
    """The sign that cuts the most lines into the same number of cells; csv.Sniffer's guess where that says nothing."""
    found = max(_DELIMITERS, key=lambda sign: _steadiness(start, sign))
    if _steadiness(start, found) > 0:
        return found
    try:
        return csv.Sniffer().sniff("".join(start), _DELIMITERS).delimiter
    except csv.Error:
        return None


def _steadiness(start: list[str], sign: str) -> float:
    """The lines with the commonest number of cells (two or more); more cells weigh a little more."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):  # told later, with its row
        for row in csv.reader(start, delimiter=sign):
            widths[len(row)] += len(row) > 1
    return max((count * (1 + min(width, 30) / 60) for width, count in widths.items()), default=0.0)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        number = 1
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                said = "a quote is opened and never closed" if "field" in str(error) else str(error)
                raise RegisterRefused(path.name, f"{said}: correct this row", number) from None
            if any(row):
                yield Line(number, tuple(row[:MAX_COLUMNS]))
            number += 1
