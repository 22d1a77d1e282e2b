"""What `rumbo places closed` does: shows the places that wait for a check, and clears one that was checked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from bot.conversation.closed import find_place
from bot.knowledge.load import read_release
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.storage.engine import Database, DatabaseAwayError, open_database
from bot.usage.place_tasks import ENOUGH, PlaceTask, clear_place, open_tasks

T = TypeVar("T")
_AWAY = "The database cannot be used: {why}."


def print_closed(settings: Settings, knowledge: Path, console: Console) -> int:
    """Prints the places that wait for a check. The exit code: 0, or 1 where the database cannot be used."""
    try:
        tasks = _with_database(settings, open_tasks)
    except DatabaseAwayError as away:
        return _failed(_AWAY.format(why=away), console)
    if tasks:
        console.print(tasks_table(tasks, cities_of([task.place for task in tasks], knowledge)))
    else:
        console.print("No place waits for a check.")
    return 0


def clear_checked(settings: Settings, place: str, by: str | None, console: Console) -> int:
    """Clears a place that was checked and is open. The exit code: 0, or 1 where there was nothing to clear.

    Raises NoOrganisation where `by` could point at a person.
    """
    try:
        cleared = _with_database(settings, lambda database: clear_place(database, place, by))
    except DatabaseAwayError as away:
        return _failed(_AWAY.format(why=away), console)
    if not cleared:
        return _failed(f"Nobody said that '{place}' was closed: there is nothing to clear.", console)
    console.print(f"Cleared: within a minute nobody is warned of '{place}' any more.", markup=False)
    return 0


def tasks_table(tasks: Sequence[PlaceTask], cities: dict[str, str]) -> Table:
    """The tasks as a table. Of fewer than three reports only that much is shown: they are about a person or two."""
    table = Table("place", "city", "country", "reports", "since", "task opened")
    for task in tasks:
        enough = task.reports >= ENOUGH
        table.add_row(
            task.place,
            cities.get(task.place, "not in the knowledge"),
            task.country,
            str(task.reports) if enough else f"<{ENOUGH}",
            str(task.since) if enough else "",
            str(task.opened),
        )
    return table


def cities_of(places: Iterable[str], knowledge: Path) -> dict[str, str]:
    """The cities of those of the places that the knowledge still has."""
    release, _ = read_release(knowledge, datetime.now(UTC).date())
    found = [find_place(release, place) for place in places] if release else []
    return {place.id: place.city for place in found if place is not None}


def _with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    set_up_logs("WARNING")

    async def run() -> T:
        database = await open_database(settings.database_url, settings.data)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _failed(words: str, console: Console) -> int:
    console.print(words, style="red", markup=False)
    return 1
