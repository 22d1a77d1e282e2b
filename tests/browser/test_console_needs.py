"""Spreadsheets and unanswered questions before a real browser: phone and desk, both languages, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from bot.console.server import serve
from tests.browser.conftest import PATIENCE, watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.needs_house import NeedsHouse, open_needs_house
from tests.console.app.test_sheets_pages import RENEW, edited

pytestmark = pytest.mark.browser
HOSTILE = "\u202e<b>Av. Siempreviva</b> " + "muylarga" * 20


class ServedNeeds(ServedHouse):
    """The same over a console with spreadsheets and unanswered questions."""

    needs: NeedsHouse

    def __enter__(self) -> ServedNeeds:
        self._thread.start()
        self.needs = self.run(open_needs_house(self._folder))
        self.house = self.needs.editing.house
        self._server = serve(self.house.app, "127.0.0.1", 0)
        self.run(self._server.start())
        return self


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedNeeds]:
    with ServedNeeds(tmp_path_factory.mktemp("needs")) as running:
        for words, people in (("sacar carnet de residencia", 5), ("renovar mi carnet", 3), ("x" * 90, 4)):
            running.run(running.needs.asked(words, people))
        yield running


@pytest.mark.parametrize(
    ("width", "language", "dark"), [("phone", "es", "light"), ("desk", "en", "dark"), ("phone", "en", "dark")]
)
def test_a_file_is_sent_seen_mended_and_taken(
    served: ServedNeeds,
    browser: Browser,
    tmp_path: Path,
    width: str,
    language: str,
    dark: Literal["light", "dark"],
) -> None:
    page = tab_of(browser, width, dark)
    seen = watched(page)
    served.sign_in(page, "editor", language)
    book = edited(served.needs.editing.root, mended=False)
    book.write("answers", RENEW, "es.who", HOSTILE)
    (tmp_path / "bad.xlsx").write_bytes(book.raw())
    (tmp_path / "good.xlsx").write_bytes(edited(served.needs.editing.root).raw())
    (tmp_path / "big.xlsx").write_bytes(bytes(11 * 1024**2))

    page.goto(f"{served.url}/console/sheets")
    assert (faults_of(page), fits(page)) == ([], True)
    page.locator("#f-file").set_input_files(tmp_path / "big.xlsx")
    page.locator(".sheet-send button").click()
    expect(page.locator("#w-file")).to_contain_text("10 MB")
    expect(page).to_have_url(f"{served.url}/console/sheets")

    page.locator("#f-file").set_input_files(tmp_path / "bad.xlsx")
    page.locator(".sheet-send button").click()
    expect(page.locator(".remarks").first.locator("li")).to_have_count(2)
    page.locator("details.notes summary").first.click()
    assert (faults_of(page), fits(page)) == ([], True)

    page.locator("#f-file").set_input_files(tmp_path / "good.xlsx")
    page.locator(".sheet-send button").click()
    expect(page.locator(".sheet-entry")).to_have_count(5)
    assert (faults_of(page), fits(page)) == ([], True)
    page.context.close()
    assert [url for url in seen.requests if not url.startswith(f"{served.url}/")] == []
    assert seen.faults == []


@pytest.mark.parametrize(("width", "language"), [("phone", "es"), ("desk", "en")])
def test_a_question_is_set_aside_and_brought_back_without_script(
    served: ServedNeeds, browser: Browser, width: str, language: str
) -> None:
    page = tab_of(browser, width)
    served.sign_in(page, "editor", language)
    page.goto(f"{served.url}/console/unanswered")
    assert (faults_of(page), fits(page)) == ([], True)
    expect(page.locator("article")).to_have_count(2)
    page.locator("article").first.locator("a.button").first.click()
    page.locator("#f-q").fill("renovar residencia")
    page.locator("#f-q").press("Enter")
    expect(page.locator(f'button[value="{RENEW}"]')).to_have_count(1)
    assert (faults_of(page), fits(page)) == ([], True)
    state = page.context.storage_state()
    page.context.close()

    plain = browser.new_context(storage_state=state, java_script_enabled=False)  # type: ignore[arg-type]
    plain.set_default_timeout(PATIENCE)
    page = plain.new_page()
    page.goto(f"{served.url}/console/unanswered")
    page.locator("article").first.locator("button.quiet").click()
    expect(page.locator("article")).to_have_count(1)
    page.locator(".undo button").click()
    expect(page.locator("article")).to_have_count(2)
    plain.close()
