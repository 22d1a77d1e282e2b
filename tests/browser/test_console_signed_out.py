"""What was kept in the browser for a time without network goes where nobody is signed in any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.console_house import ServedHouse

pytestmark = pytest.mark.browser
KEEP = "caches.open('rumbo-kept').then((c) => c.put('/console/x', new Response('a page of yesterday')))"


def kept_at_last(page: Page) -> list[str]:
    """What is kept a moment after the page stands."""
    names: list[str] = page.evaluate("caches.keys()")
    for _ in range(20):
        if not names:
            break
        page.wait_for_timeout(50)
        names = page.evaluate("caches.keys()")
    return names


def test_the_sign_in_page_and_signing_out_leave_nothing_in_the_browser(
    browser: Browser, tmp_path: Path
) -> None:
    with ServedHouse(tmp_path / "data") as served:
        page = browser.new_context().new_page()
        served.sign_in(page, "editor")
        page.evaluate(KEEP)
        assert page.evaluate("caches.keys()") == ["rumbo-kept"]
        served.run(served.house.accounts.end_sessions("beto", "beto"))  # the session ends while nobody looks
        page.goto(f"{served.url}/console")
        assert page.url.endswith("/console/enter")
        assert kept_at_last(page) == []
        served.sign_in(page, "editor")
        page.evaluate(KEEP)
        page.evaluate("localStorage.setItem('kept', 'yes')")
        page.locator("form[action='/console/leave'] button").click()
        page.wait_for_url("**/console/enter")
        assert page.evaluate("localStorage.getItem('kept')") is None
        assert kept_at_last(page) == []
        page.go_back()
        assert "Hola, beto" not in page.content()
        page.context.close()
