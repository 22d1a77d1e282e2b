"""One published week: all of it that can ever be seen. It is made from the events here, without a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.usage.analysis.crossing import Number, cross
from bot.usage.analysis.cutting import Coin, Messages, Numbers, Part, coded, cut, runs
from bot.usage.analysis.names import ALL, OTHERS, UNKNOWN
from bot.usage.small_numbers import SMALL

BUCKETS = (
    0,
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    1000,
    2000,
    5000,
    10_000,
    30_000,
    60_000,
)  # from so many ms on
HOURS = 24
_ENOUGH_TOLD = 0.7  # of the votes that all countries together tell, the countries must tell this share to be listed apart


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the log, as it is read for cutting. `weekday`: 0 is Monday. `pseudonym`: None where it is not known."""

    weekday: int
    hour: int
    outcome: str
    language: str
    country: str | None
    topic: str | None
    question: str | None
    feedback: str | None
    milliseconds: int | None
    pseudonym: bytes | None


@dataclass(frozen=True, slots=True)
class Moment:
    """When messages of a country came: `hours` hours from `start` (hours since Monday 00:00 UTC) on, or some whole days.

    `days`: a bit for each weekday, Monday the lowest. Where several are set the messages came on any of them.
    """

    country: str
    start: int
    hours: int
    days: int
    messages: int


@dataclass(frozen=True, slots=True)
class Votes:
    """Messages by vote ("yes", "no", "" for none, "(others)" where these cannot be told apart); country "*": all of them."""

    country: str
    vote: str
    messages: int


@dataclass(frozen=True, slots=True)
class Block:
    """Messages alike in outcome and language (each may be "(others)": those that are too few to be told apart)."""

    outcome: str
    language: str
    numbers: tuple[Number, ...]
    moments: tuple[Moment, ...]
    votes: tuple[Votes, ...]


@dataclass(frozen=True, slots=True)
class TimeRun:
    """Messages of an outcome that were answered within buckets `first` to `last` (of BUCKETS, both included)."""

    outcome: str
    first: int
    last: int
    messages: int


@dataclass(frozen=True, slots=True)
class DayPeople:
    """People of a day. `country` "" for all of them, else those who wrote about it ("(others)": the rest together).

    `again`: how many of them wrote in two hours of the day or more; None where that is too few to tell.
    """

    weekday: int
    country: str
    people: int
    again: int | None


@dataclass(frozen=True, slots=True)
class Week:
    """A published week. `small`: fewer than eleven people on each day, so nothing is told; not so where nobody wrote."""

    monday: date
    small: bool
    blocks: tuple[Block, ...] = ()
    times: tuple[TimeRun, ...] = ()
    people: tuple[DayPeople, ...] = ()


def messages_of(events: Sequence[Event]) -> Messages:
    """The events as arrays."""
    person, people = coded([None if e.pseudonym is None else (e.weekday, e.pseudonym) for e in events])
    values: dict[str, Numbers] = {}
    names: dict[str, tuple[Any, ...]] = {}
    for name, column in (
        ("outcome", [e.outcome for e in events]),
        ("language", [e.language for e in events]),
        ("country", [e.country or UNKNOWN for e in events]),
        ("topic", [e.topic or UNKNOWN for e in events]),
        ("question", [e.question or "" for e in events]),
        ("vote", [e.feedback or "" for e in events]),
    ):
        values[name], names[name] = coded(column)
    for name, size, numbers in (
        ("day", 7, [e.weekday for e in events]),
        ("hour", HOURS, [e.hour for e in events]),
        ("time", len(BUCKETS), [_bucket(e.milliseconds) for e in events]),
    ):
        values[name] = coded([*range(size + 1), *numbers])[0][size + 1 :]
        names[name] = tuple(map(str, range(size)))
    unknown = people.index(None) if None in people else -1
    person[person == unknown] = -1
    days, _ = coded([*range(7), *(0 if key is None else key[0] for key in people)])
    return Messages(person, days[7:], values, names)


