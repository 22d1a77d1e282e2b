"""What people asked and nobody has written yet."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
