"""Gathers the rows of all sheets that belong to one entry, and says what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.editing.records import EntryKind, Ref, Standing
from bot.editing.sheets.cells import cell_of, tidy
from bot.editing.sheets.columns import Kind
from bot.editing.sheets.comparing import RowEdit
from bot.editing.sheets.new_entries import NewEntry, placed, started
from bot.editing.sheets.phrases import with_phrases
from bot.editing.sheets.shaping import with_parts
from bot.editing.sheets.standing import CountryFiles, own_id, value_at
from bot.editing.sheets.told import Change, RecordEdit, Told
from bot.knowledge.yaml_reader import Path_

_ENTRIES: Mapping[Kind, EntryKind] = {
    "answers": "answer",
    "places": "place",
    "lines": "line",
    "tests": "test",
}
_BESIDE = frozenset({"id", "topic", "file", "language", "phrase"})  # columns that are no part of a record


@dataclass(slots=True)
class Gathered:
    """One entry and every row that means it."""

    ref: Ref
    standing: Standing | None
    new: NewEntry | None = None
    rows: list[RowEdit] = field(default_factory=list)
    values: dict[str, object] | None = None  # as it would be; None: it goes

    def edit(self) -> RecordEdit:
        """What becomes of it."""
        if self.standing:
            return RecordEdit(self.ref, self.standing.file, self.standing.index, self.values)
        return RecordEdit(self.ref, self.new.file if self.new else "", None, self.values)

    def row_at(self, path: Path_) -> tuple[RowEdit, str | None]:
        """The row, and the letter of its column, where the part at `path` was written; else the nearest there is."""
        typed = [(row, key) for row in self.rows for key in row.values if key not in _BESIDE]
        for row, key in typed:
            parts = tuple(key.split("."))
            if path[: len(parts)] == parts:
                return row, row.headed.letter(key)
        for row in self.rows:
            phrase = row.values.get("phrase")
            if phrase is not None and phrase == value_at_index(self.values, path):
                return row, row.headed.letter("phrase")
        first = self.rows[0]
        within = (".".join(map(str, path[:length])) for length in range(len(path), 0, -1))
        if near := next((key for key in within if key in first.headed.columns), None):
            return first, first.headed.letter(near)
        inside = [(row, key) for row, key in typed if path and tuple(key.split("."))[: len(path)] == path]
        likely = typed if len(typed) == 1 else inside
        if first.sort == "changed" and likely:
            row, key = likely[0]
            return row, row.headed.letter(key)
        return first, None


def gathered(edits: Iterable[RowEdit], files: CountryFiles, told: Told) -> list[Gathered]:
    """The entries that change, with their values as they would be. What cannot be is told."""
    edits = list(edits)
    found: dict[Ref, Gathered] = {}
    for edit in edits:
        if edit.headed.kind in _ENTRIES:
            _take(edit, files, found, told)
    for edit in edits:
        if edit.headed.kind not in _ENTRIES:
            _join(edit, files, found, told)
    for one in found.values():
        one.values = _values(one, told)
    return [one for one in found.values() if one.values is None or _is_other(one)]


def value_at_index(values: object, path: Path_) -> object:
    """What stands at a path with indexes in it; None where nothing does."""
    for part in path:
        if isinstance(part, int):
            values = values[part] if isinstance(values, list) and part < len(values) else None
        else:
            values = value_at(values, (part,))
    return values


def _is_other(one: Gathered) -> bool:
    return one.standing is None or one.values != one.standing.values


def _take(edit: RowEdit, files: CountryFiles, found: dict[Ref, Gathered], told: Told) -> None:
    """The row of an entry itself."""
    if edit.row and edit.row.ref:
        found.setdefault(edit.row.ref, Gathered(edit.row.ref, files.standings[edit.row.ref])).rows.append(
            edit
        )
        return
    kind = _ENTRIES[edit.headed.kind]
    new, problem = placed(kind, edit, files)
    if new is None:
        key, said = problem
        told.problem(edit.headed.name, edit.number, edit.headed.letter(key), said)
        return
    if kind == "test" and (new.ref in files.standings or new.ref in found):
        told.note(edit.headed.name, edit.number, None, "this question stands already: left out")
        return
    if new.ref in found or new.ref in files.standings:
        said = (
            f"'{new.ref.id}' stands already: give the new row an id of its own, or change the row that stands"
        )
        told.problem(edit.headed.name, edit.number, edit.headed.letter("id"), said)
        return
    found[new.ref] = Gathered(new.ref, None, new, [edit])
    _tell_added(
        edit, new.ref.id, cell_of(edit.values.get("es.text") or edit.values.get("name") or "", "text"), told
    )


def _join(edit: RowEdit, files: CountryFiles, found: dict[Ref, Gathered], told: Told) -> None:
    """A row that is a part of an answer: its title, or a way to ask it."""
    ref = edit.row.ref if edit.row and edit.row.ref else Ref("answer", own_id(edit.id, files))
    standing = files.standings.get(ref)
    if ref not in found and standing is None:
        said = f"no answer has the id '{edit.id}': write it as in 'Answers', or add its row there"
        told.problem(edit.headed.name, edit.number, edit.headed.letter("id"), said)
        return
    one = found.setdefault(ref, Gathered(ref, standing))
    if any(row.sort == "deleted" and row.headed.kind == "answers" for row in one.rows):
        if edit.sort != "deleted":
            said = f"its answer '{ref.id}' is to be deleted: take one of the two back"
            told.problem(edit.headed.name, edit.number, None, said)
        return
    if edit.headed.kind == "questions" and edit.sort == "added":
        if standing:
            said = f"'{ref.id}' answers a shared question, whose title is the same everywhere"
            told.problem(edit.headed.name, edit.number, edit.headed.letter("id"), said)
            return
        _tell_added(edit, ref.id, cell_of(edit.values.get("question.es.title"), "text"), told)
    one.rows.append(edit)


def _tell_added(edit: RowEdit, id_: str, new: str, told: Told) -> None:
    new = new or tidy(str(edit.values.get("ask", "")))
    told.changes.append(Change(edit.headed.name, edit.number, "", "", id_, "added", "", new))


def _values(one: Gathered, told: Told) -> dict[str, object] | None:
    if any(row.sort == "deleted" and row.headed.kind in _ENTRIES for row in one.rows):
        return None
    values = dict(one.standing.values) if one.standing else started(one.new)
    for row in one.rows:
        if row.headed.kind != "phrasings":
            values = with_parts(one.ref.kind, values, dict(_parts(row)))
    phrases = [row for row in one.rows if row.headed.kind == "phrasings"]
    return with_phrases(one.ref, values, phrases, told) if phrases else values


def _parts(row: RowEdit) -> Iterator[tuple[Path_, object]]:
    for key, value in row.values.items():
        if key not in _BESIDE or (key == "id" and row.headed.kind in {"places", "lines"}):
            yield tuple(key.split(".")), value
