"""What people needed: figures in words, charts with their numbers, and files of both. For admins and readers."""

from __future__ import annotations

import gzip
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from bot.accounts.records import Role
from bot.console.app.asks.usage import CannotDraw, Chart, Form, Look, Place, Usage
from bot.console.app.downloads import CSV, PNG, XLSX, download
from bot.console.app.failures import Failed
from bot.console.app.page import PREFIX, Page
from bot.console.app.pages.usage_findings import begun, cell, changes, headline, number, sections
from bot.console.app.pages.usage_query import Query, first_monday_numbers, options, presets, read_query
from bot.console.app.render import path_of
from bot.console.app.visit import Visit

READERS: frozenset[Role] = frozenset({"admin", "reader"})
ROWS_SHOWN = 25  # of long tables; the files have all of them
PLACES_SHOWN = 10
MEDIA_TYPES: dict[Form, str] = {"csv": CSV, "xlsx": XLSX}
_FILTERED = {
    "countries": "country",
    "topics": "topic",
    "languages": "language",
}  # a table's rows are choices of a filter


async def usage(visit: Visit) -> Response:
    """GET /console/usage?from=&to=|weeks=&country=&topic=&language=&outcome=&compare=1."""
    query, reports = read_query(visit), _reports(visit)
    report = await reports.report(query.wanted, visit.language)
    if report is None:
        return visit.show("usage_nothing.html", title="menu_usage", first=first_monday_numbers(visit))
    words = visit.words
    return visit.show(
        "usage.html",
        query=query,
        report=report,
        presets=presets(visit, query, "usage"),
        options=options(visit),
        chosen=chosen_filters(query),
        headline=headline(words, report),
        changes=changes(words, report),
        sections=sections(words, report, [x for x, name in _FILTERED.items() if name in query.parameters()]),
        places=report.worst[:PLACES_SHOWN],
        rows_shown=ROWS_SHOWN,
        number=partial(number, words),
        cell=partial(cell, words),
        begun=begun,
        picture=partial(_picture, query),
        link_of=partial(_link_of, query),
        work_of=partial(_work_of, visit),
        not_told=[visit.say(f"usage_not_{name}") for name in report.not_by],
    )


async def chart(visit: Visit) -> Response:
    """GET /console/usage/charts/{file}: worst.svg?narrow=1&dark=1, or worst.png to download; the page's query beside it."""
    name, _, form = visit.part("file").partition(".")
    query, reports = read_query(visit), _reports(visit)
    if form == "svg":
        look = Look(visit.query("narrow", 2) == "1", visit.query("dark", 2) == "1")
        try:
            drawn = await reports.chart(query.wanted, name, look, visit.language)
        except CannotDraw:
            return Response(status_code=503)  # the page shows the description and the numbers
        return _svg(visit.request, found(visit, drawn))
    if form != "png":
        raise visit.not_found()
    try:
        picture = found(visit, await reports.picture(query.wanted, name, visit.language))
    except CannotDraw:
        return visit.go(query.address("usage").removeprefix(PREFIX), "said_usage_not_drawn", wrong=True)
    await note_export(visit, query, "exported_usage", f"{name}.png")
    return download(picture, PNG, file_name(f"usage-{name}", query, "png"))


async def export(visit: Visit) -> Response:
    """GET /console/usage/export?form=csv|xlsx with the page's query: every table."""
    query, form = read_query(visit), form_of(visit)
    content = found(visit, await _reports(visit).file(query.wanted, form, visit.language))
    await note_export(visit, query, "exported_usage", form)
    return download(content, MEDIA_TYPES[form], file_name("usage", query, form))


# ---- what the log's page does alike ------------------------------------------------------------------------


def found(visit: Visit, content: bytes | None) -> bytes:
    """The content, or a 404 where there is none."""
    if content is None:
        raise visit.not_found()
    return content


def form_of(visit: Visit) -> Form:
    """The kind of file that is asked for. Raises Failed (422) for any other."""
    form = visit.query("form", 8)
    if form == "csv":
        return "csv"
    if form == "xlsx":
        return "xlsx"
    raise Failed(422)


def file_name(what: str, query: Query, form: str) -> str:
    """ "rumbo-usage-2026-10-01-2026-10-31-CL.csv"; its parts are dates and known codes."""
    values = query.parameters()
    parts = [values[x] for x in ("from", "to", "country", "topic", "language", "outcome") if x in values]
    return "-".join(["rumbo", what, *parts]) + f".{form}"


async def note_export(visit: Visit, query: Query, did: str, what: str) -> None:
    """Who took figures out is in the audit log."""
    values = query.parameters()
    values.pop("compare", None)
    await visit.note(did, " ".join([what, *values.values()])[:120], query.wanted.country)


def chosen_filters(query: Query) -> list[tuple[str, str]]:
    """The filters that are set: name and value."""
    values = query.parameters()
    return [(x, values[x]) for x in ("country", "topic", "language", "outcome") if x in values]


# ---- this page's links ------------------------------------------------------------------------------------


def _reports(visit: Visit) -> Usage:
    if visit.services.usage is None:
        raise visit.not_found()
    return visit.services.usage


def _svg(request: Request, content: bytes) -> Response:
    """Packed, as charts are many and lines are slow."""
    headers = {"vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["content-encoding"] = gzip.compress(content, 6), "gzip"
    return Response(content, media_type="image/svg+xml", headers=headers)


def _picture(query: Query, chart: Chart, form: str = "svg", **look: str) -> str:
    return query.address("usage", "charts", f"{chart.name}.{form}", **look)


def _link_of(query: Query, table: str, code: str) -> str:
    """Where a row of a table leads: the same page about that alone; "" for rows that lead nowhere."""
    name = _FILTERED.get(table)
    return query.address("usage", **{name: code}) if name and code else ""


def _work_of(visit: Visit, place: Place) -> list[tuple[str, str]]:
    """Where something can be done about a place: the phrase and the address of each page that this account has."""
    asked = f"?country={place.country}&topic={place.topic}"
    doors = (("usage_see_entries", "entries"), ("usage_see_unanswered", "unanswered"))
    there = {page.path for page in visit.menu}
    return [(key, path_of(page) + asked) for key, page in doors if f"/{page}" in there]


PAGES = (
    Page("GET", "/usage", READERS, usage, needs=("usage", "release"), menu="menu_usage"),
    Page("GET", "/usage/charts/{file}", READERS, chart, needs=("usage", "release")),
    Page("GET", "/usage/export", READERS, export, needs=("usage", "release")),
)
