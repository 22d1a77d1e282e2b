"""The places that people found closed, out of the database."""

from __future__ import annotations

from bot.console.app.asks.tasks import ClosedPlace, NotAnOrganisation
from bot.storage.engine import Database
from bot.usage.place_tasks import ENOUGH, NoOrganisation, PlaceTask, clear_place, open_tasks


class PlaceTasks:
    """bot.console.app.asks.tasks.Tasks over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def closed_places(self) -> tuple[ClosedPlace, ...]:
        return tuple(_shown(task) for task in await open_tasks(self._database))

    async def clear(self, place: str, by: str | None) -> bool:
        try:
            return await clear_place(self._database, place, by)
        except NoOrganisation as refused:
            raise NotAnOrganisation(str(refused)) from None


def _shown(task: PlaceTask) -> ClosedPlace:
    """Of one or two reports nothing is told: they are about a person or two."""
    if task.reports < ENOUGH:
        return ClosedPlace(task.place, task.country, task.opened, 0, None)
    return ClosedPlace(task.place, task.country, task.opened, task.reports, task.since)
