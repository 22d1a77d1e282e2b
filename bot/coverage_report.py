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
_ROOMY = 110  # columns from which on the tables have air between theirs
_FIELD = 7  # "10/12 o"


def coverage_report(found: Coverage, width: int, worst: int) -> Iterator[RenderableType]:
    """The tables for a terminal of `width` columns, then the `worst` cells that need an editor most."""
    yield Text(
        f"Questions asked everywhere that have a sourced answer · release {found.release}, {found.today}"
    )
    for i, topics in enumerate(_side_by_side(found, width)):
        yield _topics(found, topics, width, whole=i == 0)
    legend = (Text(f"{s} {MARKS.get(s, '')}".strip(), STYLES[s]) for s in STANDINGS if s != "not confirmed")
    yield Text("The oldest answer of each: ").append_text(Text("  ").join(legend))
    yield _figures(found, width)
    yield _standings(found, width)
    yield from _worst(found, worst)


def _side_by_side(found: Coverage, width: int) -> list[tuple[Topic, ...]]:
    """The topics, as many to a table as the terminal is wide."""
    names = max((len(x.name) for x in found.countries), default=0)
    rows: list[tuple[Topic, ...]] = [()]
    used = names + _FIELD + 8
    for topic in found.topics:
        needed = max(len(topic), _FIELD) + 1 + 2 * (width >= _ROOMY)
        if rows[-1] and used + needed > width:
            rows.append(())
            used = names + 4
        rows[-1] += (topic,)
        used += needed
    return rows


def _table(found: Coverage, width: int, title: str | None, names: Sequence[str]) -> Table:
    """A table with the countries at its left; the figures stand at the right of their columns."""
    air = int(width >= _ROOMY)
    table = Table(box=SIMPLE_HEAD, padding=(0, air), title=title, title_justify="left")
    table.add_column("Country", no_wrap=True, min_width=max(len(x.name) for x in found.countries))
    for name in names:
        table.add_column(name, justify="right", min_width=max(map(len, name.split())))
    return table


def _topics(found: Coverage, topics: Sequence[Topic], width: int, *, whole: bool) -> Table:
    table = _table(found, width, None, (*(["all"] if whole else []), *topics))
    for country in found.countries:
        cells = [_field(country, x) for x in country.cells if x.topic in topics]
        total = [f"{country.answered}/{country.total}" if country.covered else str(country.answered)]
        table.add_row(country.name, *(total if whole else []), *cells)
    return table


def _field(country: CountryCoverage, cell: Cell) -> Text:
    """ "8/9 o": eight of nine answered, the oldest of them overdue."""
    said = f"{cell.answered}/{len(cell.shared)}" if country.covered else str(cell.answered)
    return Text(f"{said} {MARKS.get(cell.worst, ' ')}", style=STYLES[cell.worst])


def _figures(found: Coverage, width: int) -> Table:
    """What stands in each country's own folder."""
    languages = (f"in {LANGUAGE_NAMES[x]}" for x in LANGUAGES)
    names = ("answers", "with source", *languages, "stale English", "places", "lines", "own", "leads")
    table = _table(found, width, "Each country's own folder (own: questions asked in it alone)", names)
    for x in found.countries:
        spoken = [str(x.answered_in(language)) for language in LANGUAGES]
        stale = Text(str(x.english["stale"]), style="yellow" if x.english["stale"] else "")
        counts = [str(n) for n in (x.places, x.lines, x.own_questions, x.leads)]
        table.add_row(x.name, str(x.entries), f"{x.sourced:.0%}", *spoken, stale, *counts)
    return table


def _standings(found: Coverage, width: int) -> Table:
    """How old each country's own answers are."""
    table = _table(found, width, "How its answers stand", STANDINGS)
    for x in found.countries:
        table.add_row(x.name, *(Text(str(x.standings[s]), style=STYLES[s]) for s in STANDINGS))
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
