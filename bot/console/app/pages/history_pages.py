"""The history of an entry: who changed it, when and why, word by word, and the way back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast, get_args

from starlette.responses import Response

from bot.console.app.asks.releases import Releases
from bot.console.app.page import EVERYBODY, Page
from bot.console.app.pages.names import country_name, editing_of, entry_path, entry_title
from bot.console.app.pages.review_diffs import Group, groups
from bot.console.app.pages.review_rights import may_change, place_of
from bot.console.app.visit import Visit
from bot.editing.entries import digest_of
from bot.editing.records import EntryKind, Ref, Revision
from bot.editing.refusals import NoSuchEntry
from bot.knowledge.problems import KnowledgeRefused

MOST_ID = 80


@dataclass(frozen=True, slots=True)
class Change:
    """One published change as it is shown. back: its address to be taken back; None where that cannot be."""

    revision: Revision
    when: datetime
    groups: tuple[Group, ...]
    back: tuple[str, ...] | None
    put_in: bool
    taken_out: bool


def releases_of(visit: Visit) -> Releases:
    """Raises 404 where nothing is published from here."""
    if visit.services.releases is None:
        raise visit.not_found()
    return visit.services.releases


async def history(visit: Visit) -> Response:
    """GET /console/entries/{country}/{kind}/{id}/history."""
    code, ref = visit.part("country").upper(), _ref(visit)
    if visit.part("country") != code:
        raise visit.not_found()
    found = [x for x in await editing_of(visit).history(ref) if place_of(x.country) == code]
    stands = await _stands(visit, ref)
    if not found and (stands is None or place_of(stands[0]) != code):
        raise visit.not_found()
    newest = found[0].after if found else ""
    by_hand = stands is not None and bool(found) and digest_of(stands[1]) != digest_of(newest)
    fields = releases_of(visit).fields(ref.kind, found[0].file, newest or found[0].before) if found else {}
    return visit.show(
        "history.html",
        title=entry_title(visit, ref, fields),
        country=country_name(visit, found[0].country if found else code),
        kind=ref.kind,
        id=ref.id,
        entry_address=entry_path(code, ref) if stands is not None else None,
        changes=await asyncio.to_thread(
            lambda: [change_of(visit, x, may_go_back=x.after == newest) for x in found]
        ),
        by_hand=by_hand,
    )


def change_of(visit: Visit, x: Revision, *, may_go_back: bool) -> Change:
    """A revision with its words."""
    releases = releases_of(visit)
    before, after = (releases.fields(x.ref.kind, x.file, lines) for lines in (x.before, x.after))
    back = ("releases", str(x.release), "changes", x.id, "take-back")
    return Change(
        x,
        datetime.fromtimestamp(x.at, UTC),
        groups(visit, x.ref.kind, before, after),
        back if may_go_back and may_change(visit.account, x.country) else None,
        not x.before,
        not x.after,
    )


def _ref(visit: Visit) -> Ref:
    kind, id_ = visit.part("kind"), visit.part("id")
    if kind not in get_args(EntryKind) or len(id_) > MOST_ID:
        raise visit.not_found()
    return Ref(cast("EntryKind", kind), id_)


async def _stands(visit: Visit, ref: Ref) -> tuple[str, str] | None:
    """The country and the lines of the entry on the disk; None where it does not stand or cannot be read."""
    editing = editing_of(visit)
    try:
        standing = await editing.entry(ref)
    except (NoSuchEntry, KnowledgeRefused, OSError, UnicodeDecodeError):
        return None
    return editing.country(standing.file), standing.text


PAGES: tuple[Page, ...] = (
    Page(
        "GET",
        "/entries/{country}/{kind}/{id}/history",
        EVERYBODY,
        history,
        country="country",
        needs=("editing", "release", "releases"),
    ),
)
