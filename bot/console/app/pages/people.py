"""People and rights, for admins: who has an account, inviting, changing, removing, a fresh link."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from bot.accounts.records import ROLES, Account, AccountRefused
from bot.console.app.page import ADMINS, PREFIX, Page
from bot.console.app.pages.names import country_name
from bot.console.app.visit import Visit
from bot.editing.entries import country_codes
from bot.knowledge.records import REGION


async def people(visit: Visit) -> Response:
    """GET /console/people."""
    return await _people(visit)


async def invite(visit: Visit) -> Response:
    """POST /console/people: a new account, and its link, which is shown this once."""
    name, role = visit.form.text("name", 200), visit.form.text("role", 20)
    try:
        account, token = await visit.services.accounts.invite(
            visit.account.name, name, role, visit.form.all("country")
        )
    except AccountRefused as refused:
        typed: dict[str, object] = {"name": name, "role": role, "countries": visit.form.all("country")}
        return await _people(visit, 422, refused=refused.reason, typed=typed)
    return visit.show("link.html", person=account, link=_link(visit, token), hours=72, minutes=None)


async def person(visit: Visit) -> Response:
    """GET /console/people/{name}."""
    return _person(visit, await _found(visit))


async def change(visit: Visit) -> Response:
    """POST /console/people/{name}: another role, other countries; the person signs in anew."""
    found = await _found(visit)
    try:
        await visit.services.accounts.change(
            visit.account.name, found.name, visit.form.text("role", 20), visit.form.all("country")
        )
    except AccountRefused as refused:
        return _person(visit, found, 422, refused.reason)
    return visit.go("/people", "said_changed", name=found.name)


async def remove(visit: Visit) -> Response:
    """POST /console/people/{name}/remove."""
    found = await _found(visit)
    try:
        await visit.services.accounts.remove(visit.account.name, found.name)
    except AccountRefused as refused:
        return _person(visit, found, 422, refused.reason)
    return visit.go("/people", "said_removed", name=found.name)


async def link(visit: Visit) -> Response:
    """POST /console/people/{name}/link: a fresh sign-in link, shown this once; older ones are void."""
    found = await _found(visit)
    token = await visit.services.accounts.new_link(visit.account.name, found.name)
    return visit.show("link.html", person=found, link=_link(visit, token), hours=None, minutes=10)


async def end_all(visit: Visit) -> Response:
    """POST /console/people/{name}/end: every session of the account is over."""
    found = await _found(visit)
    ended = await visit.services.accounts.end_sessions(visit.account.name, found.name)
    return visit.go(f"/people/{found.name}", "said_sessions_ended", count=ended)


async def _people(
    visit: Visit, status: int = 200, refused: str | None = None, typed: dict[str, object] | None = None
) -> Response:
    everyone = await visit.services.accounts.people()
    blank: dict[str, object] = {"name": "", "role": "editor", "countries": ()}
    return visit.show(
        "people.html",
        status,
        people=everyone,
        names_of=lambda one: ", ".join(_name(visit, code) for code in one.countries),
        roles=_roles(visit),
        countries=_countries(visit),
        refused=refused,
        typed=typed or blank,
    )


def _person(visit: Visit, found: Account, status: int = 200, refused: str | None = None) -> Response:
    return visit.show(
        "person.html",
        status,
        person=found,
        roles=_roles(visit),
        countries=_countries(visit, found.countries),
        refused=refused,
    )


async def _found(visit: Visit) -> Account:
    found = await visit.services.accounts.account(visit.part("name"))
    if found is None:
        raise visit.not_found()
    return found


def _countries(visit: Visit, own: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Code and name of every country that has something to keep, and of their `own`, by name; then of the region."""
    if visit.services.release is None:
        return [(REGION, visit.say("region"))]
    kept = {*country_codes(visit.services.release()).values(), *own} - {"", REGION}
    named = {code: country_name(visit, code) for code in kept}
    return [*sorted(named.items(), key=lambda pair: pair[1]), (REGION, visit.say("region"))]


def _name(visit: Visit, code: str) -> str:
    return country_name(visit, code) if visit.services.release else code


def _roles(visit: Visit) -> list[tuple[str, str]]:
    return [(role, visit.say(f"role_{role}")) for role in ROLES]


def _link(visit: Visit, token: str) -> str:
    address = visit.services.address() or str(visit.request.base_url).rstrip("/")
    return f"{address}{PREFIX}/enter#{token}"


PAGES = (
    Page("GET", "/people", ADMINS, people, menu="menu_people"),
    Page("POST", "/people", ADMINS, invite, fresh=True),
    Page("GET", "/people/{name}", ADMINS, person),
    Page("POST", "/people/{name}", ADMINS, change, fresh=True),
    Page("POST", "/people/{name}/remove", ADMINS, remove, fresh=True),
    Page("POST", "/people/{name}/link", ADMINS, link, fresh=True),
    Page("POST", "/people/{name}/end", ADMINS, end_all),
)
