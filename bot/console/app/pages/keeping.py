"""What we keep about people, in plain words."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
