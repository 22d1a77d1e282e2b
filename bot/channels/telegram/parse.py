"""Makes of one raw update what it means to us. Handles every kind on purpose, and never fails.

Updates come raw and are parsed one at a time, so that one bad update is set aside and the rest are answered. Nothing of
an update's content ever goes into a reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from bot.channels.telegram.content import incoming_of
from bot.channels.telegram.received import Left, Parsed, Press, Received, SetAside, Unwanted
from bot.conversation.records import Incoming

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
EDIT_SECONDS = 120  # an older edit is not answered again
_LARGEST_ID = 2**63 - 1
_UNREAD = (  # never used, so they cannot break the parsing either
    "entities", "caption_entities", "reply_to_message", "external_reply", "quote", "reply_markup",
    "link_preview_options", "forward_origin", "via_bot",
)  # fmt: skip
_SAFE_KEY = re.compile(r"[^a-z0-9_]")


def parse_update(raw: object, now: datetime, username: str) -> Parsed:
    """What `raw`, an update as Telegram sent it, is to us.

    `now` is the time of arrival (UTC), `username` the bot's own, without @. Never raises.
    """
    update_id = update_id_of(raw)
    if update_id is None or not isinstance(raw, Mapping):
        return SetAside(None, "no_number")
    kind = next((key for key in ALLOWED_UPDATES if raw.get(key) is not None), None)
    if kind is None:
        return SetAside(update_id, _unknown_kind(raw))
    try:
        update = Update.de_json({"update_id": update_id, kind: _tidied(raw[kind], now)})
        return _meaning(update, now, username)
    except (
        TelegramError,
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
        LookupError,
        ArithmeticError,
        OSError,
    ):
        return SetAside(update_id, "malformed")
    except RecursionError:
        return SetAside(update_id, "malformed")


def update_id_of(raw: object) -> int | None:
    """The number of an update, or None where it has none that can be used."""
    found = raw.get("update_id") if isinstance(raw, Mapping) else None
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= _LARGEST_ID:
        return found
    return None


def _unknown_kind(raw: Mapping[str, Any]) -> str:
    names = sorted(str(key) for key in raw if key != "update_id")
    return f"kind:{_SAFE_KEY.sub('', names[0].lower()[:32]) or 'none'}" if names else "kind:none"


def _tidied(part: object, now: datetime) -> dict[str, Any]:
    """A copy without what we never read, and with dates that are dates."""
    if not isinstance(part, Mapping):
        raise TypeError
    tidy = {str(key): value for key, value in part.items() if key not in _UNREAD}
    inner = tidy.get("message")
    if isinstance(inner, Mapping):  # the message under a pressed button: only its number and chat are used
        tidy["message"] = {key: inner[key] for key in ("message_id", "chat", "date") if key in inner}
        if tidy["message"].get("date") != 0:  # 0 says that the message can no longer be changed
            tidy["message"]["date"] = _seconds(inner.get("date"), now)
    if "date" in tidy:
        tidy["date"] = _seconds(tidy["date"], now)
    if "edit_date" in tidy:
        tidy["edit_date"] = _seconds(tidy["edit_date"], now)
    return tidy


def _seconds(value: object, now: datetime) -> int:
    """A date of Telegram in seconds, or the time of arrival where it is missing, absurd or yet to come."""
    arrived = int(now.timestamp())
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= arrived:
        return value
    return arrived


def _meaning(update: Update, now: datetime, username: str) -> Parsed:
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, now)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None:
        raise TypeError
    return _message(update.update_id, message, update.edited_message is not None, now, username)


def _message(update_id: int, message: Message, edited: bool, now: datetime, username: str) -> Parsed:
    sender, chat = message.from_user, _checked_chat(message.chat)
    if chat.type == Chat.CHANNEL or sender is None:
        return SetAside(update_id, "channel")
    _check_user(sender)
    if sender.is_bot:
        return SetAside(update_id, "from_a_bot")
    if edited and not isinstance(message.text, str):
        return SetAside(update_id, "edited_no_text")
    private = chat.type == Chat.PRIVATE
    incoming = incoming_of(message, _language(sender), group=not private, username=username)
    if isinstance(incoming, str):
        return SetAside(update_id, incoming)
    album = message.media_group_id
    return Received(
        update_id,
        chat.id,
        _person(sender, private),
        incoming,
        at=message.date,
        private=private,
        album=str(album)[:64] if album is not None else None,
        old_edit=edited and _is_old(message.edit_date or message.date, now),
    )


def _is_old(at: datetime, now: datetime) -> bool:
    return now.astimezone(UTC) - at > timedelta(seconds=EDIT_SECONDS)


def _press(update_id: int, query: CallbackQuery, now: datetime) -> Parsed:
    _check_user(query.from_user)
    if not isinstance(query.id, str) or not query.id:
        raise TypeError
    data = query.data if isinstance(query.data, str) else ""
    message = query.message
    chat_id, private, message_id = query.from_user.id, True, None
    if message is not None:
        chat = _checked_chat(message.chat)
        chat_id, private = chat.id, chat.type == Chat.PRIVATE
        if message.is_accessible:
            message_id = _checked_int(message.message_id)
    action = data.encode("utf-8", "replace")[:64].decode("utf-8", "ignore")
    incoming = Incoming(action=action, language_hint=_language(query.from_user), group=not private)
    return Received(
        update_id,
        chat_id,
        _person(query.from_user, private),
        incoming,
        at=now,
        private=private,
        press=Press(query.id, message_id),
    )


def _person(user: User, private: bool) -> str:
    """Who asks. In a group it is nobody we know: nothing is read or remembered of them there."""
    return f"telegram:{user.id}" if private else f"telegram:{user.id}:group"


def _membership(update_id: int, change: ChatMemberUpdated) -> Parsed:
    _check_user(change.from_user)
    chat, status = _checked_chat(change.chat), change.new_chat_member.status
    if chat.type == Chat.PRIVATE and status == "kicked":
        return Left(update_id, f"telegram:{change.from_user.id}")
    if chat.type == Chat.CHANNEL and status in {"administrator", "member"}:
        return Unwanted(update_id, chat.id)
    return SetAside(update_id, "membership")


def _checked_chat(chat: Chat) -> Chat:
    _checked_int(chat.id)
    if chat.type not in {Chat.PRIVATE, Chat.GROUP, Chat.SUPERGROUP, Chat.CHANNEL}:
        raise TypeError
    return chat


def _check_user(user: User) -> None:
    _checked_int(user.id)


def _checked_int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST_ID:
        raise TypeError
    return value


def _language(user: User) -> str | None:
    code = user.language_code
    if isinstance(code, str) and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", code):
        return code
    return None
