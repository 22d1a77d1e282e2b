"""Erases what has been kept long enough, every hour; what days were missed is caught up at the next run."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, distinct, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.desk import erase_old as erase_old_accounts
from bot.storage.clock import hour_number, month_of, months_before
from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.inventory import (
    DAMAGED_DAYS,
    DONE_DAYS,
    EVENT_DAYS,
    LEDGER_HOURS,
    PEOPLE_MONTHS,
    PHRASE_DAYS,
)
from bot.storage.sqlite_file import damaged_files
from bot.storage.statements import insert_into
from bot.storage.tables import (
    monthly_counts,
    monthly_people,
    people,
    unanswered_phrases,
    update_ledger,
    usage_events,
)
from bot.usage.analysis.publishing import publish_due
from bot.usage.closed_marks import erase_old_reports
from bot.usage.old_editing import erase_old_editing
from bot.usage.place_tasks import erase_old_tasks
from bot.usage.pseudonyms import destroy_dead_keys
from bot.usage.subscriptions import erase_old_subscriptions
from bot.usage.unanswered import erase_old_marks

_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows one run erased; `refused` says why it erased nothing."""

    events: int = 0
    phrases: int = 0
    phrase_marks: int = 0
    updates: int = 0
    keys: int = 0
    people: int = 0
    place_reports: int = 0
    place_tasks: int = 0
    accounts: int = 0  # links, sessions and lines of the audit log
    drafts: int = 0  # and names in the history of the knowledge
    subscriptions: int = 0
    damaged_files: int = 0
    refused: str | None = None

    @property
    def total(self) -> int:
        """All rows and files."""
        places = self.place_reports + self.place_tasks
        console = self.accounts + self.drafts
        people = self.events + self.phrases + self.phrase_marks + self.updates + self.keys + self.people
        return people + places + console + self.subscriptions + self.damaged_files


