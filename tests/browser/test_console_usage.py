"""Usage and the log before a real browser: on a phone and at a desk, in both languages, light and dark, without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console.server import serve
from tests.browser.conftest import PATIENCE, watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.usage_house import usage_house

pytestmark = pytest.mark.browser
LOADED = "[...document.querySelectorAll('.finding img')].every(i => i.complete && i.naturalWidth > 0)"
CHILE = "/usage?from=2025-03-03&to=2025-03-16&country=CL&compare=1"
SECTIONS = (CHILE, "/usage?from=2025-02-30&topic=health", "/log?country=PE&language=es", "/log?weeks=2")


class ServedUse(ServedHouse):
    """The console over published weeks."""

    def __enter__(self) -> ServedHouse:
        self._thread.start()
        self.house = self.run(usage_house(self._folder))
        self._server = serve(self.house.app, "127.0.0.1", 0)
        self.run(self._server.start())
        return self


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    with ServedUse(tmp_path_factory.mktemp("use") / "data") as running:
        yield running


def charts_are_drawn(page: Page) -> None:
    """Goes down the page as people do, and waits for every chart."""
    for picture in page.locator(".finding img").all():
        picture.scroll_into_view_if_needed()
    for _ in range(240):
        if page.evaluate(LOADED):
            return
        page.wait_for_timeout(250)
    raise AssertionError("a chart is missing")


@pytest.mark.parametrize(("width", "language", "scheme"), [("desk", "es", "light"), ("phone", "en", "dark")])
def test_usage_and_log_are_read_without_a_fault(
    served: ServedHouse, browser: Browser, width: str, language: str, scheme: Literal["light", "dark"]
) -> None:
    page = tab_of(browser, width, scheme)
    seen = watched(page)
    served.sign_in(page, "admin", language)
    page.route("**/usage/charts/**", lambda route: route.abort())  # first the pages without any chart
    for section in SECTIONS:
        page.goto(f"{served.url}/console{section}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        for fold in page.locator("details.numbers > summary").all():
            fold.click()
        assert faults_of(page) == [], section
        assert fits(page), section
    page.unroute("**/usage/charts/**")
    page.goto(f"{served.url}/console{CHILE}", wait_until="domcontentloaded")
    charts_are_drawn(page)
    chosen = page.locator(".finding img").first.evaluate("image => image.currentSrc")
    assert ("narrow=1" in chosen) == (width == "phone")
    assert ("dark=1" in chosen) == (scheme == "dark")
    page.context.close()
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []
    assert seen.faults == []
    assert [said for said in seen.console if "Content Security Policy" in said] == []


def test_an_admin_finds_the_worst_topic_of_a_country_and_keeps_its_chart_without_script(
    served: ServedHouse, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    token = served.link("admin").partition("#")[2]
    page.goto(f"{served.url}/console/enter")
    page.locator("[name=token]").fill(token)
    page.locator("form[data-token] button").click()
    page.goto(f"{served.url}/console/usage?weeks=2")
    page.locator(".filters > summary").click()
    page.locator("#f-country").select_option("CL")
    page.locator(".filters button").click()
    worst = page.locator("#worst")
    expect(worst.locator("h2")).to_contain_text("Chile")
    with page.expect_download() as download:
        worst.locator("a[download]").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    assert kept.name.startswith("rumbo-usage-worst-")
    assert kept.read_bytes().startswith(b"\x89PNG")
    context.close()
