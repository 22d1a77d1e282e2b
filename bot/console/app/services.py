"""What the console's pages ask of the rest of the bot. A page names what it needs; where that is missing it is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from bot.accounts.records import Account, Arrival, Deed, Session, SignedIn
from bot.knowledge.records import Release


class Accounts(Protocol):
    """bot.accounts.desk.Accounts, as the pages see it. Raises one of `Services.away` where the database is away."""

    async def enter(self, token: str, address: str, language: str, device: str) -> Arrival | None: ...
    async def signed_in(self, token: str) -> SignedIn | None: ...
    async def leave(self, who: SignedIn) -> None: ...
    async def sessions(self, name: str) -> tuple[Session, ...]: ...
    async def end_sessions(self, by: str, name: str, handle: str | None = None) -> int: ...
    async def speak(self, session: Session, language: str) -> None: ...
    async def people(self) -> tuple[Account, ...]: ...
    async def account(self, name: str) -> Account | None: ...
    async def invite(
        self, by: str, name: str, role: str, countries: tuple[str, ...]
    ) -> tuple[Account, str]: ...
    async def change(self, by: str, name: str, role: str, countries: tuple[str, ...]) -> Account: ...
    async def remove(self, by: str, name: str) -> None: ...
    async def new_link(self, by: str, name: str) -> str: ...
    async def telegram_code(self, account: Account) -> str: ...
    async def untie_telegram(self, account: Account) -> None: ...
    async def note(self, who: str, did: str, target: str = "", country: str | None = None) -> None: ...
    async def deeds(
        self, most: int, who: str | None = None, before: tuple[int, int] | None = None
    ) -> tuple[Deed, ...]: ...


class Understanding(Protocol):
    """Tries a question: which entry would answer, and why. Its methods are declared by the page that asks them."""


class Editing(Protocol):
    """Drafts, reviews and releases of the knowledge. Its methods are declared by the pages that ask them."""


class Usage(Protocol):
    """Reports over the usage log. Its methods are declared by the pages that ask them."""


class Tasks(Protocol):
    """What waits for an editor. Its methods are declared by the pages that ask them."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Services:
    """Every part that a page may use; None where this process has no such part. `Page.needs` names fields of this."""

    accounts: Accounts
    clock: Callable[[], datetime] = _utc_now  # UTC
    release: Callable[[], Release] | None = None  # the release being served
    understanding: Understanding | None = None
    editing: Editing | None = None
    usage: Usage | None = None
    tasks: Tasks | None = None
    health: Callable[[], Mapping[str, object]] | None = None  # what /health tells
    reviewed: Callable[[], Mapping[str, str]] = (
        dict  # which English texts were reviewed: the translation ledger
    )
    bot_username: Callable[[], str | None] = field(default=lambda: None)  # on Telegram, where known
    address: Callable[[], str] = field(
        default=lambda: ""
    )  # "https://rumbo.example", in front of links to send on
    away: tuple[type[Exception], ...] = ()  # what is raised where the database is away: shown as 503
