"""How the bot is doing, beyond what this process tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Updates:
    """The ledger of the last 25 hours, over all replicas. `last_hour`: the hour of the newest answer (UTC)."""

    last_hour: datetime | None
    unfinished: int
    given_up: int


@dataclass(frozen=True, slots=True)
class DangerLine:
    """Messages about danger of a country this quarter, as they may be shown. `usual` None: there was no quarter before."""

    country: str
    quarter: date
    messages: str
    usual: str | None
    spike: bool


@dataclass(frozen=True, slots=True)
class Process:
    """One process that serves people. `served` None: since when is not known."""

    name: str
    seen: datetime
    served: datetime | None
    release: str
    this: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that admins got, or will get (`waits`). `since`: since when it was broken."""

    key: str
    kind: Literal["broken", "well", "spike"]
    since: datetime
    changed: datetime
    broken: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes on the disk of the data folder."""

    free: int
    total: int
    tone: Literal["good", "due", "bad"]


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known now; None where the database does not answer. `errors`: by kind, since this process started."""

    errors: Mapping[str, int] = field(default_factory=dict)
    disk: Disk | None = None
    updates: Updates | None = None
    danger: tuple[DangerLine, ...] | None = None
    processes: tuple[Process, ...] | None = None
    told: tuple[Told, ...] | None = None
    watches: bool = False  # whether a watcher tells admins in Telegram


@dataclass(frozen=True, slots=True)
class OwnView:
    """What Telegram says. `failed`: it did not answer in time, or not well; the rest is then empty.

    `host`: where it brings updates; None: it waits to be asked. `allowed`: empty for its own choice.
    """

    asked_at: datetime
    failed: bool = False
    host: str | None = None
    pending: int = 0
    last_error_at: datetime | None = None
    last_error: str = ""
    allowed: tuple[str, ...] = ()


class Watching(Protocol):
    """bot.console_parts.watching.Watched, as the pages see it."""

    async def now(self) -> Watched:
        """What is known now. Never raises for a database that is away."""
        ...

    async def telegram(self) -> OwnView | None:
        """What Telegram says, at most 30 seconds old, within 3 seconds; None without a channel."""
        ...
