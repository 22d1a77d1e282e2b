"""Spreadsheets: a country out, and in again with a look at every change."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.app.asks.sheets import Form
from bot.console.app.downloads import XLSX, ZIP, download
from bot.console.app.page import EDITORS, EVERYBODY, Page
from bot.console.app.pages import sheets_preview
from bot.console.app.pages.names import country_name
from bot.console.app.pages.sheets_country import known_country, own_codes, sheets_of
from bot.console.app.pages.sheets_words import sheet_words
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.editing.sheets.refusals import SheetRefused

MOST_UPLOAD = 10 * 1024 * 1024  # bytes of the form; a large country has half a megabyte
_FILES: dict[Form, tuple[str, str]] = {
    "xlsx": (XLSX, "xlsx"),
    "csv": (ZIP, "csv.zip"),
}


async def sheets(visit: Visit) -> Response:
    """GET /console/sheets?country=PE."""
    codes = own_codes(visit)
    asked = visit.query("country", 8).upper()
    return listing(visit, asked if asked in codes else codes[0] if codes else None)


async def give(visit: Visit) -> Response:
    """GET /console/sheets/{country}/download?form=csv."""
    country = known_country(visit)
    form: Form = "csv" if visit.query("form", 8) == "csv" else "xlsx"
    try:
        raw = await sheets_of(visit).file(country, form)
    except (SheetRefused, OSError) as refused:
        return listing(visit, country, _said(visit, refused))
    await visit.note("exported", form, country)
    media_type, ending = _FILES[form]
    name = f"rumbo-{country.lower()}-{visit.services.clock():%Y-%m-%d}.{ending}"
    return download(raw, media_type, name)


async def look(visit: Visit) -> Response:
    """POST /console/sheets/{country}/preview: `file`."""
    country = known_country(visit)
    raw = visit.form.file("file")
    if raw is None:
        return listing(visit, country, visit.say("sheets_no_file"))
    try:
        handle = await sheets_of(visit).look(country, raw, visit.account.name)
    except (SheetRefused, OSError) as refused:
        return listing(visit, country, _said(visit, refused))
    return visit.go(f"/sheets/{country}/preview/{handle}")


def listing(visit: Visit, country: str | None, wrong: str | None = None) -> Response:
    """The page of one country; `wrong`: why the last file was not taken."""
    options = [(code, country_name(visit, code)) for code in own_codes(visit)]
    return visit.show(
        "sheets.html",
        422 if wrong else 200,
        country=country,
        name=country_name(visit, country) if country else "",
        options=options,
        may_send=visit.account.role in EDITORS,
        most=MOST_UPLOAD,
        wrong=wrong,
        back=f"{path_of('sheets')}?country={country}" if country else path_of("sheets"),
    )


def _said(visit: Visit, refused: Exception) -> str:
    if isinstance(refused, SheetRefused):
        return sheet_words(visit.words, str(refused))
    return visit.say("sheets_away")


_NEEDS = ("sheets", "editing", "release")
PAGES = (
    Page("GET", "/sheets", EVERYBODY, sheets, needs=_NEEDS, menu="menu_sheets"),
    Page("GET", "/sheets/{country}/download", EVERYBODY, give, country="country", needs=_NEEDS),
    Page(
        "POST",
        "/sheets/{country}/preview",
        EDITORS,
        look,
        country="country",
        needs=_NEEDS,
        upload=MOST_UPLOAD,
    ),
    *sheets_preview.PAGES,
)
