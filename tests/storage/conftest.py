"""Databases for the tests: each test that asks for `database` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage.engine import Database, open_database
from tests.postgres import Server, postgres_server
from tests.storage.kit import MovedClock

__all__ = ["postgres_server"]


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "data"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """DATABASE_URL, for both engines."""
    if request.param == "sqlite":
        yield None
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.new_database()
    yield url
    server.drop_database(url)


@pytest.fixture
async def database(address: str | None, folder: Path, clock: MovedClock) -> AsyncIterator[Database]:
    """An open database, on both engines."""
    opened = await open_database(address, folder, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def embedded(folder: Path, clock: MovedClock) -> AsyncIterator[Database]:
    """An open SQLite database that is tried again soon after a failure."""
    opened = await open_database(None, folder, clock=clock, retry_seconds=0.02)
    yield opened
    await opened.close()
