"""The bulk register of a country's public places: what its file holds, as columns that are read by every task."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.basics import Origin
from bot.knowledge.records import Exactness, Place, PlaceKind, PlaceText, Point, Source
from bot.knowledge.registers.columns import TextColumn, WordColumn
from bot.knowledge.registers.hours_text import read_hours

FIRST_LINE = 2  # of the file: line 1 names the columns
_NO_TEXT = PlaceText(None, None)


@dataclass(frozen=True, slots=True, eq=False)
class RegisterRows:
    """The rows of one health_facilities.csv. Every column has one value a row; an empty text is an unknown one."""

    file: str
    ids: NDArray[np.bytes_]  # shape (n,), ASCII
    by_id: NDArray[np.int64]  # the rows in the order of their ids
    kinds: WordColumn
    names: TextColumn
    addresses: TextColumn
    phones: TextColumn
    cities: WordColumn
    regions: WordColumn
    networks: WordColumn
    owners: WordColumn  # public, ngo, private, unknown
    hours: WordColumn  # in the form of hours_text
    exact: WordColumn
    sources: WordColumn  # who says so, where it is not the register's own source
    dates: WordColumn  # the date a row speaks for, where it is not the register's
    latitudes: NDArray[np.float64]  # degrees, NaN where there is no point
    longitudes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, place_id: str) -> int | None:
        """The row of an id, or None."""
        if not place_id.isascii() or len(place_id) > self.ids.dtype.itemsize:
            return None
        at = int(np.searchsorted(self.ids, place_id.encode(), sorter=self.by_id))
        if at == len(self) or self.ids[self.by_id[at]] != place_id.encode():
            return None
        return int(self.by_id[at])

    def point(self, row: int) -> Point | None:
        if np.isnan(self.latitudes[row]):
            return None
        exact: Exactness = self.exact[row] or "city"  # type: ignore[assignment]  # the reader admits known ones only
        return Point(float(self.latitudes[row]), float(self.longitudes[row]), exact)


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """A country's register with its source and age. Places of it are made only when somebody needs them."""

    country: str
    rows: RegisterRows
    source: Source
    as_of: str | None
    licence: str

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        row = self.rows.row_of(place_id)
        return None if row is None else self.place(row)

    def as_of_row(self, row: int) -> str | None:
        """The date this row speaks for: its own where it has one, else the register's."""
        return self.rows.dates[row] or self.as_of

    def place(self, row: int) -> Place:
        """The record of one row. Raises IndexError where there is no such row."""
        rows = self.rows
        kind: PlaceKind = rows.kinds[row]  # type: ignore[assignment]  # the reader admits known kinds only
        return Place(
            id=rows.ids[row].decode(),
            country=self.country,
            kind=kind,
            name=rows.names[row],
            city=rows.cities[row] or rows.regions[row],
            region=rows.regions[row] or None,
            address=rows.addresses[row] or None,
            point=rows.point(row),
            phone=rows.phones[row] or None,
            whatsapp=None,
            email=None,
            web=None,
            hours=read_hours(rows.hours[row]),
            appointment=None,
            texts={"es": _NO_TEXT, "en": _NO_TEXT},
            free=None,
            certainty="confirm",
            sources=(self._source(row),),
            as_of=self.as_of_row(row),
            origin=Origin(rows.file, row + FIRST_LINE),
        )

    def _source(self, row: int) -> Source:
        """Who says so: the row's own source where it has one, dated as the row is."""
        said, date = self.rows.sources[row], self.rows.dates[row]
        if not said:
            return (
                self.source
                if not date
                else Source(self.source.publisher, self.source.title, self.source.url, date)
            )
        return Source(said, self.source.title, None, date or self.source.date)
