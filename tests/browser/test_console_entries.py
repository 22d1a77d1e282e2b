"""The edit form in a real browser: what is typed is kept by itself, whatever happens to the connection or the session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console.app.words import words_of
from bot.console.server import serve
from bot.editing.records import Draft
from bot.knowledge.records import Language
from tests.browser.conftest import watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.editing_house import RENEW, RENEW_PATH, EditingHouse, open_editing_house

pytestmark = pytest.mark.browser
SAY = words_of("es").say


class ServedEditing(ServedHouse):
    """An editing house, served."""

    house: EditingHouse

    def __enter__(self) -> ServedEditing:
        self._thread.start()
        self.house = self.run(open_editing_house(self._folder))
        self._server = serve(self.house.app, "127.0.0.1", 0)
        self.run(self._server.start())
        return self

    def drafts(self) -> tuple[Draft, ...]:
        return self.run(self.house.editing.drafts.of_entry(RENEW))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedEditing]:
    with ServedEditing(tmp_path) as running:
        yield running


def begin(served: ServedEditing, page: Page, language: str = "es") -> None:
    """Signs in and presses Edit."""
    served.sign_in(page, "editor", language)
    page.goto(f"{served.url}{RENEW_PATH}")
    page.locator("form[action$='/edit'] button").click()
    page.wait_for_url(re.compile("/drafts/.*/edit"))


def left_here(page: Page) -> list[str]:
    """The texts that are kept on this device."""
    return list(page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('rumbo-draft:'))"))


@pytest.mark.parametrize(("width", "language", "dark"), [("phone", "es", "light"), ("desk", "en", "dark")])
def test_every_page_is_read_and_typing_is_kept_checked_and_shown(
    served: ServedEditing, browser: Browser, width: str, language: Language, dark: Literal["light", "dark"]
) -> None:
    say = words_of(language).say
    page = tab_of(browser, width, dark)
    context = page.context
    seen = watched(page)
    begin(served, page, language)
    cost = page.locator("[name='f.es.cost']")
    cost.fill(f"25 soles {width}")
    expect(page.locator("#problems")).to_contain_text(re.compile("25"))
    expect(page.locator("[id='w-en.text']")).to_be_visible()
    page.locator("[name='f.en.cost']").fill(f"25 soles {width}")
    expect(page.locator("#problems")).to_contain_text(say("edit_nothing_wrong"))
    expect(page.locator("#preview .phone[lang=en]")).to_contain_text(f"Cost: 25 soles {width}")
    page.locator("button[value='down:es.steps.0']").click()
    expect(page.locator("[name='f.es.steps.0']")).to_have_value("Ve a la oficina.")
    page.locator("[data-more='es.steps']").click()
    page.locator("[name='f.es.steps.3']").fill("Otro paso")
    expect(page.locator("#kept .kept")).to_contain_text("✓")
    assert left_here(page) == []
    assert faults_of(page) == []
    assert fits(page)
    assert served.drafts()[0].fields["es.steps.3"] == "Otro paso"
    for section in (
        "/entries?q=renovar",
        RENEW_PATH.removeprefix("/console"),
        "/entries/PE/new",
        "/try?text=hola",
    ):
        page.goto(f"{served.url}/console{section}")
        assert faults_of(page) == [], section
        assert fits(page), section
    context.close()
    assert seen.faults == []
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []


def test_without_a_connection_the_text_waits_here_and_goes_once_it_is_back(
    served: ServedEditing, browser: Browser
) -> None:
    page = tab_of(browser, "phone")
    context = page.context
    begin(served, page)
    context.set_offline(True)
    page.locator("[name='f.es.who']").fill("todas las personas")
    expect(page.locator("#kept .kept")).to_have_text(SAY("edit_away_retry"))
    page.locator("#draft button.main").click()
    expect(page.locator("[name='f.es.who']")).to_have_value("todas las personas")
    assert "todas las personas" not in str(served.drafts())
    context.set_offline(False)
    expect(page.locator("#kept .kept")).to_contain_text("✓")
    assert [x.fields["es.who"] for x in served.drafts()] == ["todas las personas"]
    context.close()


def test_when_the_session_ends_the_text_is_asked_about_after_signing_in_again(
    served: ServedEditing, browser: Browser
) -> None:
    page = tab_of(browser, "phone")
    context = page.context
    begin(served, page)
    address = page.url
    served.run(served.house.accounts.end_sessions("beto", "beto"))
    page.locator("[name='f.es.who']").fill("lo que no llegó")
    expect(page.locator("#kept .kept")).to_contain_text(SAY("edit_ended"))
    served.sign_in(page, "editor")
    page.goto(address)
    expect(page.locator("#unsent")).to_be_visible()
    assert faults_of(page) == []
    page.locator("[data-unsent=use]").click()
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("[name='f.es.who']")).to_have_value("lo que no llegó")
    assert [x.fields["es.who"] for x in served.drafts()] == ["lo que no llegó"]
    assert left_here(page) == []
    context.close()


def test_a_second_window_goes_on_in_a_draft_of_its_own_and_says_so(
    served: ServedEditing, browser: Browser
) -> None:
    first = tab_of(browser, "desk")
    context = first.context
    second = context.new_page()
    begin(served, first)
    second.goto(first.url)
    first.locator("[name='f.es.who']").fill("una")
    expect(first.locator("#kept .kept")).to_contain_text("✓")
    expect(first.locator("#kept")).to_have_attribute("data-version", "2")
    second.locator("[name='f.es.who']").fill("otra")
    expect(second.locator("#kept")).to_contain_text(SAY("edit_beside_mine"))
    assert second.url != first.url
    second.locator("[name='f.es.who']").fill("otra más")
    expect(second.locator("#kept")).to_have_attribute("data-version", "2")
    assert sorted(x.fields["es.who"] for x in served.drafts()) == ["otra más", "una"]
    context.close()


def test_signing_out_leaves_nothing_on_a_shared_computer(served: ServedEditing, browser: Browser) -> None:
    page = tab_of(browser, "phone")
    context = page.context
    begin(served, page)
    page.evaluate("localStorage.setItem('rumbo-draft:x', '{}')")
    page.locator("form[action$='/leave'] button").click()
    page.wait_for_url(re.compile("/enter"))
    assert left_here(page) == []
    context.close()
