"""The files change while somebody has the spreadsheet at home: rows are merged, and a clash shows both texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.editing.sheets.applying import apply
from bot.knowledge.load import load_release
from tests.editing.sheets.workbook import Workbook, only
from tests.knowledge.folder import TODAY, replace, write_folder

RENEW, OWN = "pe-renew-residence", "pe-own-permit"
FILE = "peru/documents.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def test_what_changed_in_the_files_since_is_kept_beside_what_changed_here(root: Path) -> None:
    book = Workbook.of(root, "PE")
    replace(root, FILE, "who: personas con residencia", "who: quien tiene residencia")
    replace(root, FILE, "who: people with residence", "who: whoever has residence")
    book.write("answers", RENEW, "es.confirm_at", "Superintendencia de Migraciones")
    found = book.preview(root)
    assert [x.field for x in found.changes] == ["es.confirm_at"]
    assert "changed since this was exported" in only(found.notes).message
    apply(found, root)
    text = load_release(root, TODAY).entries[RENEW].texts["es"]
    assert (text.who, text.confirm_at) == ("quien tiene residencia", "Superintendencia de Migraciones")


def test_a_clash_shows_both_texts_and_writes_nothing(root: Path) -> None:
    book = Workbook.of(root, "PE")
    replace(root, FILE, "who: personas con residencia", "who: quien tiene residencia")
    row = book.write("answers", RENEW, "es.who", "personas residentes")
    found = book.preview(root)
    problem = only(found.problems)
    assert (problem.row, problem.column) == (row, book.letter("answers", "es.who"))
    assert (problem.here, problem.files) == ("personas residentes", "quien tiene residencia")
    assert found.texts == {}


def test_a_clash_is_settled_for_the_sheet_or_for_the_files(root: Path) -> None:
    book = Workbook.of(root, "PE")
    replace(root, FILE, "who: personas con residencia", "who: quien tiene residencia")
    row = book.write("answers", RENEW, "es.who", "personas residentes")
    problem = only(book.preview(root).problems)
    found = book.preview(root, sheet_wins={(problem.sheet, row, str(problem.column))})
    assert [(x.old, x.new) for x in found.changes] == [("quien tiene residencia", "personas residentes")]
    assert found.problems == ()
    book.write("answers", RENEW, "es.who", "quien tiene residencia")
    again = book.preview(root)
    assert (again.changes, again.problems) == ((), ())


def test_the_same_change_on_both_sides_is_no_clash(root: Path) -> None:
    book = Workbook.of(root, "PE")
    replace(root, FILE, "who: personas con residencia", "who: quien tiene residencia")
    book.write("answers", RENEW, "es.who", "quien tiene residencia")
    found = book.preview(root)
    assert (found.changes, found.problems) == ((), ())


def test_a_row_that_changed_since_is_not_deleted(root: Path) -> None:
    book = Workbook.of(root, "PE")
    replace(root, FILE, "Terminó en 2023.", "Terminó en 2023 para todos.")
    book.write("answers", OWN, "delete", "yes")
    assert "changed in the files since" in only(book.preview(root).problems).message


def test_a_row_deleted_in_the_files_is_told_and_clashes_only_where_it_was_edited(root: Path) -> None:
    book = Workbook.of(root, "PE")
    text = (root / FILE).read_text(encoding="utf-8")
    (root / FILE).write_text(text[: text.index(f"  - id: {OWN}")], encoding="utf-8")
    found = book.preview(root)
    assert found.problems == ()
    assert any(f"{OWN} no longer stands in the files" in x.message for x in found.notes)
    book.write("answers", OWN, "es.text", "Terminó en 2023, del todo.")
    assert "changed or deleted since" in only(book.preview(root).problems).message


def test_a_row_added_to_the_files_since_stays(root: Path) -> None:
    book = Workbook.of(root, "PE")
    replace(
        root,
        FILE,
        "    status: in force",
        "    also_asked: {es: [sacar el carnet nuevo]}\n    status: in force",
    )
    book.write("places", "pe-office", "name", "Oficina Central")
    found = book.preview(root)
    assert found.problems == ()
    assert any("or was added to the files since: it stays" in x.message for x in found.notes)
    apply(found, root)
    assert load_release(root, TODAY).entries[RENEW].also_asked["es"] == ("sacar el carnet nuevo",)


def test_a_phrasing_that_moved_in_its_list_is_still_found(root: Path) -> None:
    book = Workbook.of(root, "PE")
    replace(
        root,
        FILE,
        "          - ¿Qué es el permiso azul?\n",
        "          - epa el azul\n          - ¿Qué es el permiso azul?\n",
    )
    book.write("phrasings", OWN, "phrase", "kiero el azul pana", phrase="kiero el permiso azul")
    apply(book.preview(root), root)
    asked = load_release(root, TODAY).questions[OWN].texts["es"].ask
    assert (asked[0], asked[-1], len(asked)) == ("epa el azul", "kiero el azul pana", 6)


def test_without_its_stamp_a_file_is_still_compared_row_by_row(root: Path) -> None:
    book = Workbook.of(root, "PE")
    del book.book["rumbo"]
    book.write("places", "pe-office", "name", "Oficina Central")
    found = book.preview(root)
    assert [x.new for x in found.changes] == ["Oficina Central"]
    assert "hidden sheet 'rumbo' is gone" in found.notes[0].message


def test_a_row_without_its_mark_is_taken_while_the_files_are_as_they_were(root: Path) -> None:
    book = Workbook.of(root, "PE")
    sheet = book.sheet("places")
    sheet.cell(2, sheet.max_column).value = None
    book.write("places", "pe-office", "name", "Oficina Central")
    assert [x.new for x in book.preview(root).changes] == ["Oficina Central"]
    replace(root, FILE, "who: personas con residencia", "who: quien tiene residencia")
    assert "export again" in only(book.preview(root).problems).message
