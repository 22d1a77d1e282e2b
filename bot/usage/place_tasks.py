"""Tasks for a country's editors: places that three people found closed, until a check clears them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.inventory import TASK_DAYS
from bot.storage.statements import Kind, insert_into
from bot.storage.tables import place_reports, place_tasks
from bot.usage.closed_marks import destroy_idle_keys, first_day, one_at_a_time
from bot.usage.scrub import normalise, scrub

ENOUGH = 3  # independent reports that make a warning and a task
MOST_OF_NAME = 40


class NoOrganisation(ValueError):
    """What was given as the one who checked could point at a person; the message says what to write."""


@dataclass(frozen=True, slots=True)
class PlaceTask:
    """A place that waits for a check. `reports` and `since` are of the last 14 days; 0 and None where they have died."""

    place: str
    country: str
    opened: date
    reports: int
    since: date | None


async def closed_places(connection: AsyncConnection, today: date) -> dict[str, date]:
    """The places that enough people found closed in the last 14 days, each with the day of the first report."""
    found = await connection.execute(_CLOSED, {"oldest": first_day(today), "enough": ENOUGH})
    return {row[0]: row[1] for row in found}


async def open_if_enough(
    connection: AsyncConnection, kind: Kind, place: str, country: str, today: date
) -> None:
    """Open a task for a place that enough people found closed, unless one is open. Ask inside `one_at_a_time`."""
    if place not in await closed_places(connection, today):
        return
    if await connection.scalar(_OPEN_OF, {"of": place}):
        return
    put = insert_into(kind, place_tasks).on_conflict_do_update(  # one that was cleared today is open again
        index_elements=[place_tasks.c.place, place_tasks.c.opened], set_={"cleared": None, "cleared_by": None}
    )
    await connection.execute(put, {"place": place, "opened": today, "country": country})


async def open_tasks(database: Database) -> tuple[PlaceTask, ...]:
    """Every task that waits for a check, by country and age. Raises DatabaseAwayError."""
    oldest = first_day(database.clock().date())

    async def work(connection: AsyncConnection) -> tuple[PlaceTask, ...]:
        return tuple(PlaceTask(*row) for row in await connection.execute(_OPEN, {"oldest": oldest}))

    return await database.look_up(work)


async def open_counts(database: Database) -> Mapping[str, int]:
    """How many places wait for a check, by country. Raises DatabaseAwayError."""

    async def work(connection: AsyncConnection) -> dict[str, int]:
        return {row[0]: row[1] for row in await connection.execute(_COUNTS)}

    return await database.look_up(work)


async def clear_place(database: Database, place: str, by: str | None = None) -> bool:
    """Note that a place was checked and is open: its reports and their keys go, its task is closed.

    `by`: the organisation that checked. False where there was nothing to clear. Raises NoOrganisation where `by` could point
    at a person, and DatabaseAwayError.
    """
    organisation = _organisation(by)
    today = database.clock().date()

    async def work(connection: AsyncConnection) -> bool:
        await one_at_a_time(connection, database.kind)
        reports = (await connection.execute(_ERASE, {"of": place})).rowcount
        await destroy_idle_keys(connection)
        closed = await connection.execute(_CLEAR, {"of": place, "today": today, "who": organisation})
        return reports + closed.rowcount > 0

    cleared = await database.write(work)
    await database.scrub_freed()
    return cleared


async def erase_old_tasks(connection: AsyncConnection, today: date) -> int:
    """Erase the tasks that were cleared long enough ago; how many there were."""
    limit = today - timedelta(days=TASK_DAYS)
    return (await connection.execute(_ERASE_TASKS, {"limit": limit})).rowcount


def _organisation(by: str | None) -> str | None:
    if by is None:
        return None
    name = " ".join(normalise(by).split())
    if not name or len(name) > MOST_OF_NAME or scrub(name) != name:
        msg = f"'{by}': write the organisation that checked, in at most {MOST_OF_NAME} letters, no number or address"
        raise NoOrganisation(msg)
    return name


_reports = func.count(place_reports.c.mark)
_CLOSED = (
    select(place_reports.c.place, func.min(place_reports.c.day))
    .where(place_reports.c.day >= bindparam("oldest"))
    .group_by(place_reports.c.place)
    .having(_reports >= bindparam("enough"))
)
_UNCLEARED = place_tasks.c.cleared.is_(None)
_OPEN_OF = select(place_tasks.c.place).where(place_tasks.c.place == bindparam("of"), _UNCLEARED)
_COUNTS = select(place_tasks.c.country, func.count()).where(_UNCLEARED).group_by(place_tasks.c.country)
_OPEN = (
    select(
        place_tasks.c.place,
        place_tasks.c.country,
        place_tasks.c.opened,
        _reports,
        func.min(place_reports.c.day),
    )
    .outerjoin_from(
        place_tasks,
        place_reports,
        (place_reports.c.place == place_tasks.c.place) & (place_reports.c.day >= bindparam("oldest")),
    )
    .where(_UNCLEARED)
    .group_by(place_tasks.c.place, place_tasks.c.country, place_tasks.c.opened)
    .order_by(place_tasks.c.country, place_tasks.c.opened, place_tasks.c.place)
)
_ERASE = delete(place_reports).where(place_reports.c.place == bindparam("of"))
_CLEAR = (
    update(place_tasks)
    .where(place_tasks.c.place == bindparam("of"), _UNCLEARED)
    .values(cleared=bindparam("today"), cleared_by=bindparam("who"))
)
_ERASE_TASKS = delete(place_tasks).where(place_tasks.c.cleared < bindparam("limit"))
