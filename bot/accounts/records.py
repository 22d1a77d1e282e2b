"""Accounts, sessions and deeds as plain values; knows no database, so that the pages may know it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Role = Literal["admin", "editor", "reviewer", "reader"]
ROLES: tuple[Role, ...] = ("admin", "editor", "reviewer", "reader")
OF_COUNTRIES: frozenset[Role] = frozenset(
    {"editor", "reviewer"}
)  # may act in the countries given to them only
COMMAND_LINE = "rumbo"  # who did it, where it was done with the `rumbo` command; no account has this name

LONGEST_NAME = 24
MOST_COUNTRIES = 50
_NAME = re.compile(r"[a-záéíóúüñ][a-z0-9áéíóúüñ._-]{1,23}")
_COUNTRY = re.compile(r"[A-Z]{2}")
Reason = Literal["name", "role", "countries", "taken", "unknown", "last_admin"]
_WORDS: dict[Reason, str] = {
    "name": "A short name has 2 to 24 small letters and digits, and is no e-mail address or phone number.",
    "role": "The roles are admin, editor, reviewer and reader.",
    "countries": "An editor or reviewer needs countries: two letters each, such as PE (XX: the whole region).",
    "taken": "There is an account of that name already.",
    "unknown": "There is no account of that name.",
    "last_admin": "This is the last admin: make another one first.",
}


class AccountRefused(ValueError):
    """What was asked of an account cannot be done; the message says why, `reason` is its name in the wording."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_WORDS[reason])
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Account:
    """One person of an NGO. `countries`: where an editor or reviewer may act; of no meaning for the other roles."""

    name: str
    role: Role
    countries: tuple[str, ...] = ()
    telegram: bool = False  # whether /consola knows this person

    def may_in(self, country: str) -> bool:
        """Whether this account's role reaches that country ("PE"; "XX" is the region's knowledge)."""
        return self.role not in OF_COUNTRIES or country.upper() in self.countries


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser. `handle` names it on the pages; it opens nothing. Times in UTC."""

    handle: str
    account: str
    language: str
    device: str
    started: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who asks for a page, and by which session."""

    account: Account
    session: Session


@dataclass(frozen=True, slots=True)
class Arrival:
    """A session that was just opened. `token` goes into the browser's cookie and nowhere else."""

    token: str = field(repr=False)
    signed_in: SignedIn


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit log: who did what, when (UTC), on what."""

    at: datetime
    number: int
    who: str
    did: str
    target: str
    country: str | None = None


def checked(name: str, role: str, countries: tuple[str, ...]) -> Account:
    """The account as it may be stored. Raises AccountRefused."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name) or name == COMMAND_LINE or sum(c.isdigit() for c in name) > 4:
        raise AccountRefused("name")
    known = next((x for x in ROLES if x == role), None)
    if known is None:
        raise AccountRefused("role")
    codes = tuple(sorted({c.strip().upper() for c in countries if c.strip()}))
    if known not in OF_COUNTRIES:
        return Account(name, known)
    if not 0 < len(codes) <= MOST_COUNTRIES or not all(_COUNTRY.fullmatch(c) for c in codes):
        raise AccountRefused("countries")
    return Account(name, known, codes)
