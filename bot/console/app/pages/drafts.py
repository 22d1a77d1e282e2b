"""Drafts and reviews: what is being written, what waits for a second person, and the history of an entry."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
