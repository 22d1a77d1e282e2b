"""Where to go in one country: the hand-kept places and the bulk register as one, searched by point or by town."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.knowledge.folding import fold
from bot.knowledge.freshness import place_freshness
from bot.knowledge.records import Country, FreshnessPolicy, Place, Point, Release
from bot.knowledge.registers.register import Register
from bot.places.directions import Way, way
from bot.places.facilities import DROPPED, Facilities, Ranks
from bot.places.filters import PlaceFilter, rank
from bot.places.hours import Opening, opening
from bot.places.index import NEAR_KM, Floats, PointIndex, Rows, first_of
from bot.places.zones import time_zone

FIRST_LOOKS_KM = (5.0, 30.0)  # in a city these are enough, and cost little
TWIN_KM, TWIN_KM_IN_CITY = 0.5, 8.0  # a hand-kept place and a row of the register so near …
REACH_KM = (15.0, 60.0)  # in the same city; within an hour or two; farther
_MOST_WISHES = 16  # more than can be unknown of a place
TWIN_ALIKE = 90  # … with names so alike, of 100, are one place: the hand-kept one is given


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place to go to. `way` and `kilometres` are None where it was asked for by town."""

    place: Place
    kilometres: float | None
    way: Way | None
    opening: Opening
    unknown: int  # of the wishes: 0 where all are surely fulfilled


