"""Somebody who writes to the bot, through the fake Bot API."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.end_to_end.fake_bot_api import BOT, FakeBotApi, Sent


@dataclass
class User:
    """Somebody who writes to the bot."""

    api: FakeBotApi
    id: int = 7001
    language: str = "es"
    group: int | None = None

    @property
    def chat_id(self) -> int:
        return self.group or self.id

    def _from(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": "Ana", "language_code": self.language}

    def _chat(self) -> dict[str, Any]:
        if self.group:
            return {"id": self.group, "type": "group", "title": "Grupo"}
        return {"id": self.id, "type": "private", "first_name": "Ana"}

    def message(self, **content: Any) -> dict[str, Any]:
        """A message as Telegram sends it."""
        return {
            "message_id": self.api.new_message_id(),
            "from": self._from(),
            "chat": self._chat(),
            "date": int(time.time()),
            **content,
        }

    async def write(self, text: str) -> int:
        """Sends a text; gives the update's number."""
        return await self.api.push({"message": self.message(text=text)})

    async def share_location(self, latitude: float, longitude: float) -> int:
        """Shares a place."""
        spot = {"latitude": latitude, "longitude": longitude}
        return await self.api.push({"message": self.message(location=spot)})

    async def press(self, label: str) -> str:
        """Presses the newest button whose label holds `label`; gives the id of the press."""
        for sent in reversed(self.api.to(self.chat_id)):
            for button in sent.buttons:
                if label in button["text"]:
                    return await self.press_data(button["callback_data"], sent.message_id)
        raise AssertionError(f"no button {label!r}")

    async def press_data(self, data: str, message_id: int = 1) -> str:
        """Presses a button with this data, whether it exists or not."""
        callback_id = str(self.api.new_message_id() + 10_000_000)
        self.api.allow_press(callback_id)
        message = {"message_id": message_id, "chat": self._chat(), "date": int(time.time()), "from": BOT}
        await self.api.push(
            {
                "callback_query": {
                    "id": callback_id,
                    "from": self._from(),
                    "chat_instance": "1",
                    "data": data,
                    "message": message,
                }
            }
        )
        return callback_id

    async def ask(self, text: str, seconds: float = 15.0) -> list[Sent]:
        """Writes, waits for the answer, and gives its messages."""
        before = len(self.api.to(self.chat_id))
        number = await self.write(text)
        await self.api.until(lambda: len(self.api.to(self.chat_id)) > before, seconds)
        await self.api.until(lambda: number in self.api.confirmed or self.api.webhook.get("url"), seconds)
        return self.api.to(self.chat_id)[before:]
