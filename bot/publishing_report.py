"""What the command line shows of editing: which answers change, the history of an entry, and the last releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.editing.changes import Changes, Given
from bot.editing.records import Published, Revision
from bot.editing.word_diff import word_diff

_NEAR = 60  # characters shown on each side of a change
_STYLES = {"same": "", "out": "red strike", "in": "green"}


def changes_report(changes: Changes) -> Iterator[RenderableType]:
    """Which answers change, the losses first."""
    lost_first = {"lost": 0, "other": 1, "gained": 2, "reworded": 3}
    if changes.answers:
        table = _table("", "country", "asked", "before", "now")
        for x in sorted(changes.answers, key=lambda x: lost_first[x.sort]):
            table.add_row(
                x.sort, x.asked.country or "", Text(x.asked.text), _given(x.before), _given(x.after)
            )
        yield table
    if changes.standings:
        table = _table("", "country", "question", "before", "now")
        for y in sorted(changes.standings, key=lambda y: lost_first[y.sort]):
            table.add_row(y.sort, y.country, y.question, y.before or "no answer", y.after or "no answer")
        yield table
    for broken in changes.broken:
        test = broken.test
        yield Text(f"{test.origin}: '{test.ask}' should get '{test.expect}', gets {_given(broken.after)}")
    if changes.refit:
        yield Text("Ways to ask changed: the matcher is fitted anew after publishing, so more may change.")
    sorts = [x.sort for x in changes.answers] + [y.sort for y in changes.standings]
    counts = ", ".join(f"{sorts.count(s)} {s}" for s in ("lost", "other", "gained", "reworded"))
    tests = f"{len(changes.broken)} tests fail now, {len(changes.mended)} go well now"
    yield Text(f"{changes.asked} questions asked: {counts}; {tests}.")


def history_report(found: Sequence[Revision]) -> Iterator[RenderableType]:
    """Every change of an entry, newest first: who, when, why, and the words."""
    for x in found:
        who = x.author or "somebody"
        seen = f", approved by {x.reviewer}" if x.reviewer else ""
        why = x.why or "no reason given"
        yield Text(f"release {x.release}, {_when(x.at)}, {who}{seen}: {why} ({x.id})", style="bold")
        line = Text()
        for run in word_diff(x.before, x.after):
            line.append(run.text if run.sort != "same" else _short(run.text), style=_STYLES[run.sort])
        yield line
    yield Text(f"{len(found)} changes." if found else "No change of it was published with the console.")


def releases_report(found: Sequence[Published]) -> RenderableType:
    """The last releases."""
    table = _table("number", "id", "when", "what", "who", "why")
    for x in found:
        table.add_row(str(x.number), x.release, _when(x.at), x.kind, x.by, Text(x.why))
    return table


def _given(given: Given) -> str:
    if given.choices:
        return "the choices " + ", ".join(given.choices)
    return given.entry or (f"{given.outcome} ({given.question})" if given.question else given.outcome)


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _when(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")


def _short(text: str) -> str:
    """Words that stayed, cut in the middle: only the neighbours of a change help to place it."""
    return text if len(text) <= 2 * _NEAR + 5 else f"{text[:_NEAR]} … {text[-_NEAR:]}"
