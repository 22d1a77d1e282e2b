"""Usage for the console: published numbers of a period as reports, charts and files; the newest are kept in memory."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console.app.asks.usage import CannotDraw, Form, LogPage, Look, Report, Wanted
from bot.console_parts.usage_log import log_lines, log_sheet, log_text
from bot.console_parts.usage_views import report_of, title_of
from bot.knowledge.records import Language, Release
from bot.storage.engine import Database
from bot.storage.tables import usage_weeks
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.charts import Drawings, Figure, figures_of
from bot.usage.analysis.export import csv_text, xlsx_bytes
from bot.usage.analysis.records import Analysis, Filters
from bot.usage.analysis.tables import notes_of, tables_of
from bot.usage.analysis.weeks import EARLIEST, Period, last_weeks, newest_over, period_of
from bot.usage.analysis.words import Words

WEEKS = 4
_MOST_KEPT = 16
_MOST_DRAWINGS = 48
_MOST_WAITING = 12  # charts that wait to be drawn; more are refused, so that nobody fills the queue
_Span = tuple[date, date, int]  # first and last published Monday, how many weeks
_Key = tuple[Period, Filters, bool, _Span]


class UsageReports:
    """bot.console.app.asks.usage.Usage over the published numbers of one database."""

    def __init__(
        self, database: Database, release: Callable[[], Release], clock: Callable[[], datetime]
    ) -> None:
        self._database, self._release, self._clock = database, release, clock
        self._kept: OrderedDict[_Key, Analysis] = OrderedDict()
        self._turn = asyncio.Lock()  # the charts of a page ask at once for what one of them reads
        self._drawings = Drawings(most=_MOST_DRAWINGS)
        self._waiting = 0

    async def report(self, wanted: Wanted, language: Language) -> Report | None:
        """The figures of the period; None where no week is published yet."""
        span = await self._span()
        if span is None:
            return None
        analysis = await self._analysis(wanted, span)
        newest = newest_over(self._clock()) + timedelta(days=6)
        return report_of(
            analysis, self._words(language), first=span[0], newest=newest, beyond=_beyond(wanted, newest)
        )

    async def chart(self, wanted: Wanted, name: str, look: Look, language: Language) -> bytes | None:
        """The SVG of a chart; None where there is none of that name. Raises CannotDraw.

        The first that is asked for has all charts of its page drawn: starting the drawing takes longer than drawing.
        """
        figures, _ = await self._figures(wanted, language)
        if name not in {figure.name for figure in figures}:
            return None
        with self._queued():
            drawn = await self._drawings.svg(figures, narrow=look.narrow, dark=look.dark)
        if name not in drawn:
            raise CannotDraw
        return drawn[name].encode()

    async def picture(self, wanted: Wanted, name: str, language: Language) -> bytes | None:
        """The PNG of a chart, under the period and the filters; None where there is no such chart. Raises CannotDraw."""
        figures, title = await self._figures(wanted, language)
        chosen = [figure for figure in figures if figure.name == name]
        if not chosen:
            return None
        with self._queued():
            drawn = await self._drawings.png(chosen, title)
        if drawn is None:
            raise CannotDraw
        return drawn

    async def file(self, wanted: Wanted, form: Form, language: Language) -> bytes | None:
        """All tables as one file; None where no week is published yet."""
        span = await self._span()
        if span is None:
            return None
        analysis, words = await self._analysis(wanted, span), self._words(language)
        tables = tables_of(analysis, words)
        notes = (title_of(analysis, words), *notes_of(analysis, words))
        if form == "csv":
            return csv_text(tables, notes).encode()
        return await asyncio.to_thread(xlsx_bytes, tables, notes)

    async def log(self, wanted: Wanted, after: str, language: Language) -> LogPage | None:
        """A page of the log; None where no week is published yet."""
        if await self._span() is None:
            return None
        period, newest = self._period(wanted), newest_over(self._clock()) + timedelta(days=6)
        found = await log_lines(self._database, period, _filters(wanted), after, self._words(language))
        return LogPage(period.since, period.until, newest, _beyond(wanted, newest), *found)

    async def log_sheet(self, wanted: Wanted, language: Language) -> bytes | None:
        """The log as XLSX; None where no week is published yet. Raises TooLong."""
        if await self._span() is None:
            return None
        words = self._words(language)
        return await log_sheet(self._database, self._period(wanted), _filters(wanted), words)

    def log_text(self, wanted: Wanted, language: Language) -> AsyncIterator[bytes]:
        """The log as CSV, a piece at a time."""
        return log_text(self._database, self._period(wanted), _filters(wanted), self._words(language))

    @contextmanager
    def _queued(self) -> Iterator[None]:
        """Raises CannotDraw where too many wait for a drawing already."""
        if self._waiting >= _MOST_WAITING:
            raise CannotDraw
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    # ---- what is read once for a page, its charts and its files ------------------------------------------

    async def _span(self) -> _Span | None:
        first, last, count = await self._database.read(_read_span)
        return None if first is None or last is None else (first, last, count)

    async def _analysis(self, wanted: Wanted, span: _Span) -> Analysis:
        key = (self._period(wanted), _filters(wanted), wanted.compare, span)
        async with self._turn:
            if key not in self._kept:
                built = await build_analysis(self._database, key[0], key[1], compare=wanted.compare)
                self._kept[key] = built
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    async def _figures(self, wanted: Wanted, language: Language) -> tuple[tuple[Figure, ...], str]:
        span = await self._span()
        if span is None:
            return (), ""
        analysis, words = await self._analysis(wanted, span), self._words(language)
        return figures_of(analysis, words), title_of(analysis, words)

    def _period(self, wanted: Wanted) -> Period:
        """Whole weeks that are over."""
        now = self._clock()
        if wanted.since is None and wanted.until is None:
            return last_weeks(wanted.weeks or WEEKS, now)
        newest = newest_over(now) + timedelta(days=6)
        until = _clipped(wanted.until or newest, newest)
        since = _clipped(wanted.since, newest) if wanted.since else until - timedelta(days=7 * WEEKS - 1)
        return period_of(since, until)

    def _words(self, language: Language) -> Words:
        release = self._release()
        titles = {question.id: question.texts[language].title for question in release.questions.values()}
        names = {country.code: country.names[language] for country in release.countries.values()}
        return Words(language, names, titles)


def _filters(wanted: Wanted) -> Filters:
    return Filters(wanted.country, wanted.topic, wanted.language, wanted.outcome)


def _clipped(day: date, newest: date) -> date:
    return min(max(day, EARLIEST), newest)


def _beyond(wanted: Wanted, newest: date) -> bool:
    return any(day is not None and day > newest for day in (wanted.since, wanted.until))


async def _read_span(connection: AsyncConnection) -> tuple[date | None, date | None, int]:
    week = usage_weeks.c.week
    row = (await connection.execute(select(func.min(week), func.max(week), func.count()))).one()
    return row[0], row[1], int(row[2])
