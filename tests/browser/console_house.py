"""The console before a real browser: a house in a thread of its own, people who sign in, and axe-core's judgement."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from playwright.sync_api import Browser, Page, expect

from bot.accounts.records import Role
from bot.console.server import Server, serve
from tests.browser.conftest import PATIENCE
from tests.console.app.house import NAMES, House, open_house

T = TypeVar("T")
Scheme: TypeAlias = Literal["light", "dark"]
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
WIDTHS = {"phone": (360, 740), "desk": (1280, 900)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class ServedHouse:
    """One console, served; the driver of the browser keeps this thread busy, so it runs in another."""

    def __init__(self, folder: Path, **more: object) -> None:
        self._folder, self._more = folder, more
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.house: House
        self._server: Server

    def __enter__(self) -> ServedHouse:
        self._thread.start()
        self.house = self.run(open_house(self._folder, **self._more))
        self._server = serve(self.house.app, "127.0.0.1", 0)
        self.run(self._server.start())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._server.stop())
        self.run(self.house.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return self._server.url

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` gives in the console's own thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def link(self, role: Role) -> str:
        """A fresh one-time link for the person of that role."""
        token = self.run(self.house.accounts.new_link("ana", NAMES[role]))
        return f"{self.url}/console/enter#{token}"

    def sign_in(self, page: Page, role: Role, language: str = "es") -> None:
        """Opens the link, presses the button, chooses the language; ends on the home page."""
        page.goto(self.link(role))
        page.locator("form[data-token] button").click()
        page.wait_for_url(f"{self.url}/console")
        if page.locator("html").get_attribute("lang") != language:
            page.locator(f".languages button[value={language}]").click()
            expect(page.locator("html")).to_have_attribute("lang", language)


def tab_of(browser: Browser, width: str = "phone", scheme: Scheme = "light", **more: object) -> Page:
    """A tab of a browser of its own, of that width (see WIDTHS), that prefers Spanish and loses patience soon."""
    wide, high = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high}, locale="es-PE", color_scheme=scheme, **more
    )  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def faults_of(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page as it is now: rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [
        f"{x['id']}: {node['target']}"
        for x in found["violations"]
        if x["impact"] in {"serious", "critical"}
        for node in x["nodes"]
    ]


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
