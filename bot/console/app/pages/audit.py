"""The audit log, for admins: who did what, when, on what."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.app.page import ADMINS, Page
from bot.console.app.visit import Visit

A_PAGE = 50


async def audit(visit: Visit) -> Response:
    """GET /console/audit?who=ana&before=<seconds>-<number>."""
    who = visit.query("who", 24) or None
    found = await visit.services.accounts.deeds(A_PAGE + 1, who, _before(visit.query("before", 60)))
    shown = found[:A_PAGE]
    older = f"{int(shown[-1].at.timestamp())}-{shown[-1].number}" if len(found) > A_PAGE else None
    people = [("", visit.say("audit_everybody"))]
    people += [(account.name, account.name) for account in await visit.services.accounts.people()]
    return visit.show("audit.html", deeds=shown, older=older, who=who or "", people=people)


def _before(text: str) -> tuple[int, int] | None:
    at, _, number = text.partition("-")
    if not (at.isdecimal() and number.isdecimal() and len(at) <= 11 and len(number) <= 19):
        return None
    return int(at), min(int(number), 2**63 - 1)


PAGES = (Page("GET", "/audit", ADMINS, audit, menu="menu_audit"),)
