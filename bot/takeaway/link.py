"""Where the code of a page leads: a link to the bot, or the code alone where the bot's name is not known."""

from __future__ import annotations

import re

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


def bot_username(said: str | None) -> str | None:
    """A bot's username without its @; None for anything that is none."""
    name = (said or "").strip().removeprefix("https://t.me/").removeprefix("t.me/").removeprefix("@")
    return name if _USERNAME.fullmatch(name) else None


def link_to(username: str | None, start: str) -> str:
    """What a QR code holds: the link that opens the bot with `start` (64 characters at most), else `start` itself."""
    return f"https://t.me/{username}?start={start}" if username else start
