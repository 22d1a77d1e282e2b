"""Confirming that an answer, a place or a line is still true: one button each, which also works without network."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from starlette.responses import JSONResponse, Response

from bot.console.app.page import EDITORS, KEEPERS, Page
from bot.console.app.pages.confirm_acts import STATUS, Taken, check_of, publish, take
from bot.console.app.pages.confirm_due import (
    CONFIRMED_KINDS,
    Item,
    Parts,
    countries_of,
    due,
    item,
    local_day,
    parts_of,
    ready,
)
from bot.console.app.pages.confirm_facts import record_of
from bot.console.app.pages.names import country_said
from bot.console.app.paging import turned
from bot.console.app.render import asking, path_of
from bot.console.app.visit import Visit
from bot.console.pages import STATIC
from bot.editing.home import DUE
from bot.editing.records import Ref
from bot.editing.refusals import EditingRefused, NothingToDo
from bot.knowledge.records import Entry

ITEMS_A_PAGE = 20
SCOPE = path_of("confirm")


async def due_list(visit: Visit) -> Response:
    """GET /console/confirm?country=PE&standing=overdue&page=2; `part=ready`: only what waits to be published."""
    parts = parts_of(visit)
    mine = countries_of(visit.account, parts.release)
    asked = next((code for code in mine if code == visit.query("country", 8)), "")
    codes = [asked] if asked else list(mine)
    standing = next((x for x in DUE if x == visit.query("standing", 20)), "")
    found, confirmations = await due(parts, codes, standing)
    values: dict[str, Any] = {
        "ready": ready(parts, visit, confirmations),
        "may_confirm": visit.account.role in EDITORS,
    }
    if visit.query("part", 8) == "ready":
        return visit.show("confirm_ready.html", **values)
    turn = turned(found, visit.query("page", 6), ITEMS_A_PAGE, partial(_address, asked, standing))
    items = [x for x in (item(parts, visit, aging.ref, aging) for aging in turn.items) if x]
    return visit.show(
        "confirm.html",
        items=items,
        turn=turn,
        chosen_country=asked,
        chosen_standing=standing,
        country_options=[
            ("", visit.say("confirm_my_countries")),
            *((code, country_said(parts.release, code, visit.words)) for code in mine),
        ],
        standing_options=[
            ("", visit.say("confirm_any")),
            *((x, visit.say(f"coverage_standing_{x}")) for x in DUE),
        ],
        **_beside(visit, parts, codes[0] if codes else ""),
        **values,
    )


async def one(visit: Visit) -> Response:
    """GET /console/confirm/{country}/{kind}/{id}: one entry, all that it says, one button."""
    parts = parts_of(visit)
    return _shown_one(visit, parts, await _item(visit, parts))


async def confirm(visit: Visit) -> Response:
    """POST /console/confirm/{country}/{kind}/{id}. The queue of the browser is told in JSON, once and again the same."""
    parts = parts_of(visit)
    ref = _ref(visit)
    record = record_of(parts.release, ref)
    if record is not None and record.country != visit.part("country"):
        raise visit.not_found()
    check = check_of(visit)
    taken = await take(visit, parts, ref, check)
    if visit.request.headers.get("rumbo-queue"):
        link = path_of("drafts", taken.draft.id) if taken.draft and not taken.well else ""
        told = {"state": taken.state, "text": visit.say(taken.key, **taken.values), "link": link}
        return JSONResponse(told, STATUS[taken.state])
    if not taken.well:
        return _shown_one(visit, parts, await _item(visit, parts), taken, STATUS[taken.state])
    if visit.form.ticked("publish") and taken.draft is not None:
        return await _published(visit, parts, [taken.draft.id])
    back = {"country": visit.query("back", 8), "by": check.by, "day": check.day}
    return visit.go(asking("/confirm", back), f"said_{taken.key}")


async def publish_ready(visit: Visit) -> Response:
    """POST /console/confirm/publish: the confirmations that were ticked or shown, all together."""
    return await _published(visit, parts_of(visit), visit.form.all("draft"))


async def worker(visit: Visit) -> Response:  # noqa: ARG001  # as every page
    """GET /console/confirm/worker.js: keeps the list for when there is no network; allowed for these pages alone."""
    script = (STATIC / "console-confirm-worker.js").read_text(encoding="utf-8")
    return Response(script, media_type="text/javascript", headers={"service-worker-allowed": SCOPE})


async def _published(visit: Visit, parts: Parts, ids: list[str] | tuple[str, ...]) -> Response:
    try:
        done, count, left = await publish(visit, parts, ids)
    except NothingToDo:
        return visit.go("/confirm", "said_confirm_nothing_new")
    except EditingRefused:
        return visit.go("/publish", "said_confirm_look", wrong=True)
    except OSError:
        return visit.go("/confirm", "said_confirm_not_now", wrong=True)
    if done is None:
        key = "said_confirm_all_changed" if left else "said_confirm_nothing_ready"
        return visit.go("/confirm", key, wrong=True)
    if left:
        return visit.go("/confirm", "said_confirm_published_some", wrong=True, count=count, left=left)
    return visit.go("/confirm", "said_confirm_published", count=count, number=done.number)


async def _item(visit: Visit, parts: Parts) -> Item:
    ref, country = _ref(visit), visit.part("country")
    [home] = await parts.editing.homes([country])
    found = item(parts, visit, ref, next((x for x in home.aging if x.ref == ref), None))
    if found is None or found.country != country:
        raise visit.not_found()
    return found


def _ref(visit: Visit) -> Ref:
    kind = next((kind for kind in CONFIRMED_KINDS if kind == visit.part("kind")), None)
    if kind is None:
        raise visit.not_found()
    return Ref(kind, visit.part("id")[:80])


def _shown_one(
    visit: Visit, parts: Parts, found: Item, taken: Taken | None = None, status: int = 200
) -> Response:
    record = record_of(parts.release, found.ref)
    unknown = isinstance(record, Entry) and record.status == "not confirmed"
    beside = _beside(visit, parts, found.country)
    if taken is not None:
        check = check_of(visit)
        beside = {**beside, "by": check.by, "day_checked": check.day}
    return visit.show(
        "confirm_one.html",
        status,
        item=replace(found, facts=tuple(replace(fact, first=True) for fact in found.facts)),
        unknown=unknown,
        taken=taken,
        may_confirm=visit.account.role in EDITORS,
        **beside,
    )


def _beside(visit: Visit, parts: Parts, country: str) -> dict[str, Any]:
    """What stands beside the buttons: who checked, on which day, and when the page was made."""
    return {
        "by": visit.query("by", 80),
        "day_checked": visit.query("day", 10)
        or local_day(visit.services, parts.release, country).isoformat(),
        "latest_day": parts.today.isoformat(),
        "made": visit.services.clock(),
    }


def _address(country: str, standing: str, page: int) -> str:
    asked = {"country": country, "standing": standing, "page": str(page) if page > 1 else ""}
    return asking(SCOPE, asked)


_NEEDS = ("editing", "release")
_ONE = "/confirm/{country}/{kind}/{id}"
PAGES = (
    Page("GET", "/confirm", KEEPERS, due_list, needs=_NEEDS, menu="menu_confirm"),
    Page("GET", "/confirm/worker.js", KEEPERS, worker, needs=_NEEDS),
    Page("POST", "/confirm/publish", EDITORS, publish_ready, needs=_NEEDS),
    Page("GET", _ONE, KEEPERS, one, country="country", needs=_NEEDS),
    Page("POST", _ONE, EDITORS, confirm, country="country", needs=_NEEDS),
)
