"""A page as it is declared: method, path, who may, what it answers. Router, navigation and tests read this."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

from bot.accounts.records import ROLES, Role
from bot.console.app.forms import MOST_FIELDS

if TYPE_CHECKING:
    from bot.console.app.services import Services
    from bot.console.app.visit import Visit

PREFIX = "/console"
EVERYBODY: frozenset[Role] = frozenset(ROLES)
ADMINS: frozenset[Role] = frozenset({"admin"})
EDITORS: frozenset[Role] = frozenset({"admin", "editor"})
REVIEWERS: frozenset[Role] = frozenset({"admin", "reviewer"})
KEEPERS: frozenset[Role] = frozenset({"admin", "editor", "reviewer"})  # who looks after the knowledge

Answer = Callable[["Visit"], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """One route. GET shows, POST changes; nothing is changed by GET.

    roles: who may; empty: also those who are not signed in (signing in itself, and nothing else).
    country: the name of the part of the path that is a country ("country" in "/entries/{country}"): an account that has
        no say in that country gets 404, before `answer` is asked.
    needs: the fields of Services without which the page is not there.
    upload: the bytes that it takes with files; 0: none.
    fields: how many fields its form may have.
    fresh: asks for a sign-in that is not older than 15 minutes: for changes of who may do what.
    by_itself: asked for by a page that stays open: such a request does not keep a session alive.
    menu: the wording key of its link in the navigation; the key with `_hint` says on the home page what it is for.
    """

    method: Literal["GET", "POST"]
    path: str
    roles: frozenset[Role]
    answer: Answer
    country: str | None = None
    needs: tuple[str, ...] = ()
    upload: int = 0
    fields: int = MOST_FIELDS
    fresh: bool = False
    by_itself: bool = False
    menu: str | None = None

    @property
    def full_path(self) -> str:
        """The path as the browser asks for it: "/console/people"."""
        return PREFIX + self.path

    def is_there(self, services: Services) -> bool:
        """Whether this process has what the page needs."""
        return all(getattr(services, name) is not None for name in self.needs)
