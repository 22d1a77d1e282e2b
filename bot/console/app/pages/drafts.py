"""Drafts and reviews: what is being written, what waits for a second person, and every step that a draft may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.accounts.records import OF_COUNTRIES
from bot.console.app.page import KEEPERS, Page
from bot.console.app.pages import history_pages, review_conflicts, review_steps
from bot.console.app.pages.names import country_name, draft_title, editing_of, release_of
from bot.console.app.pages.review_rights import is_author, may_approve, may_publish, needs_second
from bot.console.app.visit import Visit
from bot.editing.records import OPEN_STATES, Draft, DraftState
from bot.knowledge.records import REGION

MOST = 200
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Row:
    """One draft of the list. days: since its last step."""

    draft: Draft
    title: str
    country: str
    days: int
    second: bool
    mine: bool


async def drafts(visit: Visit) -> Response:
    """GET /console/drafts?country=PE&state=in_review."""
    countries, options = own_countries(visit)
    asked = visit.query("country", 8).upper()
    chosen = asked if asked in dict(options) else ""
    if chosen:
        countries = [chosen, ""] if chosen == REGION else [chosen]
    state = next((x for x in OPEN_STATES if x.replace(" ", "_") == visit.query("state", 20)), None)
    states: Sequence[DraftState] = (state,) if state else OPEN_STATES
    found = await editing_of(visit).drafts.listed(states, countries, most=MOST)
    rows = [_row(visit, draft) for draft in found]
    return visit.show(
        "drafts.html",
        sections=_sections(visit, rows),
        total=len(rows),
        most=MOST,
        country_options=[("", visit.say("drafts_every_country")), *options],
        chosen_country=chosen,
        state_options=[
            ("", visit.say("drafts_any_state")),
            *((x.replace(" ", "_"), visit.say(f"drafts_state_{x.replace(' ', '_')}")) for x in OPEN_STATES),
        ],
        chosen_state=state.replace(" ", "_") if state else "",
    )


def own_countries(visit: Visit) -> tuple[list[str] | None, list[tuple[str, str]]]:
    """The countries of drafts that the account may see, None for all; and those of them to choose from, by name."""
    account = visit.account
    if account.role in OF_COUNTRIES:
        codes = list(account.countries)
        everywhere = [""] if REGION in codes else []
        seen: list[str] | None = [*codes, *everywhere]
    else:
        codes, seen = list(dict.fromkeys((*release_of(visit).countries, REGION))), None
    names = [(code, country_name(visit, code)) for code in codes]
    return seen, sorted(names, key=lambda pair: (pair[0] == REGION, pair[1]))


def _row(visit: Visit, draft: Draft) -> Row:
    waited = int(visit.services.clock().timestamp()) - draft.changed
    return Row(
        draft,
        draft_title(visit, draft),
        country_name(visit, draft.country),
        max(0, waited // _DAY),
        needs_second(draft),
        is_author(visit.account, draft),
    )


def _sections(visit: Visit, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Every draft once, where this person has to do with it: to review, to publish, one's own, those of others."""
    account = visit.account
    sections: dict[str, list[Row]] = {"review": [], "publish": [], "mine": [], "others": []}
    for row in rows:
        if may_approve(account, row.draft):
            sections["review"].append(row)
        elif may_publish(account, row.draft):
            sections["publish"].append(row)
        else:
            sections["mine" if row.mine else "others"].append(row)
    return [(name, found) for name, found in sections.items() if found]


def _page(method: str, path: str, answer: object, menu: str | None = None) -> Page:
    return Page(method, path, KEEPERS, answer, needs=("editing", "release"), menu=menu)  # type: ignore[arg-type]


PAGES: tuple[Page, ...] = (
    _page("GET", "/drafts", drafts, "menu_drafts"),
    _page("GET", "/drafts/{id}", review_steps.one),
    _page("POST", "/drafts/{id}/submit", review_steps.submit),
    _page("POST", "/drafts/{id}/approve", review_steps.approve),
    _page("POST", "/drafts/{id}/send-back", review_steps.send_back),
    _page("POST", "/drafts/{id}/withdraw", review_steps.withdraw),
    _page("GET", "/drafts/{id}/choose", review_conflicts.conflict),
    _page("POST", "/drafts/{id}/choose", review_conflicts.choose),
    *history_pages.PAGES,
)
