"""What an update turned out to be: something to answer, a person who left, or nothing for us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.records import Incoming


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed. `message_id` is None where the message can no longer be changed."""

    callback_id: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """An update to answer. Holds what a person wrote: never put it into a log."""

    update_id: int
    chat_id: int
    person: str  # "telegram:42"; in a group "telegram:42:group"
    incoming: Incoming
    at: datetime  # when it was written; the time of arrival where Telegram's date is of no use
    private: bool = True
    press: Press | None = None
    album: str | None = None  # the same for all photos of an album
    old_edit: bool = False  # edited too long ago to be answered again, unless it tells of danger


@dataclass(frozen=True, slots=True)
class Left:
    """A person who blocked the bot: to be forgotten."""

    update_id: int
    person: str


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A channel that somebody added the bot to: to be left again."""

    update_id: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """An update that is acknowledged and counted, no more. `reason` is a short safe word, for counters and logs."""

    update_id: int | None  # None where it has no usable number
    reason: str


Parsed = Received | Left | Unwanted | SetAside
