"""The tour in the docs shows every page of the console, and nothing that is not there."""

from __future__ import annotations

import re

from bot.console.app.all_pages import ALL_PAGES
from bot.settings import PROJECT
from tests.browser.screenshots import FOLDER, LOOKS, MOST_BYTES, SHOTS, names

TOUR = PROJECT / "docs" / "console-tour.md"
NO_PAGES = {  # parts of a page, and files
    "/health/now",
    "/health/telegram",
    "/confirm/worker.js",
    "/usage/export",
    "/log/export",
}


def test_every_page_of_the_router_that_has_one_address_is_in_a_picture() -> None:
    there = {page.path for page in ALL_PAGES if page.method == "GET" and "{" not in page.path}
    assert there >= NO_PAGES
    shown = {shot.page for shot in SHOTS}
    assert there - NO_PAGES - shown == set(), "add these pages to SHOTS, then run `make screenshots`"


def test_every_picture_is_of_a_page_that_is_there() -> None:
    assert {shot.page for shot in SHOTS} <= {page.path for page in ALL_PAGES if page.method == "GET"}


def test_the_folder_holds_the_pictures_and_no_more() -> None:
    files = {path.name: path for path in FOLDER.iterdir()}
    assert set(files) == set(names()), "run `make screenshots`"
    assert sum(path.stat().st_size for path in files.values()) < MOST_BYTES


def test_the_tour_shows_each_picture_once_with_words_instead() -> None:
    text = TOUR.read_text(encoding="utf-8")
    found = re.findall(r'<img src="images/console/([^"]+)" alt="([^"]+)" width="\d+">', text)
    assert sorted(name for name, _ in found) == sorted(names())
    assert text.count("images/console/") == len(SHOTS) * len(LOOKS)


def test_each_page_of_the_tour_has_a_heading_and_words() -> None:
    parts = re.split(r"^### ", TOUR.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(parts) == len(SHOTS)
    for part in parts:
        heading, _, below = part.partition("\n")
        words = re.sub(r"<[^>]+>|^## .*$", "", below, flags=re.MULTILINE).strip()
        assert heading.strip()
        assert len(words.split()) >= 8, heading
