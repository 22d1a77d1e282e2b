"""Releases: the list, and one of them with what it changed, by whom, why, and whether people get it by now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import Response

from bot.console.app.page import EVERYBODY, Page
from bot.console.app.pages import review_rights as rights
from bot.console.app.pages.history_pages import Change, change_of, releases_of
from bot.console.app.pages.names import country_name, editing_of, entry_path, entry_title, release_of
from bot.console.app.visit import Visit
from bot.editing.records import Published, Ref, Revision
from bot.editing.refusals import NoSuchRelease
from bot.knowledge.records import Release

A_PAGE, MOST = 50, 500
MOST_CHANGES = 60  # of one release, shown word by word
PATIENCE = 120  # seconds until the page says that something is wrong
JUST_NOW = 3600


@dataclass(frozen=True, slots=True)
class Row:
    """One release of the list. countries: name and how many of its entries changed."""

    published: Published
    when: datetime
    countries: tuple[tuple[str, int], ...]
    may_go_back: bool


@dataclass(frozen=True, slots=True)
class Serving:
    """Whether people get a release. state: served, waiting, late, or older where a newer one is in place."""

    number: int
    state: str
    seconds: int | None = None
    since: datetime | None = None
    newest: int | None = None


async def releases(visit: Visit) -> Response:
    """GET /console/releases?most=100."""
    asked = visit.query("most", 4)
    most = min(max(int(asked), A_PAGE), MOST) if asked.isascii() and asked.isdecimal() else A_PAGE
    found = await editing_of(visit).releases(most + 1)
    counts = await releases_of(visit).counts([x.number for x in found])
    rows = [_row(visit, x, counts.get(x.number, {})) for x in found[:most]]
    more = f"?most={most + A_PAGE}" if len(found) > most and most < MOST else None
    return visit.show("releases.html", rows=rows, more=more)


async def one(visit: Visit) -> Response:
    """GET /console/releases/{number}."""
    published = await published_of(visit)
    found = await releases_of(visit).changes_of(published.number)
    seen = [x for x in found if rights.may_see(visit.account, x.country)]
    return visit.show(
        "release.html",
        published=published,
        when=datetime.fromtimestamp(published.at, UTC),
        changes=await asyncio.to_thread(_changes, visit, seen[:MOST_CHANGES], single=len(found) == 1),
        more=max(0, len(seen) - MOST_CHANGES),
        elsewhere=len(found) - len(seen),
        may_go_back=rights.may_take_back(visit.account, published, found),
        serving=await serving_of(visit, published),
    )


async def serving(visit: Visit) -> Response:
    """GET /console/releases/{number}/serving: the part that says whether people get it, asked every second."""
    return visit.show("release_serving.html", serving=await serving_of(visit, await published_of(visit)))


async def published_of(visit: Visit) -> Published:
    """The release of the address. Raises 404."""
    number = visit.part("number")
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise visit.not_found()
    try:
        return await releases_of(visit).get(int(number))
    except NoSuchRelease:
        raise visit.not_found() from None


async def serving_of(visit: Visit, published: Published) -> Serving:
    """Whether this process answers from the release, and how long that took."""
    newest = await releases_of(visit).newest()
    if newest != published.number:
        return Serving(published.number, "older", newest=newest)
    if release_of(visit).id != published.release:
        waited = visit.services.clock().timestamp() - published.at
        return Serving(published.number, "waiting" if waited < PATIENCE else "late")
    since = visit.services.health().get("release_served") if visit.services.health else None
    at = since if isinstance(since, datetime) else None
    took = int(at.timestamp()) - published.at if at else None
    return Serving(
        published.number, "served", took if took is not None and 0 <= took < JUST_NOW else None, at
    )


def _changes(
    visit: Visit, seen: Sequence[Revision], *, single: bool
) -> list[tuple[Change, str, str | None, str, list[tuple[str, str | None]]]]:
    """Each change with the names around it. single: it is the whole release, which has a button of its own."""
    return [
        (change_of(visit, x, may_go_back=not single), *_named(visit, x), _shown_by(visit, x)) for x in seen
    ]


def _row(visit: Visit, published: Published, countries: Mapping[str, int]) -> Row:
    everything = visit.account.role == "admin" and published.parent is not None
    own = bool(countries) and all(rights.may_change(visit.account, code) for code in countries)
    return Row(
        published,
        datetime.fromtimestamp(published.at, UTC),
        tuple((country_name(visit, code), count) for code, count in sorted(countries.items())),
        everything or (own and published.kind != "disk" and published.parent is not None),
    )


def _named(visit: Visit, x: Revision) -> tuple[str, str | None, str]:
    """Title, address of the history and country of an entry."""
    fields = releases_of(visit).fields(x.ref.kind, x.file, x.after or x.before)
    title = entry_title(visit, x.ref, fields)
    return title, entry_path(x.country, x.ref, "history"), country_name(visit, x.country)


def _shown_by(visit: Visit, x: Revision) -> list[tuple[str, str | None]]:
    """The answers in which people read what changed."""
    release = release_of(visit)
    found = [id_ for id_ in _answers_with(release, x.ref) if id_ in release.entries][:20]
    return [
        (
            f"{entry_title(visit, Ref('answer', id_))} ({country_name(visit, release.entries[id_].country)})",
            entry_path(release.entries[id_].country, Ref("answer", id_)),
        )
        for id_ in found
        if rights.may_see(visit.account, release.entries[id_].country)
    ]


def _answers_with(release: Release, ref: Ref) -> list[str]:
    entries = release.entries.values()
    if ref.kind == "place":
        return [x.id for x in entries if ref.id in x.places]
    if ref.kind == "line":
        return [x.id for x in entries if ref.id in x.lines]
    if ref.kind == "question":
        return [x.id for x in entries if x.question == ref.id]
    return []


_NEEDS = ("editing", "release", "releases")
PAGES: tuple[Page, ...] = (
    Page("GET", "/releases", EVERYBODY, releases, needs=_NEEDS, menu="menu_releases"),
    Page("GET", "/releases/{number}", EVERYBODY, one, needs=_NEEDS),
    Page("GET", "/releases/{number}/serving", EVERYBODY, serving, needs=_NEEDS, by_itself=True),
)
