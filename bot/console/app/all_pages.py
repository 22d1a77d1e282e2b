"""Every page of the console, in the order of the navigation. A new group of pages is one more line here."""

from __future__ import annotations

from bot.console.app.page import Page
from bot.console.app.pages import audit, coverage, entering, health, home, people, sessions

ALL_PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *coverage.PAGES,
    *people.PAGES,
    *health.PAGES,
    *audit.PAGES,
    *sessions.PAGES,
    *entering.PAGES,
)
