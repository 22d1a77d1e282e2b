"""Says in words what the figures show: the headline, a title for each chart that tells its finding, and changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from bot.console.app.asks.usage import Cell, Chart, Named, Place, Report, Table
from bot.console.app.words import Words

FEWEST = 50  # no percentages of fewer messages
ALIKE = 3  # percent of change that is none
GROUPS = ("answered", "asked_back", "not_known")
ORDER = (  # of the sections; "people" comes with a chart and a table of its own
    "groups", "worst", "days", "weeks", "topics", "countries", "questions", "rising", "people", "hours", "languages",
    "votes", "times", "outcomes",
)  # fmt: skip
_UNKNOWN = "?"
_THIN_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Section:
    """One finding with its chart and its numbers.

    title: "" where the plain name says it already. note: what one must know to read it rightly.
    """

    name: str
    title: str
    chart: Chart | None
    tables: tuple[Table, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """How a number differs from the one of the period before. arrow: "↑", "↓" or "→"; words say the same."""

    arrow: str
    said: str


def number(words: Words, value: float) -> str:
    """ "12,400", and in Spanish "12 400"."""
    return f"{value:,.0f}".replace(",", _THIN_SPACE if words.language == "es" else ",")


def cell(words: Words, value: Cell) -> str:
    """A value of a table as it is shown; "" where nothing is told."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return number(words, value)
    try:
        return words.day(date.fromisoformat(value)) if len(value) == 10 and value[4] == "-" else value
    except ValueError:
        return value


def percent(part: int, whole: int) -> int | None:
    """A whole percentage; None of too few."""
    return round(100 * part / whole) if whole >= FEWEST else None


def headline(words: Words, report: Report) -> list[str]:
    """The figures of the period in sentences."""
    asked = _asked(report)
    said = [words.say("usage_head_messages", count=number(words, report.messages))]
    share = percent(report.groups.get("answered", 0), asked)
    if share is not None:
        back, unknown = (percent(report.groups.get(x, 0), asked) for x in GROUPS[1:])
        said.append(
            words.say(
                "usage_head_answered", asked=number(words, asked), share=share, back=back, unknown=unknown
            )
        )
    if report.worst and not report.worst[0].least:
        said.append(words.say("usage_head_no_worst"))
    elif report.worst:
        said.append(words.say("usage_head_worst", **_names(words, report.worst[0])))
    return said


def changes(words: Words, report: Report) -> list[tuple[str, Change]]:
    """Messages and groups of questions beside the period before: the phrase that names each, and how it changed."""
    before = report.groups_before
    if before is None:
        return []
    found = [("usage_messages", change(words, report.messages, sum(before.values())))]
    return found + [
        (f"usage_outcome_{x}", change(words, report.groups.get(x, 0), before.get(x, 0))) for x in GROUPS
    ]


def change(words: Words, now: int, before: int) -> Change:
    """The change of a number, as an arrow and in words."""
    values = {"now": number(words, now), "before": number(words, before)}
    if before < FEWEST:
        return Change("", words.say("usage_change_too_few", **values))
    share = round(100 * (now - before) / before)
    if abs(share) < ALIKE:
        return Change("→", words.say("usage_change_alike", **values))
    key = "usage_change_more" if share > 0 else "usage_change_fewer"
    return Change("↑" if share > 0 else "↓", words.say(key, share=abs(share), **values))


def sections(words: Words, report: Report, fixed: Collection[str] = ()) -> list[Section]:
    """Everything that is told, in the order in which it is of use; nothing about what a filter has `fixed`."""
    charts = {chart.name: chart for chart in report.charts}
    tables = {table.name: table for table in report.tables}
    shown = [name for name in ORDER if (name in charts or name in tables) and name not in fixed]
    if "days" in charts:
        shown.remove("weeks")
    found = []
    for name in shown:
        held = [tables[x] for x in ((name, "weeks") if name == "days" else (name,)) if x in tables]
        note = held[0].note if held and name != "people" else ""
        found.append(Section(name, _title(words, report, name), charts.get(name), tuple(held), note))
    return found


