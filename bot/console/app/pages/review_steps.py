"""The steps of one draft: read it, ask for a review, approve, send back, withdraw. Every refusal is said on its page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.responses import Response

from bot.console.app.failures import Failed
from bot.console.app.pages import review_rights as rights
from bot.console.app.pages.names import draft_title, editing_of
from bot.console.app.pages.review_drafts import Typed, draft_of, show_draft
from bot.console.app.pages.review_refusals import Trouble, refusals_of, trouble
from bot.console.app.visit import Visit
from bot.editing.records import Draft
from bot.editing.refusals import DraftMoved, SecondPersonNeeded

MOST_NOTE = 1000
_MOST_MARKS = 40_000


async def one(visit: Visit) -> Response:
    """GET /console/drafts/{id}."""
    return await show_draft(visit, await draft_of(visit))


async def submit(visit: Visit) -> Response:
    """POST /console/drafts/{id}/submit: version, and why where the draft does not say so yet."""
    draft, typed, version = await draft_of(visit), _typed(visit), _version(visit)
    _only(rights.is_author(visit.account, draft) and rights.may_change(visit.account, draft.country))
    if moved := await _moved(visit, draft, version, typed, draft.state == "draft"):
        return moved
    why = draft.why.strip() or typed.why
    if not why:
        said = Trouble(visit.say("drafts_why_needed"), 422)
        return await show_draft(visit, draft, 422, said, replace(typed, wrong="why", seen=""))
    if draft.fields == draft.began_fields:
        return await show_draft(visit, draft, 422, Trouble(visit.say("drafts_nothing_changed"), 422), typed)
    editing, name = editing_of(visit), visit.account.name

    async def step() -> Draft:
        now = draft
        if not draft.why.strip():
            now = (await editing.save(draft.id, draft.author, version, draft.fields, why=why)).draft
        return await editing.submit(now.id, name, now.version)

    return await _stepped(visit, draft, step, "draft_submitted", "said_draft_submitted", typed)


async def approve(visit: Visit) -> Response:
    """POST /console/drafts/{id}/approve: the text of exactly the version that was read."""
    draft, typed, version = await draft_of(visit), _typed(visit), _version(visit)
    account = visit.account
    own = rights.is_author(account, draft)
    _only(rights.may_change(account, draft.country) and (own or account.role in {"admin", "reviewer"}))
    if moved := await _moved(visit, draft, version, typed, draft.state == "in review"):
        return moved

    async def step() -> Draft:
        return await editing_of(visit).approve(draft.id, account.name, version, typed.note)

    return await _stepped(visit, draft, step, "draft_approved", "said_draft_approved", typed)


async def send_back(visit: Visit) -> Response:
    """POST /console/drafts/{id}/send-back: with a note that says what to mend."""
    draft, typed, version = await draft_of(visit), _typed(visit), _version(visit)
    account = visit.account
    own = rights.is_author(account, draft)
    _only(rights.may_change(account, draft.country) and account.role in {"admin", "reviewer"} and not own)
    if moved := await _moved(visit, draft, version, typed, draft.state in {"in review", "approved"}):
        return moved
    if not typed.note:
        said = Trouble(visit.say("drafts_note_needed"), 422)
        return await show_draft(visit, draft, 422, said, replace(typed, wrong="note", seen=""))

    async def step() -> Draft:
        return await editing_of(visit).send_back(draft.id, account.name, version, typed.note)

    return await _stepped(visit, draft, step, "draft_sent_back", "said_draft_sent_back", typed)


async def withdraw(visit: Visit) -> Response:
    """POST /console/drafts/{id}/withdraw."""
    draft, typed, version = await draft_of(visit), _typed(visit), _version(visit)
    mine = rights.is_author(visit.account, draft) or visit.account.role == "admin"
    _only(mine and rights.may_change(visit.account, draft.country))
    open_ = draft.state not in {"published", "withdrawn"}
    if moved := await _moved(visit, draft, version, typed, open_):
        return moved

    async def step() -> Draft:
        return await editing_of(visit).withdraw(draft.id, version)

    return await _stepped(visit, draft, step, "draft_withdrawn", "said_draft_withdrawn", typed, "/drafts")


def _typed(visit: Visit) -> Typed:
    form = visit.form
    return Typed(
        form.text("why", MOST_NOTE), form.text("note", MOST_NOTE), seen=form.text("marks", _MOST_MARKS)
    )


def _version(visit: Visit) -> int:
    """The version that the form was made for; 0, which no draft has, where it does not say."""
    said = visit.form.text("version", 12)
    return int(said) if said.isascii() and said.isdecimal() else 0


def _only(allowed: bool) -> None:
    if not allowed:
        raise Failed(403)


async def _moved(visit: Visit, draft: Draft, version: int, typed: Typed, fits: bool) -> Response | None:
    """The page of a draft that is not what the form was made for any more, with what changed since marked."""
    if draft.version == version and fits:
        return None
    text = visit.say("drafts_moved", state=visit.say(f"drafts_state_{draft.state.replace(' ', '_')}"))
    return await show_draft(visit, draft, 409, Trouble(text, 409), typed)


async def _stepped(
    visit: Visit,
    draft: Draft,
    step: Callable[[], Awaitable[Draft]],
    deed: str,
    said: str,
    typed: Typed,
    then: str | None = None,
) -> Response:
    """Takes the step and goes on; what is refused is said on the page of the draft, with what was typed."""
    try:
        now = await step()
    except DraftMoved as moved:
        again = await _moved(visit, moved.draft, 0, typed, fits=False)
        return again or await show_draft(visit, moved.draft)
    except refusals_of(visit) as error:
        said_so = trouble(visit, error)
        seen = replace(typed, seen="", wrong="second" if isinstance(error, SecondPersonNeeded) else "")
        return await show_draft(visit, draft, said_so.status, said_so, seen)
    await visit.note(deed, f"{now.ref} {now.id}", rights.place_of(now.country))
    return visit.go(then or f"/drafts/{now.id}", said, title=draft_title(visit, now)[:60])
