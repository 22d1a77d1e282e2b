"""The real bot, once over SQLite for the phones in Spanish and once over PostgreSQL for the desks in English."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journeys.real_house import PATIENCE, RealHouse
from tests.browser.journeys.walk import Walk, Way
from tests.postgres import Server, _programs

Begin = Callable[..., Walk]
FAILED = pytest.StashKey[bool]()
WAYS: dict[str, Way] = {"phone-es-sqlite": ("phone", "es"), "desk-en-postgres": ("desk", "en")}


@pytest.fixture(scope="package")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], RealHouse]]:
    """A house by its kind of database, started when it is first asked for; both are stopped at the end."""
    with ExitStack() as stack:

        @cache
        def house(kind: str) -> RealHouse:
            url = None
            if kind == "postgres" and (programs := _programs()):  # else SQLite: the pages are the same
                server = Server(programs)
                stack.callback(server.remove)
                url = server.new_database()
            return stack.enter_context(RealHouse(tmp_path_factory.mktemp(kind), url))

        yield house


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A whole bot on a busy machine; only ever waited out by a failing test."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def house(houses: Callable[[str], RealHouse], way: str) -> RealHouse:
    return houses(way.rpartition("-")[2])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Notes on the test whether it failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def begin(
    house: RealHouse, way: str, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Begin]:
    """Somebody signs in: begin(name, role, countries). A journey that fails leaves a picture of each of its pages."""
    walks: list[Walk] = []

    def begins(*person: str) -> Walk:
        walks.append(Walk(house, browser, WAYS[way], *person))
        return walks[-1]

    yield begins
    failed = request.node.stash.get(FAILED, False)
    for number, walk in enumerate(walks):
        if failed:
            walk.page.screenshot(path=tmp_path / f"{number}.png", full_page=True)
            print(walk.page.url, tmp_path / f"{number}.png")
        else:
            walk.nothing_wrong()
        walk.page.context.close()
