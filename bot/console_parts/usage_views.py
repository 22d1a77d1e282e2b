"""Figures as the console's pages take them: names for ids, tables whose rows know what they are about, no record of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from bot.console.app.asks.usage import Chart, Named, People, Place, Report, Table
from bot.usage.analysis.charts import Figure, figures_of
from bot.usage.analysis.names import UNKNOWN
from bot.usage.analysis.records import Analysis, Asked, Counts, Served
from bot.usage.analysis.tables import tables_of
from bot.usage.analysis.words import Words

FEWEST_TO_RANK = 50  # questions of a place; of fewer a share says little


def report_of(analysis: Analysis, words: Words, *, first: date, newest: date, beyond: bool) -> Report:
    """What a page shows. first: the first published day; newest: the last day of the newest week that is over."""
    return Report(
        since=analysis.period.since,
        until=analysis.period.until,
        weeks=analysis.period.weeks,
        newest=newest,
        first=first,
        beyond=beyond,
        missing=analysis.coverage.missing,
        small=analysis.coverage.small,
        messages=analysis.messages,
        unplaced=analysis.unplaced,
        groups={str(group): count for group, count in analysis.groups.items()},
        groups_before=_groups_before(analysis),
        countries=_named(analysis.countries, words),
        topics=_named(analysis.topics, words),
        languages=_named(analysis.languages, words),
        votes=_named(analysis.votes, words),
        questions=tuple(Named(x.question, words.asked(x.question), x.messages) for x in analysis.questions),
        rising=tuple(
            Named(x.question, words.asked(x.question), x.alike, x.alike_before) for x in analysis.rising
        ),
        worst=worst_places(analysis, words),
        people=_people(analysis),
        busiest_day=_busiest_day(analysis),
        busiest_hour=_busiest_hour(analysis),
        median=_rounded(analysis.times.median),
        slowest=_rounded(analysis.times.p99),
        not_by=analysis.not_by,
        charts=tuple(map(_chart, figures_of(analysis, words))),
        tables=_tables(analysis, words),
    )


def title_of(analysis: Analysis, words: Words) -> str:
    """The period and the filters: what stands over a chart that leaves the page."""
    filters = analysis.filters
    chosen = (filters.country, filters.topic, filters.language, filters.outcome)
    names = [words.named(name) for name in chosen if name]
    return " · ".join([f"Rumbo, {analysis.period.since} – {analysis.period.until}", *names])


def worst_places(analysis: Analysis, words: Words) -> tuple[Place, ...]:
    """Topics in countries with some question unanswered, the worst first; under a filter of topic, those of the topic."""
    topic = analysis.filters.topic
    return tuple(
        _place(served, words)
        for served in analysis.worst
        if served.not_known and topic in {None, served.topic} and served.questions >= FEWEST_TO_RANK
    )


def _place(served: Served, words: Words) -> Place:
    names = words.named(served.country), words.named(served.topic)
    shares = round(100 * served.least), round(100 * served.most)
    return Place(served.country, served.topic, *names, served.questions, *shares)


def _groups_before(analysis: Analysis) -> dict[str, int] | None:
    before = analysis.before
    if before is None or before.coverage.missing or analysis.coverage.missing:
        return None
    return {str(group): count for group, count in before.groups.items()}


def _named(counts: Counts, words: Words) -> tuple[Named, ...]:
    return tuple(Named(x.name, words.named(x.name), x.messages, x.before) for x in counts.told)


def _people(analysis: Analysis) -> People | None:
    people = analysis.people
    if people is None or not people.person_days:
        return None
    busiest = max((step for step in analysis.days if step.people), key=lambda x: x.people or 0, default=None)
    day = busiest.day if busiest else None
    return People(people.busiest, day)


def _busiest_day(analysis: Analysis) -> tuple[date, int] | None:
    """The day with most questions; none where its number is more than a tenth estimated."""
    most = max(analysis.days, key=lambda step: step.questions, default=None)
    if most is None or not most.questions or most.spread > 0.1 * most.messages:
        return None
    return most.day, most.questions


def _busiest_hour(analysis: Analysis) -> tuple[int, int, int] | None:
    if analysis.hours is None or not analysis.hours.told:
        return None
    cells = ((n, day, hour) for day, row in enumerate(analysis.hours.table) for hour, n in enumerate(row))
    count, day, hour = max(cells)
    return day, hour, round(count)


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def _chart(figure: Figure) -> Chart:
    return Chart(figure.name, figure.description, figure.size(narrow=False), figure.size(narrow=True))


def _tables(analysis: Analysis, words: Words) -> tuple[Table, ...]:
    about: dict[str, Callable[[], list[str]]] = {
        "countries": lambda: _codes(analysis.countries),
        "topics": lambda: _codes(analysis.topics),
        "languages": lambda: _codes(analysis.languages),
        "questions": lambda: _asked(analysis.questions),
        "rising": lambda: _asked(analysis.rising),
    }
    found = []
    for table in tables_of(analysis, words):
        codes = about[table.name]() if table.name in about else []
        padded = (*codes, *[""] * (len(table.rows) - len(codes)))
        found.append(Table(table.name, table.title, table.columns, table.rows, padded, table.note))
    return tuple(found)


def _codes(counts: Counts) -> list[str]:
    return ["" if x.name == UNKNOWN else x.name for x in counts.told]


def _asked(questions: Iterable[Asked]) -> list[str]:
    return [x.question for x in questions]
