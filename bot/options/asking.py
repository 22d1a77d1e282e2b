"""Which question separates the options that are left best, and which answers it has on buttons.

Each option is uncertain by the chance that its open conditions hold; the question asked next is the one whose answer takes
most of that uncertainty away (expected information gain, in bits, over all options).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.option_records import ATTRIBUTES, VALUES, Conditions, CountryOptions, Entered
from bot.knowledge.records import Release
from bot.options.judging import holds, names_of
from bot.options.person import OTHER, Person

MOST_QUESTIONS = 6
FEAR_FIRST = 1.6  # the question that leads to asylum is asked sooner than its arithmetic says
OWN_SOONER = 1.5  # a country's own question ("did you have the CPP?") is what people know best
LEAST_GAIN = 1e-6  # bits
# Rough shares of people who give an answer: they decide only in which order questions are asked, never what applies.
SHARES: Mapping[str, float] = {
    "nationality VE": 8, "nationality CO": 2, "nationality HT": 2,
    "inside yes": 6, "entry control": 1, "entry no control": 1,
    "permit none": 4, "permit expired": 3, "permit visitor": 2, "permit residence": 1.5, "permit asylum seeker": 1,
    "papers expired passport": 3, "papers identity card": 3, "papers passport": 2,
    "family none": 6, "family national child": 1.5, "fear yes": 1, "fear no": 1.5,
    "victim no": 12, "age adult": 15, "health none": 6, "plan none": 6, "record none": 9, "goal stay": 8,
}  # fmt: skip
Bits = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A button for the day of entry: from `since` (None: any time) until before `before` (None: today)."""

    since: date | None
    before: date | None
    day: date  # a day that stands for all of them


@dataclass(frozen=True)
class Walk:
    """A country's options made ready for asking on one day. Shapes: W ways, C answers, O options that have not ended."""

    country: CountryOptions
    nationalities: tuple[str, ...]  # with a button of their own
    today: date

    @classmethod
    def of(cls, release: Release, country: CountryOptions, today: date) -> Walk:
        """The walk of a country, made once a day and release. Raises LookupError without words for the walk."""
        if release.walk is None:
            msg = "the release has no words for the walk"
            raise LookupError(msg)
        return _walk_of(_Held(release, country, release.walk.nationalities, today))

    @cached_property
    def ways(self) -> tuple[Conditions, ...]:
        return tuple(way for o in self.country.options if o.status != "ended" for way in o.when)

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """(O,) the first way of each option."""
        sizes = [len(o.when) for o in self.country.options if o.status != "ended"]
        return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every question of the country, in the order in which ties are settled."""
        used = {name for way in self.ways for name in names_of(way)}
        own = tuple(q.id for q in self.country.questions)
        return tuple(name for name in (*ATTRIBUTES, *own) if name in used)

    @cached_property
    def classes(self) -> Mapping[str, tuple[tuple[str, float], ...]]:
        """Question -> its answers that differ for some option, each with its share among people."""
        return {name: tuple(self._classes(name)) for name in self.names}

    def _classes(self, name: str) -> Iterator[tuple[str, float]]:
        grouped: dict[bytes, tuple[str, float]] = {}
        for value in self.answers(name):
            fails = self.failing(name, value).tobytes()
            first, weight = grouped.get(fails, (value, 0.0))
            grouped[fails] = (first, weight + SHARES.get(f"{name} {value}", 1.0))
        total = sum(weight for _, weight in grouped.values())
        yield from ((value, weight / total) for value, weight in grouped.values())

    @cached_property
    def _known_fails(self) -> dict[tuple[str, str], Bits]:
        return {}

    def failing(self, name: str, value: str) -> Bits:
        """(W,) the ways that an answer rules out, taken alone."""
        key = (name, value)
        found = self._known_fails.get(key)
        if found is None:
            person = Person({name: value})
            failed = [any(holds(w, n, person, self.today) is False for n in names_of(w)) for w in self.ways]
            found = np.array(failed, dtype=np.bool_)
            self._known_fails[key] = found
        return found

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], Numbers, Bits]:
        """Question, share and ruled out ways of every answer: C names, (C,), (C, W)."""
        all_rows = [(n, share, self.failing(n, v)) for n in self.names for v, share in self.classes[n]]
        return (
            tuple(n for n, _, _ in all_rows),
            np.array([share for _, share, _ in all_rows]),
            np.array([fails for _, _, fails in all_rows]),
        )

    @cached_property
    def chances(self) -> Mapping[str, Numbers]:
        """Question -> (W,) the chance that a way's condition on it holds; 1 where a way does not ask it."""
        found: dict[str, Numbers] = {}
        for name in self.names:
            needed = np.array([name in names_of(way) for way in self.ways])
            holding = sum((~self.failing(name, v)) * share for v, share in self.classes[name])
            found[name] = np.where(needed, np.maximum(holding, 1e-9), 1.0)
        return found

    def answers(self, name: str) -> tuple[str, ...]:
        """The answers to a question, as values, in the order of their buttons."""
        if name == "nationality":
            return (*(c for c in self.nationalities if c != self.country.country), OTHER)
        if name == "entered":
            return tuple(i.day.isoformat() for i in self.intervals)
        return VALUES.get(name, ("yes", "no"))

    @cached_property
    def intervals(self) -> tuple[Interval, ...]:
        """The spans of days between the limits that the options name, the latest first."""
        cuts = sorted({cut for way in self.ways if way.entered for cut in _cuts(way.entered, self.today)})
        cuts = [cut for cut in cuts if cut <= self.today]
        ends: list[date | None] = [*cuts, None]
        starts: list[date | None] = [None, *cuts]
        return tuple(
            Interval(s, e, _day_within(s, e, self.today)) for s, e in zip(starts, ends, strict=True)
        )[::-1]


