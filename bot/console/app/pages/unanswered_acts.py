"""What is done with a group of unanswered words: they belong to an entry, or they are not for us; and taking that back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.responses import Response

from bot.console.app.asks.editing import Editing
from bot.console.app.asks.unanswered import MOST_MARKED, Group, Wording
from bot.console.app.page import EDITORS, Page
from bot.console.app.pages.names import release_of
from bot.console.app.pages.review_refusals import refusals_of
from bot.console.app.pages.review_rights import may_change
from bot.console.app.pages.unanswered_entries import Target, spoken, targets
from bot.console.app.pages.unanswered_parts import asked_of, countries_of, ticked
from bot.console.app.render import asking
from bot.console.app.visit import Visit
from bot.editing.records import Draft
from bot.knowledge.records import Language

_WAY_TO_ASK = re.compile(r"^also_asked\.|(?:^|\.)ask\.\d+$")
MOST_ADDED = 12  # wordings at a time: each is a way to ask and a test


async def belongs(visit: Visit) -> Response:
    """POST /console/unanswered/{group}/belongs: `entry`, and a `wording` for each that is ticked."""
    group = await asked_of(visit).find(visit.part("group"), countries_of(visit))
    if group is None:
        return _back(visit, "said_unanswered_moved")
    entry, chosen = visit.form.text("entry", 120), ticked(visit, group)
    release = release_of(visit)
    if entry not in release.entries and entry not in release.questions:
        return _back(visit, "said_unanswered_no_entry", group)
    said = list(spoken(chosen))
    if not said:
        return _back(visit, "said_unanswered_none_ticked", group)
    if len(said) > MOST_ADDED:
        return _back(visit, "said_unanswered_many", group)
    taken = targets(release, visit.account, entry, [wording for wording, _ in said])
    if any(not may_change(visit.account, target.owner) for target in taken):
        return _back(visit, "said_unanswered_not_yours", group)
    try:
        drafts = await _added(visit, said, taken)
    except refusals_of(visit):
        return _back(visit, "said_unanswered_refused", group)
    await _tell(visit, chosen, entry)
    token = await asked_of(visit).done(chosen, visit.account.name)
    await visit.note("phrasings_added", entry, group.countries[0][0] or None)
    return _on(visit, token, "said_unanswered_added", many=len(said), drafts=drafts)


async def done(visit: Visit) -> Response:
    """POST /console/unanswered/{group}/done: the wordings that are ticked are not for us, or done."""
    ask = asked_of(visit)
    group = await ask.find(visit.part("group"), countries_of(visit))
    if group is None:
        return _back(visit, "said_unanswered_moved")
    chosen = ticked(visit, group)[:MOST_MARKED]
    if not chosen:
        return _back(visit, "said_unanswered_none_ticked", group)
    token = await ask.done(chosen, visit.account.name)
    await visit.note("question_set_aside", group.id, group.countries[0][0] or None)
    return _on(visit, token, "said_unanswered_done", many=len(chosen))


async def undone(visit: Visit) -> Response:
    """POST /console/unanswered/undone: `token`."""
    if not await asked_of(visit).undone(visit.form.text("token", 4000), visit.account.name):
        return _back(visit, "said_unanswered_moved")
    await visit.note("question_brought_back")
    return visit.go(_list(visit), "said_unanswered_undone")


async def _added(visit: Visit, said: Sequence[tuple[Wording, Language]], taken: Sequence[Target]) -> int:
    """Adds each wording and its test, and sends what holds nothing else to review; how many drafts there are.

    What fails in the middle may be done again: nothing is added twice.
    """
    editing, by = visit.services.editing, visit.account.name
    if editing is None:
        raise visit.not_found()
    found: dict[str, Draft] = {}
    for (wording, language), where in zip(said, taken, strict=True):
        pair = await editing.add_phrasing(
            where.entry, language, wording.words, by, where.country, everywhere=where.everywhere
        )
        found.update((draft.id, draft) for draft in pair)
    for draft in found.values():
        if draft.state == "draft" and _holds_ways_to_ask_only(editing, draft):
            await editing.submit(draft.id, by, draft.version)
    return len(found)


def _holds_ways_to_ask_only(editing: Editing, draft: Draft) -> bool:
    """Whether a draft holds no other work of its author that may not be finished."""
    if draft.ref.kind == "test":
        return True
    changes = editing.changes(draft)
    return bool(changes) and all(not x.before and _WAY_TO_ASK.search(x.name) for x in changes)


async def _tell(visit: Visit, chosen: Sequence[Wording], entry: str) -> None:
    """People who asked to be told are told by what keeps their wishes."""
    if visit.services.subscriptions is not None:
        await visit.services.subscriptions.belongs([wording.mark for wording in chosen], entry)


def _back(visit: Visit, said: str, group: Group | None = None, most: int = MOST_ADDED) -> Response:
    path = f"/unanswered/{group.id}" if group else _list(visit)
    return visit.go(path, said, wrong=True, most=most)


def _on(visit: Visit, token: str, said: str, many: int, drafts: int = 0) -> Response:
    path = _list(visit)
    return visit.go(f"{path}{'&' if '?' in path else '?'}done={token}", said, many=many, drafts=drafts)


def _list(visit: Visit) -> str:
    """The list as it was filtered."""
    asked = {name: visit.form.text(name, 8) for name in ("country", "language")}
    return asking("/unanswered", {name: text for name, text in asked.items() if text.isalpha()})


_NEEDS = ("unanswered", "editing", "release")
PAGES = (
    Page("POST", "/unanswered/undone", EDITORS, undone, needs=_NEEDS),
    Page("POST", "/unanswered/{group}/belongs", EDITORS, belongs, needs=_NEEDS),
    Page("POST", "/unanswered/{group}/done", EDITORS, done, needs=_NEEDS),
)
