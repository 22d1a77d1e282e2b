"""Counts people who found a place closed, and tells which places that many say it of that others must be warned."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.keys import Keys
from bot.usage.closed_marks import ClosedMarks, first_day, one_at_a_time
from bot.usage.place_tasks import closed_places, open_if_enough

A_DAY = 10  # reports of one person that count on one day: nobody closes a whole town
LONGEST_ID = 48  # characters of a place's id
_ROOM = 1000  # reports that wait while the database is away


@dataclass(frozen=True, slots=True)
class _Report:
    """One report on its way to the database. `person` goes into the mark and nowhere else."""

    day: date
    place: str
    country: str
    person: str = field(repr=False)


class ClosedReports:
    """Takes reports, and holds the places to warn of as plain values. No method raises for a database that is away.

    What one process wrote the others know within `refresh_seconds`.
    """

    def __init__(self, database: Database, keys: Keys, *, refresh_seconds: float = 60.0) -> None:
        self._database = database
        self._marks = ClosedMarks(database, keys)
        self._every = refresh_seconds
        self._waiting: list[_Report] = []
        self._closed: Mapping[str, date] = MappingProxyType({})
        self._task: asyncio.Task[None] | None = None

    @property
    def closed(self) -> Mapping[str, date]:
        """The places that enough people found closed, each with the day of the first report that counts."""
        return self._closed

    @property
    def waiting(self) -> int:
        """How many reports wait for the database."""
        return len(self._waiting)

    async def report(self, person: str, place: str, country: str) -> None:
        """Count that a person found a place closed: once in 14 days, and at most ten places a day."""
        if len(place) > LONGEST_ID or len(country) != 2:
            return
        if len(self._waiting) >= _ROOM:
            self._database.health.trouble(
                "place reports", "reports of closed places are dropped: too many wait"
            )
            return
        self._waiting.append(_Report(self._today(), place, country, person))
        with suppress(DatabaseAwayError):  # it waits, and is written at a later refresh
            await self._write()

    async def refresh(self) -> None:
        """Write what waits, and learn what other processes wrote. With the database away all stays as it is."""
        with suppress(DatabaseAwayError):
            if self._waiting:
                await self._write()
                return
            today = self._today()
            closed = await self._database.look_up(lambda connection: closed_places(connection, today))
            self._closed = MappingProxyType(closed)

    async def erase(self, connection: AsyncConnection, person: str) -> None:
        """Erase a person's reports: those that wait, and those whose keys live."""
        self._waiting = [report for report in self._waiting if report.person != person]
        await self._marks.erase(connection, person)

    def start(self) -> None:
        """Refresh at once, and then again and again."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Write what waits, if the database lets us, and stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._waiting:
            self._database.try_now()
            await self.refresh()

    async def _run(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(self._every)

    async def _write(self) -> None:
        """Store what waits, in one transaction, and learn what follows from it."""
        today, written = self._today(), list[_Report]()

        async def work(connection: AsyncConnection) -> dict[str, date]:
            # Taken inside the transaction: a forgetting that came first has taken its person's reports away.
            written[:] = self._waiting
            await one_at_a_time(connection, self._database.kind)
            for report in written:
                if report.day >= first_day(today):
                    await self._store(connection, report, today)
            return await closed_places(connection, today)

        self._closed = MappingProxyType(await self._database.write(work))
        done = set(map(id, written))
        self._waiting = [report for report in self._waiting if id(report) not in done]
        self._database.health.well("place reports")

    async def _store(self, connection: AsyncConnection, report: _Report, today: date) -> None:
        if await self._marks.said_at(connection, report.person, report.place):
            return
        if await self._marks.said_on(connection, report.person, report.day) >= A_DAY:
            return
        await self._marks.store(connection, report.person, report.place, report.day)
        await open_if_enough(connection, self._database.kind, report.place, report.country, today)

    def _today(self) -> date:
        return self._database.clock().date()
