"""Published figures as a few plain lines for a chat, in the words of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from bot.usage.analysis.records import Analysis
from bot.usage.analysis.tables import Table, notes_of, tables_of
from bot.usage.analysis.weeks import SETTLES, WEEK, newest_over
from bot.usage.analysis.words import Words
from bot.usage.health_data import Danger
from bot.usage.labels import label

MOST_CHARACTERS = 2000
_TABLES = ("groups", "people", "questions", "topics", "countries", "languages", "votes", "times")
_SENTENCES = frozenset({"people", "times"})  # tables whose names are long
_MOST_NAMES = 5


def message_of(analysis: Analysis, words: Words, danger: Sequence[Danger], now: datetime) -> str:
    """The figures; or, where nothing was published of the period, when the first ones come. `now`: UTC."""
    lines = list(_told(analysis, words) if analysis.coverage.told else _nothing(analysis, words, now))
    lines += _danger(words, danger)
    return "\n".join(lines)[:MOST_CHARACTERS]


def _told(analysis: Analysis, words: Words) -> Iterator[str]:
    period = analysis.period
    yield label("title", words.language).format(since=period.since, until=period.until)
    yield f"{words('messages')}: {analysis.messages}"
    tables = {table.name: table for table in tables_of(analysis, words)}
    yield from (_line(tables[name], words) for name in _TABLES if name in tables)
    yield from notes_of(analysis, words)


def _line(table: Table, words: Words) -> str:
    named = [_cell(table.name, row) for row in table.rows[:_MOST_NAMES]]
    unit = f" ({words('milliseconds')})" if table.name == "times" else ""
    between = "; " if table.name in _SENTENCES else ", "
    return f"{table.title}{unit}: {between.join(named)}"


def _cell(name: str, row: Sequence[object]) -> str:
    """ "Peru 120 (40%)"; of a question its title and count, without the topic."""
    if name == "questions":
        return f"{row[0]} {row[2]}"
    if name in _SENTENCES:
        return f"{row[0]}: {row[1]}"
    share = f" ({row[2]})" if len(row) > 2 and row[2] else ""
    return f"{row[0]} {row[1]}{share}"


def _nothing(analysis: Analysis, words: Words, now: datetime) -> Iterator[str]:
    if analysis.coverage.small:
        yield from (words("nothing"), *notes_of(analysis, words))
    else:
        first = newest_over(now) + 2 * WEEK
        at = datetime.combine(first, time()) + SETTLES
        yield words("first figures", day=at.date(), hour=f"{at:%H:%M}")


def _danger(words: Words, danger: Sequence[Danger]) -> Iterator[str]:
    """The quarter's danger by country, guarded as everywhere."""
    told = [f"{words.named(found.country)} {found.messages.shown}" for found in danger]
    if told:
        first = danger[0].quarter
        quarter = label("quarter", words.language).format(number=(first.month + 2) // 3, year=first.year)
        yield f"{label('danger', words.language)} ({quarter}): {', '.join(told[:_MOST_NAMES])}"
