"""A console over a real knowledge folder, its real editing desk and the real tasks, on a day on which things are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.console_parts.tasks import PlaceTasks
from bot.editing.desk import EditingDesk
from bot.editing.records import Published
from bot.usage.closed_reports import ClosedReports
from tests.console.app.house import House, console, open_house
from tests.editing.desk import Desk
from tests.knowledge.folder import write_folder
from tests.storage.kit import KEYS

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
RENEW = "/console/confirm/PE/answer/pe-renew-residence"
OFFICE = "/console/confirm/PE/place/pe-office"
POLICE = "/console/confirm/PE/line/pe-police"


class ServingDesk(EditingDesk):
    """What is published is served at once, as the follower of the running bot does within seconds."""

    desk: Desk

    async def publish(self, ids: Sequence[str], by: str, why: str = "", explanation: str = "") -> Published:
        done = await super().publish(ids, by, why, explanation)
        self.desk.reload()
        return done


@dataclass
class WorkHouse:
    """A house with knowledge that can be edited. `desk`: what stands in the folder, and what is served."""

    house: House
    desk: Desk
    editing: EditingDesk

    async def found_closed(self, place: str = "pe-office", country: str = "PE") -> None:
        """Three people found the place closed."""
        reports = ClosedReports(self.house.database, KEYS)
        for person in ("telegram:1", "telegram:2", "telegram:3"):
            await reports.report(person, place, country)


async def open_work(folder: Path, **more: object) -> WorkHouse:
    """The house; `more`: other fields of Services."""
    house = await open_house(folder / "data")
    return await furnished(house, folder, **more)


async def furnished(house: House, folder: Path, **more: object) -> WorkHouse:
    """The house with its knowledge folder, desk and tasks."""
    house.clock.now = NOON
    root = write_folder(folder / "knowledge")
    desk = Desk(root, house.database)
    editing = ServingDesk(root, house.database, lambda: desk.release, desk.publishing)
    editing.desk = desk
    values: dict[str, object] = {
        "editing": editing,
        "tasks": PlaceTasks(house.database),
        "release": lambda: desk.release,
        **more,
    }
    house.app = console(house.accounts, house.clock, **values)
    return WorkHouse(house, desk, editing)
