"""A GeoJSON file as a table: a row a feature, its properties as columns, its point as two more; never read whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from bot.knowledge.registers.encodings import encoding_of
from bot.knowledge.registers.refusals import RegisterRefused
from bot.knowledge.registers.tables import MAX_COLUMNS, SAMPLE, Line, Table

LATITUDE, LONGITUDE = "geometry latitude", "geometry longitude"
_PIECE = 1 << 18  # characters
_LONGEST = 1 << 23  # characters of one feature


def geojson_table(path: Path) -> Table:
    """The table of a FeatureCollection. Its columns are the properties of the first features. Raises RegisterRefused."""
    encoding = encoding_of(path)
    columns: dict[str, None] = {LATITUDE: None, LONGITUDE: None}
    for count, (_, feature) in enumerate(_features(path, encoding)):
        columns.update(dict.fromkeys(_properties(feature)))
        if count >= SAMPLE or len(columns) > MAX_COLUMNS:
            break
    if len(columns) == 2:
        raise RegisterRefused(path.name, "holds no features with properties: is it a register of places?")
    names = tuple(columns)[:MAX_COLUMNS]
    return Table(path.name, f"GeoJSON, {encoding}", lambda: _lines(path, encoding, names))


def _lines(path: Path, encoding: str, names: tuple[str, ...]) -> Iterator[Line]:
    yield Line(0, names)
    for number, feature in _features(path, encoding):
        properties = _properties(feature)
        cells = (*_point(feature), *(_text(properties.get(name)) for name in names[2:]))
        if any(cells):
            yield Line(number, cells)


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _point(feature: Any) -> tuple[str, str]:
    """Latitude and longitude as texts; empty where the geometry is no point."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    at = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if (
        isinstance(at, list)
        and len(at) == 1
        and isinstance(geometry, dict)
        and geometry.get("type") == "MultiPoint"
    ):
        at = at[0]
    if not (isinstance(at, list) and len(at) >= 2 and all(type(x) in {int, float} for x in at[:2])):
        return "", ""
    return str(at[1]), str(at[0])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else ""


def _features(path: Path, encoding: str) -> Iterator[tuple[int, Any]]:
    """Every feature with its number from 1. Raises RegisterRefused where the file is broken."""
    with path.open(encoding=encoding, errors="replace") as stream:
        text = _Text(path.name, stream)
        if text.next_sign() != "{":
            raise RegisterRefused(path.name, 'is no GeoJSON: it must begin with {"type": "FeatureCollection"')
        while (key := text.value()) != "features":
            text.take(":")
            if key == "type" and text.value() != "FeatureCollection":
                raise RegisterRefused(
                    path.name, "is no FeatureCollection: export all places as one collection"
                )
            if key != "type":
                text.value()
            if text.next_sign() != ",":
                raise RegisterRefused(path.name, "holds no 'features': is it a register of places?")
        text.take(":")
        text.take("[")
        number = 0
        while text.peek() != "]":
            number += 1
            text.number = number
            yield number, text.value()
            if text.peek() == ",":
                text.take(",")
            elif text.peek() != "]":
                raise text.broken()


class _Text:
    """A JSON text of which only a piece is held."""

    def __init__(self, file: str, stream: TextIO) -> None:
        self.number: int | None = None  # the feature being read
        self._file, self._stream = file, stream
        self._held, self._at, self._ended = "", 0, False
        self._decoder = json.JSONDecoder(parse_constant=self._no_number)

    def _no_number(self, name: str) -> None:
        """NaN and Infinity are no JSON and no degrees: read as nothing."""

    def peek(self) -> str:
        """The next sign that is no space; empty at the end of the file."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in " \t\r\n\ufeff":
                self._at += 1
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def next_sign(self) -> str:
        sign = self.peek()
        self._at += len(sign)
        return sign

    def take(self, sign: str) -> None:
        if self.next_sign() != sign:
            raise self.broken()

    def value(self) -> Any:
        """The next JSON value. Raises RegisterRefused."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._at)
            except (ValueError, RecursionError) as error:
                if (
                    isinstance(error, RecursionError)
                    or len(self._held) - self._at > _LONGEST
                    or not self._more()
                ):
                    raise self.broken() from None
                continue
            if end == len(self._held) and self._more():  # a number may go on
                continue
            self._at = end
            return value

    def broken(self) -> RegisterRefused:
        where = f"at feature {self.number}" if self.number else "before its first feature"
        return RegisterRefused(self._file, f"is broken {where}: download it again, or export it again")

    def _more(self) -> bool:
        """Reads as much again as is held, so that long features cost no more than twice their length."""
        piece = "" if self._ended else self._stream.read(max(_PIECE, len(self._held) - self._at))
        self._ended = not piece
        self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)
