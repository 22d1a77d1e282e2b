"""Drafts, the look ahead, publishing and taking back before a real browser: phone and desk, both languages, both schemes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from bot.console.server import serve
from bot.editing.changes import AnswerChange, Asked, BrokenTest, Changes, Given
from bot.editing.records import Ref
from bot.knowledge.records import Release
from tests.browser.conftest import PATIENCE, watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.publishing_house import (
    WORDS,
    PublishingHouse,
    compare_standings,
    open_publishing_house,
)
from tests.knowledge.folder import replace

pytestmark = pytest.mark.browser
LONG = "\u202e<b>Av. Siempreviva</b> " + "muylarga" * 20 + " 742"


def much(old: Release, new: Release, phrasings: Sequence[Asked]) -> Changes:
    """One question of every sort, and a test that fails."""
    renew, permit = "pe-renew-residence", "pe-own-permit"
    had, has = Given("answer", "es", renew, "renew-residence"), Given("answer", "es", permit, permit)
    none, many = Given("not_known", "es"), Given("choices", "en", choices=(renew, permit))
    pairs = (("lost", had, none), ("other", had, has), ("gained", many, has), ("reworded", had, had))
    answers = tuple(
        AnswerChange(Asked(f"¿{sort}? <i>cómo renuevo</i> {'x' * 90}", "PE"), before, after, sort)  # type: ignore[arg-type]
        for sort, before, after in pairs
    )
    standings = compare_standings(old, new, phrasings).standings
    broken = (BrokenTest(new.tests[0], had, none),)
    return Changes(answers, standings, broken, asked=412, refit=True)


class ServedEditing(ServedHouse):
    """The same over a console that edits a folder of its own."""

    editing: PublishingHouse

    def __enter__(self) -> ServedEditing:
        self._thread.start()
        self.editing = self.run(open_publishing_house(self._folder, much))
        self.house = self.editing.house
        self._server = serve(self.house.app, "127.0.0.1", 0)
        self.run(self._server.start())
        return self


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedEditing]:
    with ServedEditing(Path(tmp_path_factory.mktemp("publishing"))) as running:
        yield running


@pytest.fixture(scope="module")
def pages(served: ServedEditing) -> list[str]:
    """A draft in every state, a conflict and some releases; the pages that show them."""
    house, run = served.editing, served.run
    run(house.published(WORDS))
    office = Ref("place", "pe-office")
    waiting = run(house.in_review("reviewer", {"address": LONG}, office))
    run(house.draft("editor", {"es.text": "Ya no hay.", "es.cost": "1"}, Ref("answer", "pe-own-permit")))
    mine = run(house.draft("admin", {"es.cost": "30 soles", "en.cost": "30 soles", "es.steps.2": "Espera."}))
    ready = run(house.approved(typed={"es.duration": "8 días", "en.duration": "8 days"}))
    replace(house.root, "ecuador/documents.yaml", "cost: 40 USD", "cost: 41 USD", 2)
    served.editing.house.clock.move(days=2)
    other = run(house.draft("admin", {"es.cost": "50 USD"}, Ref("answer", "ec-renew-residence")))
    replace(house.root, "ecuador/documents.yaml", "cost: 41 USD", "cost: 42 USD", 2)
    return [
        "/drafts",
        f"/drafts/{waiting.id}",
        f"/drafts/{mine.id}",
        f"/drafts/{other.id}",
        f"/drafts/{other.id}/choose",
        "/publish",
        f"/publish/ahead?draft={ready.id}",
        "/releases",
        "/releases/2",
        "/releases/2/take-back",
        "/entries/PE/answer/pe-renew-residence/history",
    ]


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [("phone", "es", "dark"), ("desk", "en", "light")],
)
def test_every_page_is_read_without_a_fault(
    served: ServedEditing,
    browser: Browser,
    pages: list[str],
    width: str,
    language: str,
    scheme: Literal["light", "dark"],
) -> None:
    page = tab_of(browser, width, scheme)
    seen = watched(page)
    served.sign_in(page, "admin", language)
    for address in pages if width == "phone" else pages[1::3]:
        page.goto(f"{served.url}/console{address}")
        assert page.locator("h1").count() == 1, address
        assert faults_of(page) == [], address
        assert fits(page), address
    page.context.close()
    assert seen.faults == []
    assert seen.dialogs == []
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []


def test_looked_ahead_published_served_and_taken_back_without_leaving_the_page(
    served: ServedEditing, browser: Browser, pages: list[str]
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-PE")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    served.sign_in(page, "reviewer", "en")
    page.goto(f"{served.url}/console/publish")
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("#ahead-title")).to_be_focused()
    expect(page.locator("#ahead")).to_contain_text("lose their answer")
    page.get_by_role("checkbox").first.uncheck()
    expect(page.locator("#look-again")).to_be_visible()
    expect(page.locator("#ahead form")).to_have_count(0)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="See what changes").click()
    page.locator("#f-explanation").fill("the office told us so")
    assert faults_of(page) == []
    assert fits(page)
    page.get_by_role("button", name="Publish 1 change").click()
    page.wait_for_url("**/console/releases/*")
    expect(page.locator("#serving")).to_contain_text("Putting it to use")
    served.editing.reload()
    expect(page.locator("#serving")).to_contain_text("is being served to people")
    page.get_by_role("link", name="Take back this release").click()
    expect(page.locator("#ahead-title")).to_be_focused()
    page.locator("#f-why").fill("the old duration was right")
    page.locator("#f-explanation").fill("it was right before")
    page.get_by_role("button", name="Take back 1 change").dblclick()
    expect(page.locator(".said.done")).to_contain_text("was taken back")
    assert "10 días" in served.editing.text()
    context.close()


def test_a_look_ahead_that_does_not_come_is_said(
    served: ServedEditing, browser: Browser, pages: list[str]
) -> None:
    served.run(served.editing.approved("editor", {"name": "Oficina Central"}, Ref("place", "pe-office")))
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    served.sign_in(page, "admin", "en")
    page.goto(f"{served.url}/console/publish")
    page.route("**/publish/ahead*", lambda route: route.abort())
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("#look-failed")).to_be_visible()
    page.unroute("**/publish/ahead*")
    page.clock.install()
    page.route("**/publish/ahead*", lambda route: None)
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("#looking")).to_contain_text("Looking at which answers change")
    page.clock.run_for(16_000)
    expect(page.locator("#looking")).to_contain_text("Still looking")
    page.unroute("**/publish/ahead*")
    page.reload()
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("#ahead-title")).to_be_focused()
    expect(page.locator("#look-failed")).to_be_hidden()
    context.close()
