"""python-telegram-bot's Bot, able to fetch updates as Telegram sent them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Bot
from telegram.error import NetworkError


class RawBot(Bot):
    """`Bot.get_updates` parses a whole batch at once, so that one bad update blocks all; this gives them unparsed."""

    async def raw_updates(
        self, offset: int, hold: int, most: int, allowed: Sequence[str]
    ) -> list[Mapping[str, Any]]:
        """At most `most` updates from number `offset` on; Telegram holds the call `hold` seconds where there are none.

        Raises the errors of AiohttpRequest.
        """
        wishes = {"offset": offset, "timeout": hold, "limit": most, "allowed_updates": list(allowed)}
        found = await self._post("getUpdates", wishes, read_timeout=hold + 15)
        if not isinstance(found, list):
            msg = "Telegram answered getUpdates with something that is no list"
            raise NetworkError(msg)
        return [raw for raw in found if isinstance(raw, Mapping)]
