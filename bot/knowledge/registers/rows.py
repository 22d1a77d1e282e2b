"""One row of a publisher's file as a place of ours, or the reason why it is left out. Values in, values out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from sys import intern
from typing import Literal

from bot.knowledge.folding import fold
from bot.knowledge.records import Country, Exactness, PlaceKind
from bot.knowledge.registers import form
from bot.knowledge.registers.boxes import Box
from bot.knowledge.registers.cleaning import age, both_degrees, degrees, phone, plain
from bot.knowledge.registers.header_words import Field
from bot.knowledge.registers.hours_text import guessed_hours
from bot.knowledge.registers.kinds import (
    NoPlace,
    Owner,
    is_closed,
    is_confidential,
    kind_of,
    owner_of,
    pattern,
)
from bot.knowledge.registers.mapping import Reading
from bot.knowledge.registers.tables import Line
from bot.knowledge.registers.xlsx_table import FORMULA

Reason = Literal[
    "another country", "no name", "a formula instead of a name", "closed", "private", "no place to send a person to",
    "a shelter that hides people", "kind not told", "neither point nor city", "not in degrees", "outside the country",
    "same id as another row", "same name within 150 m", "same name in the same city",
]  # fmt: skip
Mend = Literal["latitude and longitude were swapped", "a minus sign was missing"]
HEALTH: frozenset[PlaceKind] = frozenset({"hospital", "health post"})
_VAGUE = pattern("approx*, aprox*, referencial, estimad*, centroide, centroid, interpolad*")


@dataclass(frozen=True, slots=True)
class Found:
    """A place as found in one row. Texts are clean, empty where unknown; degrees are rounded to a metre."""

    row: int
    own_id: str  # the publisher's; empty where the file has none
    kind: PlaceKind
    name: str
    address: str
    city: str
    region: str
    latitude: float | None
    longitude: float | None
    exact: Exactness | Literal[""]
    phone: str
    hours: str
    owner: Owner
    network: str
    source: str
    as_of: str
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no place of ours, and why."""

    row: int
    name: str
    reason: Reason
    detail: str = ""


