"""Takes a confirmation in: once, however often it is sent, and never over something that was not seen."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.console.app.pages.confirm_due import Parts, is_confirmation, may_publish_now
from bot.console.app.pages.confirm_facts import record_of, seen_of
from bot.console.app.pages.review_rights import needs_second
from bot.console.app.visit import Visit
from bot.editing.records import Draft, Published, Ref, Standing
from bot.editing.refusals import (
    CannotConfirm,
    DraftMoved,
    EditingRefused,
    EntryChanged,
    NoSuchDraft,
    NoSuchEntry,
    SecondPersonNeeded,
)
from bot.knowledge.freshness import earliest_day
from bot.knowledge.problems import KnowledgeRefused

MOST_OF_NAME = 80
SERVED_WITHIN = 10.0  # seconds that one waits after publishing for the new release to be served
_NO_ORGANISATION = re.compile(r"@|://|\d[\d ().-]{4,}\d")
State = Literal["done", "again", "second", "wrong", "changed", "older", "own_draft", "gone", "away"]
STATUS: Mapping[State, int] = {
    "done": 200, "again": 200, "second": 200, "wrong": 422, "changed": 409, "older": 409, "own_draft": 409,
    "gone": 404, "away": 503,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """What was typed beside the button. `seen`: the fingerprint of what the person read."""

    by: str
    day: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. key: the phrase that tells; wrong_field: "by" or "day"; draft: the one that holds it, or bars it."""

    state: State
    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    wrong_field: str = ""
    draft: Draft | None = None

    @property
    def well(self) -> bool:
        return STATUS[self.state] == 200


def check_of(visit: Visit) -> Check:
    """The fields of the form; the fingerprint comes with the button's address."""
    form = visit.form
    by = " ".join(form.text("by", 2000).split())
    return Check(by, form.text("day", 40), form.text("seen", 40) or visit.query("seen", 40))


async def take(visit: Visit, parts: Parts, ref: Ref, check: Check) -> Taken:
    """Writes the confirmation, and approves it where its author may. Nothing is written unless `well`."""
    record = record_of(parts.release, ref)
    if record is None:
        return Taken("gone", "confirm_gone")
    if wrong := _wrong(check, parts.today):
        return wrong
    day = date.fromisoformat(check.day)
    try:
        standing = await parts.editing.entry(ref)
        mine = await _open_drafts(visit, parts, standing, check, day)
        if isinstance(mine, Taken):
            return mine
        if check.seen and check.seen != seen_of(parts.release, record):
            return Taken("changed", "confirm_changed")
        draft = await parts.editing.confirm(ref, visit.account.name, check.by, day)
        return await _approved(visit, parts, draft)
    except NoSuchEntry:
        return Taken("gone", "confirm_gone")
    except CannotConfirm:
        known = standing.values.get("status") == "not confirmed"
        return Taken("older", "confirm_not_known" if known else "confirm_older", wrong_field="day")
    except DraftMoved as moved:  # the same confirmation came twice at once
        if is_confirmation(moved.draft):
            return Taken("again", "confirm_again", draft=moved.draft)
        return Taken("changed", "confirm_changed")
    except (EditingRefused, KnowledgeRefused, OSError):
        return Taken("away", "confirm_away")


async def publish(visit: Visit, parts: Parts, ids: Sequence[str]) -> tuple[Published | None, int, int]:
    """Publishes confirmations together; what was published, how many, and how many not since their entry had changed.

    Raises EditingRefused or OSError where nothing was published.
    """
    left = await _may_be_published(visit, parts, ids)
    total = len(left)
    while left:
        try:
            done = await parts.editing.publish([x.id for x in left], visit.account.name)
        except EntryChanged as refused:
            kept = [x for x in left if x.ref != refused.conflict.ref]
            if len(kept) == len(left):
                raise
            left = kept
            continue
        for draft in left:
            await visit.note("confirmation_published", f"{draft.ref}", draft.country)
        await _served(visit, done)
        return done, len(left), total - len(left)
    return None, 0, total


