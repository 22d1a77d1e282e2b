"""Rows that already say what the files say, though their mark does not tell: a file that was imported before."""

from __future__ import annotations

from collections.abc import Iterable

from bot.editing.sheets.cells import CellWrong, tidy, value_of
from bot.editing.sheets.columns import DELETE, Column
from bot.editing.sheets.incoming import Incoming
from bot.editing.sheets.standing import CountryFiles, Row, own_id

_GIVEN = frozenset({"topic", "file"})  # may stay empty in a new row


def twin(one: Incoming, rows: Iterable[Row], files: CountryFiles) -> Row | None:
    """The first of the rows of the files that says all that an incoming one says; None where none does."""
    columns = [c for c in one.made.known() if c.key != DELETE and not c.shown]
    return next((row for row in rows if all(_agrees(one, row, c, files) for c in columns)), None)


def same_meaning(text: str, other: str, column: Column) -> bool:
    """Whether two cells mean the same, perhaps in other signs: ids with commas and ids on lines do."""
    if tidy(text) == tidy(other):
        return True
    try:
        return value_of(text, column) == value_of(other, column)
    except CellWrong:
        return False


def _agrees(one: Incoming, row: Row, column: Column, files: CountryFiles) -> bool:
    here, there = one.cell(column.key).text, row.cells.get(column.key, "")
    if column.key == "id" and one.made.kind in {"answers", "questions", "phrasings"}:
        return own_id(" ".join(here.split()), files) == there
    return same_meaning(here, there, column) or (column.key in _GIVEN and not tidy(here))
