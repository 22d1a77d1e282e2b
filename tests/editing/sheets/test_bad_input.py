"""What spreadsheets and people do to a file: every mishap is told at its sheet, row and column, and nothing is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl.cell.cell import Cell

from bot.editing.sheets.exporting import export_country
from bot.editing.sheets.previewing import preview
from bot.editing.sheets.reading import MAX_BYTES, read_sheets, read_sheets_at
from bot.editing.sheets.refusals import SheetRefused
from tests.editing.sheets.workbook import Spoil, Workbook, only
from tests.knowledge.folder import TODAY, write_folder

RENEW, OWN = "pe-renew-residence", "pe-own-permit"
ANSWERS = "Respuestas - Answers"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def exported(root: Path) -> bytes:
    return export_country(root, "PE", TODAY)


def _types(key: str, value: object, first: str = RENEW) -> Spoil:
    return lambda book: book.write("answers", first, key, value)


def _types_in_places(key: str, value: object) -> Spoil:
    return lambda book: book.write("places", "pe-office", key, value)


CELLS: list[tuple[str, Spoil, str, str]] = [
    ("a formula", _types("es.cost", "=A1&B1"), "es.cost", "formula"),
    ("a link of a formula", _types("official", '=HYPERLINK("https://evil.example")'), "official", "formula"),
    ("a number where text was", _types("es.cost", 12.0), "es.cost", "number 12"),
    ("a number in powers of ten", _types("es.who", 1e5), "es.who", "number 100000"),
    ("a date that the spreadsheet made", _types("as_of", date(2025, 4, 1)), "as_of", "date 2025-04-01"),
    ("a phone that became a number", _types_in_places("phone", 5112001000), "phone", "number 5112001000"),
    ("a right-to-left override", _types("es.text", "Puedes \u202e renovar hasta 30 días antes"), "es.text", "U+202E"),
    ("an invisible space", _types("en.who", "people\u200bwith residence"), "en.who", "U+200B"),
    ("a smart quote in a link", _types("official", "https://www.gob.pe/’migraciones"), "official", "’"),
    ("a long dash in hours", _types_in_places("hours", "mon-fri: 08:00–17:00"), "hours", "–"),
    ("a long dash in a date", _types("as_of", "2025–03"), "as_of", "–"),
    ("a status that does not exist", _types("status", "vigente"), "status", "in force, ended"),
    ("HTML", _types("es.text", "Puedes <b>renovar</b> 30 días antes"), "es.text", "plain"),
    ("a text that acts as a formula", _types("es.who", "@SUM(A1)"), "es.who", "formula"),
    ("a list with dashes", _types("es.steps", "- Pide cita.\n- Ve a la oficina."), "es.steps", "take the sign out"),
    ("a text that is too long", _types("es.text", "larga 30 " * 100), "es.text", "too long"),
    ("a source without a title", _types("sources", "El Diario"), "sources", "publisher | title"),
    ("a source with a date that is none", _types("sources", "A | B | https://a.example.com | ayer"), "sources", "no"),
    ("an error of the spreadsheet", _types("es.cost", "#REF!"), "es.cost", "#REF!"),
    ("hours that are none", _types_in_places("hours", "8 a 5"), "hours", "mon-fri: 08:00-17:00"),
    ("a comma for the point", _types_in_places("point.latitude", "-12,05"), "point.latitude", "point"),
    ("a phone in words", _types_in_places("phone", "llama al 105"), "phone", "letters"),
    ("a word in the column delete", _types("delete", "quizás"), "delete", "write yes"),
    ("another topic", _types("topic", "health"), "topic", "does not change"),
    ("another id", lambda book: book.write("answers", RENEW, "id", "pe-renew"), "id", "ids never change"),
    ("an id taken away", lambda book: book.write("answers", RENEW, "id", None), "id", "ids never change"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "key", "said"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_a_bad_cell_is_told_at_its_row_and_column(
    root: Path, exported: bytes, spoil: Spoil, key: str, said: str
) -> None:
    book = Workbook(exported)
    spoil(book)
    found = book.preview(root)
    kind = "places" if "Lugares" in found.problems[0].sheet else "answers"
    problem = only(found.problems)
    assert (problem.row, problem.column) == (2, book.letter(kind, key))
    assert said in problem.message
    assert found.texts == {}


def _merge(book: Workbook) -> None:
    book.sheet("answers").merge_cells("E2:G3")


def _second_copy(book: Workbook) -> None:
    sheet = book.sheet("places")
    for column in range(1, sheet.max_column + 1):
        sheet.cell(3, column).value = sheet.cell(2, column).value


def _renamed(book: Workbook) -> None:
    book.sheet("answers").cell(1, book.column("answers", "es.text")).value = "Mi columna"


def _twice(book: Workbook) -> None:
    sheet = book.sheet("answers")
    sheet.cell(1, sheet.max_column + 1).value = sheet.cell(1, book.column("answers", "es.text")).value


def _no_ids(book: Workbook) -> None:
    book.sheet("answers").delete_cols(1)


def _shifted_cells(book: Workbook) -> None:
    """Insert cells, shift right: from the status on."""
    sheet, start = book.sheet("answers"), book.column("answers", "status")
    for column in range(start + 12, start, -1):
        sheet.cell(2, column).value = sheet.cell(2, column - 1).value
    sheet.cell(2, start).value = None


def _broken_mark(book: Workbook) -> None:
    sheet = book.sheet("answers")
    sheet.cell(2, sheet.max_column).value = "PE something else"


def _of_ecuador(book: Workbook) -> None:
    sheet = book.sheet("answers")
    mark = sheet.cell(2, sheet.max_column)
    mark.value = str(mark.value).replace("PE ", "EC ", 1)


def _new_without(**cells: str) -> Spoil:
    return lambda book: book.add("answers", **cells)


ROWS: list[tuple[str, Spoil, str]] = [
    ("merged cells", _merge, "E2:G3 are merged"),
    ("a row copied and its id kept", _second_copy, "stands twice"),
    ("a renamed header", _renamed, "write 'texto / text (es) [es.text]' back"),
    ("a column that stands twice", _twice, "[es.text] stands twice"),
    ("the ids deleted", _no_ids, "[id]"),
    ("cells moved to the right", _shifted_cells, "moved by a column"),
    ("a hidden mark that was changed", _broken_mark, "hidden cell at the end"),
    ("a row of another country's sheet", _of_ecuador, "another country (EC)"),
    ("a new row without an id", _new_without(es__text="Sin papeles."), "write an id"),
    ("a new row with a bad id", _new_without(id="Pe Bono"), "no id"),
    ("a new answer without a topic", _new_without(id="pe-bono"), "choose the topic"),
    ("a new answer in a foreign file", _new_without(id="see-doctor", file="ecuador/health.yaml"), "leave the cell empty"),
    ("a phrasing of no answer", lambda b: b.add("phrasings", id="pe-nada", language="es", phrase="x"), "no answer"),
    ("a phrasing without a language", lambda b: b.add("phrasings", id=OWN, phrase="quiero el azul"), "choose es or en"),
    ("an emptied phrasing", lambda b: b.write("phrasings", OWN, "phrase", None, phrase="kiero el permiso azul"), "is empty"),
    ("an option changed", lambda b: b.add("options", id="pe-option-x"), "for reading"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), [c[1:] for c in ROWS], ids=[c[0] for c in ROWS])
def test_a_bad_row_or_header_is_told_where_it_stands(
    root: Path, exported: bytes, spoil: Spoil, said: str
) -> None:
    book = Workbook(exported)
    spoil(book)
    found = book.preview(root)
    assert any(said in problem.message and problem.row for problem in found.problems), list(
        map(str, found.problems)
    )
    assert found.texts == {}


def test_a_merge_never_empties_the_cells_under_it(root: Path, exported: bytes) -> None:
    book = Workbook(exported)
    _merge(book)
    found = book.preview(root)
    assert [problem.row for problem in found.problems] == [2, 3]
    assert found.changes == ()


def test_a_hidden_row_and_sheet_are_read_and_said(root: Path, exported: bytes) -> None:
    book = Workbook(exported)
    row = book.write("answers", RENEW, "es.who", "quien tiene residencia")
    book.sheet("answers").row_dimensions[row].hidden = True
    book.sheet("places").sheet_state = "hidden"
    found = book.preview(root)
    assert len(found.changes) == 1
    assert {x.message for x in found.notes} == {
        "this change stands in a hidden row or column",
        "is hidden; it was read all the same",
    }


def test_a_column_of_ones_own_is_left_out_and_said(root: Path, exported: bytes) -> None:
    book = Workbook(exported)
    sheet = book.sheet("answers")
    sheet.cell(1, sheet.max_column + 1).value = "Mis notas"
    found = book.preview(root)
    assert found.problems == ()
    assert "'Mis notas' is a column of your own" in only(found.notes).message


def test_a_column_taken_out_leaves_its_fields_as_they_are(root: Path, exported: bytes) -> None:
    book = Workbook(exported)
    book.sheet("answers").delete_cols(book.column("answers", "en.text"))
    found = book.preview(root)
    assert (found.changes, found.problems) == ((), ())
    assert "stays as it is" in only(found.notes).message


def test_rows_and_columns_inserted_before_the_table_do_no_harm(root: Path, exported: bytes) -> None:
    book = Workbook(exported)
    sheet = book.sheet("places")
    sheet.insert_rows(1, 2)
    sheet.insert_cols(1)
    sheet["A1"] = "Lugares de Perú"
    found = book.preview(root)
    assert (found.changes, found.problems) == ((), ())


def test_a_renamed_sheet_is_known_by_its_header(root: Path, exported: bytes) -> None:
    book = Workbook(exported)
    book.write("places", "pe-office", "name", "Oficina Central")
    book.sheet("places").title = "Hoja1"
    found = book.preview(root)
    assert [x.new for x in found.changes] == ["Oficina Central"]


def test_an_unlocked_cell_that_a_spreadsheet_marks_as_text_keeps_its_plus(
    root: Path, exported: bytes
) -> None:
    cell: Cell = Workbook(exported).cell("places", "pe-office", "whatsapp")
    assert (cell.value, cell.data_type, cell.number_format) == ("+51 942 841 978", "s", "@")


def _zip(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _with_macros(raw: bytes) -> bytes:
    packed = io.BytesIO(raw)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return packed.getvalue()


def _with_entities(raw: bytes) -> bytes:
    packed = io.BytesIO(raw)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("xl/extra.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>')
    return packed.getvalue()


FILES: list[tuple[str, str, Callable[[bytes], bytes], str]] = [
    ("50 MB", "peru.xlsx", lambda _: b"PK" + bytes(50 * 1024**2), "larger than 20 MB"),
    ("a zip bomb", "peru.xlsx", lambda _: _zip("bomb", bytes(64 * 1024**2)), "zip bomb"),
    ("macros", "peru.xlsm", _with_macros, "macros"),
    ("entities", "peru.xlsx", _with_entities, "entities"),
    ("half a file", "peru.xlsx", lambda raw: raw[: len(raw) // 2], "broken"),
    ("an old .xls", "peru.xls", lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "old .xls"),
    ("a PDF", "peru.pdf", lambda _: b"%PDF-1.7", "no spreadsheet"),
    ("nothing", "peru.xlsx", lambda _: b"", "no spreadsheet"),
    ("another zip", "peru.zip", lambda _: _zip("readme.txt", b"hello"), "holds none of the files"),
    ("a path that leads outside", "peru.zip", lambda _: _zip("../answers.csv", b"id"), "trap"),
    ("one CSV", "answers.csv", lambda _: b"id;text", "one CSV file alone"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spoil", "said"), [c[1:] for c in FILES], ids=[c[0] for c in FILES])
def test_a_file_that_is_none_or_a_trap_is_refused_as_a_whole(
    exported: bytes, name: str, spoil: Callable[[bytes], bytes], said: str
) -> None:
    with pytest.raises(SheetRefused, match=said):
        read_sheets(spoil(exported), name)


def test_a_file_on_disk_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(SheetRefused, match="larger"):
        read_sheets_at(path)


def test_a_workbook_that_is_not_rumbos_is_refused(root: Path, exported: bytes) -> None:
    from openpyxl import Workbook as Other

    packed, other = io.BytesIO(), Other()
    other.active["A1"] = "Presupuesto"
    other.save(packed)
    with pytest.raises(SheetRefused, match="is no file of `rumbo sheet export`"):
        preview(read_sheets(packed.getvalue()), root, TODAY)


def test_a_file_of_another_country_is_refused_where_one_is_expected(root: Path, exported: bytes) -> None:
    with pytest.raises(SheetRefused, match="another country"):
        preview(read_sheets(exported), root, TODAY, country="EC")


def test_a_country_without_a_folder_is_refused(root: Path) -> None:
    with pytest.raises(SheetRefused, match="no country with a folder"):
        export_country(root, "CL", TODAY)
