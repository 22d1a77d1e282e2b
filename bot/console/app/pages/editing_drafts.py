"""The edit form of a draft: shown, saved while it is typed, checked, previewed; what was typed comes back whatever fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from starlette.responses import Response

from bot.console.app.failures import Failed
from bot.console.app.page import EDITORS, Page
from bot.console.app.pages import editing_view
from bot.console.app.pages.editing_form import MOST_FORM_FIELDS, done, read_fields
from bot.console.app.pages.editing_preview import last_good
from bot.console.app.pages.editing_words import Trouble, troubles
from bot.console.app.pages.names import editing_of, release_of
from bot.console.app.visit import Visit
from bot.editing.forms import MOST_LETTERS
from bot.editing.records import OPEN_STATES, Draft, Saved
from bot.editing.refusals import EditingRefused, NoSuchDraft, NoSuchEntry, TooMuchTyped
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import REGION, TOPICS, Topic

NEEDS = ("release", "editing")


async def show(visit: Visit) -> Response:
    """GET /console/drafts/{id}/edit?more=sources."""
    draft = await draft_of(visit)
    if draft.state not in OPEN_STATES:
        return visit.go(f"/drafts/{draft.id}", "said_edit_done", wrong=True)
    return await _form(visit, draft, stands=await _standing(visit, draft), opened=True)


async def save(visit: Visit) -> Response:
    """POST /console/drafts/{id}/save. From the script the answer is the line above the form, and nothing else."""
    draft = await draft_of(visit)
    typed = _typed(visit, draft)
    deed = visit.form.text("do", 300)
    version = visit.form.text("version", 12)
    if not version.isascii() or not version.isdecimal():
        raise Failed(400)
    failures: tuple[type[Exception], ...] = (*visit.services.away, OSError)
    fields = {} if deed == "take_out" and not draft.is_new else done(typed.fields, deed)
    try:
        saved = await editing_of(visit).save(
            draft.id,
            visit.account.name,
            int(version),
            fields,
            why=typed.why,
            english_checked=typed.english_checked,
        )
    except TooMuchTyped:
        return await _refused(visit, typed, 422, "edit_too_much")
    except NoSuchDraft:
        raise visit.not_found() from None
    except EditingRefused:
        return await _refused(visit, typed, 422, "edit_refused")
    except failures:
        return await _refused(visit, typed, 503, "edit_away")
    await _note(visit, draft, saved, pressed=bool(deed))
    return await _saved(visit, saved, deed)


async def check(visit: Visit) -> Response:
    """POST /console/drafts/{id}/check: what is wrong in what is typed; nothing is saved."""
    typed = _typed(visit, await draft_of(visit))
    if visit.by_script:
        return visit.show("edit_problems.html", troubles=await _troubles(visit, typed))
    return await _form(visit, typed)


async def preview(visit: Visit) -> Response:
    """POST /console/drafts/{id}/preview: how a phone shows what is typed; nothing is saved."""
    typed = _typed(visit, await draft_of(visit))
    if not visit.by_script:
        return await _form(visit, typed)
    shown = await _phones(visit, typed)
    response = visit.show("edit_preview.html", **shown)
    if not shown["good"]:  # the last good one stays
        response.headers["hx-retarget"] = "#preview-said"
        response.headers["hx-reselect"] = "#preview-said > *"
        response.headers["hx-reswap"] = "innerHTML"
    return response


# ---- the draft ------------------------------------------------------------------------------------------


async def draft_of(visit: Visit) -> Draft:
    """The draft of the address. Raises 404 where there is none, or none of this account's countries."""
    try:
        draft = await editing_of(visit).drafts.get(visit.part("id")[:40])
    except NoSuchDraft:
        raise visit.not_found() from None
    if not visit.account.may_in(draft.country or REGION):
        raise visit.not_found()
    return draft


def topic_of(draft: Draft) -> Topic:
    """The topic of the draft's file."""
    stem = PurePosixPath(draft.file).stem.partition("-")[0]
    return next((x for x in TOPICS if x == stem), "about")


def _typed(visit: Visit, draft: Draft) -> Draft:
    """The draft as the form says it. A form that was cut off on its way is refused: it would take things out."""
    form = visit.form
    if not form.ticked("whole"):
        raise Failed(400)
    return replace(
        draft,
        fields=read_fields(draft.ref.kind, form, draft.fields),
        why=form.text("why"),
        english_checked=form.ticked("english_checked"),
    )


