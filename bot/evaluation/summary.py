"""What an evaluation shows in the terminal: the figures that count. Ids only; the texts stay in the report file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from bot.evaluation import report
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.outcomes import Heard

_MOST_IDS = 40


def print_summary(evaluation: Evaluation, console: Console) -> None:
    """Prints the tables of the report that hold no texts, then the messages that went badly, by id."""
    whole = report.report(evaluation)
    for section in whole.sections:
        if section.title in report.ONLY_IN_FILES:
            continue
        console.print(Text(f"\n{section.title}", style="bold"))
        for paragraph in section.says:
            console.print(Text(paragraph, style="dim"))
        console.print(Group(*(_table(table) for table in section.tables)))
    console.print(Text("\nMessages to look at (texts: --markdown FILE or --html FILE)", style="bold"))
    for name, ids in _by_verdict(evaluation.asked):
        console.print(
            Text(f"{name} ({len(ids)}): {' '.join(ids[:_MOST_IDS])}{' …' if len(ids) > _MOST_IDS else ''}")
        )


def _table(table: report.Table) -> Table:
    shown = Table(title=table.caption, title_justify="left", box=None, pad_edge=False, header_style="dim")
    for head in table.heads:
        shown.add_column(head, overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    return shown


def _by_verdict(heard: Sequence[Heard]) -> Iterable[tuple[str, list[str]]]:
    views: tuple[tuple[str, Callable[[Heard], bool]], ...] = (
        ("missed dangers", lambda h: h.verdict in {"missed", "quiet offer"}),
        ("false alarms", lambda h: h.group != "danger" and h.outcome == "danger"),
        ("wrong answers", lambda h: h.verdict == "wrong"),
        ("out of scope, answered", lambda h: h.group == "outside" and h.verdict == "answered"),
    )
    for name, belongs in views:
        ids = [h.case.id for h in heard if belongs(h)]
        if ids:
            yield name, ids
