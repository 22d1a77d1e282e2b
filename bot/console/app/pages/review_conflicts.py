"""An entry was changed while somebody wrote a draft of it: what it was, what it is now, what the draft says; choose each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from bot.console.app.failures import Failed
from bot.console.app.pages import review_rights as rights
from bot.console.app.pages.field_names import field_label, value_shown
from bot.console.app.pages.names import draft_title, editing_of
from bot.console.app.pages.review_diffs import base_of, differ, whole_fields
from bot.console.app.pages.review_drafts import draft_of, standing_of
from bot.console.app.pages.review_refusals import Trouble, refusals_of, trouble
from bot.console.app.visit import Visit
from bot.editing.entries import digest_of
from bot.editing.forms import fields_of
from bot.editing.records import OPEN_STATES, Draft, Fields
from bot.editing.refusals import DraftMoved
from bot.editing.word_diff import Run, word_diff

Pick = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One field that differs. picked None: both changed it, and a person must say."""

    base: str
    label: str
    language: str | None
    began: str
    theirs: tuple[Run, ...]
    mine: tuple[Run, ...]
    both: bool
    picked: Pick | None


async def conflict(visit: Visit) -> Response:
    """GET /console/drafts/{id}/choose."""
    return await _shown(visit, await _own(visit))


async def choose(visit: Visit) -> Response:
    """POST /console/drafts/{id}/choose: version, stands, and pick.<field> = mine or theirs for each."""
    draft = await _own(visit)
    version = visit.form.text("version", 12)
    if version != str(draft.version) or draft.state not in OPEN_STATES:
        return await _shown(visit, draft, Trouble(visit.say("publish_refused_moved"), 409))
    try:
        standing = await standing_of(visit, draft)
        if standing is None or digest_of(standing.text) != visit.form.text("stands", 64):
            return await _shown(visit, draft, Trouble(visit.say("drafts_changed_again"), 409))
        theirs = fields_of(standing.values)
        choices = _choices(visit, draft, theirs)
        if any(x.picked is None for x in choices):
            return await _shown(visit, draft, Trouble(visit.say("drafts_choose_each"), 422))
        fields = chosen(draft.fields, theirs, {x.base: x.picked for x in choices})
        now = await editing_of(visit).choose(draft.id, draft.author, draft.version, fields)
    except DraftMoved as moved:
        return await _shown(visit, moved.draft, Trouble(visit.say("publish_refused_moved"), 409))
    except refusals_of(visit) as error:
        return await _shown(visit, draft, trouble(visit, error))
    await visit.note("draft_rebased", f"{now.ref} {now.id}", rights.place_of(now.country))
    return visit.go(f"/drafts/{now.id}", "said_draft_rebased")


def chosen(mine: Fields, theirs: Fields, picked: dict[str, Pick | None]) -> dict[str, str]:
    """The form with each field as it was picked; where nothing was to pick both say the same."""
    return {
        **{name: text for name, text in theirs.items() if picked.get(base_of(name), "theirs") == "theirs"},
        **{name: text for name, text in mine.items() if picked.get(base_of(name)) == "mine"},
    }


async def _own(visit: Visit) -> Draft:
    """The draft, for its author: nobody else decides what it says."""
    draft = await draft_of(visit)
    may = rights.is_author(visit.account, draft) and rights.may_change(visit.account, draft.country)
    if not may:
        raise Failed(403)
    return draft


async def _shown(visit: Visit, draft: Draft, said: Trouble | None = None) -> Response:
    try:
        standing = await standing_of(visit, draft)
    except refusals_of(visit) as error:
        standing, said = None, said or trouble(visit, error)
    stands = digest_of(standing.text) if standing else ""
    open_ = draft.state in OPEN_STATES
    gone = standing is None and not draft.is_new
    same = digest_of(standing.text if standing else "") == digest_of(draft.began_with)
    theirs = fields_of(standing.values) if standing else {}
    return visit.show(
        "draft_choose.html",
        said.status if said else 200,
        draft=draft,
        title=draft_title(visit, draft),
        trouble=said,
        stands=stands,
        gone=gone,
        done=not open_ or (same and said is None),
        choices=[] if gone or not open_ else _choices(visit, draft, theirs),
    )


def _choices(visit: Visit, draft: Draft, theirs: Fields) -> list[Choice]:
    """Every field in which the entry now and the draft differ, those that both changed first."""
    began, now, mine = (whole_fields(x) for x in (draft.began_fields, theirs, draft.fields))
    found = []
    for base in dict.fromkeys((*mine, *now)):
        texts = [value_shown(visit, base, x.get(base, "")) for x in (began, now, mine)]
        was, stands, typed = texts
        if not differ(stands, typed):
            continue
        both = differ(was, stands) and differ(was, typed)
        language = next((part for part in base.split(".") if part in {"es", "en"}), None)
        asked = visit.form.text(f"pick.{base}", 10)
        picked: Pick | None = "theirs" if asked == "theirs" else "mine" if asked == "mine" else None
        if picked is None and not both:
            picked = "mine" if differ(was, typed) else "theirs"
        runs = word_diff(was, stands), word_diff(was, typed)
        found.append(Choice(base, field_label(visit, base), language, was, *runs, both, picked))
    return sorted(found, key=lambda x: not x.both)
