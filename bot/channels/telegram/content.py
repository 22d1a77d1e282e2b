"""What a message holds that we can answer: its text, a place, or a kind of thing that we say we cannot read."""

from __future__ import annotations

import math
import re

from telegram import Location, Message

from bot.conversation.records import Incoming

LONGEST_TEXT = 1000  # characters used; more than anybody asks in one message
DEGREES = 3  # decimals of a shared location: about 110 m, enough for "near me"

# What a person sends on purpose, and what the conversation calls it. Files are never fetched.
_THINGS = {
    "photo": "photo", "live_photo": "photo", "paid_media": "photo",
    "voice": "voice", "audio": "voice",
    "video": "video", "video_note": "video", "animation": "sticker", "sticker": "sticker", "dice": "sticker",
    "document": "document", "contact": "contact", "poll": "poll", "checklist": "poll",
    "story": "story", "reply_to_story": "story", "game": "game", "invoice": "payment",
    "successful_payment": "payment", "passport_data": "document",
    "gift": "sticker", "unique_gift": "sticker", "giveaway": "sticker",
}  # fmt: skip

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?=\s|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def incoming_of(message: Message, hint: str | None, *, group: bool, username: str) -> Incoming | str:
    """The message as the conversation takes it, or the reason why it is set aside."""
    text = _text(message)
    if text is not None:
        text = _addressed(text, username)
        if text is None:
            return "to_another_bot"
    if group and (text is None or not text.startswith("/")):
        return "group_talk"
    if text is not None:
        return Incoming(text=text, language_hint=hint, group=group)
    spot = message.venue.location if message.venue is not None else message.location
    if spot is not None:
        return _located(spot, hint)
    thing = next((name for key, name in _THINGS.items() if getattr(message, key, None)), None)
    return Incoming(other=thing, language_hint=hint) if thing else "service_message"


def clean_text(text: str) -> str:
    """At most LONGEST_TEXT characters, without control signs; lone surrogates become the replacement character."""
    return _CONTROL.sub("", _SURROGATE.sub("\ufffd", text[:LONGEST_TEXT]))


def _text(message: Message) -> str | None:
    """The words of a message: its text, or what is written under a picture or file."""
    for words in (message.text, message.caption):
        if words is not None:
            if not isinstance(words, str):
                raise TypeError
            return clean_text(words)
    return None


def _addressed(text: str, username: str) -> str | None:
    """The text with a command in lower case and without our own name; None if the command is another bot's."""
    found = _COMMAND.match(text)
    if found is None:
        return text
    command, bot = found[1].lower(), found[2]
    if bot is not None and bot.lower() != username.lower():
        return None
    return f"/{command}{text[found.end() :]}"


def _located(spot: Location, hint: str | None) -> Incoming:
    degrees = (spot.latitude, spot.longitude)
    if not all(isinstance(x, int | float) and math.isfinite(x) and abs(x) <= 1000 for x in degrees):
        return Incoming(other="location", language_hint=hint)
    latitude, longitude = (round(float(x), DEGREES) for x in degrees)
    return Incoming(location=(latitude, longitude), language_hint=hint)
