"""Figures as charts: SVG for pages (no style and no script in it, so that the strictest policy lets it through) and PNG.

Each has its table beside it. Drawn by a child process, and kept by content: the same figures are drawn once.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from bot.drawing_child import drawn_by
from bot.usage.analysis.chart_sizes import POINTS, size_of
from bot.usage.analysis.names import QUESTIONS
from bot.usage.analysis.records import Analysis, Step
from bot.usage.analysis.tables import Table, tables_of
from bot.usage.analysis.words import Words

Kind = Literal["stacked", "bars", "line", "heat"]
_SECONDS = 60.0  # the first drawing on a machine also reads all its fonts
_MOST_BARS = 12
_MOST_STEPS = 92  # more days than this are drawn as weeks
_DARK = {  # the colours of `drawing`, and what stands for them on a dark page
    "#22303c": "#e8f0ee", "#66727e": "#a9bab5", "#e3e7eb": "#2c3d39", "#d5dae0": "#4a5f59", "#3d6f9e": "#7fb2e5",
    "#1a4573": "#8cc4f5", "#2a7f62": "#4fb592", "#c8553d": "#ee8a74",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one colour, one for each label; for "heat": one row of the table."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart, ready to be drawn. `description` is for those who do not see it; `table` holds the same numbers."""

    name: str
    kind: Kind
    title: str
    description: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    table: Table
    thousands: str = ","  # what stands between them

    @property
    def digest(self) -> str:
        """A name for the content, the same for the same chart."""
        return hashlib.sha256(_as_json(self).encode()).hexdigest()[:16]

    def size(self, *, narrow: bool) -> tuple[int, int]:
        """Width and height of the SVG, in its own units."""
        width, height = size_of(self.kind, len(self.labels), narrow=narrow)
        return round(width * POINTS), round(height * POINTS)


def figures_of(analysis: Analysis, words: Words) -> tuple[Figure, ...]:
    """The charts of an analysis that show anything, in the order of the page."""
    return tuple(replace(figure, thousands=words.thousands) for figure in _figures(analysis, words))


class Drawings:
    """Draws figures and keeps the newest drawings in memory."""

    def __init__(self, *, most: int = 64) -> None:
        """`most`: how many drawings are kept."""
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._most = most
        self._turn = asyncio.Lock()  # who asks for what is being drawn already waits for it

    async def svg(
        self, figures: Sequence[Figure], *, narrow: bool = False, dark: bool = False
    ) -> dict[str, str]:
        """The SVG text of each figure by its name; one that cannot be drawn is missing (its table is there).

        narrow: for a phone. dark: for a dark page. One child process draws all that are not kept yet.
        """
        found = {figure.name: f"svg-{'narrow' if narrow else 'wide'}-{figure.digest}" for figure in figures}
        async with self._turn:
            new = [figure for figure in figures if found[figure.name] not in self._kept]
            if new:
                shown = [json.loads(_as_json(figure)) for figure in new]
                drawn = await _drawn({"form": "svg", "narrow": narrow, "figures": shown})
                for figure, text in zip(new, drawn or (), strict=False):
                    self._keep(found[figure.name], text.encode())
            kept = {name: self._look(key) for name, key in found.items() if key in self._kept}
        return {name: in_the_dark(text) if dark else text for name, text in kept.items()}

    async def png(self, figures: Sequence[Figure], title: str = "") -> bytes | None:
        """The figures on one sheet, 1000 pixels wide; None where it cannot be drawn."""
        if not figures:
            return None
        key = "png-" + hashlib.sha256("".join([title, *map(_as_json, figures)]).encode()).hexdigest()
        if key not in self._kept:
            wanted: dict[str, object] = {
                "form": "png",
                "title": title,
                "figures": [json.loads(_as_json(f)) for f in figures],
            }
            drawn = await _drawn(wanted)
            if not drawn:
                return None
            self._keep(key, b64decode(drawn[0]))
        return self._kept[key]

    def _look(self, key: str) -> str:
        self._kept.move_to_end(key)
        return self._kept[key].decode()

    def _keep(self, key: str, drawing: bytes) -> None:
        self._kept[key] = drawing
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def in_the_dark(svg: str) -> str:
    """The same chart in colours for a dark page."""
    for light, dark in _DARK.items():
        svg = svg.replace(light, dark)
    return svg


