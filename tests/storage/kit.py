"""What the tests of storage and usage share: a clock that is moved by hand, keys, and a look into files byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from bot.storage.engine import Database
from bot.storage.keys import Keys

KEYS = Keys(b"a key for tests, of 32 bytes ...")


class MovedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2025, 3, 9, 15, 30, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def files_with(folder: Path, *needles: bytes) -> dict[str, int]:
    """The files under a folder that hold any of the needles, as they are or in hexadecimal, and how often."""
    wanted = [form for needle in needles for form in (needle, needle.hex().encode(), needle[::-1])]
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            if count := sum(content.count(form) for form in wanted):
                found[file.name] = count
    return found


async def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    """The rows of a plain query."""

    async def work(connection: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await connection.execute(text(query))]

    return await database.read(work)


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for a condition; fail when it does not come true."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it did not come true within {seconds} seconds")


def on_every_connection(database: Database, pragma: str) -> Callable[[], None]:
    """Run a pragma whenever a connection is used, until the returned function is called."""
    pool = database._engine.sync_engine.pool  # type: ignore[union-attr]
    switched_on = [True]

    def run(connection: Any, _record: Any, _proxy: Any) -> None:
        if switched_on[0]:
            cursor = connection.cursor()
            cursor.execute(pragma)
            cursor.close()

    event.listen(pool, "checkout", run)
    return lambda: switched_on.__setitem__(0, False)
