"""The tabular form of HSDS 3.0: datapackage.json and one CSV a table, in a zip or a folder."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from bot.knowledge.exchange.bounded import decoded, package_parts, parsed
from bot.knowledge.exchange.cells import guarded_for_machines, unguarded_for_machines
from bot.knowledge.exchange.hsds_flat import flat
from bot.knowledge.exchange.hsds_tables import (
    VERSION,
    Field,
    Row,
    Rows,
    Table,
    one_column,
    table_files,
    tables,
)
from bot.knowledge.exchange.refusals import ExchangeRefused

DESCRIPTOR = "datapackage.json"
MAX_ROWS = 1_000_000  # in all tables together
_PACKED = (2020, 1, 1, 0, 0, 0)  # the time of every file in the zip: the same places give the same bytes
_TYPES = {"number": "number", "date": "date", "time": "time", "moment": "datetime"}
_FORMATS = {"id": "uuid", "key": "uuid", "uri": "uri", "email": "email"}


def package_files(services: Iterable[Row]) -> dict[str, str]:
    """File name -> content, the descriptor first."""
    rows = flat(services)
    csvs = {tables()[name].file: _csv(tables()[name], found) for name, found in rows.items()}
    return {DESCRIPTOR: json.dumps(descriptor(rows), ensure_ascii=False, indent=1) + "\n", **csvs}


def zipped(files: Mapping[str, str]) -> bytes:
    """The files as the bytes of a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _PACKED), content.encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def descriptor(names: Iterable[str]) -> dict[str, Any]:
    """What datapackage.json says of the tables with these names."""
    present = [tables()[name] for name in names]
    return {
        "name": "human_services_data",
        "title": "Places for people on the move, by Rumbo",
        "profile": "tabular-data-package",
        "version": VERSION,
        "resources": [_resource(table, {x.name for x in present}) for table in present],
    }


def read_rows(path: Path) -> Rows:
    """The rows of a package (zip or folder) by table, numbers as numbers, empty cells left out.

    Raises ExchangeRefused for what is no HSDS package, and for traps.
    """
    parts = package_parts(path, {DESCRIPTOR: None, **table_files()})
    if DESCRIPTOR in parts:
        said = parsed(decoded(parts.pop(DESCRIPTOR), DESCRIPTOR), DESCRIPTOR)
        if not isinstance(said, dict):
            raise ExchangeRefused(DESCRIPTOR, "describes no package: export it again")
    if "services.csv" not in parts:
        raise ExchangeRefused(path.name, "holds no services.csv: this is no HSDS package")
    rows: Rows = {}
    for name, table in tables().items():
        if table.file in parts:
            rows[name] = list(_rows(table, decoded(parts.pop(table.file), table.file)))
        if sum(map(len, rows.values())) > MAX_ROWS:
            raise ExchangeRefused(path.name, f"holds more than {MAX_ROWS} rows: give it in parts")
    return rows


def _resource(table: Table, present: set[str]) -> dict[str, Any]:
    needed = {*table.required, *table.tabular}
    points = {one_column(table.name, key): x.table for key, x in table.holds.items() if not x.many}
    points |= {
        column: column.removesuffix("_id")
        for column, field in table.fields.items()
        if field.type == "key" and column.removesuffix("_id") in tables()
    }
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(name, field, name in needed) for name, field in table.fields.items()],
            "primaryKey": "id",
            "foreignKeys": [
                {"fields": column, "reference": {"resource": target, "fields": "id"}}
                for column, target in points.items()
                if target in present and column in table.fields
            ],
        },
    }


def _field(name: str, field: Field, needed: bool) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": needed} | ({"unique": True} if field.type == "id" else {})
    if field.words:
        limits["enum"] = list(field.words)
    made: dict[str, Any] = {"name": name, "type": _TYPES.get(field.type, "string"), "constraints": limits}
    return made | ({"format": _FORMATS[field.type]} if field.type in _FORMATS else {})


def _csv(table: Table, rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.fields)
    for row in rows:
        writer.writerow(_cell(row.get(name)) for name in table.fields)
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return guarded_for_machines(value) if isinstance(value, str) else json.dumps(value)


def _rows(table: Table, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if "id" not in header or len(set(header)) != len(header):
            raise ExchangeRefused(table.file, "has no column `id`, or one column twice: export it again", 1)
        for cells in reader:
            if len(cells) > len(header):
                said = f"has {len(cells)} cells under {len(header)} names: a comma or a quote is missing"
                raise ExchangeRefused(table.file, said, reader.line_num)
            if any(cells):
                yield _row(table, dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise ExchangeRefused(
            table.file, f"is broken here ({error}): export it again", reader.line_num
        ) from None


def _row(table: Table, cells: Mapping[str, str]) -> Row:
    known = ((name, cell) for name, cell in cells.items() if name in table.fields and cell.strip())
    return {name: _value(table.fields[name], cell) for name, cell in known}


def _value(field: Field, cell: str) -> Any:
    if field.type != "number":
        return unguarded_for_machines(cell)
    try:
        number = float(cell)
    except ValueError:
        return cell
    return number if isfinite(number) else cell
