"""The log of use, for admins: what came when, in lines of eleven people or more."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from bot.console.app.asks.usage import TooLong, Usage
from bot.console.app.downloads import download
from bot.console.app.page import ADMINS, PREFIX, Page
from bot.console.app.pages.usage import (
    MEDIA_TYPES,
    chosen_filters,
    file_name,
    form_of,
    found,
    note_export,
)
from bot.console.app.pages.usage_findings import number
from bot.console.app.pages.usage_query import (
    OUTCOMES,
    Query,
    first_monday_numbers,
    options,
    presets,
    read_query,
)
from bot.console.app.visit import Visit


async def log(visit: Visit) -> Response:
    """GET /console/log?from=&to=|weeks=&country=&language=&outcome=&after=<where the page before ended>."""
    query, after = _query(visit), visit.query("after", 200)
    page = await _usage(visit).log(query.wanted, after, visit.language)
    if page is None:
        return visit.show("usage_nothing.html", title="menu_log", first=first_monday_numbers(visit))
    return visit.show(
        "log.html",
        query=query,
        log=page,
        presets=presets(visit, query, "log"),
        options=options(visit, OUTCOMES),
        chosen=chosen_filters(query),
        newest_first=query.address("log") if after else None,
        older=query.address("log", after=page.after) if page.after else None,
        number=lambda value: number(visit.words, value),
    )


async def export(visit: Visit) -> Response:
    """GET /console/log/export?form=csv|xlsx with the page's query: every line. CSV of any length; XLSX up to a bound."""
    query, form = _query(visit), form_of(visit)
    usage = _usage(visit)
    if form == "xlsx":
        try:
            sheet = found(visit, await usage.log_sheet(query.wanted, visit.language))
        except TooLong:
            address = query.address("log").removeprefix(PREFIX)
            return visit.go(address, "said_log_too_long", wrong=True)
        await note_export(visit, query, "exported_log", form)
        return download(sheet, MEDIA_TYPES[form], file_name("log", query, form))
    await note_export(visit, query, "exported_log", form)
    pieces = usage.log_text(query.wanted, visit.language)
    return download(pieces, MEDIA_TYPES[form], file_name("log", query, form))


def _query(visit: Visit) -> Query:
    """Topics are told by the week only, so there is no filter of them here; nothing is compared."""
    query = read_query(visit, OUTCOMES)
    wrong = {name: key for name, key in query.wrong.items() if name != "topic"}
    return Query(replace(query.wanted, topic=None, compare=False), wrong)


def _usage(visit: Visit) -> Usage:
    if visit.services.usage is None:
        raise visit.not_found()
    return visit.services.usage


PAGES = (
    Page("GET", "/log", ADMINS, log, needs=("usage", "release"), menu="menu_log"),
    Page("GET", "/log/export", ADMINS, export, needs=("usage", "release")),
)
