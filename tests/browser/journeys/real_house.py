"""The real bot in a process of its own over a copy of the knowledge: its pages, its chat, its Telegram, its command line."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import Browser, Page

from bot.settings import PROJECT
from bot.storage.engine import open_database
from bot.usage.phrases import Phrase, store_phrases
from tests.end_to_end.fake_bot_api import FakeBotApi
from tests.end_to_end.process import Rumbo
from tests.end_to_end.user import User
from tests.real import KNOWLEDGE, give_fitted

T = TypeVar("T")
EVENTS, DAYS = 80_000, 43  # of fewer messages a day almost nothing is told by country and topic
START_SECONDS = 120.0
PATIENCE = 30_000  # milliseconds
PHRASES = {  # what three people asked in vain on one day, by country
    "PE": "quiero plastificar tarjeta",
    "EC": "quiero plastificar tarjeta",
}


class RealHouse:
    """`rumbo run` and those who use it. `url` is where its pages are."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder, self.database_url = folder, database_url
        self.knowledge = folder / "knowledge"
        self.states: dict[str, Any] = {}  # the cookies of those who have signed in
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.api: FakeBotApi
        self.rumbo: Rumbo

    def __enter__(self) -> RealHouse:
        self._thread.start()
        shutil.copytree(KNOWLEDGE, self.knowledge)
        give_fitted(self.folder / "data")
        self._used_before()
        self.api = FakeBotApi()
        self.run(self.api.start())
        more = {"DATABASE_URL": self.database_url} if self.database_url else {}
        self.rumbo = Rumbo(self.api.url, self.folder, RUMBO_KNOWLEDGE=str(self.knowledge), **more)
        self.run(self.rumbo.start())
        self._wait_until_ready()
        return self

    def __exit__(self, *_: object) -> None:
        self.rumbo.ask_to_stop()
        try:
            self.run(self.rumbo.ended(20))
        except TimeoutError:
            self.rumbo.kill()
            self.run(self.rumbo.ended())
        self.run(self.api.stop())
        self.run(_all_ended())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.rumbo.port}"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` gives in a loop beside Playwright's."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def link(self, name: str, role: str | None = None, countries: str = "") -> str:
        """A one-time link, by the command line of the server."""
        more = [*(["--role", role] if role else []), *(["--countries", countries] if countries else [])]
        found = self._command("-m", "bot", "console-link", name, *more)
        link = found.strip().splitlines()[-1]
        assert link.startswith(f"{self.url}/console/enter#"), link
        return link

    def telegram_says(self, person: int, text: str) -> str:
        """What somebody gets in Telegram."""
        sent = self.run(User(self.api, id=person).ask(text, 30.0))
        return "\n".join(one.text for one in sent)

    def chat_says(self, text: str) -> str:
        """What the try-it chat of the same process answers somebody new, as text."""
        message = {"text": text, "language": "es"}
        answer = httpx.post(
            f"{self.url}/chat", json=message, headers={"sec-fetch-site": "same-origin"}, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return answer.text

    def _command(self, *arguments: str) -> str:
        folders = {"RUMBO_DATA": str(self.folder / "data"), "RUMBO_KEYS": str(self.folder / "keys")}
        environment = {**os.environ, **folders, "RUMBO_PORT": str(self.rumbo.port)}
        if self.database_url:
            environment["DATABASE_URL"] = self.database_url
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _used_before(self) -> None:
        """Made-up use of the whole weeks of last month, and words that three people asked in vain."""
        today = datetime.now(UTC).date()
        yesterday, until = today - timedelta(days=1), min(today, today.replace(day=7))
        where = ["--data", str(self.folder / "data"), "--seed", "7"]
        where += ["--until", until.isoformat(), "--days", str(DAYS)]
        where += ["--url", self.database_url] if self.database_url else []
        command = [sys.executable, "-m", "benchmarks.generate_usage", "--events", str(EVENTS), *where]
        subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=120, check=True)
        self.run(self._asked_in_vain(yesterday))

    async def _asked_in_vain(self, day: date) -> None:
        database = await open_database(self.database_url, self.folder / "data")
        phrases = [
            Phrase(day, "es", country, words, f"person {n}")
            for country, words in PHRASES.items()
            for n in range(3)
        ]
        try:
            key = {day: b"the key of a day that is over ..."}
            await database.write(lambda connection: store_phrases(connection, database, phrases, key))
        finally:
            await database.close()

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise AssertionError("the bot did not become ready:\n" + self.rumbo.output()[-3000:])


async def _all_ended() -> None:
    """Ends what the fake Bot API still waits for."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def enter(page: Page, link: str) -> None:
    """Opens a link and presses the button that signs in."""
    page.goto(link)
    page.locator("form[data-token] button").click()
    page.wait_for_url("**/console")


def signed_in(
    house: RealHouse, browser: Browser, person: tuple[str, str, str], language: str, **how: Any
) -> Page:
    """A page of somebody (name, role, countries) who is signed in; by a link the first time, by its cookie then."""
    name, role, countries = person
    context = browser.new_context(locale="es-PE", storage_state=house.states.get(name), **how)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if name not in house.states:
        if not house.states:
            enter(page, house.link("ana"))  # the first one is an admin
            house.states["ana"] = context.storage_state()
            context.clear_cookies()
        enter(page, house.link(name, role, countries))
        house.states[name] = context.storage_state()
    page.goto(f"{house.url}/console")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".languages button[value={language}]").click()
        page.wait_for_url("**/console")
    return page
