"""Spreadsheets: a country out, and in again with a look at every change."""

from __future__ import annotations

from bot.console.app.page import Page

PAGES: tuple[Page, ...] = ()
