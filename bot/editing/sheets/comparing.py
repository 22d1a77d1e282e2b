"""Holds each row of a sheet against its row in the files: what the person changed, what changed since, what clashes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.editing.sheets.cells import CellWrong, is_yes, tidy
from bot.editing.sheets.checked_cell import checked
from bot.editing.sheets.columns import DELETE, Column
from bot.editing.sheets.headed import Headed
from bot.editing.sheets.incoming import Incoming, incoming
from bot.editing.sheets.marks import mark_of
from bot.editing.sheets.standing import CountryFiles, Row
from bot.editing.sheets.told import Cell, Change, Remark, Told
from bot.editing.sheets.twins import same_meaning, twin
from bot.knowledge.problems import short

_WRONG = "\0"  # no cell holds it
_FOR_READING = "this sheet is for reading: change options.yaml itself (docs/options.md)"


@dataclass(frozen=True, slots=True)
class RowEdit:
    """What one row wants. `values`: by column key, only what changes; `row` None: it is new."""

    sort: Literal["changed", "added", "deleted"]
    headed: Headed
    number: int
    id: str
    row: Row | None
    values: Mapping[str, object]


class Comparison:
    """Compares the rows of one sheet with a country's files. `sheet_wins`: cells whose conflict the person has settled."""

    def __init__(
        self, made: Headed, files: CountryFiles, *, current: bool, sheet_wins: Collection[Cell], told: Told
    ) -> None:
        """`current`: whether the files are what they were when the sheet was written."""
        self._made, self._files, self._told, self._wins = made, files, told, sheet_wins
        self._current = current
        self._standing = {row.key: row for row in files.rows[made.kind]}
        self._seen: set[str] = set()

    def edits(self) -> Iterator[RowEdit]:
        """What the rows want, in their order; all else is told."""
        for one in incoming(self._made):
            if one.emptied:
                continue  # told with the rows that are missing
            if one.row.merged:
                said = (
                    f"the cells {one.row.merged} are merged, so that some read as empty: take the merge apart"
                )
                self._problem(one, None, said)
                self._seen.add(one.mark.key if one.mark else one.id)
            elif edit := self._edit(one):
                yield edit
        self._missing()

    def _edit(self, one: Incoming) -> RowEdit | None:
        if one.broken_mark:
            self._problem(
                one,
                "rumbo",
                "the hidden cell at the end of this row was changed: export again, and copy the row",
            )
            return None
        mark = one.mark
        if mark and mark.country != self._files.country:
            self._problem(
                one, None, f"comes from the sheet of another country ({mark.country}): it belongs there"
            )
            return None
        if mark is None:
            return self._unmarked(one)
        self._seen.add(mark.key)
        if self._made.kind not in {"phrasings", "tests"} and one.id != mark.key:
            said = f"ids never change: this row is '{mark.key}'. To add one, write it in an empty row"
            self._problem(one, "id", said)
            return None
        standing = self._standing.get(mark.key)
        if standing is None:
            if not self._stands_already(one):
                self._gone(one)
            return None
        return self._changed(one, standing)

    def _unmarked(self, one: Incoming) -> RowEdit | None:
        if self._stands_already(one):
            return None
        standing = self._standing.get(one.id)
        if standing is None:
            return self._added(one)
        if one.id in self._seen or one.copied:
            self._problem(one, "id", f"'{one.id}' stands twice: give the new row an id of its own")
            return None
        self._seen.add(one.id)
        if not self._current:
            self._problem(one, None, "its hidden last cell is gone and the files changed since: export again")
            return None
        return self._changed(one.marked(mark_of(self._files.country, one.id, standing.cells)), standing)

    def _stands_already(self, one: Incoming) -> bool:
        """Whether a row without a match says what a row of the files says that no other claimed: it was imported before."""
        free = (row for key, row in self._standing.items() if key not in self._seen)
        same = twin(one, free, self._files) if not is_yes(one.cell(DELETE).text) else None
        if same:
            self._seen.add(same.key)
        return same is not None

    def _added(self, one: Incoming) -> RowEdit | None:
        if is_yes(one.cell(DELETE).text):
            self._told.note(self._made.name, one.row.number, None, "is new and to be deleted: left out")
            return None
        if self._made.kind == "options":
            self._problem(one, None, _FOR_READING)
            return None
        columns = (c for c in self._made.known() if c.key != DELETE and not c.shown)
        values = {column.key: self._value(one, column) for column in columns}
        if _WRONG in values.values():
            return None
        said = {key: value for key, value in values.items() if value is not None}
        return RowEdit("added", self._made, one.row.number, one.id, None, said) if said else None

    def _gone(self, one: Incoming) -> None:
        changed = [c for c in self._made.known() if one.changed(c)]
        if not changed or is_yes(one.cell(DELETE).text):
            self._told.note(
                self._made.name, one.row.number, None, f"{one.id} no longer stands in the files: left out"
            )
            return
        for column in changed:
            said = f"was changed here, but in the files {one.id} was changed or deleted since: export again"
            here = one.cell(column.key).text
            at = (self._made.name, one.row.number, self._made.letter(column.key))
            self._told.problems.append(Remark(*at, said, here, ""))

    def _changed(self, one: Incoming, standing: Row) -> RowEdit | None:
        delete = one.cell(DELETE).text
        if is_yes(delete):
            return self._deleted(one, standing)
        if tidy(delete) and tidy(delete).lower() != "no":
            self._problem(one, DELETE, f"cannot be '{short(delete)}': write yes, or leave it empty")
        if moved := one.moved():
            self._problem(
                one, moved, "from here on the cells of this row were moved by a column: move them back"
            )
            return None
        values: dict[str, object] = {}
        for column in self._made.known():
            if column.key != DELETE and not column.shown and self._differs(one, column, standing):
                value = self._value(one, column)
                if value is not _WRONG and not same_meaning(
                    one.cell(column.key).text, standing.cells.get(column.key, ""), column
                ):
                    values[column.key] = value
                    self._tell_change(one, column, standing)
            elif column.shown and self._made.kind == "options" and one.changed(column):
                self._problem(one, column.key, _FOR_READING)
        return RowEdit("changed", self._made, one.row.number, one.id, standing, values) if values else None

    def _differs(self, one: Incoming, column: Column, standing: Row) -> bool:
        """Whether the person's cell is to be taken; a fixed one and a clash are told."""
        here, there = tidy(one.cell(column.key).text), tidy(standing.cells.get(column.key, ""))
        if not one.changed(column) or here == there:
            return False
        at = (self._made.name, one.row.number, self._made.letter(column.key) or "")
        if column.fixed:
            self._problem(one, column.key, f"does not change here: it is '{short(there)}'")
            return False
        if one.was(column, there) or at in self._wins:
            return True
        said = f"was changed here ('{short(here)}') and in the files since ('{short(there)}'): write the one that is right"
        self._told.problems.append(Remark(*at, said, here, there))
        return False

    def _value(self, one: Incoming, column: Column) -> object:
        try:
            return checked(one.cell(column.key), column)
        except CellWrong as wrong:
            self._problem(one, column.key, str(wrong))
            return _WRONG

    def _deleted(self, one: Incoming, standing: Row) -> RowEdit | None:
        since = [
            c for c in self._made.known() if not one.was(c, standing.cells.get(c.key, "")) and not c.shown
        ]
        if since:
            said = f"was changed in the files since ('{short(standing.cells.get(since[0].key, ''))}'): export again"
            self._problem(one, DELETE, said)
            return None
        old = (
            standing.cells.get("phrase")
            or standing.cells.get("ask")
            or standing.cells.get("title")
            or standing.key
        )
        where = (self._made.name, one.row.number, self._made.letter(DELETE) or "")
        self._told.changes.append(Change(*where, "", one.id, "deleted", old, ""))
        return RowEdit("deleted", self._made, one.row.number, one.id, standing, {})

    def _tell_change(self, one: Incoming, column: Column, standing: Row) -> None:
        where = (self._made.name, one.row.number, self._made.letter(column.key) or "")
        old, new = standing.cells.get(column.key, ""), tidy(one.cell(column.key).text)
        self._told.changes.append(Change(*where, column.key, one.id, "changed", old, new))
        if one.row.hidden or self._made.columns[column.key] in self._made.sheet.hidden_columns:
            self._told.note(*where, "this change stands in a hidden row or column")

    def _missing(self) -> None:
        for key, row in self._standing.items():
            if key not in self._seen and self._made.kind != "options":
                name = row.cells.get("phrase") or row.cells.get("ask") or key
                since = "" if self._current else ", or was added to the files since"
                said = f"'{short(name)}' has no row here{since}: it stays. To delete it write yes in its column 'delete'"
                self._told.note(self._made.name, None, None, said)

    def _problem(self, one: Incoming, key: str | None, said: str) -> None:
        column = self._made.letter(key) if key else None
        self._told.problem(self._made.name, one.row.number, column, said)
