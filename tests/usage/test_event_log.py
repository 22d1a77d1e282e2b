"""The log tells of every message and of nobody: no line of fewer than eleven people, page by page to the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.engine import Database
from bot.usage.analysis.publishing import publish_due
from bot.usage.analysis.records import Filters
from bot.usage.analysis.weeks import Period
from bot.usage.analysis.words import Words
from bot.usage.event_log import Line, key_of, key_text, log_table, read_all, read_page, when_told
from tests.storage.kit import MovedClock
from tests.usage.analysis.kit import MONDAY, made_week, people_behind, store

BOTH = Period(MONDAY, MONDAY + timedelta(days=7))


@pytest.fixture
async def events(database: Database, clock: MovedClock):
    weeks = [made_week(1, 1500, 200), made_week(2, 1500, 200)]
    for number, week in enumerate(weeks):
        await store(database, week, MONDAY + timedelta(days=7 * number))
    clock.now = datetime(2025, 3, 17, 4, tzinfo=UTC)
    await publish_due(database)
    return weeks


async def test_all_lines_together_are_all_messages_newest_first(database: Database, events):
    lines = [line async for line in read_all(database, BOTH)]
    assert sum(line.messages for line in lines) == 3000
    assert [line.since for line in lines] == sorted((line.since for line in lines), reverse=True)


async def test_behind_every_line_are_eleven_people(database: Database, events):
    lines = [line async for line in read_all(database, BOTH)]
    countries = {line.country for line in lines}
    for line in lines:
        if (
            line.country in countries - {"(others)"}
            and line.outcome != "(others)"
            and line.language != "(others)"
        ):
            week = events[(line.since.date() - MONDAY).days // 7]
            start = line.since.weekday() * 24 + line.since.hour
            behind = [
                e
                for e in week
                if (e.outcome, e.language, e.country or "?") == (line.outcome, line.language, line.country)
                and any(day.weekday() == e.weekday for day in line.days)
                and (len(line.days) > 1 or 0 <= e.weekday * 24 + e.hour - start < line.hours)
            ]
            assert len(behind) == line.messages
            assert people_behind(behind) >= 11


async def test_pages_follow_each_other_without_gap_or_repeat(database: Database, events):
    whole = [line async for line in read_all(database, BOTH)]
    found: list[Line] = []
    after = None
    while True:
        page = await read_page(database, BOTH, after=after, size=7)
        found += page.lines
        after = page.next
        if after is None:
            break
        assert key_of(key_text(after)) == after
    assert found == whole


async def test_filters_choose_lines(database: Database, events):
    lines = [
        x async for x in read_all(database, BOTH, Filters(country="PE", language="es", outcome="answered"))
    ]
    assert lines
    assert {(x.country, x.language, x.outcome) for x in lines} == {("PE", "es", "answer")}
    assert [x async for x in read_all(database, BOTH, Filters(country="ZZ"))] == []


def test_when_is_told_as_people_write_it():
    at = datetime(2025, 3, 3, 22, tzinfo=UTC)
    line = Line(at, 2, (at.date(),), "answer", "es", "PE", 12)
    assert when_told(line) == "2025-03-03 22:00–24:00"
    assert when_told(Line(at.replace(hour=0), 24, (at.date(),), "answer", "es", "PE", 12)) == "2025-03-03"
    two = (at.date(), at.date() + timedelta(days=2))
    assert when_told(Line(at, 24, two, "answer", "es", "PE", 12)) == "2025-03-03, 2025-03-05"
    table = log_table((line,), Words("es", {"PE": "Perú"}))
    assert table.rows == (("2025-03-03 22:00–24:00", "Perú", "español", "respondidas", 12),)


@pytest.mark.parametrize("text", ["", "x", "2025-03-03~a~b~c~d", "2025-13-03~1~b~c~d", "1~2~3~4~5~6"])
def test_what_is_no_key_is_none(text: str):
    assert key_of(text) is None
