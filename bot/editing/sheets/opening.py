"""Opens a spreadsheet that came without a name: what it is, its first bytes and its parts tell."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from bot.editing.sheets.reading import read_sheets, read_sheets_at
from bot.editing.sheets.tables import MARKED, Sheets, csv_names

NAME = "sheet"  # as messages call the file; pages leave it out
_HEAD = 20_000  # bytes in which the header of a CSV file stands


def opened(raw: bytes) -> Sheets:
    """The sheets of an XLSX, of a zip of CSV files or of one CSV file of ours. Raises SheetRefused with what to do."""
    if raw.startswith(b"PK"):
        return read_sheets(raw, f"{NAME}{_ending(raw)}")
    if name := _csv_name(raw):
        return _as_csv(raw, name)
    return read_sheets(raw, f"{NAME}.xlsx")  # which says why not


def _ending(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = {part.filename for part in archive.infolist()[:2000]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ".xlsx"
    if "content.xml" in names and "mimetype" in names:
        return ".ods"
    return ".xlsx" if any(name.startswith("xl/") for name in names) else ".zip"


def _csv_name(raw: bytes) -> str | None:
    """The name that the file has in the zip; None where its header is none of ours."""
    head = raw[:_HEAD].decode("utf-8-sig", "ignore")
    found = MARKED.search(head)
    name = f"{found[1]}.csv" if found else ""
    return name if name in csv_names() else None


def _as_csv(raw: bytes, name: str) -> Sheets:
    with tempfile.TemporaryDirectory(prefix="rumbo-") as folder:
        (Path(folder) / name).write_bytes(raw)
        return read_sheets_at(Path(folder))
