"""The first page: what waits for this account in its countries, and the doors to everything else."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.app.page import EVERYBODY, KEEPERS, Page
from bot.console.app.pages.confirm_due import parts_of
from bot.console.app.pages.home_work import CountryWork, work
from bot.console.app.pages.names import country_name
from bot.console.app.visit import Visit


async def home(visit: Visit) -> Response:
    """GET /console."""
    services, account = visit.services, visit.account
    countries: tuple[CountryWork, ...] | None = None
    if account.role in KEEPERS and services.editing is not None and services.release is not None:
        countries = await work(visit, parts_of(visit))
    return visit.show(
        "home.html",
        countries=countries,
        own=_names(visit),
        well=bool(services.health().get("ok")) if services.health and account.role == "admin" else None,
        doors=[page for page in visit.menu if page.path],
    )


def _names(visit: Visit) -> list[str]:
    codes = visit.account.countries
    return sorted(country_name(visit, x) for x in codes) if visit.services.release else list(codes)


PAGES = (Page("GET", "", EVERYBODY, home, menu="menu_home"),)
