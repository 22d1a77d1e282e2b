"""Reads a register file of the knowledge folder into columns, with every mistake as file, line and mend.

A hundred thousand rows are read in about half a second: by the csv module in pieces, checked column by column.
"""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from math import isfinite
from typing import get_args

import numpy as np

from bot.knowledge.fields import MAX_ID
from bot.knowledge.freshness import earliest_day
from bot.knowledge.problems import Problem, short
from bot.knowledge.records import Exactness, PlaceKind
from bot.knowledge.registers import form
from bot.knowledge.registers.columns import TextColumnBuilder, WordColumnBuilder
from bot.knowledge.registers.hours_text import read_hours
from bot.knowledge.registers.register import FIRST_LINE, RegisterRows

MOST = 50  # problems told of one file
_PIECE = 4096  # rows
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXTS = ("name", "address", "phone")
_WORDS = ("kind", "city", "region", "exact", "hours", "owner", "network", "source", "as_of")
_AGAIN = "or import the register again"
Row = Sequence[str]


class _Wrong(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(message)


def read_register(raw: bytes, file: str) -> tuple[RegisterRows | None, list[Problem]]:
    """The rows of a register file, or None with what is wrong.

    raw: the whole file, at most form.MAX_BYTES; file: its name for messages. Never raises for bad content.
    """
    problems: list[Problem] = []
    try:
        reader = _reader(raw)
        made = _Columns(file, problems)
        for piece in _pieces(reader, made):
            made.extend(piece)
        rows = made.built()
    except _Wrong as wrong:
        return None, [*problems[:MOST], Problem(file, wrong.line, wrong.message)]
    return (None, problems[:MOST]) if problems else (rows, [])


def _reader(raw: bytes) -> Iterator[list[str]]:
    """The rows after the first, which must name our columns."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Wrong(line, f"is not UTF-8: save it again with encoding UTF-8, {_AGAIN}") from None
    if not text.strip():
        raise _Wrong(1, f"is empty: delete it with its {form.ABOUT_FILE}, {_AGAIN}")
    if not text.endswith("\n"):
        raise _Wrong(text.count("\n") + 1, f"ends in the middle of a line: end the last line, {_AGAIN}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = next(reader)
    except csv.Error:
        head = []
    if tuple(head) != form.COLUMNS:
        raise _Wrong(
            1,
            f"must begin with the columns {','.join(form.COLUMNS)}: bring a register in with `rumbo places import`",
        )
    return reader


def _pieces(reader: Iterator[list[str]], made: _Columns) -> Iterator[list[list[str]]]:
    while True:
        try:
            piece = list(islice(reader, _PIECE))
        except csv.Error as error:
            line = getattr(reader, "line_num", made.count + FIRST_LINE)
            raise _Wrong(
                line, f"is not valid CSV ({error}): correct the quotes of this line, {_AGAIN}"
            ) from None
        if not piece:
            return
        if made.count + len(piece) > form.MAX_PLACES:
            raise _Wrong(1, f"holds more than {form.MAX_PLACES:,} places: leave out what no person needs")
        yield piece


class _Columns:
    """The columns as they grow."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.count = 0
        self._file, self._problems = file, problems
        self._ids: list[bytes] = []
        self._texts = {name: TextColumnBuilder() for name in _TEXTS}
        self._words = {name: WordColumnBuilder() for name in _WORDS}
        self._numbers = {"latitude": array("d"), "longitude": array("d")}

    def extend(self, rows: list[list[str]]) -> None:
        """Adds rows; one with a wrong number of cells stops the reading."""
        width = len(form.COLUMNS)
        for i, row in enumerate(rows):
            if len(row) != width:
                said = f"has {len(row)} cells instead of {width}: put texts with a comma in quotes, {_AGAIN}"
                raise _Wrong(self._line(i), said)
        cells = dict(zip(form.COLUMNS, zip(*rows, strict=True), strict=True))
        self._check(cells)
        self._ids.extend(text.encode("ascii", "replace")[: MAX_ID + 1] for text in cells["id"])
        for name, text_column in self._texts.items():
            text_column.extend(cells[name])
        for name, word_column in self._words.items():
            word_column.extend(cells[name])
        self.count += len(rows)

    def built(self) -> RegisterRows:
        self._check_words()
        ids = np.array(self._ids, dtype=f"S{MAX_ID + 1}")
        by_id = np.argsort(ids, kind="stable")
        same = np.flatnonzero(ids[by_id[1:]] == ids[by_id[:-1]])
        for at in same[:MOST]:
            first, second = int(by_id[at]), int(by_id[at + 1])
            said = (
                f"'{ids[first].decode()}' already stands in line {first + FIRST_LINE}: delete one of the two"
            )
            self._problems.append(Problem(self._file, second + FIRST_LINE, said))
        texts = {name: column.built() for name, column in self._texts.items()}
        words = {name: column.built() for name, column in self._words.items()}
        return RegisterRows(
            self._file, ids, by_id, words["kind"], texts["name"], texts["address"], texts["phone"], words["city"],
            words["region"], words["network"], words["owner"], words["hours"], words["exact"], words["source"],
            words["as_of"],
            np.frombuffer(self._numbers["latitude"].tobytes()), np.frombuffer(self._numbers["longitude"].tobytes()),
        )  # fmt: skip

    def _line(self, i: int) -> int:
        return self.count + i + FIRST_LINE

    def _tell(self, i: int, message: str) -> None:
        if len(self._problems) < MOST:
            self._problems.append(Problem(self._file, self._line(i), message))

    def _tell_all(self, cells: Row, bad: Callable[[str], object], message: str) -> None:
        for i, cell in enumerate(cells):
            if bad(cell):
                self._tell(i, message.format(short(cell)))

    def _check(self, cells: Mapping[str, Row]) -> None:
        self._tell_all(
            cells["id"],
            lambda x: not _ID.fullmatch(x) or len(x) > MAX_ID,
            f"'{{}}' is no id: small letters, digits and single hyphens, at most {MAX_ID} characters",
        )
        self._tell_all(
            cells["name"], lambda x: not x.strip(), "a place has no name: write it, or delete the row"
        )
        self._tell_all(
            cells["phone"],
            lambda x: x and not form.PHONE.fullmatch(x),
            "'{}' is not a phone number: digits only, or nothing",
        )
        for name, most in form.LENGTHS.items():
            self._check_text(cells[name], most)
        self._check_points(cells)

    def _check_text(self, cells: Row, most: int) -> None:
        if max(map(len, cells)) > most:
            said = f"'{{}}' is longer than {most} characters: shorten it"
            self._tell_all(cells, lambda x: len(x) > most, said)
        joined = " ".join(cells)  # most pieces are clean: one search over all of them
        if form.MARKUP.search(joined) or form.HIDDEN.search(joined):
            self._tell_all(cells, form.MARKUP.search, "'{}' holds markup or a link: texts are plain")
            self._tell_all(cells, form.HIDDEN.search, "'{}' holds a hidden character: type the text again")

    def _check_points(self, cells: Mapping[str, Row]) -> None:
        points = zip(cells["latitude"], cells["longitude"], cells["city"], cells["region"], strict=True)
        for i, (latitude, longitude, city, region) in enumerate(points):
            point = _degrees(latitude, longitude)
            if point is None:
                self._tell(
                    i,
                    f"'{short(latitude)}, {short(longitude)}' is no point: write both in degrees, such as -12.05",
                )
                point = (float("nan"), float("nan"))
            elif not latitude and not city and not region:
                self._tell(i, "a place has neither a point nor a city: add one, or delete the row")
            self._numbers["latitude"].append(point[0])
            self._numbers["longitude"].append(point[1])

    def _check_words(self) -> None:
        """The words of which few differ are checked once each; their line is that of their first row."""
        for name, check in _WORD_CHECKS.items():
            column = self._words[name].built()
            for code, word in enumerate(column.words):
                if said := check(word):
                    row = int(np.argmax(column.codes == code))
                    self._problems.append(Problem(self._file, row + FIRST_LINE, said))


def _degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    """The point in degrees, NaN twice for none; None where it is no point."""
    if not latitude and not longitude:
        return float("nan"), float("nan")
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return None
    within = isfinite(sum(point)) and abs(point[0]) <= 90 and abs(point[1]) <= 180
    return point if within else None


def _one_of(name: str, allowed: tuple[str, ...]) -> Callable[[str], str | None]:
    def said(word: str) -> str | None:
        return None if word in allowed else f"'{short(word)}' is no {name}: write one of {', '.join(allowed)}"

    return said


def _date(word: str) -> str | None:
    try:
        earliest_day(word or "2000")
    except ValueError:
        return f"'{short(word)}' is not a date: write 2025, 2025-03 or 2025-03-12, or nothing"
    return None


def _hours(word: str) -> str | None:
    try:
        read_hours(word)
    except ValueError as error:
        return str(error)
    return None


_WORD_CHECKS: dict[str, Callable[[str], str | None]] = {
    "kind": _one_of("kind of place", get_args(PlaceKind)),
    "exact": _one_of("exactness", ("", *get_args(Exactness))),
    "owner": _one_of("owner", form.OWNERS),
    "as_of": _date,
    "hours": _hours,
}
