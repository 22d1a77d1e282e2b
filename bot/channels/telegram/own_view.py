"""What Telegram itself says of a bot's updates (getWebhookInfo), without any address or secret in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from telegram import Bot

from bot.channels.telegram.connection import host_of
from bot.channels.telegram.redact import redact

LONGEST_WORDS = 200
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OwnView:
    """`host`: where Telegram brings updates; None: it waits to be asked. `allowed`: empty for Telegram's own choice."""

    host: str | None
    pending: int
    last_error_at: datetime | None  # UTC
    last_error: str
    allowed: tuple[str, ...]


async def own_view(bot: Bot) -> OwnView:
    """Asks Telegram. Raises TelegramError."""
    info = await bot.get_webhook_info()
    return OwnView(
        host=host_of(info.url) if info.url else None,
        pending=info.pending_update_count,
        last_error_at=info.last_error_date,
        last_error=_told(info.last_error_message or "", info.url),
        allowed=tuple(info.allowed_updates or ()),
    )


def _told(words: str, url: str) -> str:
    """Telegram's words without address, path (it can be a secret) and token."""
    path = urlsplit(url).path
    if len(path) > 1:
        words = words.replace(path, "…").replace(path[1:], "…")
    return redact(_ADDRESS.sub("…", words))[:LONGEST_WORDS]
