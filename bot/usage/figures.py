"""The raw figures behind a report, read from the tables in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, bindparam, distinct, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.clock import month_of, quarter_of
from bot.storage.tables import danger_counts, monthly_counts, monthly_people, unanswered_phrases, usage_events

FEWEST_PEOPLE = 3  # who must have written the same words on the same day before anybody may read them
_MOST_PHRASES = 50


@dataclass(frozen=True, slots=True)
class Phrases:
    """Known words of questions without answer, as several people wrote them on one day."""

    day: date
    language: str
    country: str  # empty where it is not known
    words: str
    people: int


@dataclass
class Figures:
    """Counts, by what they count. Empty names stand for what is not known."""

    outcomes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    questions: dict[str, Counter[str]] = field(default_factory=dict)  # by topic
    feedback: Counter[str] = field(default_factory=Counter)
    milliseconds: Counter[int] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)
    days: dict[date, Counter[str]] = field(default_factory=dict)  # by outcome
    months: Counter[str] = field(default_factory=Counter)
    danger: Counter[tuple[date, str]] = field(default_factory=Counter)
    people_days: int = 0
    phrases: tuple[Phrases, ...] = ()

    def ask(self, topic: str, question: str, count: int) -> None:
        """Count `count` messages about a question of a topic."""
        if question:
            self.questions.setdefault(topic, Counter())[question] += count


async def read_figures(connection: AsyncConnection, since: date, until: date) -> Figures:
    """The figures of all events from `since` to `until` and of the months of which only counts are left."""
    figures = Figures()
    period = {"since": since, "until": until}
    await _read_events(connection, period, figures)
    await _read_months(connection, {"since": month_of(since), "until": month_of(until)}, figures)
    quarters = {"since": quarter_of(since), "until": until}
    figures.danger = Counter(
        {(row[0], row[1]): row[2] for row in await connection.execute(_DANGER, quarters)}
    )
    figures.phrases = tuple(Phrases(*row) for row in await connection.execute(_PHRASES, period))
    return figures


async def _read_events(connection: AsyncConnection, period: dict[str, date], figures: Figures) -> None:
    for day, outcome, count in await connection.execute(_DAYS, period):
        figures.days.setdefault(day, Counter())[outcome] += count
        figures.outcomes[outcome] += count
    for topic, question, count in await connection.execute(_QUESTIONS, period):
        figures.topics[topic] += count
        figures.ask(topic, question, count)
    figures.languages.update(await _counted(connection, _LANGUAGES, period))
    figures.countries.update(await _counted(connection, _COUNTRIES, period))
    figures.feedback.update(await _counted(connection, _FEEDBACK, period))
    for value, count in await connection.execute(_HOURS, period):
        figures.hours[value] += count
    for value, count in await connection.execute(_MILLISECONDS, period):
        figures.milliseconds[value] += count
    figures.people_days += sum([row[1] for row in await connection.execute(_PEOPLE, period)])


async def _read_months(connection: AsyncConnection, period: dict[str, str], figures: Figures) -> None:
    for row in await connection.execute(_MONTHS, period):
        figures.months[row.month] += row.messages
        figures.outcomes[row.outcome] += row.messages
        figures.languages[row.language] += row.messages
        figures.countries[row.country] += row.messages
        figures.topics[row.topic] += row.messages
        figures.feedback[row.feedback] += row.messages
        figures.ask(row.topic, row.question, row.messages)
    figures.people_days += await connection.scalar(_MONTHLY_PEOPLE, period) or 0


async def _counted(
    connection: AsyncConnection, query: Select[str, int], period: dict[str, date]
) -> dict[str, int]:
    return {str(name): int(count) for name, count in await connection.execute(query, period)}


_events = usage_events.c
_IN_PERIOD = _events.day.between(bindparam("since"), bindparam("until"))


def _name(column: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(
        column, literal_column("''")
    )  # no parameter: PostgreSQL must see it is the same in GROUP BY


def _count_by(column: ColumnElement[str]) -> Select[str, int]:
    return select(_name(column), func.count()).where(_IN_PERIOD).group_by(_name(column))


_DAYS = (
    select(_events.day, _events.outcome, func.count())
    .where(_IN_PERIOD)
    .group_by(_events.day, _events.outcome)
)
_QUESTIONS = (
    select(_name(_events.topic), _name(_events.question), func.count())
    .where(_IN_PERIOD)
    .group_by(_name(_events.topic), _name(_events.question))
)
_LANGUAGES = _count_by(_events.language)
_COUNTRIES = _count_by(_events.country)
_FEEDBACK = _count_by(_events.feedback)
_HOURS = select(_events.hour, func.count()).where(_IN_PERIOD).group_by(_events.hour)
_MILLISECONDS = (
    select(_events.milliseconds, func.count())
    .where(_IN_PERIOD, _events.milliseconds.is_not(None))
    .group_by(_events.milliseconds)
)
_PEOPLE = select(_events.day, func.count(distinct(_events.pseudonym))).where(_IN_PERIOD).group_by(_events.day)
_DANGER = select(danger_counts).where(danger_counts.c.quarter.between(bindparam("since"), bindparam("until")))
_MONTHS = select(monthly_counts).where(monthly_counts.c.month.between(bindparam("since"), bindparam("until")))
_MONTHLY_PEOPLE = select(func.sum(monthly_people.c.people_days)).where(
    monthly_people.c.month.between(bindparam("since"), bindparam("until"))
)
_same_phrase = (
    unanswered_phrases.c.day,
    unanswered_phrases.c.language,
    unanswered_phrases.c.country,
    unanswered_phrases.c.words,
)
_people = func.count(distinct(unanswered_phrases.c.mark))
_PHRASES = (
    select(*_same_phrase, _people)
    .where(unanswered_phrases.c.day.between(bindparam("since"), bindparam("until")))
    .group_by(*_same_phrase)
    .having(_people >= FEWEST_PEOPLE)
    .order_by(_people.desc(), *_same_phrase)
    .limit(_MOST_PHRASES)
)
