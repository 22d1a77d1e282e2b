"""One draft for whoever may see it, as a page shows it: what changed, what is wrong, whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import Response

from bot.console.app.pages import review_rights as rights
from bot.console.app.pages.editing_words import in_words
from bot.console.app.pages.field_names import field_label
from bot.console.app.pages.names import country_name, draft_title, editing_of, entry_path
from bot.console.app.pages.review_diffs import groups, read_marks, written_marks
from bot.console.app.pages.review_refusals import Trouble
from bot.console.app.visit import Visit
from bot.editing.entries import digest_of
from bot.editing.records import OPEN_STATES, Draft, Standing
from bot.editing.refusals import NoSuchDraft, NoSuchEntry
from bot.knowledge.problems import KnowledgeRefused


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form said that was refused, to be shown again."""

    why: str = ""
    note: str = ""
    wrong: str = ""  # "why" or "note": the field that is wrong
    seen: str = ""


async def draft_of(visit: Visit, id_: str | None = None) -> Draft:
    """The draft of the address. Raises 404 where there is none, or none in this account's countries."""
    try:
        draft = await editing_of(visit).drafts.get((id_ or visit.part("id"))[:24])
    except NoSuchDraft:
        raise visit.not_found() from None
    if not rights.may_see(visit.account, draft.country):
        raise visit.not_found()
    return draft


async def standing_of(visit: Visit, draft: Draft) -> Standing | None:
    """The entry on the disk now; None where it does not stand. Raises OSError, KnowledgeRefused."""
    try:
        return await editing_of(visit).entry(draft.ref)
    except NoSuchEntry:
        return None


async def is_changed_meanwhile(visit: Visit, draft: Draft) -> bool | None:
    """Whether the entry is not what the draft began with; None where its file cannot be read now."""
    if draft.state not in OPEN_STATES or draft.ref.kind == "test":
        return False
    try:
        standing = await standing_of(visit, draft)
    except (KnowledgeRefused, OSError, UnicodeDecodeError):
        return None
    return digest_of(standing.text if standing else "") != digest_of(draft.began_with)


async def show_draft(
    visit: Visit,
    draft: Draft,
    status: int = 200,
    trouble: Trouble | None = None,
    typed: Typed | None = None,
) -> Response:
    """The page of one draft."""
    editing, account, typed = editing_of(visit), visit.account, typed or Typed()
    open_ = draft.state in OPEN_STATES
    others = [x for x in await editing.drafts.of_entry(draft.ref) if x.id != draft.id] if open_ else []
    problems = await editing.problems(draft) if open_ else {}
    return visit.show(
        "draft.html",
        status,
        draft=draft,
        title=draft_title(visit, draft),
        country=country_name(visit, draft.country),
        entry_address=None if draft.is_new else entry_path(draft.country, draft.ref),
        history_address=None if draft.is_new else entry_path(draft.country, draft.ref, "history"),
        groups=groups(
            visit,
            draft.ref.kind,
            draft.began_fields,
            draft.fields,
            read_marks(typed.seen) if typed.seen else None,
        ),
        problems=[
            (field_label(visit, name), in_words(visit.words, text))
            for name, said in problems.items()
            for text in said
        ],
        others=[x for x in others if rights.may_see(account, x.country)],
        changed_meanwhile=await is_changed_meanwhile(visit, draft),
        next_step=_next_step(visit, draft),
        when=datetime.fromtimestamp(draft.changed, UTC),
        marks=written_marks(draft),
        trouble=trouble,
        typed=typed,
        mine=rights.is_author(account, draft),
        second=rights.needs_second(draft),
        may_submit=rights.may_submit(account, draft),
        may_approve=rights.may_approve(account, draft),
        may_send_back=rights.may_send_back(account, draft),
        may_withdraw=rights.may_withdraw(account, draft),
        may_publish=rights.may_publish(account, draft),
    )


def _next_step(visit: Visit, draft: Draft) -> str:
    """Who must act, in words."""
    mine = rights.is_author(visit.account, draft)
    if draft.state == "draft":
        return visit.say("drafts_next_author_me" if mine else "drafts_next_author", name=draft.author)
    if draft.state == "in review":
        if rights.may_approve(visit.account, draft):
            return visit.say("drafts_next_review_me")
        second = rights.needs_second(draft)
        return visit.say("drafts_next_second" if second else "drafts_next_review", name=draft.author)
    if draft.state == "approved":
        me = rights.may_publish(visit.account, draft)
        return visit.say("drafts_next_publish_me" if me else "drafts_next_publish")
    return visit.say(f"drafts_next_{draft.state}", number=draft.release or "")
