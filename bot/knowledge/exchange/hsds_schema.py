"""Checks records against what the published HSDS 3.0 schemas demand: JSON Schemas made from the facts in hsds_3_0.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from bot.knowledge.exchange.hsds_tables import ROOT, Field, Row, Table, tables
from bot.knowledge.problems import short

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FORMATS = {"id": "uuid", "key": "uuid", "uri": "uri", "email": "email", "moment": "date-time"}
_WORDS = {
    "uuid": "a UUID",
    "uri": "a full address",
    "email": "an e-mail address",
    "date-time": "a date with a time",
}
_checker = FormatChecker(formats=("uuid", "email"))


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where a record does not keep to the standard."""

    where: str  # services[3].phones[0].number
    said: str

    def __str__(self) -> str:
        return f"{self.where}: {self.said}"


def schema_of(table: str) -> dict[str, Any]:
    """The JSON Schema of a record with all that it holds nested in it, as the standard's JSON form has it."""
    return {
        "$schema": DIALECT,
        "$ref": f"#/$defs/{table}",
        "$defs": {t.name: _nested(t) for t in tables().values()},
    }


def row_schema_of(table: Table) -> dict[str, Any]:
    """The JSON Schema of a table's row: no nesting, and the columns that tables must have besides."""
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {name: _property(field) for name, field in table.fields.items()},
        "required": [*table.required, *table.tabular],
    }


def deviations(services: Iterable[Any]) -> Iterator[Deviation]:
    """What in these nested services is not as HSDS 3.0 has it, service by service."""
    validator = _nested_validator()
    for i, service in enumerate(services):
        yield from _told(validator, service, f"services[{i}]")


def row_deviations(rows: Mapping[str, Iterable[Row]]) -> Iterator[Deviation]:
    """What in these rows by table is not as HSDS 3.0 has it. Rows are counted as spreadsheets count: the first is 2."""
    for name, table_rows in rows.items():
        table = tables()[name]
        validator = Draft202012Validator(row_schema_of(table), format_checker=_checker)
        for number, row in enumerate(table_rows, start=2):
            yield from _told(validator, row, f"{table.file} row {number}")


def _nested(table: Table) -> dict[str, Any]:
    held = {
        name: {"type": "array", "items": {"$ref": f"#/$defs/{x.table}"}}
        if x.many
        else {"$ref": f"#/$defs/{x.table}"}
        for name, x in table.holds.items()
    }
    own = {name: _property(field) for name, field in table.fields.items()}
    return {"type": "object", "properties": own | held, "required": list(table.required)}


def _property(field: Field) -> dict[str, Any]:
    if field.words:
        return {"type": "string", "enum": list(field.words)}
    if field.type == "number":
        return {"type": "number"}
    form = _FORMATS.get(field.type)
    return {"type": "string", "format": form} if form else {"type": "string"}


@lru_cache(maxsize=1)
def _nested_validator() -> Draft202012Validator:
    return Draft202012Validator(schema_of(ROOT), format_checker=_checker)


def _told(validator: Draft202012Validator, record: Any, where: str) -> Iterator[Deviation]:
    for error in validator.iter_errors(record):
        path = "".join(f"[{x}]" if isinstance(x, int) else f".{x}" for x in error.absolute_path)
        yield Deviation(where + path, _plain(error))


def _plain(error: ValidationError) -> str:
    value, demand = short(error.instance), cast("Any", error.validator_value)
    if error.validator == "required":
        missing = re.match(r"'(\w+)'", error.message)
        return f"'{missing[1] if missing else '?'}' is missing"
    if error.validator == "enum":
        return f"'{value}' is none of: {', '.join(map(str, demand))}"
    if error.validator == "format":
        return f"'{value}' is not {_WORDS.get(str(demand), demand)}"
    return f"'{value}' is no {demand}"


@_checker.checks("uri")
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"[\s<>\"\\^`{|}]", value)


@_checker.checks("date-time")
def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
