"""Confirming in a real browser: without network, after a closed window and an ended session, once each; and the menu."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.console.app.words import words_of
from bot.editing.records import Draft
from tests.browser.conftest import PATIENCE, watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.work_house import OFFICE, RENEW, WorkHouse, furnished
from tests.knowledge.folder import replace

pytestmark = pytest.mark.browser
SECTIONS = ("", "/confirm", RENEW.removeprefix("/console"), "/closed")
STILL = "button.still"


class Working(ServedHouse):
    """A served house with real knowledge, where things are due and a place was found closed."""

    work: WorkHouse

    def __enter__(self) -> Working:
        super().__enter__()
        return self

    def run(self, work: Any) -> Any:
        """As above; the house is furnished before it is served."""
        found = super().run(work)
        if not hasattr(self, "work") and hasattr(found, "accounts"):
            self.work = super().run(furnished(found, self._folder.parent))
            super().run(self.work.found_closed())
        return found

    def drafts(self) -> list[Draft]:
        return list(self.run(self.work.editing.drafts.listed(("in review", "approved"))))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Working]:
    with Working(tmp_path / "data") as running:
        yield running


@pytest.fixture
def phone(browser: Browser, served: Working) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-PE", has_touch=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def opened(context: BrowserContext, served: Working) -> Page:
    """The list of what is due, kept for when there is no network."""
    page = context.new_page()
    served.sign_in(page, "editor")
    page.goto(f"{served.url}/console/confirm")
    until(
        page,
        "Promise.all([location.href, '/static/icon.svg'].map((x) => caches.match(x, {ignoreSearch: true})))"
        ".then((x) => x.every(Boolean))",
    )
    page.locator("#f-by").fill("SJM Perú")
    return page


def until(page: Page, promise: str) -> None:
    """Waits until what the promise gives is true."""
    for _ in range(100):
        if page.evaluate(promise):
            return
        page.wait_for_timeout(50)
    raise AssertionError(promise)


def card(page: Page, path: str) -> Any:
    return page.locator(f'[data-due="{path}"]')


def test_without_network_confirmations_wait_survive_a_reload_and_are_sent_once(
    phone: BrowserContext, served: Working
) -> None:
    say = words_of("es").say
    page = opened(phone, served)
    phone.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text(say("confirm_title"))
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex", (
        "it has its style"
    )
    expect(page.locator("[data-offline]")).to_contain_text(say("queue_offline"))
    assert page.locator("#f-by").input_value() == "SJM Perú", "the organisation is remembered"
    for path in (RENEW, OFFICE):
        card(page, path).locator(STILL).click()
        expect(card(page, path).locator("[data-state]")).to_have_text(say("queue_kept"))
    expect(page.locator("[data-count]")).to_have_text(say("queue_waiting", count=2))
    assert faults_of(page) == []
    page.close()
    again = phone.new_page()
    again.goto(f"{served.url}/console/confirm")
    expect(again.locator("[data-count]")).to_have_text(say("queue_waiting", count=2))
    assert served.drafts() == []
    phone.set_offline(False)
    expect(card(again, RENEW).locator("[data-state]")).to_contain_text(say("confirm_done"))
    expect(card(again, OFFICE).locator("[data-state]")).to_contain_text(say("confirm_done"))
    expect(again.locator("[data-waiting]")).to_be_hidden()
    expect(again.locator("#ready h2")).to_have_text(say("confirm_ready", count=2))
    again.reload()
    expect(card(again, RENEW)).to_have_count(0)
    assert sorted(x.ref.id for x in served.drafts()) == ["pe-office", "pe-renew-residence"]


def test_a_lost_answer_and_an_ended_session_lose_nothing(phone: BrowserContext, served: Working) -> None:
    say = words_of("es").say
    page = opened(phone, served)
    page.route(f"**{RENEW}*", lambda route: (route.fetch(), route.abort()))  # it arrives, its answer does not
    card(page, RENEW).locator(STILL).click()
    expect(card(page, RENEW).locator("[data-state]")).to_have_text(say("queue_kept"))
    page.unroute_all(behavior="wait")
    assert len(served.drafts()) == 1, "it did arrive"
    served.run(served.house.accounts.end_sessions("ana", "beto"))
    page.locator("[data-send]").click()
    expect(page.locator("[data-offline]")).to_contain_text(say("queue_session"))
    expect(page.locator("[data-count]")).to_have_text(say("queue_waiting", count=1))
    served.sign_in(page, "editor")
    expect(page.locator("[data-done]")).to_contain_text(say("confirm_again"))
    assert len(served.drafts()) == 1


def test_what_changed_meanwhile_is_told_and_kept_until_somebody_decides(
    phone: BrowserContext, served: Working
) -> None:
    say = words_of("es").say
    page = opened(phone, served)
    phone.set_offline(True)
    card(page, RENEW).locator(STILL).click()
    replace(served.work.desk.root, "peru/documents.yaml", "20 soles", "25 soles", 2)
    served.work.desk.reload()
    phone.set_offline(False)
    expect(page.locator("[data-count]")).to_have_text(say("queue_refused", count=1))
    expect(page.locator("[data-items]")).to_contain_text(say("confirm_changed"))
    assert served.drafts() == []
    assert faults_of(page) == []
    page.locator("[data-items] button").click()
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_signing_out_asks_first_and_then_wipes_what_was_kept(phone: BrowserContext, served: Working) -> None:
    page = opened(phone, served)
    phone.set_offline(True)
    card(page, RENEW).locator(STILL).click()
    page.route(f"**{RENEW}*", lambda route: route.abort())
    phone.set_offline(False)
    leave = page.locator("form[data-leave] button")
    page.once("dialog", lambda dialog: dialog.dismiss())
    leave.click()
    assert page.url.endswith("/console/confirm")
    page.once("dialog", lambda dialog: dialog.accept())
    leave.click()
    page.wait_for_url("**/console/enter")
    kept = "async () => JSON.stringify([await caches.keys(), Object.keys(localStorage)])"
    assert json.loads(page.evaluate(kept)) == [[], []]
    phone.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{served.url}/console/confirm")


def test_what_somebody_else_saw_in_this_browser_is_not_kept(phone: BrowserContext, served: Working) -> None:
    page = opened(phone, served)
    served.run(served.house.accounts.end_sessions("ana", "beto"))
    served.sign_in(page, "admin")
    until(page, "caches.keys().then((x) => x.length === 0)")
    assert page.locator("[data-waiting]").is_hidden()


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [("phone", "es", "light"), ("phone", "en", "dark"), ("desk", "en", "light")],
)
def test_the_pages_are_read_without_a_fault(
    served: Working, browser: Browser, width: str, language: str, scheme: Literal["light", "dark"]
) -> None:
    page = tab_of(browser, width, scheme)
    seen = watched(page)
    served.sign_in(page, "admin", language)
    for section in SECTIONS:
        page.goto(f"{served.url}/console{section}")
        assert page.locator("h1").count() == 1
        assert faults_of(page) == [], section
        assert fits(page), section
    page.context.close()
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []
    assert seen.faults == []


def test_the_menu_opens_without_script_and_by_keyboard(served: Working, browser: Browser) -> None:
    plain = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = plain.new_page()
    page.goto(served.link("editor"))
    page.locator("#token").fill(served.link("editor"))
    page.locator("form[data-token] button").click()
    page.wait_for_url(f"{served.url}/console")
    link = page.locator('.menu a[href="/console/confirm"]')
    expect(link).to_be_hidden()
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    page.locator(".menu-button").click()
    link.click()
    page.wait_for_url(f"{served.url}/console/confirm")
    expect(page.locator('.menu a[aria-current="page"]')).to_have_attribute("href", "/console/confirm")
    page.locator("#f-by").fill("SJM")
    page.locator("#f-by").press("Enter")  # confirms nothing: it keeps what was typed
    page.wait_for_url("**by=SJM**")
    page.locator(STILL).first.click()
    expect(page.locator(".said[role=status]").first).to_be_visible()
    assert len(served.drafts()) == 1
    plain.close()
