"""A house with the pages that exist, and one in which knowledge is edited, for each test its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.console.app.editing_house import EditingHouse, open_editing_house
from tests.console.app.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await open_house(tmp_path / "data")
    yield opened
    await opened.close()


@pytest.fixture
async def editing_house(tmp_path: Path) -> AsyncIterator[EditingHouse]:
    opened = await open_editing_house(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def editor(editing_house: EditingHouse) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the editor of Peru has signed in to the house in which knowledge is edited."""
    async with await editing_house.signed_in("editor") as browser:
        yield browser