def _wrong(check: Check, today: date) -> Taken | None:
    if not check.by:
        return Taken("wrong", "confirm_wrong_nobody", wrong_field="by")
    if len(check.by) > MOST_OF_NAME:
        return Taken("wrong", "confirm_wrong_long", {"most": str(MOST_OF_NAME)}, "by")
    if _NO_ORGANISATION.search(check.by):
        return Taken("wrong", "confirm_wrong_number", wrong_field="by")
    try:
        day = date.fromisoformat(check.day)
    except ValueError:
        return Taken("wrong", "confirm_wrong_day", wrong_field="day")
    return Taken("wrong", "confirm_wrong_future", wrong_field="day") if day > today else None


async def _open_drafts(
    visit: Visit, parts: Parts, standing: Standing, check: Check, day: date
) -> Taken | None:
    """Whether it stands there already, waits already, or a draft of one's own is in the way; None: go on."""
    if _stands(standing, check.by, day):
        return Taken("again", "confirm_again")
    for draft in await parts.editing.drafts.of_entry(standing.ref):
        mine = draft.author == visit.account.name
        if is_confirmation(draft) and draft.state != "draft":
            same = _said(draft) == (check.by, day.isoformat())
            if (same and mine) or (not mine and _said(draft)[1] >= day.isoformat()):
                return Taken("again", "confirm_again", draft=draft)
        elif mine and draft.began_fields != draft.fields and not is_confirmation(draft):
            return Taken("own_draft", "confirm_own_draft", draft=draft)
        if mine and draft.began_with != standing.text:  # it would be refused at publishing
            await parts.editing.withdraw(draft.id, draft.version)
    return None


def _stands(standing: Standing, by: str, day: date) -> bool:
    """Whether the file says this very confirmation already."""
    values = standing.values
    if standing.ref.kind == "answer":
        told = values.get("confirmed")
        return isinstance(told, Mapping) and (told.get("by"), _iso(told.get("date"))) == (by, str(day))
    sources = values.get("sources")
    if not isinstance(sources, Sequence) or _iso(values.get("as_of")) < str(day):
        return False
    told_by = [(x.get("publisher"), _iso(x.get("date"))) for x in sources if isinstance(x, Mapping)]
    return (by, str(day)) in told_by


def _iso(value: object) -> str:
    try:
        return earliest_day(str(value)).isoformat()
    except ValueError:
        return ""


def _said(draft: Draft) -> tuple[str, str]:
    """The organisation and the day that a confirmation names."""
    fields = draft.fields
    if draft.ref.kind == "answer":
        return fields.get("confirmed.by", ""), fields.get("confirmed.date", "")
    day = fields.get("as_of", "")
    numbers = {name.split(".")[1] for name in fields if name.startswith("sources.")}
    for n in numbers:
        name = f"sources.{n}.date"
        if fields.get(name) == day and draft.began_fields.get(name) != day:
            return fields.get(f"sources.{n}.publisher", ""), day
    return "", day


async def _approved(visit: Visit, parts: Parts, draft: Draft) -> Taken:
    await visit.note("confirmed", str(draft.ref), draft.country)
    if needs_second(draft):
        return Taken("second", "confirm_second", draft=draft)
    try:
        draft = await parts.editing.approve(draft.id, visit.account.name, draft.version)
    except (SecondPersonNeeded, DraftMoved):
        return Taken("second", "confirm_second", draft=draft)
    return Taken("done", "confirm_done", draft=draft)


async def _may_be_published(visit: Visit, parts: Parts, ids: Sequence[str]) -> list[Draft]:
    """The confirmations among these drafts that this account may publish, one an entry, approved."""
    account, found = visit.account, dict[Ref, Draft]()
    for id_ in dict.fromkeys(ids):
        try:
            draft = await parts.editing.drafts.get(id_)
            open_ = draft.state in {"in review", "approved"}
            if not (open_ and account.may_in(draft.country) and is_confirmation(draft)):
                continue
            if not may_publish_now(account, draft):
                continue
            if draft.state != "approved":
                draft = await parts.editing.approve(draft.id, account.name, draft.version)
        except (NoSuchDraft, DraftMoved, SecondPersonNeeded):
            continue
        found[draft.ref] = draft
    return list(found.values())


async def _served(visit: Visit, done: Published) -> None:
    """Waits until this process serves the release, so that the list that is shown next is the new one."""
    release, end = visit.services.release, time.monotonic() + SERVED_WITHIN
    while release is not None and release().id != done.release and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
