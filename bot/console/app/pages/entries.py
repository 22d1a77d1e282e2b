"""Entries: found, read, and edited with both languages side by side."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
