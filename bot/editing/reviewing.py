"""Draft, in review, approved: who may take which step. Guarded fields need a second person, never the author."""

from __future__ import annotations

from dataclasses import replace

from bot.editing.drafts import Drafts
from bot.editing.guarding import guarded_changes
from bot.editing.records import Draft
from bot.editing.refusals import SecondPersonNeeded

MOST_NOTE = 1000


def guarded(draft: Draft) -> tuple[str, ...]:
    """The guarded fields that a draft changes; of an entry that is put in or taken out, all that it has."""
    return guarded_changes(draft.ref.kind, draft.began_fields, draft.fields)


def same_person(one: str, other: str) -> bool:
    """Whether two short names are one account's, however they are spelt."""
    return one.strip().casefold() == other.strip().casefold()


async def submit(drafts: Drafts, id_: str, author: str, version: int) -> Draft:
    """Asks for a review. Only the author may. Raises DraftMoved, NoSuchDraft, DatabaseAwayError."""
    return await drafts.move(
        id_,
        version,
        lambda old: replace(old, state="in review", note="") if same_person(old.author, author) else None,
    )


async def approve(drafts: Drafts, id_: str, reviewer: str, version: int, note: str = "") -> Draft:
    """Approves the text of exactly this `version`. An edit afterwards takes the approval back.

    Raises SecondPersonNeeded, DraftMoved (also where it is not in review), NoSuchDraft, DatabaseAwayError.
    """
    seen = await drafts.get(id_)
    if same_person(seen.author, reviewer) and (fields := guarded(seen)):
        raise SecondPersonNeeded(fields)

    def step(old: Draft) -> Draft | None:
        alone = same_person(old.author, reviewer)
        if old.state != "in review" or (alone and guarded(old)):
            return None
        return replace(old, state="approved", reviewer=reviewer, note=note[:MOST_NOTE])

    return await drafts.move(id_, version, step)


async def send_back(drafts: Drafts, id_: str, reviewer: str, version: int, note: str) -> Draft:
    """Gives a draft back to its author with what is to be mended. Raises DraftMoved, NoSuchDraft, DatabaseAwayError."""
    return await drafts.move(
        id_, version, lambda old: replace(old, state="draft", reviewer=reviewer, note=note[:MOST_NOTE])
    )


async def withdraw(drafts: Drafts, id_: str, version: int) -> Draft:
    """Sets a draft aside; it is kept for a while. Raises DraftMoved, NoSuchDraft, DatabaseAwayError."""
    return await drafts.move(id_, version, lambda old: replace(old, state="withdrawn"))


def may_be_published(draft: Draft) -> bool:
    """Whether a draft is approved by who may approve it: asked once more right before publishing."""
    if draft.state != "approved" or not draft.reviewer:
        return False
    return not (same_person(draft.author, draft.reviewer) and guarded(draft))
