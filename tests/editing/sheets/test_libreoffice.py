"""The file goes through the real LibreOffice and comes back: opened, saved anew, read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.editing.sheets.exporting import export_country
from bot.editing.sheets.previewing import preview
from bot.editing.sheets.reading import read_sheets_at
from tests.knowledge.folder import TODAY, write_folder

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
def test_a_file_saved_by_libreoffice_is_the_same(tmp_path: Path) -> None:
    root, out = write_folder(tmp_path / "knowledge"), tmp_path / "saved"
    path = tmp_path / "peru.xlsx"
    path.write_bytes(export_country(root, "PE", TODAY))
    words = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run([*words, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=180)
    found = preview(read_sheets_at(out / "peru.xlsx"), root, TODAY)
    assert (found.changes, found.problems) == ((), ())
