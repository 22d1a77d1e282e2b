"""The coverage board and the health page: on a phone and at a desk, in both languages, without an accessibility fault."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.test_coverage_page import old_release
from tests.console.app.test_health_page import WELL

pytestmark = pytest.mark.browser
SECTIONS = ("/coverage", "/coverage?country=PE&language=en", "/coverage?cells=2&entries=2", "/health")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    folder = tmp_path_factory.mktemp("boards") / "data"
    ill = WELL | {"storage": ["the disk is full"], "knowledge_problems": ["peru.yaml:3: no"]}
    with ServedHouse(folder, release=partial(old_release, 120), health=lambda: ill) as running:
        yield running


@pytest.mark.parametrize(("width", "language", "dark"), [("phone", "en", "dark"), ("desk", "es", "light")])
def test_the_boards_are_read_without_a_fault(
    served: ServedHouse, browser: Browser, width: str, language: str, dark: Literal["light", "dark"]
) -> None:
    page = tab_of(browser, width, dark)
    seen = watched(page)
    served.sign_in(page, "admin", language)
    for section in SECTIONS:
        page.goto(f"{served.url}/console{section}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.locator("h1").count() == 1
        assert faults_of(page) == [], section
        assert fits(page), section
    page.goto(f"{served.url}/console/coverage")
    page.locator('tbody th a[href$="country=PE"]').click()
    expect(page).to_have_url(f"{served.url}/console/coverage?country=PE")
    page.context.close()
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []
    assert seen.faults == []
