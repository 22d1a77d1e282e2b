"""What one sees on opening the file: how it works, headers that stay, lists to choose from, notes in both languages."""

from __future__ import annotations

import pytest
from openpyxl.utils import get_column_letter

from bot.editing.sheets.column_notes import NOTES
from bot.editing.sheets.columns import COLUMNS, Kind, sheet_title
from tests.editing.sheets.workbook import Workbook
from tests.knowledge.folder import write_folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return Workbook.of(write_folder(tmp_path_factory.mktemp("knowledge")), "PE")


def test_the_first_sheet_says_how_in_both_languages(book: Workbook) -> None:
    first = book.book.worksheets[0]
    assert (first.title, first["A1"].value, first["B1"].value) == (
        "Cómo - How to",
        "Cómo usar este archivo",
        "How to use this file",
    )
    assert all(row[0].value and row[1].value for row in first.iter_rows())


def test_there_is_one_sheet_a_kind_and_a_hidden_stamp(book: Workbook) -> None:
    assert book.book.sheetnames[1:] == [*map(sheet_title, COLUMNS), "rumbo"]
    assert book.book["rumbo"].sheet_state == "hidden"


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_header_is_locked_frozen_and_explained_in_both_languages(book: Workbook, kind: Kind) -> None:
    sheet = book.sheet(kind)
    assert (sheet.freeze_panes, sheet.protection.sheet, sheet.protection.password) == ("B2", True, None)
    for number, column in enumerate(COLUMNS[kind], start=1):
        header = sheet.cell(1, number)
        assert header.protection.locked
        assert all(note in header.comment.text for note in column.notes)
        assert all(name in str(header.value) for name in column.names)


def test_every_column_has_a_name_and_a_note_in_both_languages() -> None:
    columns = [one for columns in COLUMNS.values() for one in columns]
    assert all(text for one in columns for text in (*one.names, *one.notes))
    assert all(len(texts) == 4 for texts in NOTES.values())


def test_ids_are_locked_and_what_one_edits_is_not(book: Workbook) -> None:
    assert book.cell("answers", "pe-own-permit", "id").protection.locked
    assert book.cell("answers", "pe-own-permit", "topic").protection.locked
    assert not book.cell("answers", "pe-own-permit", "es.text").protection.locked


def test_the_empty_rows_below_can_be_written_in_as_text(book: Workbook) -> None:
    sheet = book.sheet("places")
    for key in ("id", "name", "phone", "as_of"):
        below = sheet.column_dimensions[get_column_letter(book.column("places", key))]
        assert (below.protection.locked, below.number_format) == (False, "@")


@pytest.mark.parametrize(
    ("kind", "key", "choices"),
    [
        ("answers", "status", "in force,ended,unknown,not confirmed"),
        ("answers", "certainty", "sure,confirm"),
        ("answers", "volatile", "yes,no"),
        ("answers", "topic", "documents,asylum"),
        ("places", "kind", "hospital,health post"),
        ("places", "free", "yes,no"),
        ("phrasings", "language", "es,en"),
        ("lines", "delete", "yes,no"),
    ],
)
def test_there_are_lists_to_choose_from(book: Workbook, kind: Kind, key: str, choices: str) -> None:
    letter = book.letter(kind, key)
    rules = [
        x for x in book.sheet(kind).data_validations.dataValidation if str(x.sqref).startswith(f"{letter}2:")
    ]
    assert [rule.formula1.startswith(f'"{choices}') for rule in rules] == [True]
    assert len(rules[0].formula1) <= 257  # what Excel takes, with its quotes


def test_every_cell_is_text_wrapped_and_wide_enough(book: Workbook) -> None:
    for kind in COLUMNS:
        for row in book.sheet(kind).iter_rows(min_row=2):
            for cell in row[:-1]:
                assert cell.data_type in {"s", "n"}
                assert cell.value is None or cell.data_type == "s"
                assert (cell.number_format, cell.alignment.wrap_text) == ("@", True)
    assert book.sheet("answers").column_dimensions[book.letter("answers", "es.text")].width >= 50


def test_the_two_languages_stand_side_by_side() -> None:
    for columns in COLUMNS.values():
        keys = [one.key for one in columns]
        for position, key in enumerate(keys):
            if ".es." in f".{key}.":
                assert keys[position + 1].replace("en", "es", 1) == key