class Retention:
    """Runs the erasing. It asks the database's clock; a clock that runs behind the rows erases nothing."""

    def __init__(self, database: Database, *, pause_seconds: float = 60.0) -> None:
        """`pause_seconds`: how long to wait when the database is away."""
        self._database = database
        self._pause = pause_seconds
        self._task: asyncio.Task[None] | None = None
        self._unscrubbed = False

    def start(self) -> None:
        """Run at once and then every hour."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Run no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def run_once(self) -> Swept:
        """Erase all that is due, and let the freed bytes leave the files. Raises DatabaseAwayError."""
        now = self._database.clock()
        today = now.date()
        newest = await self._database.read(_newest_day)
        if newest is not None and newest > today + timedelta(days=1):
            words = f"the clock says {today}, but there are events of {newest}: nothing is erased until it is right"
            self._database.health.trouble("retention", words)
            return Swept(refused=words)
        await self._publish()
        swept = Swept(
            events=await self._age_events(today - timedelta(days=EVENT_DAYS)),
            phrases=await self._count(_PHRASES, {"limit": today - timedelta(days=PHRASE_DAYS)}),
            phrase_marks=await self._database.write(
                lambda connection: erase_old_marks(connection, today - timedelta(days=DONE_DAYS))
            ),
            updates=await self._count(_UPDATES, {"limit": hour_number(now) - LEDGER_HOURS}),
            keys=await self._database.write(lambda connection: destroy_dead_keys(connection, today)),
            people=await self._count(_PEOPLE, {"limit": months_before(month_of(today), PEOPLE_MONTHS)}),
            place_reports=await self._database.write(
                lambda connection: erase_old_reports(connection, self._database.kind, today)
            ),
            place_tasks=await self._database.write(lambda connection: erase_old_tasks(connection, today)),
            accounts=await self._database.write(
                lambda connection: erase_old_accounts(connection, int(now.timestamp()))
            ),
            drafts=await self._database.write(
                lambda connection: erase_old_editing(connection, int(now.timestamp()))
            ),
            subscriptions=await self._database.write(
                lambda connection: erase_old_subscriptions(connection, today)
            ),
            damaged_files=self._erase_damaged_files(),
        )
        self._unscrubbed = self._unscrubbed or swept.total > 0
        if self._unscrubbed:
            await self._database.shrink()
            self._unscrubbed = not await self._database.scrub_freed()
        self._database.health.well("retention")
        return swept

    async def _run(self) -> None:
        while True:
            try:
                await self.run_once()
                await asyncio.sleep(_HOUR)
            except DatabaseAwayError as error:
                self._database.health.trouble("retention", f"what is due could not be erased yet: {error}")
                await asyncio.sleep(self._pause)

    async def _publish(self) -> None:
        """Publish the weeks that are over, before their events are erased; a failure must not keep those."""
        try:
            await publish_due(self._database)
            self._database.health.well("usage figures")
        except DatabaseAwayError:
            raise
        except Exception as error:
            words = f"the figures of a week could not be made ({type(error).__name__})"
            self._database.health.trouble("usage figures", words)

    async def _age_events(self, limit: date) -> int:
        """Turn events older than `limit` into monthly counts, a day at a time so that no transaction grows long."""
        erased = 0
        for day in await self._database.read(lambda connection: _days_before(connection, limit)):
            erased += await self._database.write(lambda connection, day=day: self._age_day(connection, day))  # type: ignore[misc]
        return erased

    async def _age_day(self, connection: AsyncConnection, day: date) -> int:
        month = month_of(day)
        rows = [
            {**dict(zip(_COUNTED, row[:-1], strict=True)), "month": month, "messages": row[-1]}
            for row in await connection.execute(_COUNT_DAY, {"on": day})
        ]
        insert = insert_into(self._database.kind, monthly_counts)
        add = insert.on_conflict_do_update(
            index_elements=list(monthly_counts.primary_key.columns),
            set_={"messages": monthly_counts.c.messages + insert.excluded.messages},
        )
        if rows:
            await connection.execute(add, rows)
        seen = await connection.scalar(_PEOPLE_OF_DAY, {"on": day})
        insert = insert_into(self._database.kind, monthly_people)
        add = insert.on_conflict_do_update(
            index_elements=[monthly_people.c.month],
            set_={"people_days": monthly_people.c.people_days + insert.excluded.people_days},
        )
        await connection.execute(add, [{"month": month, "people_days": seen or 0}])
        return (await connection.execute(_ERASE_DAY, {"on": day})).rowcount

    async def _count(self, statement: object, values: dict[str, object]) -> int:
        async def work(connection: AsyncConnection) -> int:
            return int((await connection.execute(statement, values)).rowcount)  # type: ignore[call-overload]

        return await self._database.write(work)

    def _erase_damaged_files(self) -> int:
        if self._database.path is None:
            return 0
        limit = self._database.clock().timestamp() - DAMAGED_DAYS * 86_400
        erased = 0
        for file in damaged_files(self._database.path):
            with suppress(OSError):
                if file.stat().st_mtime < limit:
                    file.unlink()
                    erased += 1
        return erased


_COUNTED = ("language", "country", "topic", "question", "outcome", "feedback")
_VALUES = [func.coalesce(usage_events.c[name], literal_column("''")) for name in _COUNTED]
_COUNT_DAY = select(*_VALUES, func.count()).where(usage_events.c.day == bindparam("on")).group_by(*_VALUES)
_PEOPLE_OF_DAY = select(func.count(distinct(usage_events.c.pseudonym))).where(
    usage_events.c.day == bindparam("on")
)
_ERASE_DAY = delete(usage_events).where(usage_events.c.day == bindparam("on"))
_PHRASES = delete(unanswered_phrases).where(unanswered_phrases.c.day < bindparam("limit"))
_UPDATES = delete(update_ledger).where(update_ledger.c.hour <= bindparam("limit"))
_PEOPLE = delete(people).where(people.c.month <= bindparam("limit"))


async def _newest_day(connection: AsyncConnection) -> date | None:
    newest: date | None = await connection.scalar(select(func.max(usage_events.c.day)))
    return newest


async def _days_before(connection: AsyncConnection, limit: date) -> list[date]:
    found = await connection.execute(
        select(usage_events.c.day).where(usage_events.c.day < limit).distinct().order_by(usage_events.c.day)
    )
    return list(found.scalars())
