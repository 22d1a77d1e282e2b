"""Confirming that an answer, a place or a line is still true."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
