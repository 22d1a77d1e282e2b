"""Releases: what publishing would change, publishing, and taking back."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
