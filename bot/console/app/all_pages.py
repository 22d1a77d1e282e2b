"""Every page of the console, in the order of the navigation. A new group of pages is one more line here."""

from __future__ import annotations

from bot.console.app.page import Page
from bot.console.app.pages import (
    audit,
    closed,
    confirming,
    coverage,
    drafts,
    entering,
    entries,
    health,
    home,
    keeping,
    log,
    people,
    publishing,
    sessions,
    sheets,
    trying,
    unanswered,
    usage,
)

ALL_PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *entries.PAGES,
    *drafts.PAGES,
    *publishing.PAGES,
    *confirming.PAGES,
    *closed.PAGES,
    *unanswered.PAGES,
    *trying.PAGES,
    *sheets.PAGES,
    *coverage.PAGES,
    *usage.PAGES,
    *log.PAGES,
    *keeping.PAGES,
    *health.PAGES,
    *people.PAGES,
    *audit.PAGES,
    *sessions.PAGES,
    *entering.PAGES,
)