def _title(words: Words, report: Report, name: str) -> str:
    """What the chart shows, said; "" where there is nothing to say."""
    finding = _FINDINGS.get(name)
    return next(finding(words, report), "") if finding else ""


def begun(text: str) -> str:
    """With a capital letter, as a sentence begins."""
    return text[:1].upper() + text[1:]


def _names(words: Words, place: Place) -> dict[str, str]:
    key = "usage_exactly" if place.least == place.most else "usage_at_least"
    share = words.say(key, share=place.least)
    return {"topic": place.topic_name, "country": place.country_name, "share": share}


def _asked(report: Report) -> int:
    return sum(report.groups.get(group, 0) for group in GROUPS)


def _groups(words: Words, report: Report) -> Iterator[str]:
    share = percent(report.groups.get("answered", 0), _asked(report))
    if share is not None:
        yield words.say("usage_found_groups", share=share)


def _worst(words: Words, report: Report) -> Iterator[str]:
    for place in report.worst[:1]:
        if place.least:
            names = _names(words, place)
            yield words.say("usage_found_worst", **names | {"topic": begun(names["topic"])})


def _days(words: Words, report: Report) -> Iterator[str]:
    if report.busiest_day:
        day, count = report.busiest_day
        yield words.say("usage_found_days", day=words.day(day), count=number(words, count))
    elif not report.missing and not report.small:
        average = round(_asked(report) / (7 * report.weeks))
        yield words.say("usage_found_average", count=number(words, average))


def _first(key: str, of: Callable[[Report], tuple[Named, ...]]) -> Callable[[Words, Report], Iterator[str]]:
    def finding(words: Words, report: Report) -> Iterator[str]:
        for first in [x for x in of(report) if x.code != _UNKNOWN][:1]:
            yield words.say(key, name=first.name, count=number(words, first.messages))

    return finding


def _rising(words: Words, report: Report) -> Iterator[str]:
    for first in report.rising[:1]:
        values = {"now": number(words, first.messages), "before": number(words, first.before or 0)}
        yield words.say("usage_found_rising", name=first.name, **values)


def _people(words: Words, report: Report) -> Iterator[str]:
    people = report.people
    if people and people.busiest_day:
        day = words.day(people.busiest_day)
        yield words.say("usage_found_people", count=number(words, people.busiest), day=day)


def _hours(words: Words, report: Report) -> Iterator[str]:
    if report.busiest_hour:
        weekday, hour, _ = report.busiest_hour
        day = words.say("usage_weekdays").split()[weekday]
        yield words.say("usage_found_hours", day=day, hour=f"{hour:02d}:00")


def _languages(words: Words, report: Report) -> Iterator[str]:
    whole = sum(x.messages for x in report.languages)
    for first in report.languages[:1]:
        share = percent(first.messages, whole)
        if share is not None:
            yield words.say("usage_found_languages", name=first.name, share=share)


def _votes(words: Words, report: Report) -> Iterator[str]:
    votes = {x.code: x.messages for x in report.votes}
    share = percent(votes.get("yes", 0), sum(votes.values()))
    if len(votes) == 2 and share is not None:
        yield words.say("usage_found_votes", share=share, count=number(words, sum(votes.values())))


def _times(words: Words, report: Report) -> Iterator[str]:
    if report.median is not None and report.slowest is not None:
        values = {"half": number(words, report.median), "most": number(words, report.slowest)}
        yield words.say("usage_found_times", **values)


_FINDINGS: dict[str, Callable[[Words, Report], Iterator[str]]] = {
    "groups": _groups,
    "worst": _worst,
    "days": _days,
    "topics": _first("usage_found_topics", lambda report: report.topics),
    "countries": _first("usage_found_countries", lambda report: report.countries),
    "questions": _first("usage_found_questions", lambda report: report.questions),
    "rising": _rising,
    "people": _people,
    "hours": _hours,
    "languages": _languages,
    "votes": _votes,
    "times": _times,
}
