"""The health page that looks again by itself, and the step that asks for a fresh sign-in, before a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from bot.console.app.asks.watching import DangerLine, Disk, OwnView, Process, Told, Updates, Watched
from bot.console.app.words import words_of
from tests.browser.conftest import watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.test_health_page import WELL

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUARTER = date(2026, 10, 1)
ILL = Watched(
    errors={"telegram conflict": 12, "update given_up": 3, "message refused": 1},
    disk=Disk(150 * 2**20, 40 * 2**30, "bad"),
    updates=Updates(NOW.replace(hour=11), 2, 3),
    danger=(
        DangerLine("PE", QUARTER, "~45", "<11", spike=True),
        DangerLine("EC", QUARTER, "<11", None, spike=False),
    ),
    processes=(Process("a1b2c3d4", NOW, NOW, "abcdef012345", this=True),
               Process("e5f6a7b8", NOW, None, "0123456789ab", this=False)),
    told=(Told("receiving", "broken", NOW, NOW, broken=True, waits=True),
          Told("database write", "well", NOW, NOW, broken=False, waits=False),
          Told("spike 2026-10-01 PE", "spike", NOW, NOW, broken=False, waits=False)),
    watches=True,
)  # fmt: skip
VIEW = OwnView(NOW, host="bot.example.org", pending=7, last_error_at=NOW, last_error="Wrong response: 403 Forbidden",
               allowed=("message", "edited_message", "callback_query", "my_chat_member"))  # fmt: skip


class Watching:
    """What the page is told; `report` is what the process says of itself."""

    def __init__(self) -> None:
        self.report = WELL
        self.looks = 0

    async def now(self) -> Watched:
        self.looks += 1
        return ILL

    async def telegram(self) -> OwnView | None:
        return VIEW


@pytest.fixture(scope="module")
def watching() -> Watching:
    return Watching()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, watching: Watching) -> Iterator[ServedHouse]:
    folder = tmp_path_factory.mktemp("health") / "data"
    with ServedHouse(folder, health=lambda: watching.report, watching=watching) as running:
        yield running


@pytest.mark.parametrize(("width", "language", "scheme"), [("phone", "en", "dark"), ("desk", "es", "light")])
def test_health_and_the_sensitive_step_are_read_without_a_fault(
    served: ServedHouse,
    browser: Browser,
    width: str,
    language: Literal["es", "en"],
    scheme: Literal["light", "dark"],
) -> None:
    page, say = tab_of(browser, width, scheme), words_of(language).say
    seen = watched(page)
    served.sign_in(page, "admin", language)
    page.goto(f"{served.url}/console/health")
    expect(page.locator("#health-telegram")).to_contain_text("bot.example.org")
    assert faults_of(page) == []
    assert fits(page)
    page.goto(f"{served.url}/console/people")
    page.get_by_label(say("name"), exact=True).fill("carla")
    page.locator('input[name=country][value="PE"]').check()
    served.house.clock.move(minutes=16)
    page.get_by_role("button", name=say("people_invite")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("anew_title"))
    assert faults_of(page) == []
    assert fits(page)
    page.context.close()
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []


def test_signed_in_anew_in_another_tab_what_was_typed_is_sent_with_one_button(
    served: ServedHouse, browser: Browser
) -> None:
    page, say = tab_of(browser, "phone"), words_of("es").say
    served.sign_in(page, "admin")
    page.goto(f"{served.url}/console/people")
    page.get_by_label(say("name"), exact=True).fill("dora")
    page.locator('input[name=country][value="PE"]').check()
    served.house.clock.move(minutes=16)
    page.get_by_role("button", name=say("people_invite")).click()
    other = page.context.new_page()
    served.sign_in(other, "admin")
    page.get_by_role("button", name=say("anew_again")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("link_title", name="dora"))
    page.context.close()


def test_the_page_looks_again_while_it_is_seen_and_says_what_changed(
    served: ServedHouse, browser: Browser, watching: Watching
) -> None:
    page, say = tab_of(browser, "desk"), words_of("es").say
    served.sign_in(page, "admin")
    page.clock.install()
    page.goto(f"{served.url}/console/health")
    expect(page.locator("#health-well")).to_have_text(say("health_ok"))
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    looks = watching.looks
    page.clock.run_for(65_000)
    assert watching.looks == looks, "hidden, it asks for nothing"
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    watching.report = {**WELL, "ok": False}
    try:
        page.clock.run_for(31_000)
        expect(page.locator("#health-well")).to_have_text(say("health_not_ok"))
        assert watching.looks > looks
    finally:
        watching.report = WELL
    page.context.close()


def test_without_script_everything_is_there(served: ServedHouse, browser: Browser) -> None:
    page, say = tab_of(browser, "phone", java_script_enabled=False), words_of("es").say
    token = served.link("admin").partition("#")[2]
    page.goto(f"{served.url}/console/enter")
    page.locator("input[name=token]").fill(token)
    page.locator("form[data-token] button").click()
    page.goto(f"{served.url}/console/health")
    expect(page.locator("main")).to_contain_text(say("health_error_telegram_conflict_do"))
    page.get_by_role("link", name=say("health_telegram_ask")).click()
    expect(page.locator("#health-telegram")).to_contain_text("bot.example.org")
    page.context.close()
