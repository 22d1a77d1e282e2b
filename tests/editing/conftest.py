"""Editing is tested on the same databases as the storage room, over a small knowledge folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.engine import Database, open_database
from tests.editing.desk import Desk
from tests.knowledge.folder import write_folder
from tests.storage.conftest import address, database, embedded, folder, postgres_server, prepared
from tests.storage.kit import MovedClock
from tests.storage.prepared import put_database

__all__ = ["address", "database", "embedded", "folder", "postgres_server", "prepared"]


@pytest.fixture
def clock() -> MovedClock:
    """The day for which the small folder is written."""
    return MovedClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small knowledge folder that checks."""
    return write_folder(tmp_path / "knowledge")


@pytest.fixture
def desk(root: Path, database: Database) -> Desk:
    """The whole of editing over both databases."""
    return Desk(root, database)


@pytest.fixture
async def small_desk(root: Path, tmp_path: Path, clock: MovedClock) -> AsyncIterator[Desk]:
    """The same over SQLite alone, tried again at once after a failure."""
    put_database(tmp_path / "data")
    opened = await open_database(None, tmp_path / "data", clock=clock, retry_seconds=0)
    yield Desk(root, opened)
    await opened.close()
