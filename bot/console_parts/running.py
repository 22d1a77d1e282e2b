"""What the parts are made of: the running bot, as far as the console may see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.accounts.desk import Accounts
from bot.channels.telegram.own_view import OwnView
from bot.editing.desk import EditingDesk
from bot.knowledge.records import Release
from bot.releases import Preparing
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.keys import Keys


@dataclass(frozen=True, slots=True)
class Running:
    """The bot that the console belongs to. `telegram`: asks Telegram what it says of this bot; None without a channel."""

    settings: Settings
    database: Database
    keys: Keys
    accounts: Accounts
    preparing: Preparing
    release: Callable[[], Release]  # the one being served
    editing: EditingDesk | None
    health: Callable[[], Mapping[str, object]]
    bot_username: Callable[[], str | None]
    address: Callable[[], str]
    clock: Callable[[], datetime]  # UTC
    telegram: Callable[[], Awaitable[OwnView]] | None = None
