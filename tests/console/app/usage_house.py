"""A console over published weeks of made-up use, for the tests of usage and of the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.console_parts.usage import UsageReports
from bot.knowledge.records import Release
from bot.usage.analysis.cells import Event
from bot.usage.analysis.publishing import publish_due
from tests.console.app.house import House, console, open_house
from tests.conversation.small import question, small_release
from tests.usage.analysis.kit import MONDAY, made_week, store

WEEK = timedelta(days=7)
NOW = datetime(2025, 3, 17, 9, tzinfo=UTC)  # a Monday; the two weeks before are published
FIRST, LAST = MONDAY, MONDAY + 2 * WEEK - timedelta(days=1)
EVIL = '=HYPERLINK("//e")<script>alert(1)</script>'


def release() -> Release:
    """A small knowledge base in which one question that is asked has a hostile title."""
    small = small_release()
    hostile = question("documents-0", "documents")
    texts = {language: replace(text, title=EVIL) for language, text in hostile.texts.items()}
    return replace(small, questions={**small.questions, "documents-0": replace(hostile, texts=texts)})


def badly_served(events: Iterable[Event]) -> list[Event]:
    """The same week, with nearly no answer about work in Chile."""
    found = []
    for number, event in enumerate(events):
        if event.country == "CL" and event.outcome in {"answer", "choices"} and number % 8:
            found.append(replace(event, outcome="not_known", topic="work", question="work-0"))
        else:
            found.append(event)
    return found


async def usage_house(
    folder: Path, url: str | None = None, weeks: Iterable[Iterable[Event]] | None = None
) -> House:
    """A house whose usage pages read these weeks; none given: two of 6,000 messages."""
    house = await open_house(folder, url, release=release)
    made = [badly_served(made_week(seed, 6000, 700)) for seed in (1, 2)] if weeks is None else weeks
    for number, events in enumerate(made):
        await store(house.database, events, MONDAY + number * WEEK)
    house.clock.now = NOW
    await publish_due(house.database)
    reports = UsageReports(house.database, release, house.clock)
    house.app = console(house.accounts, house.clock, release=release, usage=reports)
    return house
