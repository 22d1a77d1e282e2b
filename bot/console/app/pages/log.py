"""The usage log: events as they came."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
