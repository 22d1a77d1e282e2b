"""The first page: what this account may do, each a link."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.app.page import EVERYBODY, Page
from bot.console.app.visit import Visit


async def home(visit: Visit) -> Response:
    """GET /console."""
    return visit.show("home.html", doors=[page for page in visit.menu if page.path])


PAGES = (Page("GET", "", EVERYBODY, home, menu="menu_home"),)
