"""What the console's pages ask of the rest of the bot. A page names what it needs; where that is missing it is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.console.app.asks.accounts import Accounts
from bot.console.app.asks.editing import Editing
from bot.console.app.asks.keeping import Keeping
from bot.console.app.asks.releases import Releases
from bot.console.app.asks.sheets import Sheets
from bot.console.app.asks.subscriptions import Subscriptions
from bot.console.app.asks.tasks import Tasks
from bot.console.app.asks.unanswered import Unanswered
from bot.console.app.asks.understanding import Understanding
from bot.console.app.asks.usage import Usage
from bot.console.app.asks.watching import Watching
from bot.knowledge.records import Release


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
    releases: Releases | None = None
    sheets: Sheets | None = None
    unanswered: Unanswered | None = None
    usage: Usage | None = None
    tasks: Tasks | None = None
    subscriptions: Subscriptions | None = None
    keeping: Keeping | None = None
    watching: Watching | None = None
    health: Callable[[], Mapping[str, object]] | None = None  # what /health tells
    reviewed: Callable[[], Mapping[str, str]] = (
        dict  # which English texts were reviewed: the translation ledger
    )
    bot_username: Callable[[], str | None] = field(default=lambda: None)  # on Telegram, where known
    address: Callable[[], str] = field(
        default=lambda: ""
    )  # "https://rumbo.example", in front of links to send on
    away: tuple[type[Exception], ...] = ()  # what is raised where the database is away: shown as 503