async def _drawn(wanted: dict[str, object]) -> list[str] | None:
    written = await drawn_by("bot.usage.analysis.drawing", json.dumps(wanted).encode(), _SECONDS)
    try:
        found = json.loads(written) if written else None
    except ValueError:
        return None
    return found if isinstance(found, list) else None


def _as_json(figure: Figure) -> str:
    told = {name: value for name, value in asdict(figure).items() if name != "table"}
    return json.dumps(told, sort_keys=True)


def _figures(analysis: Analysis, words: Words) -> Iterator[Figure]:
    tables = {table.name: table for table in tables_of(analysis, words)}
    daily = bool(analysis.days) and len(analysis.days) <= _MOST_STEPS
    steps, name = (analysis.days, "days") if daily else (analysis.weeks, "weeks")
    if name in tables:
        yield _stacked(name, steps, tables[name], words)
        if daily and any(step.people for step in steps):
            yield _line(steps, tables[name], words)
    for name in ("groups", "countries", "topics", "questions", "rising", "votes", "languages", "times"):
        if name in tables:
            yield _bars(name, tables[name], words)
    if "worst" in tables:
        yield _worst(analysis, tables["worst"], words)
    if "hours" in tables:
        yield _heat(analysis, tables["hours"], words)


def _stacked(name: str, steps: Sequence[Step], table: Table, words: Words) -> Figure:
    series = tuple(
        Series(words(group), tuple(float(step.groups.get(group, 0)) for step in steps)) for group in QUESTIONS
    )
    labels = tuple(f"{step.day:%d-%m}" for step in steps)
    total = sum(step.questions for step in steps)
    said = f"{table.title}: {words.number(total)}, {steps[0].day} – {steps[-1].day}"
    return Figure(name, "stacked", table.title, said, labels, series, table)


def _line(steps: Sequence[Step], table: Table, words: Words) -> Figure:
    told = tuple(None if step.people is None else float(step.people) for step in steps)
    most = max((value for value in told if value is not None), default=0)
    title = words("people by day")
    labels = tuple(f"{step.day:%d-%m}" for step in steps)
    return Figure(
        "people", "line", title, f"{title}: ≤ {words.number(most)}", labels, (Series(title, told),), table
    )


def _bars(name: str, table: Table, words: Words) -> Figure:
    """The first numbers of a table; what is not told apart is no bar."""
    number = 2 if name in {"questions", "rising"} else 1
    counted = "milliseconds" if name == "times" else "messages"
    rows = [row for row in table.rows if row[0] != words("untold")][:_MOST_BARS]
    values = tuple(float(row[number] or 0) for row in rows)
    labels = tuple(str(row[0]) for row in rows)
    said = f"{table.title}: " + ", ".join(
        f"{label} {words.number(value)}" for label, value in zip(labels, values, strict=True)
    )
    return Figure(name, "bars", table.title, said, labels, (Series(words(counted), values),), table)


def _worst(analysis: Analysis, table: Table, words: Words) -> Figure:
    worst = [served for served in analysis.worst if served.not_known][:_MOST_BARS]
    labels = tuple(f"{words.named(x.topic)}, {words.named(x.country)}" for x in worst)
    values = tuple(float(x.not_known) for x in worst)
    said = f"{table.title}: " + ", ".join(
        f"{label} {words.number(value)}" for label, value in zip(labels, values, strict=True)
    )
    title = f"{table.title}: {words('not_known')}"
    return Figure("worst", "bars", title, said, labels, (Series(words("not_known"), values),), table)


def _heat(analysis: Analysis, table: Table, words: Words) -> Figure:
    rows = analysis.hours.table if analysis.hours else ()
    series = tuple(Series(words.weekday(day), tuple(row)) for day, row in enumerate(rows))
    labels = tuple(f"{hour:02d}" for hour in range(24))
    busiest = max(
        ((value, day, hour) for day, row in enumerate(rows) for hour, value in enumerate(row)),
        default=(0, 0, 0),
    )
    said = f"{table.title}: {words.weekday(busiest[1])} {busiest[2]:02d}:00 {busiest[0]:,.0f}"
    return Figure("hours", "heat", table.title, said, labels, series, table)
