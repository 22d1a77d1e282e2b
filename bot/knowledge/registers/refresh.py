"""Holds a newly read register against the one that stands: what is the same place keeps its id, and what differs is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import isnan
from typing import Literal

from rapidfuzz import fuzz

from bot.knowledge.folding import fold
from bot.knowledge.registers.gathering import place_ids
from bot.knowledge.registers.near import Cells, apart_km
from bot.knowledge.registers.register import Register, RegisterRows
from bot.knowledge.registers.rows import Found

MOVED_KM = 0.2
SAME_NAME_KM = 2.0  # the same name so near is the same place under a new number
NEAR_KM = 0.15
ALIKE = 85  # of 100: names so alike and so near are one place renamed

Change = Literal["new", "moved", "renamed", "other phone", "gone"]
CHANGES: tuple[Change, ...] = ("new", "moved", "renamed", "other phone", "gone")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between the register that stands and the new one."""

    change: Change
    id: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refresh:
    """The new places with their ids, the rows of the old register that are none of them, and what differs."""

    found: Sequence[Found]
    ids: list[str]
    gone: list[int]
    differences: list[Difference] = field(default_factory=list)


def refresh(
    found: Sequence[Found],
    country: str,
    standing: Register | None,
    taken: Sequence[str],
    *,
    fill: bool = False,
) -> Refresh:
    """`taken`: ids of hand-kept places, which no place of a register may have; `fill`: what the file does not say of a
    place stays as it stands."""
    if standing is None:
        return Refresh(found, place_ids(found, country, taken), [])
    rows = standing.rows
    same = _matches(found, place_ids(found, country, taken), rows)
    if fill:
        found = [_filled(place, rows, same[i]) if i in same else place for i, place in enumerate(found)]
    known = {rows.ids[row].decode() for row in range(len(rows))}
    fresh = iter(place_ids([p for i, p in enumerate(found) if i not in same], country, [*taken, *known]))
    ids = [rows.ids[same[i]].decode() if i in same else next(fresh) for i in range(len(found))]
    differences = [d for i, place in enumerate(found) for d in _differences(place, ids[i], rows, same.get(i))]
    kept = set(same.values())
    gone = [row for row in range(len(rows)) if row not in kept]
    differences += [Difference("gone", rows.ids[row].decode(), rows.names[row]) for row in gone]
    return Refresh(found, ids, gone, differences)


def _matches(found: Sequence[Found], ids: Sequence[str], rows: RegisterRows) -> dict[int, int]:
    """Index of a new place -> row of the old register, each row once: by id, then by name, then by point."""
    same: dict[int, int] = {}
    used: set[int] = set()
    for i, wanted in enumerate(ids):
        row = rows.row_of(wanted)
        if row is not None and row not in used:
            same[i] = row
            used.add(row)
    if len(used) == len(rows):
        return same
    names, cells = _unmatched(rows, used)
    for i, place in enumerate(found):
        if i not in same and (row := _alike(place, rows, names, cells, used)) is not None:
            same[i] = row
            used.add(row)
    return same


def _unmatched(rows: RegisterRows, used: set[int]) -> tuple[dict[str, list[int]], Cells]:
    names: dict[str, list[int]] = {}
    cells = Cells()
    for row in range(len(rows)):
        if row in used:
            continue
        names.setdefault(fold(rows.names[row]), []).append(row)
        if not isnan(rows.latitudes[row]):
            cells.add(float(rows.latitudes[row]), float(rows.longitudes[row]), row)
    return names, cells


def _alike(
    place: Found, rows: RegisterRows, names: dict[str, list[int]], cells: Cells, used: set[int]
) -> int | None:
    """The row of the old register that is this place under another number, or None."""
    named = [row for row in names.get(fold(place.name), ()) if row not in used]
    if place.latitude is None or place.longitude is None:
        town = fold(place.city or place.region)
        return next((row for row in named if fold(rows.cities[row] or rows.regions[row]) == town), None)
    apart = ((_moved_km(place, rows, row), row) for row in named)
    nearest = min((x for x in apart if x[0] <= SAME_NAME_KM), default=None)
    if nearest:
        return nearest[1]
    near = (x for x in cells.near(place.latitude, place.longitude, NEAR_KM) if x[1] not in used)
    alike = (x for x in near if fuzz.token_set_ratio(fold(place.name), fold(rows.names[x[1]])) >= ALIKE)
    found = min(alike, default=None)
    return found[1] if found else None


def _moved_km(place: Found, rows: RegisterRows, row: int) -> float:
    """How far a place lies from where it lay; 0 where one of both points is unknown."""
    if place.latitude is None or place.longitude is None or isnan(rows.latitudes[row]):
        return 0.0
    return apart_km(place.latitude, place.longitude, float(rows.latitudes[row]), float(rows.longitudes[row]))


def _filled(place: Found, rows: RegisterRows, row: int) -> Found:
    """A place with what only the old register says of it."""
    point = rows.point(row)
    if place.latitude is None and point is not None:
        place = replace(place, latitude=point.latitude, longitude=point.longitude, exact=point.exact)
    return replace(
        place,
        address=place.address or rows.addresses[row],
        city=place.city or rows.cities[row],
        region=place.region or rows.regions[row],
        phone=place.phone or rows.phones[row],
        hours=place.hours or rows.hours[row],
    )


def _differences(place: Found, place_id: str, rows: RegisterRows, row: int | None) -> Iterator[Difference]:
    if row is None:
        yield Difference("new", place_id, place.name)
        return
    moved = _moved_km(place, rows, row)
    if moved > MOVED_KM:
        yield Difference("moved", place_id, place.name, f"{moved:.1f} km")
    if fold(place.name) != fold(rows.names[row]):
        yield Difference("renamed", place_id, place.name, f"was {rows.names[row]}")
    if _digits(place.phone) != _digits(rows.phones[row]):
        yield Difference(
            "other phone", place_id, place.name, f"{rows.phones[row] or 'none'} -> {place.phone or 'none'}"
        )


def _digits(phone: str) -> str:
    return "".join(filter(str.isdigit, phone))
