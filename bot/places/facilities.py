"""The bulk register of a country as columns that can be searched at once. A Place is made only of a row that is shown."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.folding import fold
from bot.knowledge.freshness import freshness
from bot.knowledge.records import Country, FreshnessPolicy, Place, PlaceKind
from bot.knowledge.registers.hours_text import read_hours
from bot.knowledge.registers.register import Register
from bot.places.audiences import AUDIENCES, name_patterns
from bot.places.filters import PlaceFilter
from bot.places.hours import Opening, opening
from bot.places.index import Rows
from bot.places.zones import time_zones

_SIGNS = re.compile(rb"[^a-z0-9\n]+")
DROPPED = 127  # a rank: this row does not fit
Ranks = NDArray[np.int8]


class Facilities:
    """The searchable columns of one register. Rows are numbered as in its file; ids are those of the file."""

    def __init__(self, register: Register, country: Country) -> None:
        self._register = register
        rows = register.rows
        self.latitudes, self.longitudes = rows.latitudes, rows.longitudes
        self._zones, self._zone_codes = time_zones(country, rows.latitudes, rows.longitudes)
        self._shelter = self._of_kinds(np.arange(len(rows)), ("shelter",))
        text, ends = self._folded_names()
        self._named = {}
        for audience in AUDIENCES:
            anywhere, of_shelters = (_lines_with(found, text, ends) for found in name_patterns(audience))
            self._named[audience] = np.where(self._shelter, of_shelters, anywhere)

    def __len__(self) -> int:
        return len(self._register)

    def place(self, row: int) -> Place:
        """The record of a row. Raises IndexError."""
        return self._register.place(row)

    def find(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        return self._register.find(place_id)

    def name(self, row: int) -> str:
        return self._register.rows.names[row]

    def in_town(self, folded: str) -> Rows:
        """The rows of a town or region, by its folded name."""
        cities, regions = self._register.rows.cities, self._register.rows.regions
        of_city = np.array([fold(word) == folded for word in cities.words], dtype=bool)[cities.codes]
        of_region = np.array([fold(word) == folded for word in regions.words], dtype=bool)[regions.codes]
        return np.flatnonzero(of_city | of_region).astype(np.int64)

    def opening(self, row: int, now: datetime) -> Opening:
        """The state of a row at an aware moment, by its own clock."""
        return opening(
            read_hours(self._register.rows.hours[row]), self._zones[int(self._zone_codes[row])], now
        )

    def fresh(self, rows: Rows, policy: FreshnessPolicy, today: date) -> NDArray[np.bool_]:
        """Which of these rows are not too old to send anyone to, shape as `rows`."""
        dates = self._register.rows.dates
        told = [
            freshness(word or self._register.as_of, policy.places, today) != "expired" for word in dates.words
        ]
        return np.array(told, dtype=bool)[dates.codes[rows]]

    def ranks(self, rows: Rows, wanted: PlaceFilter, now: datetime) -> Ranks:
        """For each of these rows how many wishes are unknown, or DROPPED: what filters.rank says of its place."""
        unknown = np.zeros(len(rows), dtype=np.int8)
        dropped = ~self._of_kinds(rows, wanted.kinds) if wanted.kinds else np.zeros(len(rows), dtype=bool)
        for audience in wanted.audiences:
            unknown += ~self._named[audience][rows]
            if audience == "men":
                others = self._named["women"][rows] | self._named["children"][rows]
                dropped |= self._shelter[rows] & others & ~self._named["men"][rows]
        if wanted.free:
            unknown += 1  # no register says what a visit costs
        if wanted.open_now:
            open_now = self._open(rows, now)
            unknown += open_now < 0
            dropped |= open_now == 0
        unknown[dropped] = DROPPED
        return unknown

    def _of_kinds(self, rows: Rows, kinds: tuple[PlaceKind, ...]) -> NDArray[np.bool_]:
        column = self._register.rows.kinds
        return np.array([word in kinds for word in column.words], dtype=bool)[column.codes[rows]]

    def _open(self, rows: Rows, now: datetime) -> NDArray[np.int8]:
        """1 open, 0 closed, -1 unknown: each pair of hours and clock is looked at once."""
        hours, clocks = self._register.rows.hours, len(self._zones)
        pairs = hours.codes[rows].astype(np.int64) * clocks + self._zone_codes[rows]
        states = np.full(len(hours.words) * clocks, -1, dtype=np.int8)
        for pair in map(int, np.flatnonzero(np.bincount(pairs, minlength=len(states)))):
            state = opening(read_hours(hours.words[pair // clocks]), self._zones[pair % clocks], now).state
            states[pair] = {"open": 1, "closed": 0, "unknown": -1}[state]
        found: NDArray[np.int8] = states[pairs]
        return found

    def _folded_names(self) -> tuple[str, Rows]:
        """All names folded, one a line, and where each line ends."""
        names = self._register.rows.names
        text = "\n".join([*(names[row] for row in range(len(names))), ""]).lower()
        raw = unicodedata.normalize("NFKD", text).encode("ascii", "ignore")
        raw = _SIGNS.sub(b" ", raw)
        return raw.decode(), np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == ord("\n")).astype(np.int64)


def _lines_with(pattern: re.Pattern[str] | None, text: str, ends: Rows) -> NDArray[np.bool_]:
    """Which lines of a text a pattern is found in: one search over all of them."""
    found = np.zeros(len(ends), dtype=bool)
    starts = [match.start() for match in pattern.finditer(text)] if pattern else []
    found[np.searchsorted(ends, np.array(starts, dtype=np.int64), side="left")] = True
    return found
