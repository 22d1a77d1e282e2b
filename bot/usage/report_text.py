"""A report as people read it in the terminal: tables and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.usage.figures import FEWEST_PEOPLE
from bot.usage.labels import Labels, Language
from bot.usage.report import Report
from bot.usage.small_numbers import Cell

_BAR = 30
_FEWEST_FOR_SHARES = 50  # no percentages of fewer messages than this
_MOST_ROWS = 12


def report_tables(
    report: Report, language: Language = "en", names: Mapping[str, str] | None = None
) -> RenderableType:
    """The whole report for a Rich console. `names`: titles of question ids and names of country codes."""
    labels = Labels(language, names or {})
    parts: list[RenderableType] = [
        Text(_title(report, labels), style="bold"),
        Text("\n".join(_totals(report, labels))),
        _cells(labels("outcomes"), report.outcomes, labels),
        _cells(labels("topics"), report.topics, labels),
        _cells(labels("questions"), report.questions, labels),
        _cells(labels("countries"), report.countries, labels),
        _cells(labels("languages"), report.languages, labels),
        _cells(labels("months"), report.months, labels),
        _bars(labels("by day"), [(f"{day:%m-%d}", sum(x.values())) for day, x in report.days.items()]),
        _bars(labels("by hour"), [(f"{hour:02d}", count) for hour, count in enumerate(report.hours)]),
        _phrases(report, labels),
        _danger(report, labels),
    ]
    if report.small is not None:
        parts.append(Text(labels("small").format(below=report.small), style="dim"))
    return Group(*(part for part in parts if not isinstance(part, Table) or part.row_count))


def _title(report: Report, labels: Labels) -> str:
    return labels("title").format(since=report.since, until=report.until)


def _totals(report: Report, labels: Labels) -> list[str]:
    rows: list[tuple[str, object]] = [
        ("messages", report.messages),
        ("people-days", report.people_days),
        ("not known", _with_share(report.not_known, report.messages)),
        ("feedback", f"{report.feedback_yes} / {report.feedback_no}"),
    ]
    if report.median_milliseconds is not None:
        rows.append(("time", f"{report.median_milliseconds} / {report.p95_milliseconds} ms"))
    return [f"{labels(name)}: {value}" for name, value in rows]


def _with_share(count: int, base: int) -> str:
    return f"{count} ({count / base:.0%})" if base >= _FEWEST_FOR_SHARES else str(count)


def _cells(title: str, cells: Sequence[Cell], labels: Labels) -> Table:
    table = _table(title)
    table.add_column(justify="left", overflow="fold", min_width=18)
    table.add_column(justify="right")
    table.add_column(style="cyan")
    most = max((cell.count or 0 for cell in cells), default=0)
    for cell in cells[:_MOST_ROWS]:
        table.add_row(labels(cell.name), cell.shown, _bar(cell.count, most))
    if len(cells) > _MOST_ROWS:
        table.add_row(labels("more").format(count=len(cells) - _MOST_ROWS), "", "")
    return table


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> Table:
    table = _table(title)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="green")
    most = max((count for _, count in rows), default=0)
    if most:
        for name, count in rows[-31:]:
            table.add_row(name, str(count), _bar(count, most))
    return table


def _phrases(report: Report, labels: Labels) -> Table:
    table = _table(labels("phrases").format(people=FEWEST_PEOPLE))
    for _ in range(3):
        table.add_column(overflow="fold")
    for phrase in report.phrases[:_MOST_ROWS]:
        table.add_row(phrase.words, phrase.country or "?", str(phrase.people))
    return table


def _danger(report: Report, labels: Labels) -> Table:
    table = _table(labels("danger"))
    for _ in range(3):
        table.add_column()
    for danger in report.danger:
        table.add_row(_quarter(danger.quarter, labels), labels(danger.country), danger.messages.shown)
    return table


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", show_header=False, box=None, pad_edge=False
    )


def _bar(count: int | None, most: int) -> str:
    """A bar of block characters, to an eighth of a character."""
    if not count or not most:
        return ""
    eighths = max(1, round(count / most * _BAR * 8))
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _quarter(first: date, labels: Labels) -> str:
    return labels("quarter").format(number=(first.month + 2) // 3, year=first.year)
