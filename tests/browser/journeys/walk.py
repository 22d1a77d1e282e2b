"""Somebody's way through the console: after each page it is looked at for faults, and what it asked for is watched."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from bot.console.app.words import words_of
from tests.browser.console_house import WIDTHS, faults_of, fits
from tests.browser.journeys.real_house import RealHouse, signed_in

MOST_JUDGED = (
    2  # times that axe looks at one kind of page in one way: a second each, and other tests ask it too
)
_JUDGED: Counter[tuple[str, str, str]] = Counter()
Way = tuple[Literal["phone", "desk"], Literal["es", "en"]]


class Walk:
    """A browser in the hands of one person of the NGO."""

    def __init__(
        self, house: RealHouse, browser: Browser, way: Way, name: str, role: str, countries: str = ""
    ) -> None:
        width, self.language = way
        size = WIDTHS[width]
        self.house, self.width = house, width
        self.page: Page = signed_in(
            house,
            browser,
            (name, role, countries),
            self.language,
            viewport={"width": size[0], "height": size[1]},
            has_touch=width == "phone",
            accept_downloads=True,
        )
        self._said, self._asked = list[str](), list[str]()
        self.page.on("console", lambda said: self._said.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda fault: self._said.append(str(fault)))
        self.page.on("request", lambda request: self._asked.append(request.url))

    def say(self, key: str, **values: object) -> str:
        """A phrase of the console in this person's language."""
        return words_of(self.language).say(key, **values)

    def go(self, section: str) -> Page:
        """Opens a page of the console and looks at it."""
        self.page.goto(f"{self.house.url}/console{section}")
        self.look()
        return self.page

    def look(self) -> None:
        """The page as it is now has no fault that axe finds, scrolls no way sideways, and has one heading."""
        where = self.page.url
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        assert self.page.locator("h1").count() == 1, where
        if self._is_to_be_judged():
            # What happens to be scrolled half under the bar that stays in sight would count as too small a target.
            bars = "document.querySelectorAll('.bar').forEach(x => { x.style.position = POSITION; })"
            self.page.evaluate(bars.replace("POSITION", "'static'"))
            faults = faults_of(self.page)
            self.page.evaluate(bars.replace("POSITION", "''"))
            assert faults == [], f"{where}: {faults}"
        assert fits(self.page), where

    def _is_to_be_judged(self) -> bool:
        kind = re.sub(r"/[0-9a-f-]{8,}|/\d+", "/*", urlsplit(self.page.url).path)
        seen = (self.width, self.language, kind)
        _JUDGED[seen] += 1
        return _JUDGED[seen] <= MOST_JUDGED

    def press(self, what: Locator, lands: str) -> None:
        """Presses something that leads to another page, and looks at it."""
        what.click()
        self.page.wait_for_url(re.compile(lands))
        self.page.wait_for_load_state()
        self.look()

    def button(self, key: str, **values: object) -> Locator:
        """The button with that phrase."""
        return self.page.get_by_role("button", name=self.say(key, **values))

    def text(self, selector: str) -> str:
        """What is read there."""
        return self.page.locator(selector).inner_text()

    def download(self, what: Locator) -> tuple[str, bytes]:
        """Name and content of the file that pressing it gives."""
        with self.page.expect_download(timeout=60_000) as coming:
            what.click()
        return coming.value.suggested_filename, coming.value.path().read_bytes()

    def pardon(self, pattern: str) -> None:
        """Takes back errors of the browser's console that this journey brings about itself."""
        self._said = [said for said in self._said if not re.search(pattern, said)]

    def nothing_wrong(self) -> None:
        """No error in the browser's console, and nobody else was asked for anything."""
        assert self._said == []
        own = (f"{self.house.url}/", "data:", "blob:")
        assert [url for url in self._asked if not url.startswith(own)] == []


def numbers(text: str) -> list[int]:
    """The numbers in a text, in order."""
    return [int(found) for found in re.findall(r"\d+", text)]


def fields(page: Page, values: dict[str, Any]) -> None:
    """Fills fields of the edit form."""
    for name, value in values.items():
        page.locator(f"[name='f.{name}']").fill(value)
