"""The JSON of the try-it chat: a reply as the page reads it, and what the page sends as an incoming message."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from math import isfinite

from bot.conversation.records import Block, Button, Incoming, Reply, Venue

LONGEST_TEXT = 4096  # characters, as in Telegram
LONGEST_ACTION = 64  # bytes, as in Telegram
OTHER_KINDS = frozenset(
    {"photo", "voice", "sticker", "document", "contact", "poll", "edited", "video", "audio"}
)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


class NotAMessage(Exception):
    """What was sent is no message; its text is one plain sentence that says what to send."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page sent: a message, and whether the person starts over as somebody new."""

    incoming: Incoming
    reset: bool = False


# ---- out ------------------------------------------------------------------------------------------------


def reply_json(reply: Reply) -> dict[str, object]:
    """The reply as JSON values. Every block carries its type by name; nothing in it is markup."""
    return {
        "blocks": [block_json(block) for block in reply.blocks],
        "venues": [_venue_json(venue) for venue in reply.venues],
        "buttons": [[_button_json(button) for button in row] for row in reply.buttons],
        "ask_location": reply.ask_location,
        "toast": reply.toast,
        "replaces_buttons": reply.replaces_buttons,
        "silent": reply.silent,
        "image": _image_address(reply.image),
    }


def block_json(block: Block) -> dict[str, object]:
    """One block: {"type": "fact", "label": …, "value": …}, its fields under their own names."""
    return {"type": type(block).__name__.lower(), **asdict(block)}


def _venue_json(venue: Venue) -> dict[str, object]:
    return {
        "title": venue.title,
        "address": venue.address,
        "latitude": venue.latitude,
        "longitude": venue.longitude,
        "detail": [block_json(block) for block in venue.detail],
    }


def _button_json(button: Button) -> dict[str, object]:
    return {"label": button.label, "action": button.action}


def _image_address(image: bytes | None) -> str | None:
    return f"data:image/png;base64,{b64encode(image).decode()}" if image else None


# ---- in -------------------------------------------------------------------------------------------------


def parse_json(body: bytes) -> object:
    """The values in a JSON text. Raises NotAMessage for anything doubtful: repeated keys, NaN, endless nesting."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_each_key_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        msg = "This is not JSON in UTF-8 with every key once."
        raise NotAMessage(msg) from None


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a key is repeated"
        raise ValueError(msg)
    return found


def _no_constant(name: str) -> object:
    msg = f"{name} is no number"
    raise ValueError(msg)


def read_sent(value: object) -> Sent:
    """What the page sent, from its JSON values.

    Exactly one of `text`, `action`, `location`, `other` and `reset`, and beside it perhaps `language`, the browser's
    own. Raises NotAMessage with a sentence for every other shape.
    """
    if not isinstance(value, dict):
        msg = 'Send an object such as {"text": "hola"}.'
        raise NotAMessage(msg)
    kinds = value.keys() - {"language"}
    if len(kinds) != 1 or not kinds <= _READERS.keys():
        msg = f"Send exactly one of {', '.join(_READERS)}."
        raise NotAMessage(msg)
    kind = kinds.pop()
    return _READERS[kind](value[kind], _language_hint(value.get("language")))


def _language_hint(value: object) -> str | None:
    """A language tag of the usual form; anything else is no hint, and no reason to refuse a message."""
    return value if isinstance(value, str) and _LANGUAGE_TAG.fullmatch(value) else None


def _read_text(value: object, hint: str | None) -> Sent:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
        msg = f"The text must have 1 to {LONGEST_TEXT} characters."
        raise NotAMessage(msg)
    return Sent(Incoming(text=_encodable(value), language_hint=hint))


def _read_action(value: object, hint: str | None) -> Sent:
    if not isinstance(value, str) or not 0 < len(_encodable(value).encode()) <= LONGEST_ACTION:
        msg = f"The action must have 1 to {LONGEST_ACTION} bytes."
        raise NotAMessage(msg)
    return Sent(Incoming(action=_encodable(value), language_hint=hint))


def _read_location(value: object, hint: str | None) -> Sent:
    if not isinstance(value, dict) or value.keys() != {"latitude", "longitude"}:
        msg = "The location must have a latitude and a longitude."
        raise NotAMessage(msg)
    return Sent(
        Incoming(location=(_degrees(value, "latitude"), _degrees(value, "longitude")), language_hint=hint)
    )


def _degrees(value: Mapping[str, object], name: str) -> float:
    number = value[name]
    if isinstance(number, bool) or not isinstance(number, int | float) or not isfinite(_as_float(number)):
        msg = f"The {name} must be a number of degrees."
        raise NotAMessage(msg)
    return float(number)


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:  # an integer of 400 digits
        return float("inf")


def _read_other(value: object, hint: str | None) -> Sent:
    if not isinstance(value, str) or value not in OTHER_KINDS:
        msg = f"The other kinds are {', '.join(sorted(OTHER_KINDS))}."
        raise NotAMessage(msg)
    return Sent(Incoming(other=value, language_hint=hint))


def _read_reset(value: object, hint: str | None) -> Sent:
    if value is not True:
        msg = 'To start over, send {"reset": true}.'
        raise NotAMessage(msg)
    return Sent(Incoming(text="/start", language_hint=hint), reset=True)


def _encodable(text: str) -> str:
    """The text with lone surrogates replaced, which JSON can carry and no database or encoding can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_READERS: Mapping[str, Callable[[object, str | None], Sent]] = {
    "text": _read_text,
    "action": _read_action,
    "location": _read_location,
    "other": _read_other,
    "reset": _read_reset,
}
