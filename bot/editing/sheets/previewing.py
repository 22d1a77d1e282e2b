"""From a file as read to a preview of all it would change; and from a preview to the files, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from bot.editing.sheets.columns import COLUMNS, MARK, Kind
from bot.editing.sheets.comparing import Comparison, RowEdit
from bot.editing.sheets.gathering import gathered
from bot.editing.sheets.headed import Headed, headed
from bot.editing.sheets.marks import FORMAT, read_mark
from bot.editing.sheets.proving import check_alone, check_whole
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.standing import CountryFiles, country_files
from bot.editing.sheets.tables import Sheets
from bot.editing.sheets.told import Cell, Preview, Told
from bot.editing.sheets.writing_back import as_bytes, edited_texts


def preview(
    sheets: Sheets,
    folder: Path,
    today: date,
    country: str | None = None,
    sheet_wins: Collection[Cell] = (),
) -> Preview:
    """Every change that the file would make to the knowledge folder, and every problem by row. Nothing is written.

    `country`: the only one that may change (None: the one the file was written for). `sheet_wins`: the cells (sheet, row,
    letter) of conflicts in which the person chose the sheet. Raises SheetRefused for a file of another country, or of none,
    KnowledgeRefused where the folder's own files are no YAML, OSError.
    """
    told = Told()
    made = list(_headed(sheets, told))
    code = _country(sheets, made, country)
    files = country_files(folder, code)
    current = _is_current(sheets, files, told)
    edits: list[RowEdit] = []
    for one in made:
        edits += Comparison(one, files, current=current, sheet_wins=sheet_wins, told=told).edits()
    found = gathered(edits, files, told)
    check_alone(found, told)
    texts = edited_texts(found, files, told) if not told.problems else {}
    if texts and not told.problems:
        check_whole(folder, texts, found, code, today, told)
    return Preview(
        name=sheets.name,
        country=code,
        changes=tuple(told.changes),
        problems=tuple(dict.fromkeys(told.problems)),
        notes=tuple(dict.fromkeys(told.notes)),
        edits=tuple(one.edit() for one in found),
        texts=as_bytes(texts, files) if not told.problems else {},
        digest=files.digest,
    )


def _headed(sheets: Sheets, told: Told) -> Iterator[Headed]:
    seen: dict[Kind, str] = {}
    for sheet in sheets.sheets:
        one = headed(sheet, told)
        if one is None:
            continue
        if one.kind in seen:
            said = f"is a second sheet of the same kind as '{seen[one.kind]}': take one of them out"
            told.problem(one.name, None, None, said)
            continue
        seen[one.kind] = one.name
        yield one
    for kind in COLUMNS:
        if kind not in seen and kind != "options" and seen:
            told.note(kind, None, None, "this sheet is not in the file: what it held stays as it is")


def _country(sheets: Sheets, made: list[Headed], wanted: str | None) -> str:
    """The country that the file is of. Raises SheetRefused."""
    if sheets.stamp and sheets.stamp.form != FORMAT:
        raise SheetRefused(
            sheets.name, "was written by another version of Rumbo: export again, and copy your changes"
        )
    marks = (read_mark(one.cell(row, MARK).text) for one in made for row in one.rows())
    said = sheets.stamp.country if sheets.stamp else next((mark.country for mark in marks if mark), None)
    if not made or said is None:
        raise SheetRefused(
            sheets.name, "is no file of `rumbo sheet export`, or lost what makes it one: export again"
        )
    if wanted and said != wanted.upper():
        raise SheetRefused(sheets.name, f"is of another country ({said}), not of {wanted.upper()}")
    return said


def _is_current(sheets: Sheets, files: CountryFiles, told: Told) -> bool:
    stamp = sheets.stamp
    if stamp and stamp.digest == files.digest:
        return True
    if stamp:
        said = f"the files changed since this was exported ({stamp.made}): each row is merged with what stands now"
        told.note(sheets.name, None, None, said)
    else:
        told.note(
            sheets.name, None, None, "the hidden sheet 'rumbo' is gone: each row was compared by its mark"
        )
    return False
