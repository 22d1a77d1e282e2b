"""The coverage table in the terminal: `rumbo coverage`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.knowledge.coverage import STANDINGS, Cell, CountryCoverage, Coverage, Standing
from bot.knowledge.coverage_export import LANGUAGE_NAMES
from bot.knowledge.records import LANGUAGES, Topic

STYLES: dict[Standing | None, str] = {
    "fresh": "green",
    "due": "green3",
    "overdue": "yellow",
    "undated": "dark_orange",
    "expired": "red",
    "not confirmed": "dim",
    None: "dim",
}
MARKS: dict[Standing | None, str] = {"due": "d", "overdue": "o", "undated": "u", "expired": "x"}
_NAME_WIDTH, _TOPIC_WIDTH = 14, 12  # columns with their margins


def coverage_report(found: Coverage, width: int, worst: int) -> Iterator[RenderableType]:
    """The tables for a terminal of `width` columns, then the `worst` cells that need an editor most."""
    yield Text(
        f"Questions asked everywhere that have a sourced answer · release {found.release}, {found.today}"
    )
    at_once = max(1, (width - _NAME_WIDTH * 2) // _TOPIC_WIDTH)
    for start in range(0, len(found.topics), at_once):
        yield _topics(found, found.topics[start : start + at_once], whole=start == 0)
    legend = ((f"{s} {MARKS.get(s, '')}".strip(), STYLES[s]) for s in STANDINGS if s != "not confirmed")
    yield Text("The oldest answer of each: ").append_text(Text("  ").join(Text(*x) for x in legend))
    yield _figures(found)
    yield _standings(found)
    yield from _worst(found, worst)


def _topics(found: Coverage, topics: Sequence[Topic], *, whole: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("Country", no_wrap=True)
    if whole:
        table.add_column("all", justify="right")
    for topic in topics:
        table.add_column(topic, justify="right", no_wrap=True)
    for country in found.countries:
        cells = [_field(country, x) for x in country.cells if x.topic in topics]
        total = [f"{country.answered}/{country.total}" if country.covered else str(country.answered)]
        table.add_row(country.name, *(total if whole else []), *cells)
    return table


def _field(country: CountryCoverage, cell: Cell) -> Text:
    """ "8/9 o": eight of nine answered, the oldest of them overdue."""
    said = f"{cell.answered}/{len(cell.shared)}" if country.covered else str(cell.answered)
    return Text(f"{said} {MARKS.get(cell.worst, ' ')}", style=STYLES[cell.worst])


def _figures(found: Coverage) -> Table:
    """What stands in each country's own folder."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), title="Each country's own folder", title_justify="left")
    table.add_column("Country", no_wrap=True)
    columns = ("answers", "with source", *(f"in {LANGUAGE_NAMES[x]}" for x in LANGUAGES), "stale English")
    for name in (*columns, "places", "lines", "own questions", "leads"):
        table.add_column(name, justify="right")
    for x in found.countries:
        spoken = [f"{x.answered_in(language)}" for language in LANGUAGES]
        stale = Text(str(x.english["stale"]), style="yellow" if x.english["stale"] else "")
        counts = [str(n) for n in (x.places, x.lines, x.own_questions, x.leads)]
        table.add_row(x.name, str(x.entries), f"{x.sourced:.0%}", *spoken, stale, *counts)
    return table


def _standings(found: Coverage) -> Table:
    """How old each country's own answers are."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), title="How its answers stand", title_justify="left")
    table.add_column("Country", no_wrap=True)
    for standing in STANDINGS:
        table.add_column(standing, justify="right", style=STYLES[standing])
    for x in found.countries:
        table.add_row(x.name, *(str(x.standings[s]) for s in STANDINGS))
    return table


def _worst(found: Coverage, most: int) -> Iterator[RenderableType]:
    cells = found.worst_cells()
    if not cells:
        return
    yield Text(
        "Where to begin: the most questions without a claim first, then the oldest answers", style="bold"
    )
    for cell in islice(cells, most):
        line = Text(f"{cell.country} {cell.topic} {cell.answered}/{len(cell.shared)}", style="bold")
        for standing in reversed(STANDINGS[2:]):
            if items := cell.standing(standing):
                names = ", ".join(x.question.id for x in items)
                line.append(f"  {standing}: ", style=STYLES[standing]).append(names, style="not bold")
        yield line
    if len(cells) > most:
        yield Text(f"and {len(cells) - most} more: --worst {len(cells)}, or --country", style="dim")
