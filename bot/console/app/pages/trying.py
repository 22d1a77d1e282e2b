"""Trying a question: which entry would answer, and why."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
