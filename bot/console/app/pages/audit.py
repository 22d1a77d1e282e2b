"""The audit log, for admins: who did what, when, on what."""

from __future__ import annotations

from starlette.responses import Response

from bot.accounts.records import ROLES, Deed
from bot.console.app.page import ADMINS, Page
from bot.console.app.pages.names import KINDS, country_name
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
    return visit.show(
        "audit.html",
        deeds=shown,
        older=older,
        who=who or "",
        people=people,
        target=lambda deed: _target(visit, deed),
        country=lambda code: _country(visit, code),
    )


def _target(visit: Visit, deed: Deed) -> str:
    """On what, in words: "beto: edits, Peru" for "beto editor PE", "release 3", "answer pe-asylum"."""
    first, _, rest = deed.target.partition(" ")
    if deed.did in {"invited", "changed"} and rest:
        role, _, codes = rest.partition(" ")
        said = visit.say(f"role_{role}") if role in ROLES else role
        return ", ".join([f"{first}: {said}", *(_country(visit, x) for x in codes.split(",") if x)])
    if first == "release" and rest:
        return visit.say("release_number", number=rest)
    return f"{visit.say(f'entries_kind_{first}')} {rest}" if first in KINDS and rest else deed.target


def _country(visit: Visit, code: str) -> str:
    return country_name(visit, code) if visit.services.release else code


def _before(text: str) -> tuple[int, int] | None:
    at, _, number = text.partition("-")
    if not (at.isdecimal() and number.isdecimal() and len(at) <= 11 and len(number) <= 19):
        return None
    return int(at), min(int(number), 2**63 - 1)


PAGES = (Page("GET", "/audit", ADMINS, audit, menu="menu_audit"),)
