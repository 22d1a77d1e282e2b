"""/stats tells published numbers in the words of the console, and before there are any, when the first come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.reporting import figures_message
from bot.storage.engine import Database, DatabaseAwayError
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.publishing import publish_due
from bot.usage.analysis.weeks import last_weeks
from bot.usage.analysis.words import Words
from bot.wording import wording
from tests.conversation.small import small_release
from tests.storage.kit import MovedClock
from tests.usage.analysis.kit import MONDAY, made_week, store

AFTER = datetime(2025, 3, 10, 4, tzinfo=UTC)  # the week from MONDAY is over and settled


async def text_of(database: Database, days: int = 7, language: str = "es") -> tuple[str, bytes | None]:
    return await figures_message(database, small_release(), days, language)  # type: ignore[arg-type]


async def test_before_the_first_week_is_published_it_says_when_that_is(
    database: Database, clock: MovedClock
) -> None:
    clock.now = datetime(2025, 3, 5, 12, tzinfo=UTC)
    text, picture = await text_of(database)
    assert text == Words("es")("first figures", day="2025-03-10", hour="03:00")
    assert picture is None


async def test_the_numbers_are_the_published_ones_whatever_was_written_since(
    embedded: Database, clock: MovedClock
) -> None:
    await store(embedded, made_week(1, 3000, 400), MONDAY)
    clock.now = AFTER
    await publish_due(embedded)
    analysis = await build_analysis(embedded, last_weeks(1, AFTER))
    before, picture = await text_of(embedded)
    await store(embedded, made_week(2, 500, 3), MONDAY + timedelta(days=7))
    after, _ = await text_of(embedded)
    assert before == after
    words = Words("es")
    for said in (f"{words('messages')}: {analysis.messages}", words("countries"), words("rule")):
        assert said in before
    top = analysis.countries.told[0]
    assert f" {top.messages} (" in before
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert len(before) <= 2100


async def test_a_week_of_few_people_shows_nothing_of_them(embedded: Database, clock: MovedClock) -> None:
    await store(embedded, made_week(3, 60, 5), MONDAY)
    clock.now = AFTER
    await publish_due(embedded)
    text, picture = await text_of(embedded, language="en")
    assert text.startswith(Words("en")("nothing"))
    assert picture is None


async def test_a_database_that_is_away_is_said(embedded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise DatabaseAwayError("away")

    monkeypatch.setattr(embedded, "read", away)
    assert await text_of(embedded) == (wording("es").say("stats_away"), None)
