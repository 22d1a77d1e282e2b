"""Figures as tables, which screens, screen readers, CSV and XLSX all show alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.usage.analysis.names import QUESTIONS
from bot.usage.analysis.records import Analysis, Counts, Step
from bot.usage.analysis.words import Words
from bot.usage.small_numbers import SMALL

Value = str | int | float | None
FEWEST_FOR_SHARES = 50  # no percentages of fewer messages than this
FEW = f"<{SMALL}"  # in place of a small share of a number that was spread over days or hours


@dataclass(frozen=True, slots=True)
class Table:
    """`name` tells tables apart in every language. A value is text, a number, or None where nothing is told."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


def tables_of(analysis: Analysis, words: Words) -> tuple[Table, ...]:
    """All tables of an analysis that tell anything, in the order of the page."""
    return tuple(table for table in _tables(analysis, words) if table.rows)


def notes_of(analysis: Analysis, words: Words) -> tuple[str, ...]:
    """What a reader must know to read the figures rightly, in sentences."""
    found = [words("rule")]
    if analysis.unplaced:
        found.append(words("unplaced", count=words.number(analysis.unplaced)))
    for name, weeks in (
        ("missing weeks", analysis.coverage.missing),
        ("small weeks", analysis.coverage.small),
    ):
        if weeks:
            found.append(words(name, weeks=", ".join(map(str, weeks))))
    return tuple(found)


def share(part: int, whole: int) -> str | None:
    """A percentage, or None of too few."""
    return f"{part / whole:.0%}" if whole >= FEWEST_FOR_SHARES else None


def _tables(analysis: Analysis, words: Words) -> Iterator[Table]:
    yield _groups(analysis, words)
    yield _steps("days", "questions by day", "day", analysis.days, words)
    yield _steps("weeks", "questions by week", "week", analysis.weeks, words)
    for name in ("countries", "topics", "languages", "outcomes", "votes"):
        yield _counts(name, getattr(analysis, name), words, compared=analysis.before is not None)
    yield _questions(analysis, words)
    yield _rising(analysis, words)
    yield _worst(analysis, words)
    yield _people(analysis, words)
    yield _hours(analysis, words)
    yield _times(analysis, words)


def _groups(analysis: Analysis, words: Words) -> Table:
    before = analysis.before
    rows = []
    for group in QUESTIONS if analysis.asked else ():
        count = analysis.groups.get(group, 0)
        row: list[Value] = [words(group), count, share(count, analysis.asked)]
        rows.append(
            (*row, *_compared(count, before.groups.get(group, 0) if before else None, before is not None))
        )
    return Table(
        "groups", words("groups"), _columns(words, ["name", "messages"], "%", before is not None), tuple(rows)
    )


def _columns(words: Words, names: Sequence[str], extra: str | None, compared: bool) -> tuple[str, ...]:
    columns = [words(name) for name in names] + ([extra] if extra else [])
    return (*columns, *([words("before"), words("change")] if compared else []))


def _compared(now: int, before: int | None, compared: bool) -> tuple[Value, ...]:
    if not compared:
        return ()
    change = f"{(now - before) / before:+.0%}" if before is not None and before >= FEWEST_FOR_SHARES else None
    return before, change


def _steps(name: str, title: str, first: str, steps: Sequence[Step], words: Words) -> Table:
    told = [step for step in steps if step.messages or step.people]
    with_people = any(step.people is not None for step in told)
    with_spread = any(step.spread for step in told)
    columns = [words(first), *(words(group) for group in QUESTIONS), words("questions"), words("messages")]
    columns += [words("people")] * with_people + [words("spread")] * with_spread
    rows = []
    for step in steps if told else ():
        counts = [*(step.groups.get(group, 0) for group in QUESTIONS), step.questions, step.messages]
        row: list[Value] = [step.day.isoformat(), *map(_spread, counts)] + [step.people] * with_people
        rows.append((*row, *[_spread(step.spread)] * with_spread))
    return Table(name, words(title), tuple(columns), tuple(rows), words("estimated") if with_spread else "")


def _spread(count: int) -> Value:
    """A share of a number that was spread; a small one looks like few people, which it is not."""
    return FEW if 0 < count < SMALL else count


def _counts(name: str, counts: Counts, words: Words, *, compared: bool) -> Table:
    whole = sum(count.messages for count in counts.told) + counts.untold
    rows = [
        (
            words.named(c.name),
            c.messages,
            share(c.messages, whole),
            *_compared(c.messages, c.before, compared),
        )
        for c in counts.told
    ]
    if counts.untold and rows:
        rows.append(
            (words("untold"), counts.untold, share(counts.untold, whole), *((None, None) if compared else ()))
        )
    return Table(name, words(name), _columns(words, ["name", "messages"], "%", compared), tuple(rows))


def _questions(analysis: Analysis, words: Words) -> Table:
    rows = [(words.asked(x.question), words.named(x.topic), x.messages) for x in analysis.questions]
    return Table(
        "questions", words("most asked"), tuple(map(words, ("question", "topic", "messages"))), tuple(rows)
    )


def _rising(analysis: Analysis, words: Words) -> Table:
    rows = [
        (
            words.asked(x.question),
            words.named(x.topic),
            x.alike,
            *_compared(x.alike, x.alike_before, compared=True),
        )
        for x in analysis.rising
    ]
    return Table(
        "rising", words("rising"), _columns(words, ["question", "topic", "messages"], None, True), tuple(rows)
    )


def _worst(analysis: Analysis, words: Words) -> Table:
    columns = ("country", "topic", "answered", "asked_back", "not_known", "least", "most")
    rows: list[tuple[Value, ...]] = []
    for x in analysis.worst:
        enough = x.questions >= FEWEST_FOR_SHARES
        shares = (f"{x.least:.0%}", f"{x.most:.0%}") if enough else (None, None)
        place = (words.named(x.country), words.named(x.topic))
        rows.append((*place, x.answered, x.asked_back, x.not_known, *shares))
    return Table("worst", words("worst"), tuple(map(words, columns)), tuple(rows))


def _people(analysis: Analysis, words: Words) -> Table:
    people = analysis.people
    rows: list[tuple[Value, ...]] = []
    if people is not None and people.person_days:
        rows = [(words("busiest"), people.busiest), (words("person_days"), people.person_days)]
        if people.again_of:
            rows += [(words("again"), people.again), (words("once"), people.again_of - people.again)]
    return Table(
        "people", words("people"), (words("name"), words("people")), tuple(rows), words("people rule")
    )


def _hours(analysis: Analysis, words: Words) -> Table:
    hours = analysis.hours
    columns = (words("hour"), *(words.weekday(day) for day in range(7)))
    if hours is None or not hours.told:
        return Table("hours", words("hours"), columns, ())
    rows: list[tuple[Value, ...]]
    rows = [
        (f"{hour:02d}", *(_spread(round(hours.table[day][hour])) for day in range(7))) for hour in range(24)
    ]
    note = f"{words('untold')}: {words.number(hours.untold)}" if hours.untold else ""
    return Table("hours", words("hours"), columns, tuple(rows), note)


def _times(analysis: Analysis, words: Words) -> Table:
    times = analysis.times
    named = (("median", times.median), ("p90", times.p90), ("p99", times.p99))
    rows = [(words(name), round(value)) for name, value in named if value is not None]
    return Table("times", words("times"), (words("name"), words("milliseconds")), tuple(rows))
