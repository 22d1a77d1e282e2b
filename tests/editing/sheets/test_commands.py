"""`rumbo sheet export` and `rumbo sheet import` as people call them: their words, files and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.editing.sheets.workbook import Workbook, texts
from tests.knowledge.folder import write_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


def _rumbo(root: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["sheet", *map(str, words), "--knowledge", str(root)])


def _exported(root: Path, to: Path) -> Workbook:
    assert _rumbo(root, "export", "--country", "PE", "--to", to).exit_code == 0
    return Workbook(to.read_bytes())


def test_export_writes_a_file_and_import_finds_nothing_to_write(root: Path, tmp_path: Path) -> None:
    _exported(root, tmp_path / "peru.xlsx")
    done = _rumbo(root, "import", tmp_path / "peru.xlsx")
    assert (done.exit_code, "nothing to write" in done.output) == (0, True)
    assert _rumbo(root, "export", "--country", "PE", "--to", tmp_path / "peru.zip", "--csv").exit_code == 0
    assert _rumbo(root, "import", tmp_path / "peru.zip").exit_code == 0


def test_import_only_shows_until_it_is_told_yes(root: Path, tmp_path: Path) -> None:
    book, path, before = _exported(root, tmp_path / "peru.xlsx"), tmp_path / "peru.xlsx", texts(root)
    book.write("places", "pe-office", "phone", "+51 1 300 2000")
    path.write_bytes(book.raw())
    shown = _rumbo(root, "import", path)
    assert (shown.exit_code, texts(root) == before) == (0, True)
    assert "'+51 1 200 1000' -> '+51 1 300 2000'" in shown.output
    assert "Add --yes" in shown.output
    done = _rumbo(root, "import", path, "--yes")
    assert (done.exit_code, "Written: peru/places.yaml" in done.output) == (0, True)
    assert "phone: '+51 1 300 2000'" in (root / "peru/places.yaml").read_text(encoding="utf-8").replace(
        '"', "'"
    )


def test_five_edits_and_one_mistake_write_nothing_and_end_with_1(root: Path, tmp_path: Path) -> None:
    book, path, before = _exported(root, tmp_path / "peru.xlsx"), tmp_path / "peru.xlsx", texts(root)
    for key, text in (
        ("name", "Oficina Central"),
        ("city", "Piura"),
        ("address", "Jr. Lima 1"),
        ("phone", "111222"),
    ):
        book.write("places", "pe-office", key, text)
    book.write("lines", "pe-police", "es.note", "siempre")
    row = book.write("places", "pe-office", "email", "info at oficina")
    path.write_bytes(book.raw())
    report = tmp_path / "report.txt"
    done = _rumbo(root, "import", path, "--yes", "--report", report)
    assert (done.exit_code, texts(root) == before) == (1, True)
    assert "Nothing was written" in done.output
    said = report.read_text(encoding="utf-8")
    assert f"row {row}, column {book.letter('places', 'email')}: 'email'" in said
    assert said.count("    old: ") == 6


def test_a_file_that_cannot_be_read_ends_with_2(root: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.xlsx").write_bytes(b"hello")
    done = _rumbo(root, "import", tmp_path / "notes.xlsx")
    assert (done.exit_code, "no spreadsheet" in done.output) == (2, True)
    assert _rumbo(root, "import", tmp_path / "missing.xlsx").exit_code == 2
    assert _rumbo(root, "export", "--country", "ZZ", "--to", tmp_path / "x.xlsx").exit_code == 2
