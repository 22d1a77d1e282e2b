"""Publishing: what is approved, the look ahead over what was ticked, and putting it in place once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.console.app.page import KEEPERS, Page
from bot.console.app.pages import release_back, release_pages
from bot.console.app.pages import review_rights as rights
from bot.console.app.pages.drafts import own_countries
from bot.console.app.pages.names import country_name, draft_title, editing_of
from bot.console.app.pages.release_outlook import Ahead, ahead
from bot.console.app.pages.review_drafts import draft_of
from bot.console.app.pages.review_refusals import Trouble, refusals_of, trouble
from bot.console.app.visit import Visit
from bot.editing.records import Draft
from bot.editing.refusals import EntryChanged, WordsNeeded

MOST = 50  # drafts in one release
MOST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The drafts that were ticked. stale: those that are not what the form was made for."""

    drafts: tuple[Draft, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(draft.id for draft in self.drafts)

    @property
    def done(self) -> int | None:
        """The release that published all of them."""
        numbers = {draft.release if draft.state == "published" else None for draft in self.drafts}
        return numbers.pop() if len(numbers) == 1 else None


@dataclass(frozen=True, slots=True)
class Looked:
    """What the look ahead shows beside what it saw."""

    ahead: Ahead | None = None
    trouble: Trouble | None = None
    conflicts: tuple[tuple[str, str], ...] = ()  # id and title of drafts whose entry changed meanwhile
    words: str = ""
    words_wrong: bool = False
    titles: tuple[tuple[str, int, str], ...] = ()  # id, version, title


async def publish(visit: Visit) -> Response:
    """GET /console/publish?draft=<id>: ticked are those named, or all."""
    countries, _ = own_countries(visit)
    found = await editing_of(visit).drafts.listed(("approved",), countries, most=MOST)
    mine = [x for x in found if rights.may_publish(visit.account, x)]
    asked = set(visit.request.query_params.getlist("draft"))
    return visit.show(
        "publish.html",
        rows=[
            (
                x,
                draft_title(visit, x),
                country_name(visit, x.country),
                not asked or x.id in asked,
                datetime.fromtimestamp(x.changed, UTC),
            )
            for x in mine
        ],
        most=MOST,
    )


async def look(visit: Visit) -> Response:
    """GET /console/publish/ahead?draft=<id>&draft=<id>: some seconds; a part of the page, or without script a page."""
    chosen = await _chosen(visit, visit.request.query_params.getlist("draft"))
    return _shown(visit, await _looked(visit, chosen))


async def put(visit: Visit) -> Response:
    """POST /console/publish: draft=<id>.<version> for each, and an explanation where something is lost."""
    words = visit.form.text("explanation", MOST_WORDS)
    chosen = await _chosen(visit, visit.form.all("draft"))
    if chosen.done:
        return visit.go(f"/releases/{chosen.done}", "said_published_already", number=chosen.done)
    if chosen.stale or not chosen.drafts:
        return _shown(visit, await _looked(visit, chosen, words))
    try:
        done = await editing_of(visit).publish(chosen.ids, visit.account.name, explanation=words)
    except refusals_of(visit) as error:
        return await _refused(visit, chosen, error, words)
    countries = {rights.place_of(draft.country) for draft in chosen.drafts}
    for country in sorted(countries):
        await visit.note("published", f"release {done.number}", country)
    return visit.go(f"/releases/{done.number}", "said_published", number=done.number)


async def _chosen(visit: Visit, named: Sequence[str]) -> Chosen:
    """The drafts that a form names. Raises 404 for one that this account may not publish."""
    drafts, stale = [], []
    for id_, _, version in (name.partition(".") for name in dict.fromkeys(named[:MOST])):
        try:
            draft = await draft_of(visit, id_)
        except HTTPException:
            stale.append(id_[:24])
            continue
        if not rights.may_change(visit.account, draft.country):
            raise visit.not_found()
        if draft.state != "approved" or (version and version != str(draft.version)):
            stale.append(draft_title(visit, draft))
            drafts += [draft] if draft.state == "published" else []
            continue
        drafts.append(draft)
    return Chosen(tuple(drafts), tuple(stale))


async def _looked(visit: Visit, chosen: Chosen, words: str = "", refused: Trouble | None = None) -> Looked:
    """Looks ahead. What cannot even be planned is said instead."""
    waiting = tuple(draft for draft in chosen.drafts if draft.state == "approved")
    titles = _titles(visit, Chosen(waiting))
    if chosen.stale:
        refused = refused or Trouble(visit.say("publish_stale", titles=", ".join(chosen.stale)), 409)
    if not waiting:
        return Looked(None, refused or Trouble(visit.say("publish_none_ticked"), 422))
    try:
        seen = await ahead(visit, await editing_of(visit).outlook([x.id for x in waiting]))
    except refusals_of(visit) as error:
        conflicts = _conflicts(visit, waiting, error)
        return Looked(None, refused or trouble(visit, error), conflicts, words, titles=titles)
    return Looked(seen, refused, words=words, titles=titles)


async def _refused(visit: Visit, chosen: Chosen, error: Exception, words: str) -> Response:
    """Says why nothing was published; the second press of a button goes to the release of the first."""
    said, plain = trouble(visit, error), Looked(words=words, titles=_titles(visit, chosen))
    try:
        again = await _chosen(visit, [f"{x.id}.{x.version}" for x in chosen.drafts])
        if again.done:
            return visit.go(f"/releases/{again.done}", "said_published_already", number=again.done)
        if isinstance(error, WordsNeeded):
            looked = replace(await _looked(visit, again, words), words_wrong=True)
            return _shown(visit, looked, said.status)
        if isinstance(error, EntryChanged):
            conflicts = _conflicts(visit, again.drafts, error)
            return _shown(visit, replace(plain, trouble=said, conflicts=conflicts))
        if said.status != 503:
            return _shown(visit, await _looked(visit, again, words, said))
    except visit.services.away as away:
        said = trouble(visit, away)
    return _shown(visit, replace(plain, trouble=said))


def _titles(visit: Visit, chosen: Chosen) -> tuple[tuple[str, int, str], ...]:
    return tuple((x.id, x.version, draft_title(visit, x)) for x in chosen.drafts)


def _conflicts(visit: Visit, drafts: Sequence[Draft], error: Exception) -> tuple[tuple[str, str], ...]:
    """The drafts whose entry is not what it was."""
    if not isinstance(error, EntryChanged):
        return ()
    return tuple((x.id, draft_title(visit, x)) for x in drafts if x.ref == error.conflict.ref)


def _shown(visit: Visit, looked: Looked, status: int | None = None) -> Response:
    part = visit.by_script
    code = status or (looked.trouble.status if looked.trouble else 200)
    return visit.show(
        "publish_ahead_part.html" if part else "publish_ahead.html",
        200 if part else code,  # htmx shows nothing of an answer that says it failed
        looked=looked,
        ahead=looked.ahead,
    )


def _page(method: str, path: str, answer: object, menu: str | None = None) -> Page:
    needs = ("editing", "release", "releases")
    return Page(method, path, KEEPERS, answer, needs=needs, menu=menu)  # type: ignore[arg-type]


PAGES: tuple[Page, ...] = (
    _page("GET", "/publish", publish, "menu_publish"),
    _page("GET", "/publish/ahead", look),
    _page("POST", "/publish", put),
    *release_pages.PAGES,
    *release_back.PAGES,
)
