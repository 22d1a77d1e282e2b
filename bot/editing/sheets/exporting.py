"""A country as a spreadsheet: XLSX, or one CSV a kind in a zip."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from bot.editing.sheets.csv_form import Separator, csv_zip
from bot.editing.sheets.marks import Stamp
from bot.editing.sheets.standing import country_files
from bot.editing.sheets.xlsx_writing import xlsx_of


def export_country(
    folder: Path, country: str, today: date, form: Literal["xlsx", "csv"] = "xlsx", separator: Separator = ";"
) -> bytes:
    """The bytes of a country's file, which `read_sheets` takes back. `country`: its code; XX is the region.

    `separator`: between the cells of a CSV line. Raises SheetRefused for a country without a folder, KnowledgeRefused where
    a file of it is no YAML, OSError.
    """
    files = country_files(folder, country.upper())
    stamp = Stamp(files.country, files.digest, today.isoformat())
    return xlsx_of(files, stamp) if form == "xlsx" else csv_zip(files, stamp, separator)
