"""Opens a spreadsheet that comes back: XLSX, a zip of CSV files, or a folder of them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from bot.editing.sheets.csv_form import read_csv
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.tables import Sheets
from bot.editing.sheets.xlsx_reading import read_xlsx

MAX_BYTES = 20 * 1024**2  # of the file as it comes; a large country has half a megabyte
_TOO_LARGE = f"is larger than {MAX_BYTES // 1024**2} MB: is this the file of `rumbo sheet export`?"
_OLD = b"\xd0\xcf\x11\xe0"  # what .xls begins with, and an .xlsx with a password
_SAVE = "save it as .xlsx, or every sheet as CSV UTF-8"


def read_sheets(raw: bytes, name: str = "sheet.xlsx") -> Sheets:
    """The sheets in the bytes of a file. `name`: as messages call it. Raises SheetRefused with what to do."""
    if len(raw) > MAX_BYTES:
        raise SheetRefused(name, _TOO_LARGE)
    with tempfile.TemporaryDirectory(prefix="rumbo-") as folder:
        path = Path(folder) / (re.sub(r"[^\w.-]", "_", Path(name).name)[-80:].lstrip(".") or "sheet.xlsx")
        path.write_bytes(raw)
        return read_sheets_at(path)


def read_sheets_at(path: Path) -> Sheets:
    """The sheets of a file or a folder. Raises SheetRefused with what to do."""
    if path.is_dir():
        return read_csv(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SheetRefused(path.name, _TOO_LARGE)
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise SheetRefused(path.name, f"cannot be read ({(error.strerror or '').lower()})") from None
    ending = path.suffix.lower()
    if ending == ".csv":
        raise SheetRefused(path.name, "is one CSV file alone: give the folder, or a zip, that holds them all")
    if head.startswith(_OLD):
        raise SheetRefused(path.name, f"is an old .xls, or locked with a password: {_SAVE}")
    if not head.startswith(b"PK"):
        raise SheetRefused(path.name, f"is no spreadsheet that we can open: {_SAVE}")
    if ending == ".ods":
        raise SheetRefused(path.name, f"is an .ods: {_SAVE}")
    return read_csv(path) if ending == ".zip" else read_xlsx(path)
