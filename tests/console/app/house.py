"""A console over a real embedded database, people of every role, and browsers that are signed in as them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import httpx
from starlette.applications import Starlette

from bot.accounts.brake import Brake
from bot.accounts.desk import Accounts
from bot.accounts.records import Role
from bot.console.app.services import Services
from bot.console.server import build_app
from bot.storage.engine import Database, DatabaseAwayError, open_database
from tests.console.fake_desk import FakeDesk
from tests.conversation.small import small_release
from tests.storage.kit import KEYS, MovedClock
from tests.storage.prepared import put_database

LOCAL = "http://127.0.0.1:8080"
PUBLIC = "rumbo.example.org"
OWN = {"sec-fetch-site": "same-origin"}
NAMES: dict[Role, str] = {"admin": "ana", "editor": "beto", "reviewer": "rita", "reader": "leo"}
COUNTRIES: dict[Role, tuple[str, ...]] = {"admin": (), "editor": ("PE",), "reviewer": ("PE",), "reader": ()}


@dataclass
class House:
    """One console. `more`: other services that a test puts in."""

    database: Database
    accounts: Accounts
    clock: MovedClock
    app: Starlette

    def browser(self, base_url: str = LOCAL, **headers: str) -> httpx.AsyncClient:
        """A browser with its own cookies that sends what Rumbo's own pages send."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url=base_url, headers=OWN | headers
        )

    async def signed_in(self, role: Role, base_url: str = LOCAL) -> httpx.AsyncClient:
        """A browser in which the person of that role has signed in, as people do: link, page, button."""
        token = await self.accounts.new_link("ana", NAMES[role])
        async with self.browser(base_url) as first:
            response = await enter(first, token)
            assert response.status_code == 303, response.text
        browser = self.browser(base_url)
        browser.cookies = first.cookies
        return browser

    async def close(self) -> None:
        await self.database.close()


async def nobody_waits(_: float) -> None:
    """In place of the pause before a guess is looked at."""


async def open_house(folder: Path, url: str | None = None, **more: object) -> House:
    """A console with one account of every role; `more`: fields of Services."""
    clock = MovedClock()
    if url is None:
        put_database(folder)
    database = await open_database(url, folder, clock=clock)
    accounts = Accounts(database, KEYS, Brake(sleep=nobody_waits))
    for role, name in NAMES.items():
        if await accounts.account(name) is None:
            await accounts.invite("rumbo", name, role, COUNTRIES[role])
    return House(database, accounts, clock, console(accounts, clock, **more))


def console(accounts: Accounts, clock: MovedClock, **more: object) -> Starlette:
    """The web application over these accounts."""
    values: dict[str, object] = {
        "clock": clock,
        "release": small_release,
        "away": (DatabaseAwayError,),
        "bot_username": lambda: "RumboBot",
        **more,
    }
    services = Services(accounts=accounts, **values)  # type: ignore[arg-type]
    return build_app(
        FakeDesk(),
        try_it=True,
        health=lambda: {"ok": True},
        webhook=None,
        public_host=PUBLIC,
        console=services,
    )


async def door_of(browser: httpx.AsyncClient) -> str:
    """What the sign-in page of this browser puts into its form."""
    page = await browser.get("/console/enter")
    found = re.search(r'name="door" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


async def enter(browser: httpx.AsyncClient, token: str) -> httpx.Response:
    """Opens the sign-in page and presses its button."""
    return await browser.post("/console/enter", data={"door": await door_of(browser), "token": token})
