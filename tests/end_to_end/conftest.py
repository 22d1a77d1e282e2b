"""A fake Bot API and the real bot, both ended after the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.end_to_end.fake_bot_api import FakeBotApi
from tests.end_to_end.process import Rumbo

StartRumbo = Callable[..., Awaitable[Rumbo]]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture(scope="session")
def fitted_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the first start of the session leaves its fitted matcher for the next ones."""
    return tmp_path_factory.mktemp("fitted")


@pytest.fixture
async def start_rumbo(api: FakeBotApi, tmp_path: Path, fitted_data: Path) -> AsyncIterator[StartRumbo]:
    """Starts the real process; ends it, by SIGKILL if need be, after the test."""
    started: list[Rumbo] = []

    async def start(api_url: str | None = None, **environment: str) -> Rumbo:
        data = tmp_path / "data"
        data.mkdir(exist_ok=True)
        if not (data / "fitted").exists():
            (data / "fitted").symlink_to(fitted_data)
        rumbo = Rumbo(api_url or api.url, tmp_path, **environment)
        started.append(rumbo)
        await rumbo.start()
        return rumbo

    yield start
    for rumbo in started:
        rumbo.kill()
        await rumbo.ended()
