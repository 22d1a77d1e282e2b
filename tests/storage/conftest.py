"""Databases for the tests: each test that asks for `database` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage.engine import Database, open_database
from tests.postgres import Server, postgres_server
from tests.storage.kit import MovedClock
from tests.storage.prepared import prepared_address, put_database

__all__ = ["postgres_server"]


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "data"


@pytest.fixture
def prepared() -> bool:
    """Whether a database is a copy of one that the migrations made; else its first opening runs them."""
    return True


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, folder: Path, prepared: bool) -> Iterator[str | None]:
    """DATABASE_URL, for both engines."""
    if request.param == "sqlite":
        if prepared:
            put_database(folder)
        yield None
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.copy_of(prepared_address(server)) if prepared else server.new_database()
    yield url
    server.drop_database(url)


@pytest.fixture
async def database(address: str | None, folder: Path, clock: MovedClock) -> AsyncIterator[Database]:
    """An open database, on both engines."""
    opened = await open_database(address, folder, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def embedded(folder: Path, clock: MovedClock, prepared: bool) -> AsyncIterator[Database]:
    """An open SQLite database that is tried again soon after a failure."""
    if prepared:
        put_database(folder)
    opened = await open_database(None, folder, clock=clock, retry_seconds=0.02)
    yield opened
    await opened.close()
