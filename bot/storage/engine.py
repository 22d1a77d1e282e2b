"""The database: opened, upgraded, mended and reopened here, so that the stores only say what to read and write.

Whatever goes wrong comes out as DatabaseAwayError, and the next call that may succeed is tried a second later: callers
fall back to memory meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage import sqlite_file
from bot.storage.address import database_address
from bot.storage.clock import Clock, utc_now
from bot.storage.health import Health
from bot.storage.upgrade import NewerDatabaseError, is_current, upgrade

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]
Way = Literal["read", "write"]

_BEGIN = "rumbo_begin"  # execution option: the statement that opens the transaction, empty for none
_POSTGRES = {
    "timeout": 2,
    "command_timeout": 5,
    "server_settings": {
        "lock_timeout": "2000",
        "statement_timeout": "5000",
        "idle_in_transaction_session_timeout": "10000",
    },
}


# A plain VACUUM leaves the bytes of dead rows in their pages; FULL writes the table anew (0.2 s for 100,000 people). The
# events are too many for that: theirs are pseudonyms, which lead to nobody once the key of their day is gone.
_VACUUM = (
    "VACUUM (FULL) people",
    "VACUUM (FULL) pseudonym_keys",
    "VACUUM (FULL) place_report_keys",
    "VACUUM (FULL) place_reports",
    "VACUUM (FULL) accounts",
    "VACUUM account_links",
    "VACUUM account_sessions",
    "VACUUM usage_events",
    "VACUUM unanswered_phrases",
)


class DatabaseAwayError(Exception):
    """The database cannot be used now; the message says why, in words and without any data."""


class Database:
    """One database and its connections. `read` and `write` run a piece of work in one transaction."""

    def __init__(
        self,
        address: URL,
        *,
        health: Health | None = None,
        clock: Clock = utc_now,
        retry_seconds: float = 1.0,
    ) -> None:
        self.kind: Literal["sqlite", "postgresql"] = (
            "sqlite" if address.drivername.startswith("sqlite") else "postgresql"
        )
        self.clock = clock
        self.health = health or Health(clock)
        self.path = Path(address.database or "") if self.kind == "sqlite" else None
        self._address = address
        self._retry_seconds = retry_seconds
        self._engine: AsyncEngine | None = None
        self._identity: tuple[int, int] | None = None
        self._opening = asyncio.Lock()
        self._writing = asyncio.Lock()
        self._away: dict[Way, tuple[float, str]] = {}  # until when not to try again (monotonic), and why

    async def read(self, work: Work[T]) -> T:
        """What `work` gives, run in a reading transaction. Raises DatabaseAwayError."""
        return await self._guarded("read", work, "BEGIN")

    async def look_up(self, work: Work[T]) -> T:
        """What `work`, which is a single SELECT, gives: the cheapest way to read. Raises DatabaseAwayError."""
        return await self._guarded("read", work, "")

    async def write(self, work: Work[T]) -> T:
        """What `work` gives, run in a transaction that is durable on return. Raises DatabaseAwayError.

        One at a time in this process, so that writers never fight each other for the file.
        """
        async with self._writing:
            return await self._guarded("write", work, "BEGIN IMMEDIATE")

    async def scrub_freed(self) -> bool:
        """Make what was deleted leave the files too; False when that must be tried again later.

        SQLite: the file is written anew and the write-ahead log emptied into it. PostgreSQL: VACUUM; its own write-ahead log
        keeps sealed rows until the server recycles it.
        """
        try:
            async with self._writing:
                if self.kind == "sqlite":
                    return await self._guarded("write", _empty_log, "")
                await self._vacuum()
                return True
        except DatabaseAwayError:
            return False

    async def shrink(self) -> None:
        """Give freed pages of the embedded database back to the disk. Raises DatabaseAwayError."""
        if self.kind == "sqlite":
            async with self._writing:
                await self._guarded("write", _release_pages, "")

    def try_now(self) -> None:
        """Forget that the database was away a moment ago: the next call tries it (before the program stops, say)."""
        self._away.clear()

    async def close(self) -> None:
        """Close every connection."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()

    # ---- one guarded transaction ------------------------------------------------------------------------

    async def _guarded(self, way: Way, work: Work[T], begin: str) -> T:
        until, why = self._away.get(way, (0.0, ""))
        if time.monotonic() < until:
            raise DatabaseAwayError(why)
        began = time.monotonic()
        try:
            engine = await self._open_engine()
            async with engine.connect() as connection:
                if self.kind == "sqlite":
                    await connection.execution_options(**{_BEGIN: begin})
                async with connection.begin():
                    result = await work(connection)
        except Exception as error:  # any failure at all: the answer path must go on without the database
            raise await self._failed(way, error, time.monotonic() - began) from None
        self._away.pop(way, None)
        self.health.well(f"database {way}")
        return result

    async def _failed(self, way: Way, error: Exception, seconds: float) -> DatabaseAwayError:
        """Note the failure and let the database alone for a while: longer, the longer people waited for it in vain."""
        why = self._words(error)
        if _is_of_the_value(error):
            return DatabaseAwayError(why)
        self._away[way] = (time.monotonic() + max(self._retry_seconds, 4 * seconds), why)
        self.health.trouble(f"database {way}", why)
        if self.path is not None and sqlite_file.is_damage(error):
            await self._begin_anew(self.path)
        return DatabaseAwayError(why)

    def _words(self, error: Exception) -> str:
        if isinstance(error, NewerDatabaseError):
            return str(error)
        if self.kind == "sqlite":
            return sqlite_file.why(error)
        origin = getattr(error, "orig", None) or error
        code = getattr(origin, "sqlstate", None)
        return (
            f"PostgreSQL does not answer as it should ({type(origin).__name__}{f', {code}' if code else ''})"
        )

    # ---- opening ----------------------------------------------------------------------------------------

    async def _open_engine(self) -> AsyncEngine:
        engine = self._engine
        if engine is not None and (self.path is None or sqlite_file.identity(self.path) == self._identity):
            return engine
        async with self._opening:
            if self._engine is not None and self.path is not None:
                if sqlite_file.identity(self.path) == self._identity:
                    return self._engine
                self.health.trouble("database file", "the database file was taken away: a new one was begun")
                await self.close()
            if self._engine is None:
                self._engine = await self._opened()
            return self._engine

    async def _opened(self) -> AsyncEngine:
        if self.path is not None:
            sqlite_file.make_private(self.path)
        engine = self._make_engine()
        try:
            await self._prepare(engine)
        except BaseException:
            await engine.dispose()
            raise
        if self.path is not None:
            self._identity = sqlite_file.identity(self.path)
        return engine

    def _make_engine(self) -> AsyncEngine:
        if self.kind == "postgresql":
            return create_async_engine(
                self._address, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=5,
                pool_timeout=3, connect_args=dict(_POSTGRES),
            )  # fmt: skip
        # Each connection is a thread with a file handle: few, and kept open. The pool's own rollback would cost a third
        # of a lookup; _begin_sqlite looks instead whether the last transaction was ended.
        engine = create_async_engine(
            self._address,
            hide_parameters=True,
            pool_size=3,
            max_overflow=0,
            pool_use_lifo=True,
            pool_timeout=3,
            pool_reset_on_return=None,
        )
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine

    async def _prepare(self, engine: AsyncEngine) -> None:
        if self.kind == "sqlite":
            async with engine.connect() as connection:
                checked = await connection.scalar(text("PRAGMA quick_check(1)"))
            if checked != "ok":
                await engine.dispose()
                await self._begin_anew(Path(self._address.database or ""))
        async with engine.connect() as connection:
            if await connection.run_sync(is_current):
                return  # a database that is locked or read-only can still be read
        async with engine.connect() as connection:
            if self.kind == "sqlite":
                await connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            async with connection.begin():
                await connection.run_sync(upgrade)

    async def _begin_anew(self, path: Path) -> None:
        """Set the damaged file aside; the next call makes a new one."""
        await self.close()
        try:
            target = sqlite_file.set_aside(path, self.clock())
        except OSError as error:
            self.health.trouble(
                "database file", f"the database is damaged and cannot be moved ({error.strerror})"
            )
            return
        sqlite_file.make_private(path)
        self._away.clear()
        self.health.trouble(
            "database file", f"the database was damaged: it was set aside as {target.name}, a new one begun"
        )

    async def _vacuum(self) -> None:
        began = time.monotonic()
        try:
            engine = await self._open_engine()
            async with engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text("SET statement_timeout = '60s'"))
                for statement in _VACUUM:
                    await connection.execute(text(statement))
                await connection.execute(text("SET statement_timeout = '5s'"))
        except Exception as error:
            raise await self._failed("write", error, time.monotonic() - began) from None


