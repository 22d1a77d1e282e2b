"""What is due to be confirmed, and the confirmations that wait to be published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.accounts.records import Account
from bot.console.app.asks.editing import Editing
from bot.console.app.pages.confirm_facts import Fact, facts, moment, record_of, seen_of, title_with_city
from bot.console.app.pages.names import country_said
from bot.console.app.pages.review_rights import is_author, may_approve, may_publish
from bot.console.app.services import Services
from bot.console.app.visit import Visit
from bot.editing.guarding import changed_fields
from bot.editing.home import DUE, Aging
from bot.editing.records import Draft, EntryKind, Ref
from bot.knowledge.coverage import Standing
from bot.knowledge.records import REGION, Release

CONFIRMED_KINDS: tuple[EntryKind, ...] = ("answer", "place", "line")
MOST_DRAFTS = 1000


@dataclass(frozen=True, slots=True)
class Parts:
    """The services that confirming needs, surely there."""

    editing: Editing
    release: Release
    today: date


@dataclass(frozen=True, slots=True)
class Item:
    """Something to check, with what it says now. `seen`: a fingerprint of that, sent along with the confirmation."""

    ref: Ref
    country: str
    country_name: str
    title: str
    standing: Standing | None
    months: int | None
    as_of: str
    facts: tuple[Fact, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A confirmation that was written and is not published yet. may: this account can publish it now."""

    draft: Draft
    title: str
    may: bool


def parts_of(visit: Visit) -> Parts:
    """What the pages of this group need. Raises 404 where the process has no such parts."""
    services = visit.services
    if services.editing is None or services.release is None:
        raise visit.not_found()
    return Parts(services.editing, services.release(), services.clock().date())


def countries_of(account: Account, release: Release) -> tuple[str, ...]:
    """The countries with knowledge in which this account has a say, the covered ones first and the region last."""
    written = {
        x.country for records in (release.entries, release.places, release.lines) for x in records.values()
    }
    known = [c for c in release.countries.values() if c.covered or c.code in written]
    codes = [c.code for c in sorted(known, key=lambda c: not c.covered)]
    return tuple(code for code in (*codes, REGION) if account.may_in(code))


def local_day(services: Services, release: Release, country: str) -> date:
    """Today in the country: at eight in the evening in Lima the servers already write tomorrow."""
    now = services.clock()
    known = release.countries.get(country)
    try:
        return now.astimezone(ZoneInfo(known.time_zone)).date() if known else now.date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()


async def due(
    parts: Parts, countries: Sequence[str], standing: str = ""
) -> tuple[tuple[Aging, ...], tuple[Draft, ...]]:
    """What is due, the worst first and without what was confirmed already; and those confirmations."""
    homes = await parts.editing.homes(countries)
    drafts = await parts.editing.drafts.listed(("in review", "approved"), countries, most=MOST_DRAFTS)
    confirmations = tuple(draft for draft in drafts if is_confirmation(draft))
    done = {draft.ref for draft in confirmations}
    found = [x for home in homes for x in home.aging if x.ref not in done and standing in {"", x.standing}]
    found.sort(key=lambda x: (DUE.index(x.standing), -(x.months or 0), x.ref))
    return tuple(found), confirmations


def item(parts: Parts, visit: Visit, ref: Ref, aging: Aging | None = None) -> Item | None:
    """The entry as it is shown for checking; None where it is no longer served."""
    record = record_of(parts.release, ref)
    if record is None:
        return None
    words = visit.words
    return Item(
        ref=ref,
        country=record.country,
        country_name=country_said(parts.release, record.country, words),
        title=title_with_city(parts.release, ref, visit.language),
        standing=aging.standing if aging else None,
        months=aging.months if aging else None,
        as_of=moment(aging.as_of if aging else record.as_of, words),
        facts=facts(parts.release, record, words),
        seen=seen_of(parts.release, record),
    )


def ready(parts: Parts, visit: Visit, confirmations: Iterable[Draft]) -> tuple[Ready, ...]:
    """The confirmations by who may publish them: the author of one without a guarded field, and anybody once approved."""
    account, language = visit.account, visit.language
    return tuple(
        Ready(x, title_with_city(parts.release, x.ref, language), may_publish_now(account, x))
        for x in confirmations
    )


def may_publish_now(account: Account, draft: Draft) -> bool:
    """Whether the confirmation is approved, or this account wrote it and may approve it now."""
    mine = is_author(account, draft) and may_approve(account, draft)
    return mine or may_publish(account, draft)


def is_confirmation(draft: Draft) -> bool:
    """Whether the draft says "still true" and nothing else."""
    changed = changed_fields(draft.began_fields, draft.fields)
    if not changed or draft.removes or draft.is_new:
        return False
    if draft.ref.kind == "answer":
        return set(changed) <= {"confirmed.by", "confirmed.date"}
    return draft.ref.kind in CONFIRMED_KINDS and all(_of_check(draft, name) for name in changed)


def _of_check(draft: Draft, name: str) -> bool:
    """Whether a changed field of a place or line is its date, or the source that a check adds or renews."""
    head, _, part = name.rpartition(".")
    if name == "as_of":
        return True
    if not head.startswith("sources.") or part not in {"publisher", "title", "date"}:
        return False
    return part == "date" or f"{head}.publisher" not in draft.began_fields