def cut_week(monday: date, events: Sequence[Event], salt: bytes) -> Week:
    """The numbers of a week. `salt`: 16 secret bytes of this week, so that its coins fall alike when it is cut again."""
    messages, coin = messages_of(events), Coin(salt)
    rows = messages.everything
    if not len(rows):
        return Week(monday, small=False)
    if messages.people(rows) < SMALL:
        return Week(monday, small=True)
    blocks: list[Block] = []
    times: list[TimeRun] = []
    for outcome in cut(messages, rows, "outcome", coin):
        name = _name(messages, outcome, "outcome")
        times += [TimeRun(name, *run) for run in _times(messages, outcome.rows)]
        blocks += [
            _block(messages, part.rows, coin, name, _name(messages, part, "language"))
            for part in cut(messages, outcome.rows, "language", coin, name)
        ]
    return Week(monday, False, tuple(blocks), tuple(times), tuple(_people(messages, rows, coin)))


def _block(messages: Messages, rows: Numbers, coin: Coin, outcome: str, language: str) -> Block:
    path = (outcome, language)
    crossing = cross(messages, rows, coin, *path)
    moments = [
        moment for name, here in crossing.countries for moment in _moments(messages, here, coin, *path, name)
    ]
    together = _votes(messages, rows, coin, *path, ALL)
    apart = [vote for name, here in crossing.countries for vote in _votes(messages, here, coin, *path, name)]
    votes = apart if _told(apart) >= _ENOUGH_TOLD * _told(together) else together
    return Block(outcome, language, crossing.numbers, tuple(moments), tuple(votes))


def _times(messages: Messages, rows: Numbers) -> list[tuple[int, int, int]]:
    """Runs of buckets; none where the messages whose time is not known are too few to be left out unseen."""
    known = messages.values["time"][rows] < len(BUCKETS)
    enough = (messages.people(part) >= SMALL for part in (rows[known], rows[~known]) if len(part))
    return runs(messages, rows[known], "time") if known.any() and all(enough) else []


def _name(messages: Messages, part: Part, by: str) -> str:
    return messages.names[by][part.codes[0]] if part.shown else OTHERS


def _votes(messages: Messages, rows: Numbers, coin: Coin, *path: str) -> list[Votes]:
    parts = cut(messages, rows, "vote", coin, *path)
    return [Votes(path[-1], _name(messages, part, "vote"), len(part.rows)) for part in parts]


def _told(votes: Sequence[Votes]) -> int:
    return sum(vote.messages for vote in votes if vote.vote in {"yes", "no"})


def _moments(messages: Messages, rows: Numbers, coin: Coin, *path: str) -> Iterator[Moment]:
    for part in cut(messages, rows, "day", coin, *path):
        days = sum(1 << day for day in part.codes) if part.shown else _hidden_days(messages, rows, part)
        start = HOURS * ((days & -days).bit_length() - 1)
        if not part.shown:
            yield Moment(path[-1], start, HOURS, days, len(part.rows))
            continue
        for first, last, count in runs(messages, part.rows, "hour"):
            yield Moment(path[-1], start + first, last - first + 1, days, count)


def _hidden_days(messages: Messages, rows: Numbers, part: Part) -> int:
    """The days that were put together, and those without any message: which of them had none is not told."""
    present = {int(code) for code in messages.values["day"][rows]}
    return sum(1 << day for day in range(7) if day in part.codes or day not in present)


def _people(messages: Messages, rows: Numbers, coin: Coin) -> Iterator[DayPeople]:
    for weekday in range(7):
        today = rows[messages.values["day"][rows] == weekday]
        people = messages.people(today)
        if 0 < people < coin.least("people", weekday):
            continue
        yield DayPeople(weekday, "", people, _again(messages, today, people))
        if people:
            for part in cut(messages, today, "country", coin, "people", weekday):
                yield DayPeople(weekday, _name(messages, part, "country"), messages.people(part.rows), None)


def _again(messages: Messages, rows: Numbers, people: int) -> int | None:
    """How many wrote in two hours or more; None unless both they and the others are none or enough."""
    person = messages.person[rows]
    known = person >= 0
    hours = {
        (int(who), int(hour))
        for who, hour in zip(person[known], messages.values["hour"][rows][known], strict=True)
    }
    count = sum(1 for times in _tally(who for who, _ in hours).values() if times > 1)
    return count if all(n == 0 or n >= SMALL for n in (count, people - count)) else None


def _tally(names: Iterator[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return found


def _bucket(milliseconds: int | None) -> int:
    """The number of the bucket; the one after the last is for a time that is not known."""
    if milliseconds is None:
        return len(BUCKETS)
    return max(0, sum(1 for bound in BUCKETS if bound <= milliseconds) - 1)
