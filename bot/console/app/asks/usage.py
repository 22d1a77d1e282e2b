"""Reports over published numbers of use, and the log of use, as the pages ask for them.

Every count here is of eleven people or more: whoever implements this reads published numbers and nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from bot.knowledge.records import Language

Form = Literal["csv", "xlsx"]
Cell = str | int | float | None  # None: nothing is told


class CannotDraw(Exception):  # it is what happened
    """The chart exists and could not be drawn now; its table is there."""


class TooLong(Exception):
    """The file would have more lines than are made in memory at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period (days, or the newest `weeks`; neither: four weeks) and what of it. None: everything.

    `outcome`: one of the log ("choices") or a group ("answered", "asked_back", "not_known").
    """

    since: date | None = None
    until: date | None = None
    weeks: int | None = None
    country: str | None = None
    topic: str | None = None
    language: str | None = None
    outcome: str | None = None
    compare: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: for a phone, for a dark page."""

    narrow: bool = False
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Messages of one country, topic, question, language or vote. before: in the period before; None: not told."""

    code: str
    name: str
    messages: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """How questions about a topic in a country fared. least, most: percent without answer; None of too few."""

    country: str
    topic: str
    country_name: str
    topic_name: str
    questions: int
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class People:
    """The most people who wrote on one day, and when that was."""

    busiest: int
    busiest_day: date | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that can be asked for by its name; sizes are width and height in the units of its picture."""

    name: str
    alt: str
    wide: tuple[int, int]
    narrow: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart. codes: for each row what it is about, as an id; "" where it is about no single thing."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    codes: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of whole weeks. What cannot be told under the filters stands in `not_by`.

    groups: messages by "answered", "asked_back", "not_known", "else". unplaced: at most so many more may belong here.
    groups_before: of the period before; None where that was not asked for, or not all of its weeks are published.
    missing, small: first days of weeks that are not published, and of those with fewer than eleven people a day.
    busiest_day: day and questions; busiest_hour: weekday, hour (UTC) and messages.
    """

    since: date
    until: date
    weeks: int
    newest: date  # the last day that is published
    first: date  # the first day that is published
    beyond: bool  # days were asked for that are not over or not published yet
    missing: tuple[date, ...]
    small: tuple[date, ...]
    messages: int
    unplaced: int
    groups: Mapping[str, int]
    groups_before: Mapping[str, int] | None
    countries: tuple[Named, ...]
    topics: tuple[Named, ...]
    languages: tuple[Named, ...]
    votes: tuple[Named, ...]
    questions: tuple[Named, ...]
    rising: tuple[Named, ...]
    worst: tuple[Place, ...]
    people: People | None
    busiest_day: tuple[date, int] | None
    busiest_hour: tuple[int, int, int] | None
    median: int | None  # milliseconds
    slowest: int | None  # 99 % took less
    not_by: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """Messages that came on one of `days`, within `hours` (first and last, UTC; None: on any hour)."""

    days: tuple[date, ...]
    hours: tuple[int, int] | None
    country: str
    language: str
    outcome: str
    messages: int


@dataclass(frozen=True, slots=True)
class LogPage:
    """Lines, newest first. after: where the next page goes on; None where this is the last."""

    since: date
    until: date
    newest: date
    beyond: bool
    lines: tuple[LogLine, ...]
    after: str | None


class Usage(Protocol):
    """bot.console_parts.usage.UsageReports, as the pages see it. Raises one of `Services.away`.

    None: no week is published yet, or there is no such chart.
    """

    async def report(self, wanted: Wanted, language: Language) -> Report | None: ...
    async def chart(self, wanted: Wanted, name: str, look: Look, language: Language) -> bytes | None: ...
    async def picture(self, wanted: Wanted, name: str, language: Language) -> bytes | None: ...
    async def file(self, wanted: Wanted, form: Form, language: Language) -> bytes | None: ...
    async def log(self, wanted: Wanted, after: str, language: Language) -> LogPage | None: ...
    async def log_sheet(self, wanted: Wanted, language: Language) -> bytes | None: ...
    def log_text(self, wanted: Wanted, language: Language) -> AsyncIterator[bytes]: ...
