"""A real browser before a real server. Skipped, with the reason, where this machine has no Chromium."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.console.server import Server, build_app, serve
from bot.conversation.desk import Desk
from tests.console.fake_desk import FakeDesk

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000  # milliseconds; only ever waited out by a failing test


class Served:
    """The console served from a thread of its own, as the browser's driver keeps this one busy."""

    def __init__(self, desk: Desk) -> None:
        app = build_app(desk, try_it=True, health=lambda: {"ok": True}, webhook=None)
        self._server: Server = serve(app, "127.0.0.1", 0)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return self._server.url


@dataclass
class Seen:
    """What a page did besides showing itself."""

    console: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this folder, which open contexts in it; it ends with them: its loop is in the way of others."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser here: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """The pages over the scripted desk."""
    with Served(FakeDesk()) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A new visitor with a small Android phone set to Spanish."""
    made = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-PE", has_touch=True)
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


def watched(page: Page) -> Seen:
    """Notes everything that a quiet, self-contained page would not do."""
    seen = Seen()
    page.on("console", lambda said: seen.console.append(said.text))
    page.on("pageerror", lambda fault: seen.faults.append(str(fault)))
    page.on("request", lambda request: seen.requests.append(request.url))

    def dismiss(dialog: object) -> None:
        seen.dialogs.append(str(getattr(dialog, "message", "")))
        getattr(dialog, "dismiss")()  # noqa: B009  # Playwright's Dialog, whose type pytest does not need

    page.on("dialog", dismiss)
    return seen
