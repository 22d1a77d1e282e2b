"""Entries: found, read, and their edit begun; what is edited then is a draft (editing_drafts)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.responses import Response

from bot.console.app.failures import Failed
from bot.console.app.page import EDITORS, EVERYBODY, Page
from bot.console.app.pages import editing_drafts, entries_new
from bot.console.app.pages.confirm_facts import moment
from bot.console.app.pages.editing_form import sections
from bot.console.app.pages.editing_preview import preview
from bot.console.app.pages.editing_view import options, reading
from bot.console.app.pages.entries_found import STANDINGS, Wanted, found, rows_of, words_in
from bot.console.app.pages.names import (
    KINDS,
    country_name,
    country_of,
    editing_of,
    entry_path,
    language_options,
    release_of,
    title_of,
)
from bot.console.app.paging import turned
from bot.console.app.render import asking, path_of
from bot.console.app.visit import Visit
from bot.editing.entries import country_codes
from bot.editing.forms import fields_of
from bot.editing.records import OPEN_STATES, Draft, Ref, Standing
from bot.editing.refusals import EditingRefused, NoSuchEntry
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import REGION, TOPICS, Topic
from bot.knowledge.translations import Ledger

A_PAGE = 25
MOST_DRAFTS = 1_000
EVERYWHERE = "everywhere"  # the filter for what is asked in every country
ALL = "all"
STATES = {"draft": "draft", "in_review": "in review", "approved": "approved"}
_CHOICES = ("country", "topic", "kind", "standing", "status", "language")  # in the order of the form
_ASKED = ("q", *_CHOICES, "behind")


async def listed(visit: Visit) -> Response:
    """GET /console/entries?q=&country=&topic=&kind=&language=&standing=&status=&behind=1&page=2."""
    release, today = release_of(visit), visit.services.clock().date()
    ledger, broken = _ledger(visit)
    drafts = await _drafts(visit)
    rows = await asyncio.to_thread(rows_of, release, today, ledger)
    wanted = _wanted(visit)
    chosen = await asyncio.to_thread(found, rows, wanted, drafts, visit.account.countries)
    turn = turned(chosen, visit.query("page", 6), A_PAGE, partial(_address, visit))
    return visit.show(
        "entries.html",
        turn=turn,
        drafts=drafts,
        broken=broken,
        today=today,
        moment=lambda text: moment(text, visit.words),
        filtered=any(visit.query(name) for name in _ASKED),
        fresh=[x for of in drafts.values() for x in of if x.is_new and _new_fits(x, wanted)]
        if turn.number == 1
        else [],
        title=lambda row: row.titles.get(visit.language) or row.titles["es"],
        new_title=lambda draft: title_of(release, draft.ref, visit.language, draft.fields),
        country_name=lambda code: country_name(visit, code),
        may_open=lambda country: visit.account.may_in(country or REGION),
        entry_at=lambda row: entry_path(row.country, row.ref),
        may_edit=visit.account.role in EDITORS and visit.services.editing is not None,
        new_countries=_new_countries(visit),
        **_filters(visit),
    )


async def read(visit: Visit) -> Response:
    """GET /console/entries/{country}/{kind}/{id}."""
    ref, country = _ref(visit)
    release, now = release_of(visit), visit.services.clock()
    standing = await _standing(visit, ref)
    ledger, _ = _ledger(visit)
    rows = await asyncio.to_thread(rows_of, release, now.date(), ledger)
    row = next((x for x in rows if x.ref == ref), None)
    open_drafts = await editing_of(visit).drafts.of_entry(ref)
    fields = fields_of(standing.values)
    topic: Topic = next((x for x in TOPICS if x == (row.topic if row else "")), "about")
    replies = await asyncio.to_thread(preview, ref.kind, fields, country or REGION, topic, release, now)
    return visit.show(
        "entry.html",
        ref=ref,
        row=row,
        code=country or REGION,
        title=title_of(release, ref, visit.language, fields),
        country_name=country_name(visit, country),
        months=row.months(now.date()) if row else None,
        moment=lambda text: moment(text, visit.words),
        sections=sections(ref.kind),
        drafts=open_drafts,
        replies=replies,
        question=_shared_question(visit, fields),
        may_edit=visit.account.role in EDITORS,
        named={
            "answers": {
                x.id: x.texts[visit.language].title
                for x in release.questions.values()
                if visit.language in x.texts
            },
            **{name: dict(x) for name, x in options(release, country or REGION, visit.language).items()},
        },
        **reading(visit, fields),
    )


async def edit(visit: Visit) -> Response:
    """POST /console/entries/{country}/{kind}/{id}/edit."""
    ref, country = _ref(visit)
    try:
        draft = await editing_of(visit).begin(ref, visit.account.name)
    except NoSuchEntry:
        raise visit.not_found() from None
    except (EditingRefused, KnowledgeRefused, OSError):
        return visit.go(
            f"/entries/{country or REGION}/{ref.kind}/{ref.id}", "said_entry_unreadable", wrong=True
        )
    if draft.version == 1:
        await visit.note("draft_begun", str(ref), country or None)
    return visit.go(f"/drafts/{draft.id}/edit")


def _ref(visit: Visit) -> tuple[Ref, str]:
    """The entry of the address and its country. Raises 404 where the address names another country, or nothing."""
    kind = next((x for x in KINDS if x == visit.part("kind")), None)
    if kind is None:
        raise visit.not_found()
    ref = Ref(kind, visit.part("id")[:80])
    country = country_of(release_of(visit), ref)
    if country is None or (country or REGION) != visit.part("country"):
        raise visit.not_found()
    return ref, country


async def _standing(visit: Visit, ref: Ref) -> Standing:
    try:
        return await editing_of(visit).entry(ref)
    except NoSuchEntry:
        raise visit.not_found() from None
    except KnowledgeRefused:  # a file that somebody edits by hand is broken now
        raise Failed(409) from None


def _shared_question(visit: Visit, fields: Mapping[str, str]) -> Ref | None:
    """The shared question that an answer answers, where this account may open it."""
    known = fields.get("answers", "") in release_of(visit).questions
    return Ref("question", fields["answers"]) if known and visit.account.may_in(REGION) else None


async def _drafts(visit: Visit) -> dict[Ref, list[Draft]]:
    """The open drafts of every entry; none where this process edits nothing."""
    by_entry: dict[Ref, list[Draft]] = {}
    if visit.services.editing is not None:
        for draft in await visit.services.editing.drafts.listed(OPEN_STATES, most=MOST_DRAFTS):
            if visit.account.may_in(draft.country or REGION):
                by_entry.setdefault(draft.ref, []).append(draft)
    return by_entry


def _ledger(visit: Visit) -> tuple[Ledger, bool]:
    try:
        return visit.services.reviewed(), False
    except (KnowledgeRefused, OSError):
        return {}, True


def _wanted(visit: Visit) -> Wanted:
    country = visit.query("country", 12)
    countries: tuple[str, ...] | None = (country,)
    if country == EVERYWHERE:
        countries = ("",)
    elif country in {"", ALL}:
        countries = None
    return Wanted(
        words_in(visit.query("q")),
        countries,
        visit.query("topic", 20),
        visit.query("kind", 12),
        visit.query("language", 4),
        visit.query("standing", 20).replace("_", " "),
        STATES.get(visit.query("status", 12), ""),
        visit.query("behind", 2) == "1",
    )


def _new_fits(draft: Draft, wanted: Wanted) -> bool:
    """Whether a draft of an entry that does not stand yet belongs into the list."""
    fields = " ".join((draft.ref.id, *draft.fields.values())).lower()
    return (
        draft.ref.kind != "test"
        and (wanted.countries is None or draft.country in wanted.countries)
        and wanted.kind in {"", draft.ref.kind}
        and wanted.status in {"", draft.state}
        and not (wanted.standing or wanted.behind or wanted.topic or wanted.language)
        and all(word in fields for word in wanted.words)
    )


def _new_countries(visit: Visit) -> Sequence[tuple[str, str]]:
    """Where this account may write something new: the countries that have a folder."""
    codes = [code or REGION for code in country_codes(release_of(visit)).values()]
    mine = [code for code in dict.fromkeys(codes) if visit.account.may_in(code)]
    return [(code, country_name(visit, code)) for code in mine]


def _filters(visit: Visit) -> dict[str, Any]:
    release = release_of(visit)
    has = dict.fromkeys(code for _, code in release.by_question if code != REGION)
    countries = sorted(((code, country_name(visit, code)) for code in has), key=lambda x: x[1])
    mine = [x for x in countries if x[0] in visit.account.countries]
    others = [x for x in countries if x not in mine]
    shown: dict[str, Any] = {
        "country_options": [
            ("", visit.say("entries_all_countries")),
            *mine,
            (REGION, visit.say("region")),
            (EVERYWHERE, visit.say("everywhere")),
            *others,
        ],
        "topic_options": [
            ("", visit.say("entries_any")),
            *((x, visit.say(f"coverage_topic_{x}")) for x in TOPICS),
        ],
        "kind_options": [
            ("", visit.say("entries_any")),
            *((x, visit.say(f"entries_kind_{x}")) for x in KINDS),
        ],
        "language_options": language_options(visit, "entries_any"),
        "standing_options": [
            ("", visit.say("entries_any")),
            *(
                (x.replace(" ", "_"), visit.say(f"coverage_standing_{x.replace(' ', '_')}"))
                for x in STANDINGS
            ),
        ],
        "status_options": [
            ("", visit.say("entries_any")),
            *((x, visit.say(f"entries_state_{x}")) for x in STATES),
        ],
    }
    asked = {name: visit.query(name) for name in _ASKED}
    said = [dict(shown[f"{name}_options"]).get(asked[name]) for name in _CHOICES if asked[name]]
    behind = [visit.say("coverage_behind")] if asked["behind"] == "1" else []
    return {**shown, "asked": asked, "chosen": [*filter(None, said), *behind]}


def _address(visit: Visit, page: int) -> str:
    asked = {name: visit.query(name) for name in _ASKED}
    return asking(path_of("entries"), {**asked, "page": str(page)})


NEEDS = ("release", "editing")
PAGES: tuple[Page, ...] = (
    Page("GET", "/entries", EVERYBODY, listed, needs=("release",), menu="menu_entries"),
    *entries_new.PAGES,
    Page("GET", "/entries/{country}/{kind}/{id}", EVERYBODY, read, country="country", needs=NEEDS),
    Page("POST", "/entries/{country}/{kind}/{id}/edit", EDITORS, edit, country="country", needs=NEEDS),
    *editing_drafts.PAGES,
)