@dataclass(frozen=True, slots=True)
class Found:
    """Some places, the best first, and whether there are more after them."""

    places: tuple[FoundPlace, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a directory, at an aware moment."""

    wanted: PlaceFilter
    now: datetime
    policy: FreshnessPolicy
    most: int = 3
    offset: int = 0  # how many were given before: "more"

    @property
    def today(self) -> date:
        return self.now.date()


class Directory:
    """The places of one country. Numbers below len(kept) are hand-kept places, those above rows of the register."""

    def __init__(self, country: Country, kept: Sequence[Place], register: Register | None) -> None:
        self._country, self._kept = country, tuple(kept)
        self._facilities = Facilities(register, country) if register else None
        points = [(p.point.latitude, p.point.longitude) if p.point else (np.nan, np.nan) for p in self._kept]
        own = np.array(points, dtype=np.float64).reshape(-1, 2)
        bulk = self._facilities
        self._index = PointIndex(
            np.concatenate((own[:, 0], bulk.latitudes if bulk else np.empty(0))),
            np.concatenate((own[:, 1], bulk.longitudes if bulk else np.empty(0))),
        )
        self._hidden = self._twins()

    def __len__(self) -> int:
        return len(self._kept) + (len(self._facilities) if self._facilities else 0)

    def find(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        kept = next((place for place in self._kept if place.id == place_id), None)
        return kept or (self._facilities.find(place_id) if self._facilities else None)

    def nearest(self, here: Point, asking: Asking, kilometres: float = NEAR_KM) -> Found:
        """The places within `kilometres` that fit: in each reach the surely fitting first, then the nearest. None at sea."""
        for radius in (*(near for near in FIRST_LOOKS_KM if near < kilometres), kilometres):
            numbers, apart = self._index.within(here, radius)
            if radius == kilometres or len(numbers) > asking.offset + asking.most:
                found = self._chosen(numbers, apart, asking, here)
                if found.more and found.places and found.places[-1].unknown == 0:
                    return found  # nothing farther away can go before these
        return found

    def in_town(self, town: str, asking: Asking) -> Found:
        """The places of a town (or region), with and without a point, by its name: those that surely fit first."""
        folded = fold(town)
        kept = [i for i, p in enumerate(self._kept) if folded in {fold(p.city), fold(p.region or "")}]
        rows = self._facilities.in_town(folded) if self._facilities else np.empty(0, dtype=np.int64)
        numbers = np.concatenate((np.array(kept, dtype=np.int64), rows + len(self._kept)))
        return self._chosen(numbers, np.zeros(len(numbers)), asking, None)

    def in_country(self, asking: Asking) -> Found:
        """The hand-kept places of the whole country: those that surely fit first, then in the order of the file."""
        numbers = np.arange(len(self._kept), dtype=np.int64)
        return self._chosen(numbers, np.zeros(len(numbers)), asking, None)

    def _chosen(self, numbers: Rows, apart: Floats, asking: Asking, here: Point | None) -> Found:
        ranks = self._ranks(numbers, asking)
        fits = (ranks != DROPPED) & ~self._hidden[numbers]
        numbers, apart, ranks = numbers[fits], apart[fits], ranks[fits]
        order = first_of(numbers, apart, _by_reach(ranks, apart), asking.most, asking.offset)
        found = [
            self._found(int(numbers[i]), float(apart[i]), int(ranks[i]), here, asking.now) for i in order
        ]
        return Found(tuple(found), more=asking.offset + len(found) < len(numbers))

    def _found(
        self, number: int, kilometres: float, unknown: int, here: Point | None, now: datetime
    ) -> FoundPlace:
        place, row = self._place(number), number - len(self._kept)
        state = self._opening(place, now) if row < 0 else self._register_opening(row, now)
        if here is None or place.point is None:
            return FoundPlace(place, None, None, state, unknown)
        return FoundPlace(place, kilometres, way(here, place.point, kilometres), state, unknown)

    def _place(self, number: int) -> Place:
        if number < len(self._kept):
            return self._kept[number]
        assert self._facilities is not None  # noqa: S101 - numbers above the hand-kept ones are its rows
        return self._facilities.place(number - len(self._kept))

    def _opening(self, place: Place, now: datetime) -> Opening:
        return opening(place.hours, time_zone(self._country, place.point), now)

    def _register_opening(self, row: int, now: datetime) -> Opening:
        return self._facilities.opening(row, now) if self._facilities else Opening("unknown")

    def _ranks(self, numbers: Rows, asking: Asking) -> Ranks:
        """How many wishes are unknown of each, or DROPPED: also for what is too old to send anyone to."""
        ranks = np.full(len(numbers), DROPPED, dtype=np.int8)
        for at in np.flatnonzero(numbers < len(self._kept)):
            place = self._kept[int(numbers[at])]
            if place_freshness(place, asking.policy, asking.today) != "expired":
                ranked = rank(place, asking.wanted, self._opening(place, asking.now))
                ranks[at] = DROPPED if ranked is None else ranked
        bulk = np.flatnonzero(numbers >= len(self._kept))
        if self._facilities and len(bulk):
            rows = numbers[bulk] - len(self._kept)
            ranked_rows = self._facilities.ranks(rows, asking.wanted, asking.now)
            ranked_rows[~self._facilities.fresh(rows, asking.policy, asking.today)] = DROPPED
            ranks[bulk] = ranked_rows
        return ranks

    def _twins(self) -> NDArray[np.bool_]:
        """The rows of the register that are a hand-kept place again."""
        hidden = np.zeros(len(self), dtype=bool)
        for kept in self._kept:
            if kept.point is None or self._facilities is None:
                continue
            within = TWIN_KM_IN_CITY if kept.point.exact == "city" else TWIN_KM
            name = fold(kept.name)
            for number in self._index.within(kept.point, within)[0]:
                row = int(number) - len(self._kept)
                if row >= 0 and fuzz.token_sort_ratio(name, fold(self._facilities.name(row))) >= TWIN_ALIKE:
                    hidden[number] = True
        return hidden


def _by_reach(ranks: Ranks, apart: Floats) -> Ranks:
    """Ranks within what can be reached today: a place that surely fits, but in another city, is no better than one here."""
    reach = np.digitize(apart, REACH_KM).astype(np.int8)
    return (reach * _MOST_WISHES + np.minimum(ranks, _MOST_WISHES - 1)).astype(np.int8)


def directories(release: Release) -> Mapping[str, Directory]:
    """A directory for every country with places, by its code. To be made once a release, beside its matcher."""
    kept: dict[str, list[Place]] = {code: [] for code in release.facilities}
    for place in release.places.values():
        kept.setdefault(place.country, []).append(place)
    return {
        code: Directory(release.countries[code], places, release.facilities.get(code))
        for code, places in kept.items()
        if code in release.countries
    }
