"""Finds the header of a sheet and its columns in it, wherever they were moved and whatever the sheet was renamed to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.editing.sheets.columns import COLUMNS, MARK, SHEETS, Column, Kind, column
from bot.editing.sheets.tables import MARKED, Cell, Sheet, SheetRow, letter
from bot.editing.sheets.told import Told
from bot.knowledge.folding import fold
from bot.knowledge.problems import short

_KEY = re.compile(r"\[([a-z_.]+)\]")
_LOOKED_AT = 20  # rows in which the header is looked for
_ENOUGH = 2  # columns that make a row a header


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet whose columns are known. `columns`: key -> position from 0."""

    kind: Kind
    sheet: Sheet
    header: int  # the row's number
    columns: Mapping[str, int]

    @property
    def name(self) -> str:
        """The sheet's, as messages call it."""
        return short(self.sheet.name)

    def rows(self) -> Iterator[SheetRow]:
        """The rows below the header."""
        return (row for row in self.sheet.rows if row.number > self.header)

    def cell(self, row: SheetRow, key: str) -> Cell:
        """The cell of a column; an empty one where the sheet lacks the column."""
        return row.cell(self.columns[key]) if key in self.columns else Cell()

    def letter(self, key: str) -> str | None:
        """The letter of a column; None where the sheet lacks it."""
        return letter(self.columns[key]) if key in self.columns else None

    def known(self) -> Iterator[Column]:
        """The columns that are there."""
        return (one for one in COLUMNS[self.kind] if one.key in self.columns)


def headed(sheet: Sheet, told: Told) -> Headed | None:
    """The sheet with its columns; None where it is none of ours, which is told."""
    rows = sheet.rows[:_LOOKED_AT]
    found = [
        (len(keys), -row.number, row, kind, keys) for row in rows for kind, keys in _readings(sheet, row)
    ]
    if not found or max(found)[0] < _ENOUGH:
        if sheet.rows:
            said = "is none of Rumbo's sheets: it was left out. If it should be one, write its header back"
            told.note(short(sheet.name), None, None, said)
        return None
    _, _, row, kind, keys = max(found, key=lambda x: x[:2])
    made = Headed(kind, sheet, row.number, _first(keys))
    _tell(made, row, keys, told)
    if sheet.hidden:
        told.note(made.name, None, None, "is hidden; it was read all the same")
    return made if not _lost(made) else None


def _readings(sheet: Sheet, row: SheetRow) -> Iterator[tuple[Kind, list[tuple[int, str]]]]:
    """The kinds that a row may be the header of, with the columns it would have."""
    marked = next((found[1] for cell in row.cells if (found := MARKED.search(cell.text))), None)
    named = next((kind for kind in COLUMNS if _is_named(sheet.name, kind)), None)
    kinds = [kind for kind in COLUMNS if kind == marked] or [kind for kind in COLUMNS if kind == named]
    for kind in kinds or COLUMNS:
        keys = [
            (position, key)
            for position, cell in enumerate(row.cells)
            if (key := _key(kind, cell.text)) is not None
        ]
        yield kind, keys


def _is_named(name: str, kind: Kind) -> bool:
    said = fold(name.removesuffix(".csv"))
    spanish, english = map(fold, SHEETS[kind])
    return said in {kind, spanish, english, f"{spanish} {english}"}


def _key(kind: Kind, text: str) -> str | None:
    """The key of the column with this header; None for an unknown one."""
    if MARKED.search(text):
        return MARK
    keys = {one.key for one in COLUMNS[kind]}
    if (found := _KEY.search(text)) and found[1] in keys:
        return found[1]
    said = fold(text)
    for one in COLUMNS[kind]:
        plain = one.header.partition(" [")[0]
        names = (one.key, plain) if "(" in plain else (one.key, plain, *one.names)
        if said and said in map(fold, names):
            return one.key
    return None


def _first(keys: list[tuple[int, str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, key in keys:
        found.setdefault(key, position)
    return found


def _lost(made: Headed) -> bool:
    needed = {"id"} if any(one.key == "id" for one in COLUMNS[made.kind]) else {"ask"}
    return bool(needed - made.columns.keys())


def _tell(made: Headed, row: SheetRow, keys: list[tuple[int, str]], told: Told) -> None:
    for position, key in keys:
        if made.columns[key] != position:
            said = f"the column [{key}] stands twice, first in {made.letter(key)}: take one of them out"
            told.problem(made.name, row.number, letter(position), said)
    missing = [one for one in COLUMNS[made.kind] if one.key not in made.columns]
    seen = {position for position, _ in keys}
    strange = [
        (position, cell.text) for position, cell in enumerate(row.cells) if position not in seen and cell.text
    ]
    for position, text in strange:
        if missing:
            meant = missing[0] if len(missing) == 1 else _nearest(text, missing)
            said = f"the header '{short(text)}' is not known: write '{meant.header}' back"
            told.problem(made.name, row.number, letter(position), said)
        else:
            told.note(
                made.name, row.number, letter(position), f"'{short(text)}' is a column of your own: left out"
            )
    if not strange:
        for one in missing:
            said = f"the column '{one.header}' is not there: what it held stays as it is"
            (told.problem if one.key in {"id", "ask"} else told.note)(made.name, row.number, None, said)
    if _lost(made) and strange:
        told.problem(
            made.name, row.number, None, f"the column '{column(made.kind, _needed(made)).header}' is missing"
        )


def _needed(made: Headed) -> str:
    return "ask" if made.kind == "tests" else "id"


def _nearest(text: str, missing: list[Column]) -> Column:
    from rapidfuzz import fuzz

    return max(missing, key=lambda one: fuzz.ratio(fold(text), fold(one.header)))
