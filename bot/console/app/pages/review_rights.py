"""Who may take which step with a draft or a release: the role and the country decide, the desk asks for a second person."""

from __future__ import annotations

from collections.abc import Iterable

from bot.accounts.records import Account
from bot.console.app.page import KEEPERS
from bot.editing.guarding import guarded_changes
from bot.editing.records import OPEN_STATES, Draft, Published, Revision
from bot.knowledge.records import REGION


def place_of(country: str) -> str:
    """The country as addresses say it: what is asked everywhere lives with the region."""
    return country or REGION


def may_see(account: Account, country: str) -> bool:
    return account.may_in(place_of(country))


def may_change(account: Account, country: str) -> bool:
    """Whether the account looks after the knowledge of a country; a reader changes nothing."""
    return account.role in KEEPERS and may_see(account, country)


def is_author(account: Account, draft: Draft) -> bool:
    return account.name.casefold() == draft.author.strip().casefold()


def needs_second(draft: Draft) -> bool:
    """Whether a draft changes what its author may not approve."""
    return bool(guarded_changes(draft.ref.kind, draft.began_fields, draft.fields))


def may_submit(account: Account, draft: Draft) -> bool:
    return draft.state == "draft" and is_author(account, draft) and may_change(account, draft.country)


def may_review(account: Account, draft: Draft) -> bool:
    """An admin or a reviewer of the country; others, and everybody for what is guarded, not their own."""
    if not may_change(account, draft.country):
        return False
    if is_author(account, draft):
        return not needs_second(draft)
    return account.role in {"admin", "reviewer"}


def may_approve(account: Account, draft: Draft) -> bool:
    return draft.state == "in review" and may_review(account, draft)


def may_send_back(account: Account, draft: Draft) -> bool:
    """Who may approve may also give it back; nobody needs to send a draft back to themselves."""
    waits = draft.state in {"in review", "approved"}
    return waits and may_review(account, draft) and not is_author(account, draft)


def may_withdraw(account: Account, draft: Draft) -> bool:
    """The author, or an admin for somebody who left."""
    mine = is_author(account, draft) or account.role == "admin"
    return draft.state in OPEN_STATES and mine and may_change(account, draft.country)


def may_publish(account: Account, draft: Draft) -> bool:
    return draft.state == "approved" and may_change(account, draft.country)


def may_take_back(account: Account, published: Published, changed: Iterable[Revision]) -> bool:
    """Everybody who may change all that it changed; what was edited by hand may reach further than its entries."""
    if published.parent is None:
        return False
    if account.role == "admin":
        return True
    countries = {x.country for x in changed}
    by_console = published.kind != "disk" and bool(countries)
    return by_console and all(may_change(account, country) for country in countries)
