"""Trying a question: which entry would answer, and why. Sent by POST, so that no log of addresses holds the message."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console.app.asks.understanding import MOST_LETTERS, Tried
from bot.console.app.page import EVERYBODY, Page
from bot.console.app.pages.names import (
    country_name,
    country_of,
    entry_path,
    language_options,
    question_title,
    release_of,
)
from bot.console.app.visit import Visit
from bot.console.app.words import language_of
from bot.editing.records import Ref
from bot.knowledge.records import REGION


async def ask(visit: Visit) -> Response:
    """GET /console/try?text=&country=&language=: as other pages link here, with words that are nobody's."""
    return await _answer(
        visit, visit.query("text", MOST_LETTERS), visit.query("country", 8), visit.query("language", 4), ""
    )


async def tried(visit: Visit) -> Response:
    """POST /console/try. Nothing is changed, kept or logged."""
    form = visit.form
    return await _answer(
        visit,
        form.text("text")[:MOST_LETTERS],
        form.text("country", 80)[:8],
        form.text("language", 80),
        form.text("expect", 200)[:80],
    )


async def _answer(visit: Visit, text: str, country: str, language: str, expect: str) -> Response:
    release, understanding = release_of(visit), visit.services.understanding
    if understanding is None:
        raise visit.not_found()
    known = [x for x in release.countries if any(code == x for _, code in release.by_question)]
    code = country if country in known else ""
    found, away = None, False
    if text:
        try:
            found = await understanding.tried(text, language=language_of(language), country=code or None)
        except LookupError:
            away = True
    return visit.show(
        "try_result.html" if visit.by_script else "try.html",
        503 if away and not visit.by_script else 200,
        typed=text,
        country=code,
        language_chosen=language_of(language) or "",
        country_options=[
            ("", visit.say("try_no_country")),
            *sorted(((x, country_name(visit, x)) for x in known if x != REGION), key=lambda x: x[1]),
        ],
        language_options=language_options(visit, "try_any_language"),
        away=away,
        **_shown(visit, found, expect),
    )


def _shown(visit: Visit, found: Tried | None, expect: str) -> dict[str, Any]:
    release = release_of(visit)

    def link(id_: str | None) -> str | None:
        ref = Ref("answer", id_ or "")
        where = country_of(release, ref)
        return entry_path(where, ref) if where is not None and visit.account.may_in(where or REGION) else None

    wanted = release.entries.get(expect)
    hit = found is not None and (found.entry == expect or (found.question == expect and bool(expect)))
    offered = (
        found is not None
        and not hit
        and bool(expect)
        and _offered(found, expect, wanted.question if wanted else "")
    )
    return {
        "found": found,
        "expect": expect,
        "hit": hit,
        "offered": offered,
        "entry_link": link,
        "title": lambda question: question_title(release, question, visit.language),
        "place_name": lambda code: country_name(visit, code) if code in release.countries else code,
        "percent": lambda share: round(100 * share),
    }


def _offered(found: Tried, expect: str, question: str) -> bool:
    return found.outcome in {"choices", "ask_country"} and any(
        x.entry == expect or x.question in {expect, question} for x in found.likely[:3]
    )


PAGES: tuple[Page, ...] = (
    Page("GET", "/try", EVERYBODY, ask, needs=("release", "understanding"), menu="menu_try"),
    Page("POST", "/try", EVERYBODY, tried, needs=("release", "understanding")),
)
