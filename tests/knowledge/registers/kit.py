"""Small registers as publishers print them, and a knowledge folder to import them into."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.knowledge.load import load_release
from bot.knowledge.records import Country, Release
from bot.knowledge.registers.importing import Imported, import_places, open_register, write_import
from bot.knowledge.registers.mapping import MappingFile
from bot.knowledge.registers.register import Register
from bot.knowledge.registers.rows import LeftOut
from bot.knowledge.registers.writing import About
from tests.knowledge.folder import TODAY

ABOUT = About("Ministerio de Salud", "Registro de establecimientos", None, "2026-03", "CC BY 4.0")
HEAD = (
    "Código",
    "Nombre del establecimiento",
    "Tipo",
    "Dirección",
    "Distrito",
    "Latitud",
    "Longitud",
    "Teléfono",
    "Estado",
)
POSTA = (
    "101",
    "Posta San Juan",
    "Puesto de salud",
    "Jr. Uno 12",
    "Lima",
    "-12.05111",
    "-77.04111",
    "01 200 1000",
    "Activo",
)
HOSPITAL = (
    "102",
    "Hospital Dos de Mayo",
    "Hospital",
    "Av. Grau 13",
    "Lima",
    "-12.05611",
    "-77.01711",
    "01 328 0028",
    "Activo",
)


def csv_text(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    return text.getvalue()


def csv_file(
    folder: Path, *rows: Sequence[str], head: Sequence[str] = HEAD, name: str = "register.csv"
) -> Path:
    path = folder / name
    path.write_text(csv_text(rows, head), encoding="utf-8", newline="")
    return path


def row(*changes: tuple[int, str], of: Sequence[str] = POSTA) -> tuple[str, ...]:
    """A row with some of its cells changed."""
    cells = list(of)
    for at, cell in changes:
        cells[at] = cell
    return tuple(cells)


def xlsx_file(path: Path, *rows: Sequence[Any]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    for cells in rows:
        book.active.append(list(cells))
    book.save(path)
    return path


def geojson_file(path: Path, *features: tuple[Any, dict[str, Any]]) -> Path:
    """A FeatureCollection of (coordinates or None, properties)."""
    made = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": at} if at else None,
            "properties": properties,
        }
        for at, properties in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Result:
    """What an import gave: everything, and the rows it left out."""

    imported: Imported
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [place.name for place in self.imported.found]

    @property
    def reasons(self) -> list[str]:
        return [row.reason for row in self.left_out]


def load(root: Path) -> Release:
    return load_release(root, TODAY)


def country(root: Path, code: str = "PE") -> Country:
    return load(root).countries[code]


def imported(root: Path, file: Path, mapping: MappingFile | None = None, **wishes: Any) -> Result:
    """Reads a file for Peru without writing."""
    release = load(root)
    left_out: list[LeftOut] = []
    opened = open_register(file, release.countries["PE"], mapping, wishes.pop("sheet", None))
    made = import_places(opened, release, release.countries["PE"], on_left_out=left_out.append, **wishes)
    return Result(made, left_out)


def brought(root: Path, file: Path, *, add: bool = False, about: About = ABOUT) -> Register:
    """Imports a file for Peru and gives the register as the bot then loads it."""
    release = load(root)
    opened = open_register(file, release.countries["PE"], None, None)
    made = import_places(opened, release, release.countries["PE"], add=add)
    write_import(made, root / "peru", about, opened.columns, add=add)
    return load(root).facilities["PE"]
