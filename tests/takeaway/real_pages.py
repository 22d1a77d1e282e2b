"""The project's own knowledge, read once, and its pages."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from bot.knowledge.load import load_release
from bot.knowledge.records import LANGUAGES, Release
from bot.settings import PROJECT
from bot.takeaway.link import link_to
from bot.takeaway.page import build_page
from bot.takeaway.records import TakeawayPage

USERNAME = "RumboAyudaBot"
TODAY = datetime.now(UTC).date()


@cache
def release() -> Release:
    return load_release(PROJECT / "knowledge", TODAY)


@cache
def pages() -> tuple[TakeawayPage, ...]:
    """Every covered country in both languages."""
    covered = [c.code for c in release().countries.values() if c.covered]
    return tuple(build_page(release(), code, x, TODAY) for code in covered for x in LANGUAGES)


def link(page: TakeawayPage) -> str:
    return link_to(USERNAME, page.code)
