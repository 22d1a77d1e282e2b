"""What admins are told, as plain data: counts of messages, each the sum of published numbers of eleven people or more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.usage.analysis.names import OUTCOME_GROUPS, QUESTIONS, Group
from bot.usage.analysis.weeks import Period


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look at; None: everything. `outcome`: one of the log ("choices"), or a group of them ("asked_back")."""

    country: str | None = None
    topic: str | None = None
    language: str | None = None
    outcome: str | None = None

    @property
    def outcomes(self) -> tuple[str, ...] | None:
        """The outcomes of the log that are meant; None for all."""
        if self.outcome is None:
            return None
        group = tuple(name for name, group in OUTCOME_GROUPS.items() if group == self.outcome)
        return group or (self.outcome,)


@dataclass(frozen=True, slots=True)
class Count:
    """Messages of one name. `before`: as many in the period before; None where nothing was told then."""

    name: str
    messages: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Named counts, greatest first. `untold`: messages whose name is not told; they may belong to those here too."""

    told: tuple[Count, ...] = ()
    untold: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Messages of a day, or of the week that begins on `day`, by group of outcomes.

    `spread`: how many of them stand here only because they came on one of several days, over which they are spread evenly.
    `people`: how many different people wrote that day; None where that is not told.
    """

    day: date
    groups: Mapping[Group, int]
    spread: int = 0
    people: int | None = None

    @property
    def messages(self) -> int:
        """All of them."""
        return sum(self.groups.values())

    @property
    def questions(self) -> int:
        """Those that asked something."""
        return sum(self.groups.get(group, 0) for group in QUESTIONS)


@dataclass(frozen=True, slots=True)
class Hours:
    """Messages by weekday (7 rows, Monday first) and hour in UTC (24 columns). `untold`: their hour is not told."""

    table: tuple[tuple[float, ...], ...]
    untold: int

    @property
    def told(self) -> int:
        """How many messages stand in the table."""
        return round(sum(map(sum, self.table)))


@dataclass(frozen=True, slots=True)
class Times:
    """From a message to its answer, in milliseconds; None where nothing is told. Values lie in buckets and are estimates."""

    messages: int
    median: float | None
    p90: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class People:
    """What can be known of people: each day's are counted anew, as the marks of two days have nothing in common.

    So there is no count of people of a week, and nobody can know who wrote on an earlier day. `busiest`: so many different
    people at least wrote in the period. `person_days`: the sum over days; who wrote on three days counts three times.
    `again`: how many of these wrote in more than one hour of their day, of `again_of` about whom that is told.
    """

    busiest: int
    person_days: int
    days_told: int
    again: int
    again_of: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how often it came; `alike` and `alike_before` count only where it is told in both periods.

    `growth`: how many times as many messages there were in all as before.
    """

    question: str
    topic: str
    messages: int
    alike: int = 0
    alike_before: int = 0
    growth: float = 1.0

    @property
    def rising(self) -> float:
        """By how many standard deviations (of Poisson counts) it came more often than the growth of all explains."""
        noise = self.alike + self.growth**2 * self.alike_before
        return (self.alike - self.growth * self.alike_before) / noise**0.5 if self.alike_before else 0.0


@dataclass(frozen=True, slots=True)
class Served:
    """How questions of a topic in a country fared. The share without answer lies between `least` and `most`:

    of the country's messages `maybe_served` and `maybe_not` are not told by topic, and some may belong here.
    """

    country: str
    topic: str
    answered: int
    asked_back: int
    not_known: int
    maybe_served: int
    maybe_not: int

    @property
    def questions(self) -> int:
        """All that are told."""
        return self.answered + self.asked_back + self.not_known

    @property
    def least(self) -> float:
        """The least share without answer that fits, 0 to 1."""
        return self.not_known / max(1, self.questions + self.maybe_served)

    @property
    def most(self) -> float:
        """The greatest share without answer that fits, 0 to 1."""
        return (self.not_known + self.maybe_not) / max(1, self.questions + self.maybe_not)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The weeks that are `told`, those too `small` (never eleven people a day), and those not published yet (`missing`)."""

    told: tuple[date, ...]
    small: tuple[date, ...]
    missing: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The figures of a period. What cannot be told under the filters is None or empty, and then stands in `not_by`."""

    period: Period
    filters: Filters
    coverage: Coverage
    messages: int
    unplaced: int  # messages of which it is not told whether they pass the filters
    groups: Mapping[Group, int]
    outcomes: Counts
    countries: Counts
    topics: Counts
    languages: Counts
    days: tuple[Step, ...]  # empty where a topic is chosen: then only weeks are told
    weeks: tuple[Step, ...]
    hours: Hours | None
    times: Times
    votes: Counts
    people: People | None
    questions: tuple[Asked, ...]
    rising: tuple[Asked, ...]
    worst: tuple[Served, ...]
    before: Analysis | None = None

    @property
    def asked(self) -> int:
        """Messages that asked something: answered, asked back or not known."""
        return sum(self.groups.get(group, 0) for group in QUESTIONS)

    @property
    def not_by(self) -> tuple[str, ...]:
        """What is not told under these filters: "days", "hours", "people", "votes", "times"."""
        filters = self.filters
        narrow = bool(filters.topic or filters.language or filters.outcome)
        apart = {
            "days": bool(filters.topic),
            "hours": bool(filters.topic),
            "votes": bool(filters.topic),
            "people": narrow,
            "times": bool(filters.country or filters.topic or filters.language),
        }
        return tuple(name for name, not_told in apart.items() if not_told)
