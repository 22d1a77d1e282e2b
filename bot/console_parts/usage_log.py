"""The log of use for the console: a page of it, and files of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.console.app.asks.usage import LogLine, TooLong
from bot.storage.engine import Database
from bot.usage.analysis.cells import HOURS
from bot.usage.analysis.export import MARK, csv_text, xlsx_bytes
from bot.usage.analysis.records import Filters
from bot.usage.analysis.weeks import EARLIEST, Period
from bot.usage.analysis.words import Words
from bot.usage.event_log import Key, Line, key_of, key_text, log_table, read_all, read_page

LINES_A_PAGE = 50
MOST_IN_SHEET = 50_000
_AT_ONCE = 500  # lines in one piece of CSV
_LONGEST_NAME = 40


async def log_lines(
    database: Database, period: Period, filters: Filters, after: str, words: Words
) -> tuple[tuple[LogLine, ...], str | None]:
    """A page of lines, and where the next one goes on."""
    page = await read_page(database, period, filters, after=safe_key(after), size=LINES_A_PAGE)
    return tuple(_shown(line, words) for line in page.lines), key_text(page.next) if page.next else None


async def log_sheet(database: Database, period: Period, filters: Filters, words: Words) -> bytes:
    """The log as XLSX. Raises TooLong."""
    lines: list[Line] = []
    async for line in read_all(database, period, filters):
        lines.append(line)
        if len(lines) > MOST_IN_SHEET:
            raise TooLong
    return await asyncio.to_thread(xlsx_bytes, [log_table(tuple(lines), words)])


async def log_text(
    database: Database, period: Period, filters: Filters, words: Words
) -> AsyncIterator[bytes]:
    """The log as CSV, piece by piece: never all of it in memory. The last line says the rule, so a cut file is noticed."""
    title, head, *_ = csv_text([log_table((), words)]).split("\r\n")
    del title
    yield f"{MARK}{head}\r\n".encode()
    lines: list[Line] = []
    async for line in read_all(database, period, filters):
        lines.append(line)
        if len(lines) == _AT_ONCE:
            yield _rows(lines, words)
            lines.clear()
    yield _rows(lines, words)
    yield f"{csv_text([], [words('rule')]).removeprefix(MARK)}".encode()


def safe_key(text: str) -> Key | None:
    """Where to go on, as it stands in an address; None for anything that was made up."""
    key = key_of(text) if len(text) <= 200 else None
    if key is None:
        return None
    week, start, *names = key
    likely = week >= EARLIEST and 0 <= start < 7 * HOURS
    return key if likely and all(len(name) <= _LONGEST_NAME for name in names) else None


def _rows(lines: list[Line], words: Words) -> bytes:
    text = csv_text([log_table(tuple(lines), words)]) if lines else ""
    return "".join(f"{row}\r\n" for row in text.split("\r\n")[2 : 2 + len(lines)]).encode()


def _shown(line: Line, words: Words) -> LogLine:
    """The line with its names, and hours only where they are told."""
    country, language, outcome = map(words.named, (line.country, line.language, line.outcome))
    whole = len(line.days) > 1 or line.hours >= HOURS
    end = (line.since + timedelta(hours=line.hours)).hour or HOURS
    hours = None if whole else (line.since.hour, end)
    return LogLine(line.days, hours, country, language, outcome, line.messages)
