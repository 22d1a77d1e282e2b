"""Places that people found closed: one looks, and says that it is open, or prepares the draft that takes it out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.console.app.asks.tasks import ClosedPlace, NotAnOrganisation, Tasks
from bot.console.app.page import EDITORS, KEEPERS, Page
from bot.console.app.pages.confirm_due import Parts, countries_of, parts_of
from bot.console.app.pages.confirm_facts import Fact, facts, title_with_city
from bot.console.app.pages.names import country_said
from bot.console.app.render import asking
from bot.console.app.visit import Visit
from bot.conversation.closed import find_place
from bot.editing.records import Draft, Ref
from bot.editing.refusals import EditingRefused
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Entry, Place

MOST_OF_NAME = 40


@dataclass(frozen=True, slots=True)
class Card:
    """One place that waits for a check. place: None where the knowledge has it no more; editable: it stands in our files."""

    task: ClosedPlace
    country_name: str
    place: Place | None
    facts: tuple[Fact, ...]
    editable: bool
    named_in: tuple[tuple[Entry, str], ...]  # the answers that send people there, with their titles
    draft: Draft | None  # somebody's open draft that takes it out


async def closed_list(visit: Visit) -> Response:
    """GET /console/closed?country=PE."""
    return await _shown(visit)


async def still_open(visit: Visit) -> Response:
    """POST /console/closed/{country}/{place}/open: an organisation looked, people are warned no more."""
    task = await _task(visit)
    if task is None:
        return _back(visit, "said_closed_before")
    by = " ".join(visit.form.text("by", 2000).split())
    if not by:
        return await _shown(visit, task.place, "closed_wrong_nobody", by, 422)
    try:
        cleared = await _tasks(visit).clear(task.place, by)
    except NotAnOrganisation:
        return await _shown(visit, task.place, "closed_wrong_name", by, 422)
    if cleared:
        await visit.note("cleared_place", task.place, task.country)
    return _back(visit, "said_closed_open" if cleared else "said_closed_before", by)


async def done(visit: Visit) -> Response:
    """POST /console/closed/{country}/{place}/done: the knowledge has the place no more, so the task goes."""
    task = await _task(visit)
    if task is None:
        return _back(visit, "said_closed_before")
    if find_place(parts_of(visit).release, task.place) is not None:
        raise visit.not_found()
    await _tasks(visit).clear(task.place, None)
    await visit.note("cleared_place", task.place, task.country)
    return _back(visit, "said_closed_done")


async def gone(visit: Visit) -> Response:
    """POST /console/closed/{country}/{place}/gone: drafts that take the place out, of the file and of the answers.

    Nothing of it is published: people decide on the drafts.
    """
    parts = parts_of(visit)
    place = parts.release.places.get(visit.part("place")[:80])
    if place is None or place.country != visit.part("country"):
        raise visit.not_found()
    me = visit.account.name
    try:
        draft = await parts.editing.begin(Ref("place", place.id), me)
        if not draft.removes:
            why = draft.why or visit.say("closed_why")
            draft = (await parts.editing.save(draft.id, me, draft.version, {}, why=why)).draft
        elsewhere = [await _without(visit, parts, entry, place.id) for entry in _naming(parts, place.id)]
    except (EditingRefused, KnowledgeRefused, OSError):
        return visit.go("/closed", "said_closed_not_now", wrong=True)
    await visit.note("began_removal", place.id, place.country)
    left = elsewhere.count(False)
    if left:
        return visit.go(f"/drafts/{draft.id}", "said_closed_draft_left", wrong=True, left=left)
    return visit.go(
        f"/drafts/{draft.id}", "said_closed_draft_and" if elsewhere else "said_closed_draft",
        count=len(elsewhere),
    )  # fmt: skip


async def _without(visit: Visit, parts: Parts, entry: Entry, place: str) -> bool:
    """A draft of an answer that sends people there no more; False where this account may not edit that answer."""
    if not visit.account.may_in(entry.country):
        return False
    me = visit.account.name
    draft = await parts.editing.begin(Ref("answer", entry.id), me)
    fields = {
        name: text
        for name, text in draft.fields.items()
        if not (name.startswith("places.") and text == place)
    }
    if fields != draft.fields:
        why = draft.why or visit.say("closed_why")
        await parts.editing.save(draft.id, me, draft.version, fields, why=why)
    return True


async def _shown(
    visit: Visit, wrong_place: str = "", wrong: str = "", by: str = "", status: int = 200
) -> Response:
    parts = parts_of(visit)
    mine = countries_of(visit.account, parts.release)
    asked = next((code for code in mine if code == visit.query("country", 8)), "")
    tasks = await _tasks(visit).closed_places()
    cards = [
        await _card(visit, parts, x)
        for x in tasks
        if visit.account.may_in(x.country) and asked in {"", x.country}
    ]
    return visit.show(
        "closed.html",
        status,
        cards=cards,
        chosen_country=asked,
        country_options=[
            ("", visit.say("confirm_my_countries")),
            *((code, country_said(parts.release, code, visit.words)) for code in mine),
        ],
        may_act=visit.account.role in EDITORS,
        most=MOST_OF_NAME,
        wrong_place=wrong_place,
        wrong=visit.say(wrong, most=MOST_OF_NAME) if wrong else "",
        by=by or visit.query("by", MOST_OF_NAME),
    )


async def _card(visit: Visit, parts: Parts, task: ClosedPlace) -> Card:
    release = parts.release
    place = find_place(release, task.place)
    editable = task.place in release.places
    drafts = await parts.editing.drafts.of_entry(Ref("place", task.place)) if editable else ()
    naming = [
        (x, title_with_city(release, Ref("answer", x.id), visit.language)) for x in _naming(parts, task.place)
    ]
    return Card(
        task=task,
        country_name=country_said(release, task.country, visit.words),
        place=place,
        facts=facts(release, place, visit.words) if place else (),
        editable=editable,
        named_in=tuple(naming),
        draft=next((x for x in drafts if x.removes), None),
    )


def _naming(parts: Parts, place: str) -> list[Entry]:
    return [x for x in parts.release.entries.values() if place in x.places]


async def _task(visit: Visit) -> ClosedPlace | None:
    """The open task that the address names, in its own country; None where somebody was there before."""
    asked, country = visit.part("place"), visit.part("country")
    tasks = await _tasks(visit).closed_places()
    return next((x for x in tasks if x.place == asked and x.country == country), None)


def _tasks(visit: Visit) -> Tasks:
    if visit.services.tasks is None:
        raise visit.not_found()
    return visit.services.tasks


def _back(visit: Visit, said: str, by: str = "") -> Response:
    asked = {"country": visit.query("country", 8), "by": by}
    return visit.go(asking("/closed", asked), said)


_NEEDS = ("tasks", "editing", "release")
PAGES = (
    Page("GET", "/closed", KEEPERS, closed_list, needs=_NEEDS, menu="menu_closed"),
    Page("POST", "/closed/{country}/{place}/open", EDITORS, still_open, country="country", needs=_NEEDS),
    Page("POST", "/closed/{country}/{place}/done", EDITORS, done, country="country", needs=_NEEDS),
    Page("POST", "/closed/{country}/{place}/gone", EDITORS, gone, country="country", needs=_NEEDS),
)
