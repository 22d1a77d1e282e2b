"""Whatever is typed into whichever cell: a preview comes, and what it shows is what the files say afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.patching import plain
from bot.editing.sheets.applying import apply
from bot.editing.sheets.cells import value_of
from bot.editing.sheets.columns import COLUMNS, DELETE, column
from bot.editing.sheets.exporting import export_country
from bot.editing.sheets.previewing import preview
from bot.editing.sheets.reading import read_sheets
from bot.editing.sheets.standing import country_files, value_at
from bot.editing.sheets.tables import Cell, Sheet, SheetRow, Sheets
from tests.editing.sheets.workbook import texts
from tests.knowledge.folder import TODAY, write_folder

EDITABLE = [
    (kind, one.key)
    for kind in ("answers", "places", "lines")
    for one in COLUMNS[kind]
    if not one.fixed and not one.shown and one.key != DELETE
]
TYPED = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="aeñ:#'\"-|,{}[]&*!%@`> \n0123?", max_size=30),
    st.sampled_from(
        [
            "",
            "yes",
            "no",
            "null",
            "~",
            "012",
            "1e5",
            "true",
            "a: b",
            "a #b",
            "- a",
            "'",
            "a | b",
            "2025",
            "ended",
            "x\\",
        ]
    ),
)


@settings(max_examples=60)
@given(where=st.sampled_from(EDITABLE), typed=TYPED)
def test_what_the_preview_shows_is_what_the_files_say(where: tuple[str, str], typed: str) -> None:
    kind, key = where
    with tempfile.TemporaryDirectory() as folder:
        root = write_folder(Path(folder))
        before = texts(root)
        sheets = _typed(read_sheets(export_country(root, "PE", TODAY, "csv"), "peru.zip"), kind, key, typed)
        found = preview(sheets, root, TODAY)
        assert len(found.changes) <= 1
        assert all(problem.row == 2 for problem in found.problems)
        if found.problems:
            assert found.texts == {}
            return
        apply(found, root)
        if not found.changes:
            assert texts(root) == before
            return
        one = column(kind, key)  # type: ignore[arg-type]
        row = country_files(root, "PE").rows[kind][0]  # type: ignore[index]
        values = country_files(root, "PE").standings[row.ref].values if row.ref else {}
        assert (plain(value_at(values, one.path)) or None) == plain(value_of(typed, one))


def _typed(sheets: Sheets, kind: str, key: str, typed: str) -> Sheets:
    """The file with one cell of the first row below the header of a sheet saying something else."""
    position = [one.key for one in COLUMNS[kind]].index(key)  # type: ignore[index]
    made = []
    for sheet in sheets.sheets:
        rows = list(sheet.rows)
        if sheet.name == f"{kind}.csv":
            cells = list(rows[1].cells)
            cells[position] = Cell(typed)
            rows[1] = SheetRow(2, tuple(cells))
        made.append(Sheet(sheet.name, tuple(rows)))
    return Sheets(sheets.name, tuple(made), sheets.stamp)
