"""The ways to ask of one answer after the rows of the sheet have had their say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.editing.records import Ref
from bot.editing.sheets.cells import tidy
from bot.editing.sheets.comparing import RowEdit
from bot.editing.sheets.shaping import with_parts
from bot.editing.sheets.standing import phrase_lists, value_at
from bot.editing.sheets.told import Change, Told
from bot.knowledge.problems import short


def with_phrases(
    ref: Ref, values: Mapping[str, object], rows: Sequence[RowEdit], told: Told
) -> dict[str, object]:
    """The answer with changed, deleted and new ways to ask; new ones stand at the end."""
    made = dict(values)
    for language, path in phrase_lists(values):
        listed = value_at(made, path)
        phrases: list[str | None] = list(listed) if isinstance(listed, list) else []
        for row in rows:
            if row.row and row.row.item and row.row.item[0] == path:
                new = row.values.get("phrase")
                phrases[row.row.item[1]] = None if row.sort == "deleted" or new is None else str(new)
            elif row.row is None and row.values.get("language") == language:
                _add(ref, row, phrases, told)
        made = with_parts(ref.kind, made, {path: [phrase for phrase in phrases if phrase is not None]})
    for row in rows:
        _tell_wrong(row, told)
    return made


def _add(ref: Ref, row: RowEdit, phrases: list[str | None], told: Told) -> None:
    phrase = str(row.values.get("phrase") or "")
    if not phrase:
        return
    if any(tidy(other or "") == phrase for other in phrases):
        told.note(
            row.headed.name, row.number, None, f"'{short(phrase)}' stands in the files already: left out"
        )
        return
    phrases.append(phrase)
    told.changes.append(Change(row.headed.name, row.number, "", "", ref.id, "added", "", phrase))


def _tell_wrong(row: RowEdit, told: Told) -> None:
    """A row that says too little to be one."""
    name, letter = row.headed.name, row.headed.letter
    if row.row is None and row.values.get("language") is None:
        told.problem(name, row.number, letter("language"), "is empty: choose es or en")
    if row.sort != "deleted" and row.values.get("phrase") is None:
        said = "is empty: write the phrasing, or yes in the column 'delete'"
        told.problem(name, row.number, letter("phrase"), said)
