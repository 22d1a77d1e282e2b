"""Whose spreadsheets an account may see, and the part that reads and writes them."""

from __future__ import annotations

from bot.accounts.records import OF_COUNTRIES
from bot.console.app.asks.sheets import Sheets
from bot.console.app.pages.names import country_name, release_of
from bot.console.app.visit import Visit
from bot.knowledge.records import REGION


def own_codes(visit: Visit) -> list[str]:
    """The countries with files that the account has a say in, by name; the region last."""
    known = [code for code, one in release_of(visit).countries.items() if one.folder]
    codes = [code for code in (*known, REGION) if visit.account.may_in(code)]
    if visit.account.role in OF_COUNTRIES:
        codes = [code for code in codes if code in visit.account.countries]
    return sorted(codes, key=lambda code: (code == REGION, country_name(visit, code)))


def known_country(visit: Visit) -> str:
    """The country of the path. Raises 404 where it has no files."""
    country = visit.part("country")
    if country not in own_codes(visit):
        raise visit.not_found()
    return country


def sheets_of(visit: Visit) -> Sheets:
    """Raises 404 where there are none."""
    if visit.services.sheets is None:
        raise visit.not_found()
    return visit.services.sheets
