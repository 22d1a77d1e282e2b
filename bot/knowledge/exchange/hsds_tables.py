"""The tables of HSDS 3.0 as the standard defines them: their fields, what each must have, and which holds which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

VERSION = "3.0"
FACTS = Path(__file__).with_name("hsds_3_0.yaml")
ROOT = "service"
_BARE = {
    "taxonomy",
    "taxonomy_term",
    "metadata",
    "attribute",
}  # the tables that carry no attributes of their own

Row = dict[str, Any]  # one record: its fields, and in JSON what it holds
Rows = dict[str, list[Row]]  # by table
FieldType = Literal["id", "key", "text", "number", "uri", "email", "date", "time", "moment"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, and the words it may hold where these are fixed."""

    type: FieldType
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What a record holds under a name: one record of a table, or many."""

    table: str
    many: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `required` must be there in both forms, `tabular` in CSV tables only."""

    name: str
    file: str
    fields: Mapping[str, Field]
    required: tuple[str, ...]
    tabular: tuple[str, ...]
    holds: Mapping[str, Held]


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """Every table of the standard by name, in the standard's order."""
    facts = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    return {name: _table(name, said) for name, said in facts.items()}


@lru_cache(maxsize=1)
def table_files() -> Mapping[str, str]:
    """File name -> table."""
    return {table.file: table.name for table in tables().values()}


def one_column(holder: str, name: str) -> str:
    """The column of `holder` that points to the one record it holds as `name`."""
    return "taxonomy_id" if (holder, name) == ("taxonomy_term", "taxonomy_detail") else f"{name}_id"


def many_columns(holder: str, held: str, holder_id: str) -> dict[str, str]:
    """The columns by which a record of `held` says whose it is."""
    if held == "attribute":
        return {"link_id": holder_id, "link_entity": holder}
    if held == "metadata":
        return {"resource_id": holder_id, "resource_type": holder}
    return {f"{holder}_id": holder_id}


def _table(name: str, said: dict[str, Any]) -> Table:
    holds = {key: Held(table, how == "many") for key, (how, table) in said.get("holds", {}).items()}
    if name not in _BARE:
        holds["attributes"] = Held("attribute", many=True)
    if name != "metadata":
        holds["metadata"] = Held("metadata", many=True)
    return Table(
        name=name,
        file=said["file"],
        fields={key: _field(what) for key, what in said["fields"].items()},
        required=tuple(said["required"]),
        tabular=tuple(said.get("tabular", ())),
        holds=holds,
    )


def _field(what: FieldType | list[str]) -> Field:
    return Field("text", tuple(what)) if isinstance(what, list) else Field(what)
