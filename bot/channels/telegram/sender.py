"""Sends messages until Telegram has them, and says what is known where it does not.

What is known to have failed (429, 5xx, no connection) is tried again for as long as it takes, with growing pauses. Where the
outcome is unknown (no answer in time, a cut connection) a message is sent once more at most, so that nobody gets it three
times. Knows nothing of updates, desks or ledgers.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram.clock import Clock
from bot.channels.telegram.counters import count_sent
from bot.channels.telegram.errors import NotSent, ServerTrouble, TokenRefused, TooFast
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.received import Press
from bot.channels.telegram.render import Outgoing, Photo, Pin, Text, split_plain

LONGEST_PAUSE = 60.0  # seconds between two tries
MOST_TOAST = 200  # characters over a pressed button
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_CHAT_IS_GONE = (
    "chat not found",
    "user is deactivated",
    "peer_id_invalid",
    "user not found",
    "bot was kicked",
)
_TEXT_REFUSED = ("can't parse entities", "message is too long", "caption is too long", "entity")

Call = Callable[[], Awaitable[Any]]
log = structlog.get_logger()


class Delivery(Enum):
    """What became of the messages of one reply."""

    DELIVERED = "delivered"
    UNKNOWN = "unknown"  # sent as often as is allowed; whether the person has it is not known
    GONE = "gone"  # the person blocked the bot, or the chat is no more
    REFUSED = "refused"  # Telegram will never take it: a bug of ours


@dataclass(slots=True)
class Progress:
    """Whether anything of a reply may have reached Telegram; kept up to date while it is sent."""

    maybe_sent: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a reply goes. `once_more` says whether a message of unknown outcome may be sent a second time."""

    chat_id: int
    private: bool
    once_more: Callable[[], Awaitable[bool]]
    progress: Progress
    urgent: bool = False
    entry: str | None = None  # the answer that is being sent, for the log where Telegram refuses it


def pause_before(attempt: int, spread: Callable[[], float] = random.random) -> float:
    """Seconds before the next try: 1, 2, 4 … 60, each with up to half of it taken off by chance."""
    full: float = min(LONGEST_PAUSE, 2.0 ** min(attempt, 10))
    return full * (1 - spread() / 2)


