"""What people asked and nobody has written yet."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.accounts.records import OF_COUNTRIES
from bot.console.app.asks.unanswered import Group, Unanswered
from bot.console.app.page import EDITORS, KEEPERS, Page
from bot.console.app.pages import unanswered_acts
from bot.console.app.pages.names import country_name, language_options, release_of
from bot.console.app.pages.unanswered_entries import Choice, home_country, new_path, searched, suggested
from bot.console.app.pages.unanswered_parts import asked_of, countries_of
from bot.console.app.paging import page_number
from bot.console.app.render import asking, path_of
from bot.console.app.visit import Visit
from bot.console.app.words import language_of
from bot.knowledge.records import REGION

_LONGEST_TOKEN = 4000


@dataclass(frozen=True, slots=True)
class Shown:
    """One group: where its people are, what it may be, and where a new entry for it is begun."""

    group: Group
    places: str
    choices: tuple[Choice, ...]
    new: str
    answerable: bool  # whether the knowledge is written in its language


async def listed(visit: Visit) -> Response:
    """GET /console/unanswered?country=PE&language=es&page=2."""
    ask, countries = asked_of(visit), countries_of(visit)
    options = _options(visit)
    country = next((code for code, _ in options if code and code == visit.query("country", 8)), None)
    language = language_of(visit.query("language", 8))
    page = page_number(visit.query("page", 4))
    found = await ask.groups(country=country, language=language, countries=countries, page=page)
    filters = {"country": country or "", "language": language or ""}
    return visit.show(
        "unanswered.html",
        found=found,
        shown=[await shown(visit, ask, group) for group in found.groups],
        country_options=[("", visit.say("unanswered_every_country")), *options],
        language_options=language_options(visit, "unanswered_any_language"),
        chosen_country=country or "",
        chosen_language=language or "",
        before=_turn(filters, found.page - 1) if found.page > 1 else None,
        after=_turn(filters, found.page + 1) if found.page < found.pages else None,
        may_act=visit.account.role in EDITORS,
        undo=visit.query("done", _LONGEST_TOKEN),
        country_name=lambda code: _country(visit, code),
    )


async def one(visit: Visit) -> Response:
    """GET /console/unanswered/{group}?q=: every entry that it may belong to."""
    ask = asked_of(visit)
    group = await ask.find(visit.part("group"), countries_of(visit))
    if group is None:
        return visit.go("/unanswered", "said_unanswered_moved", wrong=True)
    asked = visit.query("q", 100)
    return visit.show(
        "unanswered_one.html",
        one=await shown(visit, ask, group),
        asked=asked,
        searched=searched(visit, group, asked),
        may_act=visit.account.role in EDITORS,
        country_name=lambda code: _country(visit, code),
    )


async def shown(visit: Visit, ask: Unanswered, group: Group) -> Shown:
    """A group as the pages show it."""
    people = ", ".join(f"{_country(visit, code)} {many}" for code, many in group.countries)
    country = home_country(visit.account, group) or REGION
    choices = await suggested(visit, ask, group)
    return Shown(
        group, people, tuple(choices), new_path(country, group), language_of(group.language) is not None
    )


def _country(visit: Visit, code: str) -> str:
    return country_name(visit, code) if code else visit.say("unanswered_no_country")


def _options(visit: Visit) -> list[tuple[str, str]]:
    account = visit.account
    codes = account.countries if account.role in OF_COUNTRIES else tuple(release_of(visit).countries)
    names = [(code, country_name(visit, code)) for code in codes if code != REGION]
    return sorted(names, key=lambda pair: pair[1])


def _turn(filters: dict[str, str], page: int) -> str:
    return asking(path_of("unanswered"), {**filters, "page": str(page)})


_NEEDS = ("unanswered", "editing", "release")
PAGES = (
    Page("GET", "/unanswered", KEEPERS, listed, needs=_NEEDS, menu="menu_unanswered"),
    Page("GET", "/unanswered/{group}", KEEPERS, one, needs=_NEEDS),
    *unanswered_acts.PAGES,
)
