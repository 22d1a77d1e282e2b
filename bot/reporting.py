"""`rumbo usage`: opens the usage log, prints the report, writes the chart."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from rich.console import Console

from bot.knowledge.records import Language
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.storage.engine import open_database
from bot.usage.chart import chart_png
from bot.usage.report import build_report
from bot.usage.report_text import report_tables


async def print_usage(
    settings: Settings,
    since: date,
    until: date,
    small: int,
    chart: Path | None,
    language: Language,
    console: Console,
) -> int:
    """Prints the report for the days from `since` to `until`, both included. The exit code: 0, or 1 where it failed."""
    set_up_logs("WARNING")
    database = await open_database(settings.database_url, settings.data)
    try:
        report = await build_report(database, since, until, small=small)
        console.print(report_tables(report))
        if chart is None:
            return 0
        picture = await chart_png(report, language)
        if picture is None:
            console.print("The chart could not be drawn.", style="red")
            return 1
        await asyncio.to_thread(chart.write_bytes, picture)
        console.print(f"Chart written to {chart}")
        return 0
    finally:
        await database.close()
