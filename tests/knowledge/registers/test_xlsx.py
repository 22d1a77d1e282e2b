"""A spreadsheet is read as it stands: formulas are never run, traps are refused before they open."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bot.knowledge.registers import xlsx_table
from bot.knowledge.registers.refusals import RegisterRefused
from tests.knowledge.registers.kit import HEAD, HOSPITAL, POSTA, brought, imported, xlsx_file


def test_a_spreadsheet_with_numbers_and_titles_is_read(root: Path, tmp_path: Path) -> None:
    numbers = (
        101,
        "Posta San Juan",
        "Puesto de salud",
        "Jr. Uno 12",
        "Lima",
        -12.05111,
        -77.04111,
        12001000,
        "Activo",
    )
    file = xlsx_file(tmp_path / "register.xlsx", ("Registro 2026",), (), HEAD, numbers, HOSPITAL)
    found = imported(root, file).imported.found
    assert [(p.row, p.own_id, p.latitude, p.phone) for p in found] == [
        (4, "101", -12.05111, "12001000"),
        (5, "102", -12.05611, "01 328 0028"),
    ]


def test_a_formula_is_never_run_and_never_written(root: Path, tmp_path: Path) -> None:
    evil = (
        103,
        '=HYPERLINK("https://evil.example";"Posta")',
        "Puesto de salud",
        "=1+1",
        "Lima",
        -12.1,
        -77.1,
        "",
        "Activo",
    )
    named = (
        104,
        "Posta Tres",
        "Puesto de salud",
        '=cmd|"/c calc"!A1',
        "Lima",
        -12.2,
        -77.2,
        "=2+2",
        "Activo",
    )
    file = xlsx_file(tmp_path / "register.xlsx", HEAD, POSTA, evil, named)
    result = imported(root, file)
    assert result.reasons == ["a formula instead of a name"]
    assert (result.imported.found[1].address, result.imported.found[1].phone) == ("", "")
    brought(root, file)
    assert "=" not in (root / "peru/health_facilities.csv").read_text(encoding="utf-8")


def test_another_sheet_can_be_named(root: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = xlsx_file(tmp_path / "register.xlsx", ("Notas", "de la hoja"), ("nada", "aquí"))
    book = load_workbook(file)
    sheet = book.create_sheet("Datos")
    sheet.append(list(HEAD))
    sheet.append(list(POSTA))
    book.save(file)
    assert imported(root, file, sheet="Datos").names == ["Posta San Juan"]
    with pytest.raises(RegisterRefused, match="has no sheet 'Otra': it has Sheet, Datos"):
        imported(root, file, sheet="Otra")


def changed(file: Path, part: str, content: bytes) -> Path:
    """The spreadsheet with one of its parts changed."""
    made = file.with_name("changed.xlsx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, content)
    return made


def test_a_zip_bomb_is_refused_before_it_is_unpacked(root: Path, tmp_path: Path) -> None:
    file = xlsx_file(tmp_path / "register.xlsx", HEAD, POSTA)
    bomb = changed(file, "xl/worksheets/sheet1.xml", b"0" * (8 * 1024**2))
    with pytest.raises(RegisterRefused, match="may be a trap"):
        imported(root, bomb)


def test_more_than_the_memory_holds_is_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_table, "MAX_UNPACKED", 1000)
    with pytest.raises(RegisterRefused, match="unpacks to more than"):
        imported(root, xlsx_file(tmp_path / "register.xlsx", HEAD, POSTA))


def test_declared_entities_are_refused(root: Path, tmp_path: Path) -> None:
    file = xlsx_file(tmp_path / "register.xlsx", HEAD, POSTA)
    swelling = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises(RegisterRefused, match="declares entities"):
        imported(root, changed(file, "xl/workbook.xml", swelling))


@pytest.mark.parametrize(
    "content", [b"", b"<worksheet>", b"<worksheet><sheetData><row r='x'/></sheetData></worksheet>"]
)
def test_a_broken_sheet_is_told_and_not_a_crash(root: Path, tmp_path: Path, content: bytes) -> None:
    file = xlsx_file(tmp_path / "register.xlsx", HEAD, POSTA)
    with pytest.raises(RegisterRefused, match=r"is broken|holds no rows"):
        imported(root, changed(file, "xl/worksheets/sheet1.xml", content))


def test_a_row_that_claims_to_be_the_billionth_costs_nothing(root: Path, tmp_path: Path) -> None:
    file = xlsx_file(tmp_path / "register.xlsx", HEAD, POSTA)
    sheet = (
        zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").replace(b'<row r="2"', b'<row r="999999999"')
    )
    with pytest.raises(RegisterRefused, match="no rows"):
        imported(root, changed(file, "xl/worksheets/sheet1.xml", sheet))


def test_a_zip_that_is_no_spreadsheet_is_told(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "register.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(RegisterRefused, match="is a ZIP but no XLSX"):
        imported(root, file)
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(RegisterRefused, match="is broken or locked"):
        imported(root, file)
