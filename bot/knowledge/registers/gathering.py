"""Gathers the places of a file: each once, with an id that the next import gives again, and a point as exact as it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.knowledge.fields import MAX_ID
from bot.knowledge.folding import fold
from bot.knowledge.registers.form import MAX_PLACES
from bot.knowledge.registers.near import Cells
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.rows import Found, LeftOut, RowReader
from bot.knowledge.registers.tables import Table

SAME_KM = 0.15  # the same name so near is the same place
SHARED = 5  # so many names on one point: the middle of a town stands for streets that were not found


class Gathering:
    """The places found so far."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._ids: dict[str, int] = {}
        self._cells: dict[str, Cells] = {}
        self._towns: dict[tuple[str, str, str], int] = {}

    def add(self, place: Found) -> LeftOut | None:
        """Keeps a place, or says why it is there already. The first of two stays."""
        folded = fold(place.name)
        if (first := self._ids.get(place.own_id)) is not None and place.own_id:
            return LeftOut(place.row, place.name, "same id as another row", f"row {first}")
        if place.latitude is None or place.longitude is None:
            town = (folded, fold(place.city or place.region), fold(place.address))
            if (first := self._towns.setdefault(town, place.row)) != place.row:
                return LeftOut(place.row, place.name, "same name in the same city", f"row {first}")
        else:
            cells = self._cells.setdefault(folded, Cells())
            if near := next(cells.near(place.latitude, place.longitude, SAME_KM), None):
                return LeftOut(place.row, place.name, "same name within 150 m", f"row {near[1]}")
            cells.add(place.latitude, place.longitude, place.row)
        if place.own_id:
            self._ids[place.own_id] = place.row
        self.found.append(place)
        return None


def gather(
    table: Table, reader: RowReader, leave_out: Callable[[LeftOut], None], each: Callable[[int], None]
) -> list[Found]:
    """The places of a table, each once. `each` is called with the rows read so far.

    Raises RegisterRefused above MAX_PLACES places, so that the memory is bounded whatever the file holds.
    """
    gathering, count = Gathering(), 0
    for count, line in enumerate(table.body(), 1):
        read = reader.read(line)
        left_out = read if isinstance(read, LeftOut) else gathering.add(read)
        if left_out:
            leave_out(left_out)
        if count % 1000 == 0:
            each(count)
        if len(gathering.found) > MAX_PLACES:
            said = (
                f"holds more than {MAX_PLACES:,} public places: keep the kinds that people on the move need"
            )
            raise RegisterRefused(table.file, said)
    each(count)
    return honest_points(gathering.found)


def honest_points(found: list[Found]) -> list[Found]:
    """The places with points that many names share called as exact as the city."""
    points = [(place.latitude, place.longitude) for place in found]
    shared = Counter(points)
    return [
        replace(place, exact="city") if point[0] is not None and shared[point] >= SHARED else place
        for place, point in zip(found, points, strict=True)
    ]


def place_ids(found: Iterable[Found], country: str, taken: Iterable[str]) -> list[str]:
    """An id for each place: from the publisher's own, else from its name and point. None is in `taken` or comes twice."""
    used, ids = set(taken), []
    for place in found:
        wanted = _id(place, country.lower())
        made = wanted if wanted not in used else _hashed(f"{place.own_id}|{place.name}", country.lower())
        step = 0
        while made in used:
            step += 1
            made = _hashed(f"{place.own_id}|{place.name}|{step}", country.lower())
        used.add(made)
        ids.append(made)
    return ids


def _id(place: Found, code: str) -> str:
    slug = fold(place.own_id).replace(" ", "-").removeprefix(f"{code}-")
    if slug and len(slug) <= MAX_ID - 3:
        return f"{code}-{slug}"
    if slug:
        return _hashed(place.own_id, code)
    at = f"{place.latitude:.3f},{place.longitude:.3f}" if place.latitude is not None else fold(place.city)
    return _hashed(f"{fold(place.name)}|{at}", code)


def _hashed(text: str, code: str) -> str:
    return f"{code}-x{hashlib.sha256(text.encode()).hexdigest()[:12]}"
