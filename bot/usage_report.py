"""`rumbo usage --from …`: the published figures of a period in the terminal, and as files."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from bot.knowledge.load import read_release
from bot.knowledge.records import Language
from bot.logs import set_up_logs
from bot.reporting import names_in
from bot.settings import Settings
from bot.storage.engine import Database, DatabaseAwayError, open_database
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.charts import Drawings, figures_of
from bot.usage.analysis.export import csv_text, xlsx_bytes
from bot.usage.analysis.publishing import publish_again, publish_due
from bot.usage.analysis.records import Analysis, Filters
from bot.usage.analysis.tables import Table, notes_of, tables_of
from bot.usage.analysis.weeks import Period
from bot.usage.analysis.words import Words

_MOST_ROWS = 20
_AWAY = "The database cannot be reached: is DATABASE_URL right, and is it running?"


@dataclass(frozen=True, slots=True)
class Files:
    """Where to write the figures too; None: nowhere."""

    csv: Path | None = None
    xlsx: Path | None = None
    png: Path | None = None


def print_period(
    settings: Settings,
    period: Period,
    filters: Filters,
    files: Files,
    language: Language,
    console: Console,
    *,
    compare: bool,
) -> int:
    """Prints the figures and writes the files. The exit code: 0, or 1 where something could not be done."""
    set_up_logs("WARNING")
    release, _ = read_release(settings.knowledge, period.until)
    words = Words(language, names_in(release, language) if release else {})

    async def work(database: Database) -> int:
        await publish_due(database)
        analysis = await build_analysis(database, period, filters, compare=compare)
        _print(analysis, words, console)
        return await _write(analysis, words, files, console)

    return _with_database(settings, work, console)


def publish_everything_again(settings: Settings, console: Console) -> int:
    """Publishes what is due, and makes the numbers of the kept weeks again. The exit code: 0 or 1."""
    set_up_logs("WARNING")

    async def work(database: Database) -> int:
        new = await publish_due(database)
        again = await publish_again(database)
        console.print(f"Weeks published: {new}; made again from their events: {again - new}.")
        return 0

    return _with_database(settings, work, console)


def _with_database(settings: Settings, work: object, console: Console) -> int:
    async def run() -> int:
        database = await open_database(settings.database_url, settings.data)
        try:
            return await work(database)  # type: ignore[operator,no-any-return]
        except DatabaseAwayError:
            console.print(_AWAY, style="red")
            return 1
        finally:
            await database.close()

    return asyncio.run(run())


def _print(analysis: Analysis, words: Words, console: Console) -> None:
    console.print(title_of(analysis, words), style="bold")
    tables = tables_of(analysis, words)
    for table in tables:
        console.print(_rich(table), "")
    if not tables:
        console.print(words("nothing"))
    for note in notes_of(analysis, words):
        console.print(note, style="dim", markup=False)


def title_of(analysis: Analysis, words: Words) -> str:
    """The period and the filters, as people say them."""
    filters = analysis.filters
    chosen = [
        words.named(x) for x in (filters.country, filters.topic, filters.language, filters.outcome) if x
    ]
    return " · ".join([f"{analysis.period.since} – {analysis.period.until}", *chosen])


def _rich(table: Table) -> RichTable:
    shown = RichTable(title=table.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(table.columns):
        shown.add_column(column, justify="right" if number else "left", overflow="fold", no_wrap=not number)
    for row in table.rows[:_MOST_ROWS] if table.name not in {"days", "hours"} else table.rows[-31:]:
        shown.add_row(
            *(
                "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
                for value in row
            )
        )
    return shown


async def _write(analysis: Analysis, words: Words, files: Files, console: Console) -> int:
    tables, notes = tables_of(analysis, words), notes_of(analysis, words)
    if files.csv:
        await asyncio.to_thread(files.csv.write_bytes, csv_text(tables, notes).encode())
    if files.xlsx:
        await asyncio.to_thread(files.xlsx.write_bytes, await asyncio.to_thread(xlsx_bytes, tables, notes))
    if files.png:
        picture = await Drawings().png(figures_of(analysis, words), title_of(analysis, words))
        if picture is None:
            console.print("The chart could not be drawn.", style="red")
            return 1
        await asyncio.to_thread(files.png.write_bytes, picture)
    for path in filter(None, (files.csv, files.xlsx, files.png)):
        console.print(f"Written to {path}", markup=False)
    return 0
