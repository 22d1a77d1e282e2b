"""The CSV form: safe in any spreadsheet, and taken back however a spreadsheet saves it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from bot.editing.sheets.columns import COLUMNS, Kind
from bot.editing.sheets.exporting import export_country
from bot.editing.sheets.previewing import preview
from bot.editing.sheets.reading import read_sheets, read_sheets_at
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.told import Preview
from tests.editing.sheets.workbook import only
from tests.knowledge.folder import TODAY, replace, write_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


def _parts(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return packed.getvalue()


def _rows(raw: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=separator))


def _saved(rows: list[list[str]], separator: str = ";", end: str = "\r\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue().encode()


def _edited(
    root: Path, kind: Kind, key: str, value: str, form: Callable[[bytes], bytes] = lambda x: x
) -> Preview:
    parts = _parts(export_country(root, "PE", TODAY, "csv"))
    rows = _rows(parts[f"{kind}.csv"])
    rows[1][[one.key for one in COLUMNS[kind]].index(key)] = value
    parts[f"{kind}.csv"] = form(_saved(rows))
    return preview(read_sheets(_zip(parts), "peru.zip"), root, TODAY)


@pytest.mark.parametrize("separator", [";", ","])
def test_every_file_has_a_mark_of_utf8_and_the_separator_asked_for(
    root: Path, separator: Literal[";", ","]
) -> None:
    parts = _parts(export_country(root, "PE", TODAY, "csv", separator))
    assert set(parts) == {*(f"{kind}.csv" for kind in COLUMNS), "rumbo.csv", "LEEME-README.txt"}
    for raw in parts.values():
        assert raw.startswith((b"\xef\xbb\xbf", "Cómo".encode()))
    assert len(_rows(parts["places.csv"], separator)[1]) == len(COLUMNS["places"]) + 1


def test_phones_dates_and_formulas_stand_behind_an_apostrophe(root: Path) -> None:
    replace(root, "peru/lines.yaml", "note: las 24 horas", 'note: "@SUM(A1)"')
    parts = _parts(export_country(root, "PE", TODAY, "csv"))
    cells = {cell for row in _rows(parts["lines.csv"]) + _rows(parts["places.csv"]) for cell in row}
    assert {"'105", "'+51 1 200 1000", "'2025-03", "'-12.05", "'@SUM(A1)"} <= cells
    assert not any(cell[:1] in set("=+-@\t\r0123456789") for cell in cells if cell)


@pytest.mark.parametrize("typed", ["'+51 1 300 2000", "+51 1 300 2000"])
def test_a_phone_is_taken_with_and_without_its_apostrophe(root: Path, typed: str) -> None:
    assert [x.new for x in _edited(root, "places", "phone", typed).changes] == ["+51 1 300 2000"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_file_saved_with_another_separator_and_line_end_is_the_same(root: Path, separator: str) -> None:
    parts = _parts(export_country(root, "PE", TODAY, "csv"))
    again = {
        name: _saved(_rows(raw), separator, "\n") for name, raw in parts.items() if name.endswith(".csv")
    }
    found = preview(read_sheets(_zip(again), "peru.zip"), root, TODAY)
    assert (found.changes, found.problems) == ((), ())


def test_a_folder_is_taken_as_the_zip_is(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "peru"
    folder.mkdir()
    for name, raw in _parts(export_country(root, "PE", TODAY, "csv")).items():
        (folder / name).write_bytes(raw)
    found = preview(read_sheets_at(folder), root, TODAY)
    assert (found.changes, found.problems, found.notes) == ((), (), ())


def test_a_number_in_powers_of_ten_is_told_as_what_it_was(root: Path) -> None:
    found = _edited(root, "places", "phone", "5,11E+10")
    assert "turned into the number 5,11E+10" in only(found.problems).message


def test_a_date_that_the_spreadsheet_rewrote_is_told(root: Path) -> None:
    found = _edited(root, "places", "as_of", "mar-25")
    assert "'mar-25' is not a date" in only(found.problems).message


def test_a_formula_is_told(root: Path) -> None:
    found = _edited(root, "places", "name", '=HYPERLINK("https://evil.example")')
    assert "formula" in only(found.problems).message


def test_a_file_in_windows_letters_is_refused_with_what_to_do(root: Path) -> None:
    with pytest.raises(SheetRefused, match="CSV UTF-8"):
        _edited(root, "places", "name", "Oficina de Peñalolén", lambda raw: raw.decode().encode("cp1252"))


def test_one_kind_alone_in_the_zip_changes_only_itself(root: Path) -> None:
    parts = _parts(export_country(root, "PE", TODAY, "csv"))
    kept = {name: parts[name] for name in ("places.csv", "rumbo.csv")}
    found = preview(read_sheets(_zip(kept), "peru.zip"), root, TODAY)
    assert (found.changes, found.problems) == ((), ())
    assert {x.sheet for x in found.notes} == {"answers", "questions", "phrasings", "lines", "tests"}
