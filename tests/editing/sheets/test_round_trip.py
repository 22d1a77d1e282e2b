"""A country goes out as a spreadsheet and comes back: what nobody changed stays as it is, byte by byte."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

import pytest

from bot.editing.patching import plain
from bot.editing.sheets.applying import apply
from bot.editing.sheets.cells import value_of
from bot.editing.sheets.columns import COLUMNS, DELETE
from bot.editing.sheets.exporting import export_country
from bot.editing.sheets.previewing import preview
from bot.editing.sheets.reading import read_sheets
from bot.editing.sheets.standing import country_files, value_at
from bot.settings import PROJECT
from tests.editing.sheets.workbook import Workbook, only, texts
from tests.knowledge.folder import TODAY, replace, write_folder

KNOWLEDGE = PROJECT / "knowledge"
COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "CR", "EC", "MX", "PA", "PE", "PY", "UY", "VE", "XX")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("country", COUNTRIES)
def test_a_real_country_comes_back_without_a_change(country: str, form: Literal["xlsx", "csv"]) -> None:
    raw = export_country(KNOWLEDGE, country, TODAY, form)
    found = preview(read_sheets(raw, "country.zip" if form == "csv" else "country.xlsx"), KNOWLEDGE, TODAY)
    assert (found.changes, found.problems, found.notes, found.texts) == ((), (), (), {})


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_cell_means_the_value_it_was_made_of(country: str) -> None:
    files = country_files(KNOWLEDGE, country)
    checked = 0
    for kind in ("answers", "places", "lines", "tests"):
        for row in files.rows[kind]:
            values = files.standings[row.ref].values if row.ref else {}
            for column in COLUMNS[kind]:
                if column.key in {"id", "title", "topic", "file", DELETE}:
                    continue
                meant = value_of(row.cells[column.key], column)
                assert plain(meant) == (plain(value_at(values, column.path)) or None), (row.key, column.key)
                checked += 1
    assert checked > 1000


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_nothing_is_written_where_nothing_changed(tmp_path: Path, form: Literal["xlsx", "csv"]) -> None:
    root = write_folder(tmp_path)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    raw = export_country(root, "PE", TODAY, form)
    found = preview(read_sheets(raw, "peru.zip" if form == "csv" else "peru.xlsx"), root, TODAY)
    assert apply(found, root) == ()
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_windows_line_ends_and_a_byte_order_mark_are_no_change(tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    path = root / "peru/places.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    found = preview(read_sheets(export_country(root, "PE", TODAY)), root, TODAY)
    assert (found.changes, found.problems) == ((), ())


def test_both_forms_are_the_same_each_time(tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    assert export_country(root, "PE", TODAY, "csv") == export_country(root, "pe", TODAY, "csv")


def test_a_source_with_a_bar_in_its_title_comes_back_whole(tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    replace(root, "peru/lines.yaml", "title: Central", "title: Central | Perú")
    found = preview(read_sheets(export_country(root, "PE", TODAY)), root, TODAY)
    assert (found.changes, found.problems) == ((), ())


def test_a_change_in_a_real_country_touches_only_its_own_lines(tmp_path: Path) -> None:
    root = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, root)
    book = Workbook.of(root, "CO")
    row = book.sheet("answers")[2]
    id_, official = str(row[0].value), book.column("answers", "official")
    old = str(row[official - 1].value)
    row[official - 1].value = "https://www.cancilleria.gov.co/rumbo"
    before = texts(root)
    found = book.preview(root)
    assert ([str(x) for x in found.problems], [x.id for x in found.changes]) == ([], [id_])
    (name,) = apply(found, root)
    changed = [
        (a, b)
        for a, b in zip(before[name].splitlines(), texts(root)[name].splitlines(), strict=True)
        if a != b
    ]
    assert changed == [
        (f"    official: {old}".encode(), b"    official: https://www.cancilleria.gov.co/rumbo")
    ]


def test_the_options_are_for_reading() -> None:
    book = Workbook.of(KNOWLEDGE, "PE")
    book.sheet("options").cell(2, 3).value = "ended"
    problem = only(book.preview(KNOWLEDGE).problems)
    assert (problem.row, problem.column, "for reading" in problem.message) == (2, "C", True)