class Sender:
    """Everything the bot sends goes through here."""

    def __init__(self, bot: Bot, pace: Pace, clock: Clock) -> None:
        self._bot, self._pace, self._clock = bot, pace, clock

    async def deliver(self, messages: Sequence[Outgoing], to: Recipient) -> Delivery:
        """Sends the messages one after the other. Raises TokenRefused."""
        result = Delivery.DELIVERED
        for message in messages:
            result = await self._deliver_one(message, to)
            count_sent(result.value)
            if result in {Delivery.GONE, Delivery.UNKNOWN}:
                return result
        return result

    async def tell(self, chat_id: int, text: str) -> Delivery:
        """Sends plain text to somebody who asked nothing; it is not sent twice. Raises TokenRefused."""

        async def never() -> bool:
            return False

        to = Recipient(chat_id, private=True, once_more=never, progress=Progress())
        return await self.deliver([Text("", text)], to)

    async def answer_press(self, press: Press, toast: str | None) -> None:
        """Stops the button's waiting sign. Whatever goes wrong here never stops the answer itself."""
        text = toast[:MOST_TOAST] if toast else None
        await self._once(lambda: self._bot.answer_callback_query(press.callback_id, text=text))

    async def take_buttons_away(self, chat_id: int, message_id: int) -> None:
        """Removes the buttons of a message; a message that cannot be changed any more stays as it is."""
        await self._once(lambda: self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=None))

    async def leave(self, chat_id: int) -> None:
        """Leaves a channel."""
        await self._once(lambda: self._bot.leave_chat(chat_id))

    async def _once(self, call: Call) -> None:
        """A call that is worth one repetition and no more."""
        for attempt in range(2):
            try:
                await call()
            except InvalidToken:
                raise TokenRefused from None
            except (NotSent, ServerTrouble):
                await self._clock.sleep(pause_before(attempt))
            except TelegramError:  # "query is too old", "message is not modified", no answer in time …
                return
            else:
                return

    # ---- one message ------------------------------------------------------------------------------------

    async def _deliver_one(self, message: Outgoing, to: Recipient) -> Delivery:
        await self._pace.wait(to.chat_id, private=to.private, urgent=to.urgent)
        try:
            return await self._until_known(lambda: self._send(message, to.chat_id), to)
        except (BadRequest, ChatMigrated) as refusal:
            said = refusal.message.lower()
            if any(sign in said for sign in _CHAT_IS_GONE) or isinstance(refusal, ChatMigrated):
                return Delivery.GONE
            log.error(
                "telegram_refused_a_message", entry=to.entry, kind=type(message).__name__, why=_why(said)
            )
            return await self._deliver_plainly(message, to)

    async def _deliver_plainly(self, message: Outgoing, to: Recipient) -> Delivery:
        """The same again without markup, in smaller parts; a place as text."""
        text = f"{message.title}\n{message.address}" if isinstance(message, Pin) else message.plain
        secret = isinstance(message, Text) and message.secret
        parts = [Text("", part, secret=secret) for part in split_plain(text, 2000)]
        if parts:
            parts[-1] = replace(parts[-1], keyboard=message.keyboard)
        result = Delivery.DELIVERED
        for part in parts:
            try:
                result = await self._until_known(lambda part=part: self._send(part, to.chat_id), to)  # type: ignore[misc]
            except (BadRequest, ChatMigrated) as refusal:
                why = _why(refusal.message.lower())
                log.error("telegram_refused_plain_text", entry=to.entry, why=why)
                return Delivery.REFUSED
            if result is not Delivery.DELIVERED:
                return result
        return result

    async def _until_known(self, call: Call, to: Recipient) -> Delivery:
        """Tries until Telegram has taken it or refused it. Raises BadRequest, ChatMigrated and TokenRefused."""
        attempt = 0
        while True:
            before, to.progress.maybe_sent = to.progress.maybe_sent, True
            try:
                await call()
            except TooFast as limit:
                to.progress.maybe_sent = before
                await self._clock.sleep(limit.seconds)
            except (NotSent, ServerTrouble):
                to.progress.maybe_sent = before
                await self._clock.sleep(pause_before(attempt))
                attempt += 1
            except InvalidToken:
                to.progress.maybe_sent = before
                raise TokenRefused from None
            except Forbidden:
                return Delivery.GONE
            except (BadRequest, ChatMigrated):
                raise
            except NetworkError:
                if not await to.once_more():
                    return Delivery.UNKNOWN
                await self._clock.sleep(pause_before(0))
            else:
                return Delivery.DELIVERED

    async def _send(self, message: Outgoing, chat_id: int) -> None:
        if isinstance(message, Pin):
            await self._bot.send_venue(
                chat_id,
                message.latitude,
                message.longitude,
                message.title,
                message.address,
                reply_markup=message.keyboard,
            )
        elif isinstance(message, Photo):
            await self._bot.send_photo(
                chat_id,
                message.png,
                caption=message.html or None,
                parse_mode=ParseMode.HTML,
                reply_markup=message.keyboard,
                filename="rumbo.png",
            )
        else:
            await self._bot.send_message(
                chat_id,
                message.html or message.plain,
                parse_mode=ParseMode.HTML if message.html else None,
                reply_markup=message.keyboard,
                link_preview_options=_NO_PREVIEW,
                protect_content=message.secret or None,
            )


def _why(said: str) -> str:
    """A refusal as one of a few known words: Telegram's sentence can repeat what we sent."""
    return next((sign for sign in _TEXT_REFUSED if sign in said), "other")