class RowReader:
    """Reads the rows of one file for one country."""

    def __init__(self, reading: Reading, country: Country, *, private: bool) -> None:
        """`private`: take private places too."""
        self._reading, self._private, self._box = reading, private, Box.of(country)
        names = (country.code, *country.names.values(), *country.aliases)
        self._countries = frozenset(map(fold, names))

    def read(self, line: Line) -> Found | LeftOut:
        """The place in a row, or why there is none."""
        name = self._text(line, "name")
        reason = self._why_not(line, name)
        if reason:
            return LeftOut(line.number, name, *reason)
        kind = self._kind(line, name)
        if kind is None or kind == "none":
            seen = self._text(line, "kind", 80)
            return LeftOut(
                line.number, name, "no place to send a person to" if kind else "kind not told", seen
            )
        owner, network = self._owner(line), self._text(line, "network")
        if kind == "shelter" and is_confidential(f"{name} {self._cell(line, 'kind')} {network}"):
            return LeftOut(line.number, "", "a shelter that hides people")
        if owner == "private" and kind in HEALTH and not self._private:
            return LeftOut(line.number, name, "private", self._text(line, "owner", 80) or network)
        point = self._point(line)
        if isinstance(point, tuple) and len(point) == 2:
            return LeftOut(line.number, name, *point)
        return self._found(line, name, kind, owner, point)

    def _found(
        self, line: Line, name: str, kind: PlaceKind, owner: Owner, point: _At | None
    ) -> Found | LeftOut:
        city, region = self._text(line, "city"), self._text(line, "region")
        if point is None and not city and not region:
            return LeftOut(line.number, name, "neither point nor city")
        source = self._text(line, "source")
        return Found(
            row=line.number,
            own_id=self._text(line, "id", 80),
            kind=kind,
            name=name,
            address=self._address(line),
            city=intern(city),
            region=intern(region),
            latitude=point.latitude if point else None,
            longitude=point.longitude if point else None,
            exact="" if point is None else "city" if _VAGUE.search(fold(source)) else point.exact,
            phone=phone(self._cell(line, "phone")),
            hours=intern(guessed_hours(self._cell(line, "hours"))),
            owner=owner,
            network=intern(self._text(line, "network")),
            source=intern(source),
            as_of=intern(age(self._cell(line, "as_of"))),
            mend=point.mend if point else None,
        )

    def _cell(self, line: Line, field: Field) -> str:
        """A cell; empty where a formula stands, which is never read."""
        cell = self._reading.cell(line, field).strip()
        return "" if cell.startswith("=") else cell

    def _text(self, line: Line, field: Field, most: int | None = None) -> str:
        return plain(self._cell(line, field), most or form.LENGTHS[field])

    def _why_not(self, line: Line, name: str) -> tuple[Reason, str] | None:
        country = self._cell(line, "country")
        if country and fold(country) not in self._countries:
            return "another country", plain(country, 40)
        if not any(map(str.isalpha, name)):
            formula = self._reading.cell(line, "name").strip().startswith(FORMULA[0])
            return ("a formula instead of a name" if formula else "no name"), ""
        status = self._cell(line, "status")
        if status and (fold(status) in self._reading.closed or is_closed(status)):
            return "closed", plain(status, 60)
        return None

    def _kind(self, line: Line, name: str) -> PlaceKind | NoPlace | None:
        """By the column of kinds; where that says nothing, by the name; else the kind of the whole file."""
        cell = self._cell(line, "kind")
        said = self._reading.kinds.get(fold(cell)) or (kind_of(cell) if cell else None)
        return said or kind_of(name) or self._reading.default_kind

    def _owner(self, line: Line) -> Owner:
        """By the column of owners; where that says nothing, by the network."""
        for field in ("owner", "network"):
            cell = self._cell(line, field)
            owner = self._reading.owners.get(fold(cell)) or owner_of(cell)
            if owner != "unknown":
                return (
                    "ngo" if owner == "private" and owner_of(self._cell(line, "network")) == "ngo" else owner
                )
        return "unknown"

    def _address(self, line: Line) -> str:
        street, number = self._text(line, "address"), self._text(line, "number", 20)
        joined = f"{street} {number}" if street and number and number not in street.split() else street
        return plain(joined, form.LENGTHS["address"])

    def _point(self, line: Line) -> _At | tuple[Reason, str] | None:
        latitude, longitude = self._cell(line, "latitude"), self._cell(line, "longitude")
        if latitude or longitude:
            y, x = degrees(latitude), degrees(longitude)
        else:
            y, x = both_degrees(self._cell(line, "point")) or (None, None)
        shown = plain(f"{latitude}, {longitude}", 60)
        if y is None or x is None or abs(y) > 180 or abs(x) > 180:  # words, or metres of a map grid
            readable = any(map(str.isdigit, latitude + longitude))
            return ("not in degrees", shown) if readable and not self._has_town(line) else None
        if y == 0 and x == 0:
            return None
        return _inside(self._box, y, x, _exactness(latitude, longitude)) or ("outside the country", shown)

    def _has_town(self, line: Line) -> bool:
        return bool(self._text(line, "city") or self._text(line, "region"))


@dataclass(frozen=True, slots=True)
class _At:
    latitude: float
    longitude: float
    exact: Exactness
    mend: Mend | None


_TURNS: tuple[tuple[Mend | None, Callable[[float, float], tuple[float, float]]], ...] = (
    (None, lambda y, x: (y, x)),
    ("latitude and longitude were swapped", lambda y, x: (x, y)),
    ("a minus sign was missing", lambda y, x: (y, -abs(x))),
    ("a minus sign was missing", lambda y, x: (-abs(y), -abs(x))),
)


def _inside(box: Box, y: float, x: float, exact: Exactness) -> _At | None:
    """The point inside the country: as it stands, or mended where only the mended one lies inside; else None."""
    for mend, turn in _TURNS:
        latitude, longitude = turn(y, x)
        if box.holds(latitude, longitude):
            return _At(round(latitude, 5), round(longitude, 5), exact, mend)
    return None


def _exactness(*cells: str) -> Exactness:
    """How exact a point can be by its decimals: four are 11 m, three 110 m, two a kilometre."""
    written = [cell.replace(",", ".").rstrip("° ") for cell in cells if cell]
    decimals = max((len(cell.rpartition(".")[2]) if "." in cell else 0 for cell in written), default=4)
    return "building" if decimals >= 4 else "street" if decimals == 3 else "city"
