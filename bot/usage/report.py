"""Figures over the usage log for a period: what is asked, what is answered, where the knowledge has gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from bot.storage.engine import Database
from bot.usage.figures import Figures, Phrases, read_figures
from bot.usage.small_numbers import OTHERS, SMALL, Cell, guarded, guarded_alone, plain

SENSITIVE_TOPICS = frozenset({"health", "protection", "emergency"})
FEWEST_DAYS = 7  # no report over less: a day of one town is a handful of people
UNKNOWN = "?"  # the name of the cell for what is not known
_ELSEWHERE = {"": 0}  # any other country or question that could have been asked about


@dataclass(frozen=True, slots=True)
class Danger:
    """Messages about danger of one quarter (its first day) in one country ("XX" where it is not known)."""

    quarter: date
    country: str
    messages: Cell


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period, both days included. Messages about danger are counted in `danger` and nowhere else."""

    since: date
    until: date
    small: int | None  # counts below this are hidden where they are sensitive; None: all are shown
    messages: int
    people_days: int  # people counted anew each day: who writes on three days counts three times
    outcomes: tuple[Cell, ...]
    languages: tuple[Cell, ...]
    countries: tuple[Cell, ...]
    topics: tuple[Cell, ...]
    questions: tuple[Cell, ...]
    feedback_yes: int
    feedback_no: int
    danger: tuple[Danger, ...]
    phrases: tuple[Phrases, ...]  # of questions without answer, written alike by three people or more
    median_milliseconds: int | None
    p95_milliseconds: int | None
    hours: tuple[int, ...]  # messages by hour of the day in UTC, 24 of them
    days: Mapping[date, Mapping[str, int]]  # messages of each day of the period, by outcome
    months: tuple[Cell, ...]  # months of which only counts are left, and which the totals include

    @property
    def not_known(self) -> int:
        """Questions that had no answer."""
        return next((cell.count or 0 for cell in self.outcomes if cell.name == "not_known"), 0)

    def as_json(self) -> dict[str, object]:
        """The report as plain JSON values: days as "2025-03-09", hidden counts as null."""
        plain_values = {name: _json(value) for name, value in asdict(self).items()}
        return {**plain_values, "not_known": self.not_known}


async def build_report(
    database: Database, since: date, until: date, *, small: int | None = SMALL, everywhere: bool = False
) -> Report:
    """The report of a period. A period of less than a week is widened to one, towards the past.

    `small`: counts from 1 to `small` - 1 are hidden for countries, sensitive topics and danger; with `everywhere` in
    the other tables as well (for figures that leave the house). None: nothing is hidden.
    Raises DatabaseAwayError.
    """
    since = min(since, until - timedelta(days=FEWEST_DAYS - 1))
    figures = await database.read(lambda connection: read_figures(connection, since, until))
    return report_of(figures, since, until, small=small, everywhere=everywhere)


def report_of(
    figures: Figures, since: date, until: date, *, small: int | None, everywhere: bool = False
) -> Report:
    """The report made of raw figures: nothing is read here."""
    general = small if everywhere else None
    counts = dict.fromkeys(SENSITIVE_TOPICS, 0) | _named(figures.topics)
    topics = guarded(counts, small, lambda name: everywhere or name in SENSITIVE_TOPICS)
    return Report(
        since=since,
        until=until,
        small=small,
        messages=sum(figures.outcomes.values()),
        people_days=figures.people_days,
        outcomes=guarded(figures.outcomes, general),
        languages=guarded(figures.languages, general),
        countries=guarded(_ELSEWHERE | _named(figures.countries), small),
        topics=topics,
        questions=_questions(figures, topics, small, general),
        feedback_yes=figures.feedback["yes"],
        feedback_no=figures.feedback["no"],
        danger=tuple(
            Danger(quarter, country, guarded_alone(country, count, small))
            for (quarter, country), count in sorted(figures.danger.items())
        ),
        phrases=figures.phrases,
        median_milliseconds=_quantile(figures.milliseconds, 0.5),
        p95_milliseconds=_quantile(figures.milliseconds, 0.95),
        hours=tuple(figures.hours[hour] for hour in range(24)),
        days=_every_day(figures, since, until),
        months=plain(figures.months),
    )


def _questions(
    figures: Figures, topics: tuple[Cell, ...], small: int | None, general: int | None
) -> tuple[Cell, ...]:
    """The questions that may be shown, each guarded among those of its topic; the hidden ones are not even named.

    Those of a hidden topic are hidden too, as their sum would tell its count.
    """
    visible = {cell.name for cell in topics}
    shown: dict[str, Cell] = {}
    for topic, counts in figures.questions.items():
        if (topic or UNKNOWN) in visible:
            cells = guarded(_ELSEWHERE | counts, small if topic in SENSITIVE_TOPICS else general)
            shown.update({cell.name: cell for cell in cells if cell.name != OTHERS})
    return tuple(sorted(shown.values(), key=lambda cell: (-(cell.count or 0), cell.name)))


def _named(counts: Counter[str]) -> dict[str, int]:
    return {name or UNKNOWN: count for name, count in counts.items()}


def _every_day(figures: Figures, since: date, until: date) -> dict[date, dict[str, int]]:
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return {day: dict(figures.days.get(day, {})) for day in days}


def _quantile(counts: Counter[int], share: float) -> int | None:
    """The smallest value that at least `share` of the counted values do not exceed."""
    rest = share * counts.total()
    for value in sorted(counts):
        rest -= counts[value]
        if rest <= 0:
            return value
    return None


def _json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_json(key)): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value
