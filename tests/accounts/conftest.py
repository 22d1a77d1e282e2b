"""The databases of the storage tests, and accounts over them, twice: two replicas of one bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.accounts.brake import Brake
from bot.accounts.desk import Accounts
from bot.storage.engine import Database, open_database
from tests.storage.conftest import address, clock, database, folder, postgres_server, prepared
from tests.storage.kit import KEYS, MovedClock

__all__ = ["address", "clock", "database", "folder", "postgres_server", "prepared"]


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database, KEYS, Brake(sleep=nobody_waits))


async def nobody_waits(_: float) -> None:
    """In place of the pause before a guess is looked at."""


@pytest.fixture
async def replica(
    database: Database, address: str | None, folder: Path, clock: MovedClock
) -> AsyncIterator[Accounts]:
    """The same accounts as another process sees them."""
    opened = await open_database(address, folder, clock=clock)
    yield Accounts(opened, KEYS)
    await opened.close()