async def _note(visit: Visit, before: Draft, saved: Saved, *, pressed: bool) -> None:
    """One line a draft for the log, not one for each pause in typing."""
    draft = saved.draft
    first = draft.version == 2 and draft.version != before.version
    again = before.state != draft.state
    if first or again or saved.other or (pressed and draft.version != before.version):
        await visit.note("draft_kept", str(draft.ref), draft.country or None)


async def _standing(visit: Visit, draft: Draft) -> str:
    """How the entry stands beside the draft: "" as it did, "changed", "gone" or "unreadable"."""
    if draft.is_new or draft.ref.kind == "test":
        return ""
    try:
        now = await editing_of(visit).entry(draft.ref)
    except NoSuchEntry:
        return "gone"
    except (KnowledgeRefused, EditingRefused, OSError):
        return "unreadable"
    return "" if now.text == draft.began_with else "changed"


# ---- answers --------------------------------------------------------------------------------------------


async def _saved(visit: Visit, saved: Saved, deed: str) -> Response:
    draft, other = saved.draft, saved.other
    if visit.by_script and not deed:
        at = datetime.fromtimestamp(draft.changed, UTC)
        return visit.show(
            "edit_kept.html", draft=draft, other=other, mine=_mine(visit, other), kept_at=at, wrong=None,
            troubles=await _troubles(visit, draft),
        )  # fmt: skip
    path, said = f"/drafts/{draft.id}/edit", "said_edit_beside" if other else "said_edit_kept"
    act, _, row = deed.partition(":")
    if act == "submit":
        return visit.go(f"/drafts/{draft.id}")
    if act in {"up", "down", "drop", "more"} and not other:
        return visit.go(f"{path}?more={row}" if act == "more" else f"{path}?at={row.rpartition('.')[0]}")
    return visit.go(path, said, who=other.author if other else "")


async def _refused(visit: Visit, typed: Draft, status: int, said: str) -> Response:
    """The form as it was typed, and why it was not kept."""
    if visit.by_script:
        return visit.show(
            "edit_kept.html",
            status,
            draft=typed,
            other=None,
            mine=False,
            kept_at=None,
            wrong=said,
            troubles=(),
        )
    long = {name: visit.say("problem_long", length=len(text), most=MOST_LETTERS)
            for name, text in typed.fields.items() if len(text) > MOST_LETTERS}  # fmt: skip
    return await _form(visit, typed, status=status, wrong=said, long=long)


async def _troubles(visit: Visit, draft: Draft) -> tuple[Trouble, ...]:
    return troubles(visit.words, draft.ref.kind, await editing_of(visit).problems(draft))


async def _phones(visit: Visit, draft: Draft) -> dict[str, Any]:
    release, now = release_of(visit), visit.services.clock()
    replies, good = await asyncio.to_thread(last_good, draft, topic_of(draft), release, now)
    return {"replies": replies, "good": good, "removes": draft.removes}


async def _form(
    visit: Visit,
    draft: Draft,
    *,
    status: int = 200,
    wrong: str | None = None,
    long: dict[str, str] | None = None,
    stands: str = "",
    opened: bool = False,
) -> Response:
    others = []
    if opened:
        others = [x for x in await editing_of(visit).drafts.of_entry(draft.ref) if x.id != draft.id]
    found = await _troubles(visit, draft)
    if long:
        found = (*(Trouble(n, "", "", said) for n, said in long.items()), *found)
    return visit.show(
        "edit.html",
        status,
        **editing_view.values(visit, draft, found),
        **await _phones(visit, draft),
        wrong=wrong,
        other=None,
        others=others,
        stands=stands,
        mine=_mine(visit, draft),
        kept_at=datetime.fromtimestamp(draft.changed, UTC) if opened else None,
    )


def _mine(visit: Visit, draft: Draft | None) -> bool:
    return draft is not None and draft.author == visit.account.name


PAGES = (
    Page("GET", "/drafts/{id}/edit", EDITORS, show, needs=NEEDS),
    Page("POST", "/drafts/{id}/save", EDITORS, save, needs=NEEDS, fields=MOST_FORM_FIELDS),
    Page("POST", "/drafts/{id}/check", EDITORS, check, needs=NEEDS, fields=MOST_FORM_FIELDS),
    Page("POST", "/drafts/{id}/preview", EDITORS, preview, needs=NEEDS, fields=MOST_FORM_FIELDS),
)
