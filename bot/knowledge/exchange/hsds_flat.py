"""Between the two forms of HSDS: services with everything nested in them (JSON), and rows of tables (the package)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.knowledge.exchange.hsds_tables import ROOT, Row, Rows, Table, many_columns, one_column, tables


def flat(services: Iterable[Row]) -> Rows:
    """The rows by table, in the standard's order. A record that stands in several places becomes one row."""
    kept: dict[str, dict[str, Row]] = {name: {} for name in tables()}
    for service in services:
        _lay(service, ROOT, {}, kept)
    return {name: list(rows.values()) for name, rows in kept.items() if rows or name == ROOT}


def _lay(record: Row, name: str, belongs: Mapping[str, str], kept: dict[str, dict[str, Row]]) -> None:
    table = tables()[name]
    row = {key: value for key, value in record.items() if key in table.fields} | dict(belongs)
    kept[name].setdefault(record["id"], {}).update(row)
    for key, held in table.holds.items():
        inside = record.get(key)
        if inside is None:
            continue
        if held.many:
            for one in inside:
                _lay(one, held.table, many_columns(name, held.table, record["id"]), kept)
        else:
            kept[name][record["id"]][one_column(name, key)] = inside["id"]
            _lay(inside, held.table, {}, kept)


def nested(rows: Mapping[str, list[Row]]) -> list[Row]:
    """The services with everything nested in them. What two of them share is one object in both: never copied."""
    return _Nesting(rows).services()


class _Nesting:
    """Rows by id and by owner, and the records already made of them."""

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self._rows = rows
        self._by_id = {name: {row.get("id"): row for row in found} for name, found in rows.items()}
        self._owned: dict[tuple[str, str, str], list[Row]] = {}
        self._made: dict[tuple[str, str], Row] = {}
        for name, found in rows.items():
            for row in found:
                for owner, owner_id in _owners(name, row):
                    self._owned.setdefault((name, owner, owner_id), []).append(row)

    def services(self) -> list[Row]:
        return [self._record(row, tables()[ROOT]) for row in self._rows.get(ROOT, ())]

    def _record(self, row: Row, table: Table) -> Row:
        key = (table.name, str(row.get("id")))
        if key in self._made:
            return self._made[key]
        made: Row = {k: v for k, v in row.items() if not _points(table, k)}
        self._made[key] = made
        for name, held in table.holds.items():
            found: Any
            if held.many:
                owned = self._owned.get((held.table, table.name, str(row.get("id"))), ())
                found = [self._record(one, tables()[held.table]) for one in owned]
            else:
                one = self._by_id.get(held.table, {}).get(row.get(one_column(table.name, name)))
                found = self._record(one, tables()[held.table]) if one else None
            if found:
                made[name] = found
        return made


def _owners(name: str, row: Row) -> list[tuple[str, str]]:
    """Whose a row is: table and id of each record that holds it."""
    if name == "attribute":
        return [(str(row.get("link_entity")), str(row.get("link_id")))]
    if name == "metadata":
        return [(str(row.get("resource_type")), str(row.get("resource_id")))]
    return [
        (column.removesuffix("_id"), str(value))
        for column, value in row.items()
        if value and column.endswith("_id") and column.removesuffix("_id") in tables()
    ]


def _points(table: Table, column: str) -> bool:
    """Whether a column only says where a row belongs, which nesting says by itself."""
    field = table.fields.get(column)
    return (
        column == "link_entity"
        or column == "resource_type"
        or (
            field is not None
            and field.type == "key"
            and column not in {"parent_organization_id", "parent_id"}
        )
    )