def _is_of_the_value(error: Exception) -> bool:
    """Whether PostgreSQL answers that it cannot hold a value (class 22: a NUL in a text): it is not away for others."""
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(code, str) and code.startswith("22")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    sqlite_file.set_up(connection)


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if driver.in_transaction:  # whoever had the connection before was cancelled in the middle
        connection.exec_driver_sql("ROLLBACK")
    begin = connection.get_execution_options().get(_BEGIN, "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)


async def _empty_log(connection: AsyncConnection) -> bool:
    """Whether the log could be emptied; who else is at it is waited for by asking again, not here.

    The file is written anew first: secure_delete zeroes what is deleted, but not the copies that rebalancing an index leaves
    in the free part of its pages (seen once in about ten forgettings among 3,000 events).
    """
    await connection.exec_driver_sql("PRAGMA busy_timeout=20")
    try:
        try:
            await connection.exec_driver_sql("VACUUM")
        except OperationalError:  # somebody else is writing
            return False
        row = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        return int(row[0]) == 0
    finally:
        await connection.exec_driver_sql(sqlite_file.PRAGMAS[0])


async def _release_pages(connection: AsyncConnection) -> None:
    raw: Any = (await connection.get_raw_connection()).driver_connection
    # Each step of it frees one page, and as it gives no rows, `execute` takes one step only.
    await raw.executescript("PRAGMA incremental_vacuum")


async def open_database(
    url: str | None,
    data_folder: Path,
    *,
    health: Health | None = None,
    clock: Clock = utc_now,
    retry_seconds: float = 1.0,
) -> Database:
    """The database, opened and upgraded if it can be reached; if not, it is tried again at use, every `retry_seconds`.

    Raises AddressRefusedError when `url` is no address of PostgreSQL. Never raises for a database that is away: look
    at `health.troubles`.
    """
    database = Database(
        database_address(url, data_folder), health=health, clock=clock, retry_seconds=retry_seconds
    )
    for _attempt in (1, 2):  # the second opens the new file where the first set a damaged one aside
        with suppress(DatabaseAwayError):  # noted in health; the stores work from memory
            await database.write(_nothing)
            break
    return database


async def _nothing(connection: AsyncConnection) -> None:
    await connection.execute(text("SELECT 1"))