def _cuts(limit: Entered, today: date) -> Iterator[date]:
    """The first days on which a limit begins to hold or to fail."""
    if limit.before:
        yield limit.before
    if limit.since:
        yield limit.since
    if limit.within_days is not None:
        yield today - timedelta(days=limit.within_days)
    if limit.days_ago is not None:
        yield today - timedelta(days=limit.days_ago - 1)


def days_at(limit: Entered, today: date) -> list[date]:
    """A day on either side of every limit, up to today."""
    days = [day for cut in _cuts(limit, today) for day in (cut - timedelta(days=1), cut)]
    return [day for day in days if day <= today]


def _day_within(since: date | None, before: date | None, today: date) -> date:
    if before is None:
        return max(since or today, today - timedelta(days=1))
    return before - timedelta(days=1)


def ruled_out(walk: Walk, person: Person) -> Bits:
    """(W,) the ways that the person's answers rule out."""
    fails = np.zeros(len(walk.ways), dtype=np.bool_)
    for name in person.answers:
        said = person.knows(name)
        if said is not None:
            fails |= walk.failing(name, said)
    return fails


def next_question(walk: Walk, person: Person) -> str | None:
    """The question that takes most uncertainty away; None when none does, or six were asked."""
    if len(person.answers) >= MOST_QUESTIONS:
        return None
    alive = ~ruled_out(walk, person)
    chance = alive.astype(np.float64)
    for name in walk.names:
        if person.knows(name) is None:
            chance = chance * walk.chances[name]
    gains = _gains(walk, chance)
    settled = frozenset(person.answers) | _pointless(person)
    gains = {
        n: g for n, g in gains.items() if n not in settled and person.knows(n) is None and g > LEAST_GAIN
    }
    return max(gains, key=lambda name: gains[name] * _urgency(walk, name), default=None)


def _urgency(walk: Walk, name: str) -> float:
    if name == "fear":
        return FEAR_FIRST
    return OWN_SOONER if any(q.id == name for q in walk.country.questions) else 1.0


def _gains(walk: Walk, chance: Numbers) -> dict[str, float]:
    """Question -> bits that its answer is expected to take away. `chance`: (W,) that each way holds."""
    names, shares, fails = walk.rows
    before = float(_uncertainty(walk, chance[None, :])[0])
    answered = np.array([walk.chances[name] for name in names])
    after = _uncertainty(walk, chance[None, :] / answered * ~fails) * shares
    expected: dict[str, float] = {}
    for name, bits in zip(names, after, strict=True):
        expected[name] = expected.get(name, 0.0) + float(bits)
    return {name: before - bits for name, bits in expected.items()}


def _uncertainty(walk: Walk, chances: Numbers) -> Numbers:
    """(C,) bits of uncertainty over all options, for (C, W) chances of their ways."""
    best = np.clip(np.maximum.reduceat(chances, walk.starts, axis=1), 1e-12, 1 - 1e-12)
    bits: Numbers = -(best * np.log2(best) + (1 - best) * np.log2(1 - best)).sum(axis=1)
    return bits


def _pointless(person: Person) -> frozenset[str]:
    """What cannot be asked of who is not in the country yet."""
    return (
        frozenset({"entry", "entered", "permit", "victim"}) if person.knows("inside") == "no" else frozenset()
    )


@dataclass(frozen=True, eq=False)
class _Held:
    """A country's options with the release they stand in; two are the same when release, country and day are."""

    release: Release
    country: CountryOptions
    nationalities: tuple[str, ...]
    today: date

    def __hash__(self) -> int:
        return hash((self.release.id, self.country.country, self.today))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.country is other.country and self.today == other.today


@lru_cache(maxsize=64)
def _walk_of(held: _Held) -> Walk:
    return Walk(held.country, held.nationalities, held.today)
