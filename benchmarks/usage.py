"""A million events: what an admin's page takes at the server from the published numbers, beside sums over the log.

Baseline, in the same run: SQL that counts the events themselves by day, outcome, country, topic, language, question, hour
and time, as the report of `rumbo usage` does; it hides nothing and still is the lesser work. Also: how long publishing
takes, once a week. SQLite always; PostgreSQL where its programs are found. The events are made in the run, from a seed.

    python -m benchmarks.usage [--events 1000000]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.generate_usage import Dice, made_up_questions, write_events
from bot.console.app.asks.usage import Look, Wanted
from bot.console_parts.usage import UsageReports
from bot.knowledge.load import read_knowledge
from bot.settings import PROJECT
from bot.storage.engine import Database, open_database
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.publishing import publish_due
from bot.usage.analysis.records import Filters
from bot.usage.analysis.weeks import Period, period_of
from bot.usage.event_log import read_page
from bot.usage.figures import read_figures

SEED = 20261126
UNTIL = date(2026, 11, 22)  # a Sunday
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
ROUNDS = 9
DAYS = [UNTIL - timedelta(days=n) for n in reversed(range(91))]
QUARTER, MONTH = period_of(DAYS[0], UNTIL), period_of(UNTIL - timedelta(days=27), UNTIL)

Page = Callable[[Database], Awaitable[object]]


def pages() -> dict[str, Page]:
    """Every kind of page."""

    def usage(period: Period, filters: Filters) -> Page:
        return lambda database: build_analysis(database, period, filters, compare=True)

    return {
        "usage, 13 weeks beside the 13 before": usage(QUARTER, Filters()),
        "usage, 4 weeks beside the 4 before": usage(MONTH, Filters()),
        "usage, 13 weeks, Chile": usage(QUARTER, Filters(country="CL")),
        "usage, 13 weeks, health": usage(QUARTER, Filters(topic="health")),
        "usage, 13 weeks, lodging in Chile": usage(QUARTER, Filters("CL", "lodging")),
        "usage, 13 weeks, not known, English": usage(QUARTER, Filters(language="en", outcome="not_known")),
        "log, the first page": lambda database: read_page(database, QUARTER),
        "log, the first page, Peru, not known": lambda database: read_page(
            database, QUARTER, Filters(country="PE", outcome="not_known")
        ),
    }


async def milliseconds(work: Callable[[], Awaitable[object]], rounds: int) -> tuple[float, float]:
    """The median and the slowest of some rounds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        await work()
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)[rounds // 2], max(times)


async def measure(name: str, url: str | None, events: int, console: Console) -> None:
    """One database: filled, published, every page and the baseline."""
    with tempfile.TemporaryDirectory() as scratch:
        database = await open_database(url, Path(scratch), clock=lambda: NOW)
        try:
            await write_events(database, Dice(SEED, made_up_questions()), events, DAYS)
            started, own = time.perf_counter(), time.process_time()
            weeks = await publish_due(database)
            took, own = time.perf_counter() - started, time.process_time() - own
            console.print(
                f"{name}: {events:,} events, {weeks} weeks published in {took:.1f} s ({own:.1f} s of the processor)"
            )
            plain, _ = await milliseconds(lambda: _naive(database), 3)
            table = Table(title=name)
            for column in ("page", "median", "slowest of 9", "baseline: sums over the log", "times as fast"):
                table.add_column(column, justify="left" if column == "page" else "right")
            for page, work in pages().items():
                median, slowest = await milliseconds(lambda work=work: work(database), ROUNDS)  # type: ignore[misc]
                beside = (
                    (f"{plain:.0f} ms", f"{plain / median:.0f}")
                    if page.startswith("usage, 13 weeks b")
                    else ("", "")
                )
                table.add_row(page, f"{median:.0f} ms", f"{slowest:.0f} ms", *beside)
            for page, took in (await _console_pages(database)).items():
                table.add_row(page, f"{took:.0f} ms", "", "", "")
            console.print(table)
        finally:
            await database.close()


async def _console_pages(database: Database) -> dict[str, float]:
    """The console's usage page and its charts, each once first and then again from memory."""
    release = read_knowledge(PROJECT / "knowledge", UNTIL).release
    if release is None:
        return {}
    reports = UsageReports(database, lambda: release, lambda: NOW)
    wanted = Wanted(since=DAYS[0], until=UNTIL, compare=True)
    found: dict[str, float] = {}
    works: dict[str, Callable[[], Awaitable[object]]] = {
        "console, usage page, 13 weeks": lambda: reports.report(wanted, "es"),
        "console, the first chart (draws all)": lambda: reports.chart(wanted, "topics", Look(), "es"),
        "console, another chart, dark": lambda: reports.chart(wanted, "worst", Look(dark=True), "es"),
        "console, PNG of one chart": lambda: reports.picture(wanted, "worst", "es"),
        "console, all tables as XLSX": lambda: reports.file(wanted, "xlsx", "es"),
        "console, a page of the log": lambda: reports.log(wanted, "", "es"),
    }
    for name, work in works.items():
        found[f"{name}, first"], _ = await milliseconds(work, 1)
        found[f"{name}, again"], _ = await milliseconds(work, 3)
    return found


async def _naive(database: Database) -> None:
    try:
        await database.read(lambda connection: read_figures(connection, QUARTER.since, QUARTER.until))
    except Exception as error:
        print(f"baseline: {error}")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.usage")
    options.add_argument("--events", type=int, default=1_000_000)
    events = options.parse_args().events
    console = Console()
    asyncio.run(measure("SQLite", None, events, console))
    try:
        from tests.postgres import Server, _programs

        programs = _programs()
    except ImportError:
        programs = None
    if programs is None:
        console.print("PostgreSQL: its programs are not on this machine")
        return
    server = Server(programs)
    try:
        asyncio.run(measure("PostgreSQL", server.new_database(), events, console))
    finally:
        server.remove()


if __name__ == "__main__":
    main()
