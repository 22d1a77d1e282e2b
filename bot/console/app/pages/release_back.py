"""Taking back: a whole release or one change of it, looked ahead first, with a reason, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from bot.console.app.failures import Failed
from bot.console.app.page import KEEPERS, Page
from bot.console.app.pages import review_rights as rights
from bot.console.app.pages.history_pages import releases_of
from bot.console.app.pages.names import editing_of, entry_path, entry_title
from bot.console.app.pages.release_outlook import Ahead, ahead
from bot.console.app.pages.release_pages import published_of
from bot.console.app.pages.review_diffs import Group, groups
from bot.console.app.pages.review_refusals import Trouble, refusals_of, trouble
from bot.console.app.visit import Visit
from bot.editing.outlook import Outlook
from bot.editing.records import Conflict, Published, Revision
from bot.editing.refusals import EntryChanged, WordsNeeded

MOST_WORDS = 1000
_SAME_PRESS = 120  # seconds in which the same words from the same person are the same press of the button


@dataclass(frozen=True, slots=True)
class Again:
    """An entry that changed again since: what stands now against what it would go back to."""

    title: str
    address: str | None
    history: str | None
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """What is to be taken back. revision None: the whole release."""

    published: Published
    changed: tuple[Revision, ...]
    revision: Revision | None = None

    @property
    def path(self) -> tuple[str, ...]:
        number = str(self.published.number)
        one = ("changes", self.revision.id) if self.revision else ()
        return ("releases", number, *one, "take-back")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form that was refused."""

    why: str = ""
    words: str = ""
    why_wrong: bool = False
    words_wrong: bool = False


async def look(visit: Visit) -> Response:
    """GET /console/releases/{number}/take-back, and of one change: some seconds."""
    return await _looked(visit, await _back(visit))


async def take_back(visit: Visit) -> Response:
    """POST of the same: why, and an explanation where something is lost."""
    back = await _back(visit)
    typed = Typed(visit.form.text("why", MOST_WORDS), visit.form.text("explanation", MOST_WORDS))
    if not typed.why:
        return await _looked(visit, back, Typed(words=typed.words, why_wrong=True), status=422)
    editing, name = editing_of(visit), visit.account.name
    try:
        if back.revision:
            done = await editing.take_back_revision(back.revision.id, name, typed.why, typed.words)
        else:
            done = await editing.take_back(back.published.number, name, typed.why, typed.words)
    except refusals_of(visit) as error:
        return await _refused(visit, back, error, typed)
    for country in sorted({rights.place_of(x.country) for x in back.changed}) or [""]:
        await visit.note("taken_back", f"release {back.published.number}", country or None)
    number = back.published.number
    return visit.go(f"/releases/{done.number}", "said_taken_back", number=done.number, taken=number)


async def _back(visit: Visit) -> Back:
    """What the address names. Raises 404, and 403 where the account may not take it back."""
    published = await published_of(visit)
    changed = await releases_of(visit).changes_of(published.number)
    id_ = visit.request.path_params.get("change")
    if id_ is None:
        if changed and not any(rights.may_see(visit.account, x.country) for x in changed):
            raise visit.not_found()
        if not rights.may_take_back(visit.account, published, changed):
            raise Failed(403)
        return Back(published, changed)
    revision = next((x for x in changed if x.id == id_), None)
    if revision is None or not rights.may_see(visit.account, revision.country):
        raise visit.not_found()
    if not rights.may_change(visit.account, revision.country):
        raise Failed(403)
    return Back(published, (revision,), revision)


async def _looked(
    visit: Visit,
    back: Back,
    typed: Typed | None = None,
    refused: Trouble | None = None,
    status: int | None = None,
) -> Response:
    """Looks ahead and shows it; what cannot be planned is said instead."""
    releases, name = releases_of(visit), visit.account.name
    look_ahead: Callable[[], Awaitable[Outlook]] = (
        (lambda: releases.outlook_change_back(back.revision.id, name))  # type: ignore[union-attr]  # it is one here
        if back.revision
        else (lambda: releases.outlook_back(back.published.number, name))
    )
    try:
        seen = await ahead(visit, await look_ahead())
    except refusals_of(visit) as error:
        again = _again(visit, error.conflict, back.changed) if isinstance(error, EntryChanged) else None
        return _shown(visit, back, None, typed, refused or trouble(visit, error), again, status)
    return _shown(visit, back, seen, typed, refused, None, status)


async def _refused(visit: Visit, back: Back, error: Exception, typed: Typed) -> Response:
    """Says why nothing was taken back; the second press of a button goes to the release of the first."""
    try:
        newest = await _same_press(visit, typed.why)
    except refusals_of(visit):
        newest = None
    if newest:
        return visit.go(f"/releases/{newest}")
    if isinstance(error, WordsNeeded):
        return await _looked(visit, back, Typed(typed.why, typed.words, words_wrong=True), status=422)
    said = trouble(visit, error)
    if said.status == 503:
        return _shown(visit, back, None, typed, said, None, None)
    return await _looked(visit, back, typed, said, said.status)


async def _same_press(visit: Visit, why: str) -> int | None:
    """The newest release, where this person took something back with these words a moment ago."""
    newest = await releases_of(visit).newest()
    if newest is None:
        return None
    head = await releases_of(visit).get(newest)
    recent = visit.services.clock().timestamp() - head.at < _SAME_PRESS
    same = head.kind == "rollback" and head.by == visit.account.name and head.why == why
    return newest if recent and same else None


def _again(visit: Visit, conflict: Conflict, changed: tuple[Revision, ...]) -> Again | None:
    """Both texts of an entry that changed since, for the person who must choose."""
    revision = next((x for x in changed if x.ref == conflict.ref), None)
    if revision is None:
        return None
    fields = releases_of(visit).fields
    now, wanted = (
        fields(revision.ref.kind, revision.file, text)
        for text in (conflict.stands_now or "", revision.before)
    )
    return Again(
        entry_title(visit, revision.ref, {**wanted, **now}),
        entry_path(revision.country, revision.ref),
        entry_path(revision.country, revision.ref, "history"),
        groups(visit, revision.ref.kind, now, wanted),
    )


def _shown(
    visit: Visit,
    back: Back,
    seen: Ahead | None,
    typed: Typed | None,
    said: Trouble | None,
    again: Again | None,
    status: int | None,
) -> Response:
    part = visit.by_script
    title = ""
    if back.revision:
        fields = releases_of(visit).fields(
            back.revision.ref.kind, back.revision.file, back.revision.after or back.revision.before
        )
        title = entry_title(visit, back.revision.ref, fields)
    return visit.show(
        "release_back_part.html" if part else "release_back.html",
        200 if part else status or (said.status if said else 200),
        back=back,
        title=title,
        ahead=seen,
        typed=typed or Typed(),
        trouble=said,
        again=again,
    )


def _page(method: str, path: str, answer: object) -> Page:
    needs = ("editing", "release", "releases")
    return Page(method, path, KEEPERS, answer, needs=needs)  # type: ignore[arg-type]


PAGES: tuple[Page, ...] = (
    _page("GET", "/releases/{number}/take-back", look),
    _page("POST", "/releases/{number}/take-back", take_back),
    _page("GET", "/releases/{number}/changes/{change}/take-back", look),
    _page("POST", "/releases/{number}/changes/{change}/take-back", take_back),
)
