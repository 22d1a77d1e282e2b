"""The rows of a sheet as they come, each with the mark of what it was when the sheet was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.editing.sheets.cells import tidy
from bot.editing.sheets.columns import DELETE, MARK, Column
from bot.editing.sheets.headed import Headed
from bot.editing.sheets.marks import Mark, hashed, read_mark
from bot.editing.sheets.tables import Cell, SheetRow

_MOVED = 3  # cells in a row that hold what their neighbour held: this is no chance
BY_WORDS = frozenset({"phrasings", "tests"})  # kinds whose rows have no id of their own


@dataclass(frozen=True, slots=True)
class Incoming:
    """One row. `copied`: its mark is that of another row, from which it was copied."""

    made: Headed
    row: SheetRow
    mark: Mark | None
    broken_mark: bool = False
    copied: bool = False

    @property
    def id(self) -> str:
        """What stands under `id`; of a test, the name its words gave it."""
        if self.made.kind == "tests":
            return self.mark.key if self.mark else ""
        return " ".join(self.cell("id").text.split())

    @property
    def emptied(self) -> bool:
        """Whether nothing is left of it but its mark."""
        reading_only = self.made.kind == "options"
        keys = (one.key for one in self.made.known() if reading_only or not one.shown)
        return not any(tidy(self.cell(key).text) for key in keys)

    def cell(self, key: str) -> Cell:
        """Its cell in a column."""
        return self.made.cell(self.row, key)

    def changed(self, column: Column) -> bool:
        """Whether the person changed a cell."""
        return column.key != DELETE and not self.was(column, self.cell(column.key).text)

    def was(self, column: Column, text: str) -> bool:
        """Whether a text is what the cell was when the sheet was written."""
        return self.mark is None or self.mark.was(column.key, text)

    def marked(self, mark: Mark) -> Incoming:
        """The same row with a mark."""
        return replace(self, mark=mark)

    def moved(self) -> str | None:
        """The key of the first of several cells that hold what stood in the column beside them; None where none do."""
        known = [one for one in self.made.known() if one.key != DELETE]
        for step in (1, -1):
            shifted = [
                one
                for one, beside in zip(known[1:], known, strict=False)
                if self._holds(*((one, beside) if step == 1 else (beside, one)))
            ]
            if len(shifted) >= _MOVED:
                return shifted[0].key
        return None

    def _holds(self, one: Column, beside: Column) -> bool:
        """Whether a changed cell holds what the one beside it was."""
        if self.mark is None:
            return False
        said = hashed(self.cell(one.key).text)
        return bool(said) and self.changed(one) and said == self.mark.hashes.get(beside.key)


def incoming(made: Headed) -> Iterator[Incoming]:
    """The rows that hold anything. Of several with one mark the first that fits keeps it; the others are copies."""
    rows = [
        one for row in made.rows() if (one := _read(made, row)).mark or one.broken_mark or not one.emptied
    ]
    owners: dict[str, Incoming] = {}
    for one in rows:
        if one.mark and (one.mark.key not in owners or _fits(one) > _fits(owners[one.mark.key])):
            owners[one.mark.key] = one
    for one in rows:
        if one.mark and owners[one.mark.key] is not one:
            yield replace(one, mark=None, copied=True)
        else:
            yield one


def _read(made: Headed, row: SheetRow) -> Incoming:
    text = made.cell(row, MARK).text
    mark = read_mark(text) if text else None
    return Incoming(made, row, mark, broken_mark=bool(text) and mark is None)


def _fits(one: Incoming) -> int:
    """How surely a row is the one its mark was written for."""
    if one.mark is None or one.emptied:
        return 0
    if one.made.kind not in BY_WORDS:
        return 1 + (one.id == one.mark.key)
    return 1 + (not any(one.changed(column) for column in one.made.known()))
