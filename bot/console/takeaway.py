"""Pages to keep on the web: `/takeaway/PE.html?language=es&city=Tumbes`, and the same as a picture, an A4 sheet or text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.console.pages import preferred_language
from bot.knowledge.records import LANGUAGES, Language, Release
from bot.takeaway.drawing import Form, draw
from bot.takeaway.html import POLICY, page_html
from bot.takeaway.link import link_to
from bot.takeaway.page import build_page, city_named
from bot.takeaway.text import page_text

Served: TypeAlias = Callable[[], tuple[Release, str | None]]
"""Gives the release that is served, and the bot's username where it is known."""
_DRAWN: dict[str, tuple[Form, str]] = {"png": ("png", "image/png"), "pdf": ("pdf", "application/pdf")}


def takeaway_route(served: Served) -> Route:
    """GET /takeaway/<country>.<html|txt|png|pdf>; 404 for what is not covered, 503 where nothing could be drawn."""
    return Route("/takeaway/{country}.{form}", _endpoint(served), methods=["GET"])


def _endpoint(served: Served) -> Callable[[Request], Awaitable[Response]]:
    async def takeaway(request: Request) -> Response:
        release, username = served()
        country, form = request.path_params["country"].upper(), request.path_params["form"]
        record = release.countries.get(country)
        if record is None or not record.covered:
            raise HTTPException(404)
        language = _language(request)
        city = city_named(release, country, request.query_params.get("city", "")[:80])
        page = build_page(release, country, language, datetime.now(UTC).date(), city=city)
        link = link_to(username, page.code)
        if form == "html":
            return HTMLResponse(page_html(page, link), headers={"content-security-policy": POLICY})
        if form == "txt":
            return PlainTextResponse(page_text(page, link))
        if form not in _DRAWN:
            raise HTTPException(404)
        kind, media_type = _DRAWN[form]
        drawn = await draw(page, link, kind)
        if drawn is None:
            return PlainTextResponse(
                "The page could not be drawn now. Its text is at the address with .txt.", 503
            )
        return Response(drawn, media_type=media_type)

    return takeaway


def _language(request: Request) -> Language:
    asked = request.query_params.get("language", "")
    return next(
        (x for x in LANGUAGES if x == asked), preferred_language(request.headers.get("accept-language", ""))
    )
