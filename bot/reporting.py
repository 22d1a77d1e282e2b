"""What /stats sends to admins, from published numbers; and `rumbo usage --days`, for whoever runs the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rich.console import Console

from bot.knowledge.load import read_release
from bot.knowledge.records import Language, Release
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.storage.engine import Database, DatabaseAwayError, open_database
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.charts import Drawings, figures_of
from bot.usage.analysis.telling import message_of
from bot.usage.analysis.weeks import last_weeks
from bot.usage.analysis.words import Words
from bot.usage.chart import chart_png
from bot.usage.health_data import danger_now
from bot.usage.labels import Labels
from bot.usage.place_tasks import open_counts
from bot.usage.report import build_report
from bot.usage.report_text import report_tables
from bot.wording import wording


def names_in(release: Release, language: Language) -> Mapping[str, str]:
    """Titles of question ids and names of country codes, for people who read reports."""
    titles = {q.id: q.texts[language].title for q in release.questions.values()}
    return titles | {c.code: c.names[language] for c in release.countries.values()}


async def figures_message(
    database: Database, release: Release, days: int, language: Language
) -> tuple[str, bytes | None]:
    """The published figures of the weeks in which the last days lie, as a text for a chat and a PNG (None: not drawn)."""
    words = Words(language, names_in(release, language))
    now = database.clock()
    try:
        analysis = await build_analysis(database, last_weeks(-(-days // 7), now))
        danger = await danger_now(database)
        tasks = await open_counts(database)
    except DatabaseAwayError:
        return wording(language).say("stats_away"), None
    text = "\n".join([message_of(analysis, words, danger, now), *tasks_line(tasks, language, words.names)])
    figures = figures_of(analysis, words) if analysis.coverage.told else ()
    return text, await Drawings().png(figures)


def tasks_line(tasks: Mapping[str, int], language: Language, names: Mapping[str, str]) -> list[str]:
    """How many places of each country wait for a check, most first; nothing where none does."""
    if not tasks:
        return []
    labels = Labels(language, names)
    ordered = sorted(tasks.items(), key=lambda item: (-item[1], item[0]))
    return [f"{labels('closed places')}: " + ", ".join(f"{labels(code)} {count}" for code, count in ordered)]


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
    release, _ = read_release(settings.knowledge, until)
    names = names_in(release, language) if release else {}
    database = await open_database(settings.database_url, settings.data)
    try:
        report = await build_report(database, since, until, small=small)
        console.print(report_tables(report, language, names))
        if chart is None:
            return 0
        picture = await chart_png(report, language, names)
        if picture is None:
            console.print("The chart could not be drawn.", style="red")
            return 1
        await asyncio.to_thread(chart.write_bytes, picture)
        console.print(f"Chart written to {chart}")
        return 0
    except DatabaseAwayError:
        console.print(
            "The database cannot be reached: is DATABASE_URL right, and is it running?", style="red"
        )
        return 1
    finally:
        await database.close()
