"""Writes a register's two files, whole or not at all: beside their place first, read again, then moved there."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.registers import form
from bot.knowledge.registers.header_words import Field
from bot.knowledge.registers.opening import register_rows
from bot.knowledge.registers.register import Register
from bot.knowledge.registers.rows import Found
from bot.knowledge.yaml_reader import read_text

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Where a register comes from, as its editor says."""

    publisher: str
    title: str
    url: str | None
    as_of: str  # a date, or "unknown"
    licence: str


def row_cells(place_id: str, place: Found, about: About) -> Cells:
    """A place as a row of the register file. What the whole register says is not said again in each row."""
    return (
        place_id, place.kind, place.name, place.address, place.city, place.region,
        _degrees(place.latitude), _degrees(place.longitude), place.exact, place.phone, place.hours,
        place.owner, place.network,
        "" if place.source == about.publisher else place.source,
        "" if place.as_of == about.as_of else place.as_of,
    )  # fmt: skip


def standing_cells(standing: Register, row: int) -> Cells:
    """A row of the register that stands, with its source and date written out: it keeps them beside another file."""
    rows = standing.rows
    point = rows.point(row)
    return (
        rows.ids[row].decode(), rows.kinds[row], rows.names[row], rows.addresses[row], rows.cities[row], rows.regions[row],
        _degrees(point.latitude if point else None), _degrees(point.longitude if point else None),
        rows.exact[row], rows.phones[row], rows.hours[row], rows.owners[row], rows.networks[row],
        rows.sources[row] or standing.source.publisher, standing.as_of_row(row) or "",
    )  # fmt: skip


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}"


def write_register(
    folder: Path, rows: Iterable[Cells], about: About, columns: Mapping[Field, str]
) -> tuple[Path, Path]:
    """Writes both files into a country's folder and gives their paths. `columns`: ours -> the publisher's.

    Raises KnowledgeRefused where the files would not be served, OSError where they cannot be written; what stood there
    stays then.
    """
    ordered = sorted(rows)
    texts = {form.REGISTER_FILE: _table(ordered), form.ABOUT_FILE: about_text(about, columns, len(ordered))}
    form.RegisterShape.model_validate(read_text(texts[form.ABOUT_FILE], form.ABOUT_FILE).value)
    drafts = {folder / name: folder / f".{name}.{os.getpid()}.draft" for name in texts}
    try:
        for path, draft in drafts.items():
            _write(draft, texts[path.name])
        register_rows(drafts[folder / form.REGISTER_FILE], form.REGISTER_FILE)
        for path, draft in drafts.items():
            draft.replace(path)
    finally:
        for draft in drafts.values():
            with suppress(FileNotFoundError):
                draft.unlink()
    return folder / form.REGISTER_FILE, folder / form.ABOUT_FILE


def about_text(about: About, columns: Mapping[Field, str], count: int) -> str:
    """The text of health_facilities.yaml."""
    url = f"  url: {_quoted(about.url)}\n" if about.url else ""
    date = f"  date: {about.as_of}\n" if about.as_of != "unknown" else ""
    from_to = "".join(f"  {ours}: {_quoted(theirs)}\n" for ours, theirs in columns.items())
    return (
        f"# Where {form.REGISTER_FILE} comes from. Written by `rumbo places import`; see docs/places.md.\n"
        f"source:\n  publisher: {_quoted(about.publisher)}\n  title: {_quoted(about.title)}\n{url}{date}"
        f"as_of: {about.as_of}\nlicence: {_quoted(about.licence)}\n"
        f"columns:  # ours: the publisher's\n{from_to}count: {count}\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(rows: Sequence[Cells]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(form.COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
