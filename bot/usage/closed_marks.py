"""Marks that count a person once a place, under a random key of that place and day that dies with its reports.

A key a place and day, not one for as long as a place is talked about: so no key outlives 14 days, and the marks of one
person at two places, or on two days, have nothing in common.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.inventory import REPORT_DAYS
from bot.storage.keys import Keys
from bot.storage.sealing import seal, unseal
from bot.storage.statements import Kind, insert_into
from bot.storage.tables import place_report_keys, place_reports

PlaceDay = tuple[str, date]
_LENGTH = 16
_MANY = 500  # marks asked for in one statement
_LOCK = 7_862_267  # any fixed number: replicas count reports one after the other


def closed_mark(key: bytes, person: str) -> bytes:
    """The 16-byte mark of a person under the key of a place and day: HMAC-SHA256, cut."""
    return hmac.digest(key, b"closed\0" + person.encode(), "sha256")[:_LENGTH]


def first_day(today: date) -> date:
    """The oldest day whose reports still count."""
    return today - timedelta(days=REPORT_DAYS - 1)


class ClosedMarks:
    """The living keys, shared by all replicas through the database, sealed under the master key."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._sealing = keys.subkey("place report keys")

    async def said_at(self, connection: AsyncConnection, person: str, place: str) -> bool:
        """Whether a person's report about a place still counts."""
        living = await self._living(connection, place_report_keys.c.place == place)
        return await _count(connection, _marks(living, person)) > 0

    async def said_on(self, connection: AsyncConnection, person: str, day: date) -> int:
        """How many reports a person made on a day."""
        living = await self._living(connection, place_report_keys.c.day == day)
        return await _count(connection, _marks(living, person))

    async def store(self, connection: AsyncConnection, person: str, place: str, day: date) -> None:
        """Store one report under the key of the place and day, made if need be."""
        living = await self._living(
            connection, place_report_keys.c.place == place, place_report_keys.c.day == day
        )
        key = living.get((place, day)) or await self._made(connection, place, day)
        row = {"place": place, "day": day, "mark": closed_mark(key, person)}
        await connection.execute(
            insert_into(self._database.kind, place_reports).on_conflict_do_nothing(), row
        )

    async def erase(self, connection: AsyncConnection, person: str) -> None:
        """Erase every report of a person that can still be found; those whose keys are dead lead to nobody."""
        await one_at_a_time(connection, self._database.kind)
        for marks in _dealt(_marks(await self._living(connection), person)):
            await connection.execute(_ERASE, {"marks": marks})
        await destroy_idle_keys(connection)

    async def _living(
        self, connection: AsyncConnection, *where: ColumnElement[bool]
    ) -> dict[PlaceDay, bytes]:
        """The keys of reports that still count, opened. One of another master key is left out."""
        oldest = first_day(self._database.clock().date())
        rows = await connection.execute(_KEYS.where(place_report_keys.c.day >= oldest, *where))
        opened = {(row.place, row.day): self._opened(row.place, row.day, row.sealed) for row in rows}
        return {of: key for of, key in opened.items() if key is not None}

    def _opened(self, place: str, day: date, sealed: bytes) -> bytes | None:
        return unseal(self._sealing, _bound(place, day), bytes(sealed))

    async def _made(self, connection: AsyncConnection, place: str, day: date) -> bytes:
        """A new key; it takes the room of one that cannot be opened (other master key)."""
        key = secrets.token_bytes(32)
        sealed = seal(self._sealing, _bound(place, day), key)
        insert = insert_into(self._database.kind, place_report_keys)
        put = insert.on_conflict_do_update(
            index_elements=[place_report_keys.c.place, place_report_keys.c.day],
            set_={"sealed": insert.excluded.sealed},
        )
        await connection.execute(put, {"place": place, "day": day, "sealed": sealed})
        return key


async def one_at_a_time(connection: AsyncConnection, kind: Kind) -> None:
    """Wait until no other replica is counting reports, and keep them waiting until this transaction ends.

    Two reports at once would each see two and open no task. SQLite lets only one write anyway.
    """
    if kind == "postgresql":
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


async def erase_old_reports(connection: AsyncConnection, kind: Kind, today: date) -> int:
    """Erase the reports that no longer count, with their keys; how many there were."""
    await one_at_a_time(connection, kind)
    erased = (await connection.execute(_ERASE_OLD, {"limit": first_day(today)})).rowcount
    await destroy_idle_keys(connection)
    return erased


async def destroy_idle_keys(connection: AsyncConnection) -> None:
    """Overwrite and delete every key that has no report any more. Ask for it inside `one_at_a_time`."""
    idle = (await connection.execute(_IDLE)).all()
    for place, day in idle:
        of = {"of": place, "on": day}
        await connection.execute(_OVERWRITE, {**of, "noise": secrets.token_bytes(285)})
        await connection.execute(_DESTROY, of)


def _marks(living: Mapping[PlaceDay, bytes], person: str) -> list[bytes]:
    return [closed_mark(key, person) for key in living.values()]


async def _count(connection: AsyncConnection, marks: list[bytes]) -> int:
    return sum([await connection.scalar(_COUNT, {"marks": some}) or 0 for some in _dealt(marks)])


def _dealt(marks: Iterable[bytes]) -> Iterable[list[bytes]]:
    left = iter(marks)
    while some := list(islice(left, _MANY)):
        yield some


def _bound(place: str, day: date) -> bytes:
    return f"{day.isoformat()} {place}".encode()


_KEYS = select(place_report_keys)
_MARKED = place_reports.c.mark.in_(bindparam("marks", expanding=True))
_COUNT = select(func.count()).select_from(place_reports).where(_MARKED)
_ERASE = delete(place_reports).where(_MARKED)
_ERASE_OLD = delete(place_reports).where(place_reports.c.day < bindparam("limit"))
_USED = exists().where(
    place_reports.c.place == place_report_keys.c.place, place_reports.c.day == place_report_keys.c.day
)
_IDLE = select(place_report_keys.c.place, place_report_keys.c.day).where(~_USED)
_THIS = (place_report_keys.c.place == bindparam("of"), place_report_keys.c.day == bindparam("on"))
_OVERWRITE = update(place_report_keys).where(*_THIS).values(sealed=bindparam("noise"))
_DESTROY = delete(place_report_keys).where(*_THIS)
