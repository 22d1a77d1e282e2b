"""How Telegram is told where to bring updates: looked at first, changed only where it differs."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from telegram import Bot

from bot.channels.telegram.parse import ALLOWED_UPDATES

MOST_CONNECTIONS = 40
log = structlog.get_logger()


def host_of(url: str) -> str:
    """The host of an address: all of it that may be told, since a path can be somebody's secret."""
    return urlsplit(url).hostname or "?"


async def remove_webhook(bot: Bot) -> None:
    """Polling was chosen, so a webhook is taken away; waiting updates stay. Raises TelegramError."""
    info = await bot.get_webhook_info()
    if info.url:
        log.warning(
            "webhook_removed", host=host_of(info.url), why="this bot polls; a webhook would take its updates"
        )
        await bot.delete_webhook(drop_pending_updates=False)


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Tells Telegram the address of our webhook, unless it is set as we want it. Raises TelegramError.

    Telegram never shows the secret it was given. That it has another one shows in its last error: we refused it with 403.
    """
    info = await bot.get_webhook_info()
    right = (
        info.url == url
        and set(info.allowed_updates or ()) == set(ALLOWED_UPDATES)
        and info.max_connections == MOST_CONNECTIONS
    )
    if right and "403" not in (info.last_error_message or ""):
        return
    if info.url and info.url != url:
        log.warning("webhook_replaced", host=host_of(info.url), why="updates went to another address")
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=list(ALLOWED_UPDATES),
        max_connections=MOST_CONNECTIONS,
        drop_pending_updates=False,
    )
