"""Makes of a reply the Telegram messages that show it. A value in, values out: nothing is sent here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels.telegram.markup import (
    MOST_UNITS,
    Line,
    Span,
    cut_line,
    line_html,
    line_plain,
    lines_of,
    utf16_units,
)
from bot.conversation.records import Block, Button, Contact, Fact, Heading, Link, Note, Reply, Venue
from bot.knowledge.records import Language
from bot.wording import wording

MOST_ACTION_BYTES = 64
MOST_CAPTION_UNITS = 1024
MOST_TITLE_UNITS = 200
_TIGHT = (Fact, Contact, Link, Note)  # one after the other, these stand without an empty line between them
Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Text:
    """A message of text: as HTML, and the same without markup in case Telegram refuses the HTML."""

    html: str
    plain: str
    keyboard: Keyboard | None = None
    secret: bool = False  # cannot be forwarded or saved


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with the text under it."""

    png: bytes
    html: str
    plain: str
    keyboard: Keyboard | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the map."""

    title: str
    address: str
    latitude: float
    longitude: float
    keyboard: Keyboard | None = None


Outgoing = Text | Photo | Pin


def render(reply: Reply, language: Language) -> tuple[Outgoing, ...]:
    """The messages of a reply in the order in which they are sent; none for a silent or empty one.

    The inline keyboard is on the last message. A message can bear only one keyboard, so the button that shares the
    location gets a message of its own where every other place is taken.
    """
    if reply.silent:
        return ()
    messages: list[Outgoing] = list(_texts(reply))
    if reply.secret:
        messages = [replace(m, secret=True) if isinstance(m, Text) else m for m in messages]
    messages += [_pin(venue) for venue in reply.venues]
    keyboard = _inline(reply.buttons)
    if keyboard is not None:
        messages = messages or [_text_of([[(Span("👇"),)]])]
        messages[-1] = replace(messages[-1], keyboard=keyboard)
    if reply.ask_location:
        _offer_location(messages, language)
    return tuple(messages)


def split_plain(text: str, most: int = MOST_UNITS) -> tuple[str, ...]:
    """Text without markup in parts that fit into one message each."""
    lines = [part for line in text.split("\n") for part in (cut_line((Span(line),), most) if line else [()])]
    parts: list[str] = []
    for line in (line_plain(part) for part in lines):
        joined = f"{parts[-1]}\n{line}" if parts else line
        if parts and len(joined.encode("utf-16-le", "surrogatepass")) // 2 <= most:
            parts[-1] = joined
        else:
            parts.append(line)
    return tuple(part for part in parts if part.strip())


# ---- texts ----------------------------------------------------------------------------------------------


def _texts(reply: Reply) -> Iterable[Outgoing]:
    blocks = reply.blocks + tuple(block for venue in reply.venues for block in venue.detail)
    texts = [text for packed in _packed(blocks) if _shows(text := _text_of(packed))]
    if reply.image is None:
        return texts
    if texts and utf16_units(texts[0].html) <= MOST_CAPTION_UNITS:
        return [Photo(reply.image, texts[0].html, texts[0].plain), *texts[1:]]
    return [Photo(reply.image, "", ""), *texts]


def _shows(text: Text) -> bool:
    """Whether there is anything to see: Telegram refuses a message of blanks and zero-width signs."""
    return any(not sign.isspace() and unicodedata.category(sign) != "Cf" for sign in text.plain)


def _text_of(units: Sequence[Sequence[Line]]) -> Text:
    lines = [line for unit in units for line in unit]
    return Text("\n".join(map(line_html, lines)), "\n".join(map(line_plain, lines)))


def _packed(blocks: Sequence[Block]) -> list[list[list[Line]]]:
    """The blocks dealt out to messages: cut between blocks, inside a block only where it is longer than a message."""
    messages: list[list[list[Line]]] = []
    size, previous = 0, None
    for block in blocks:
        for number, unit in enumerate(_units(block)):
            gap = bool(number == 0 and previous is not None and not _tight(previous, block))
            lines: list[Line] = [(), *unit] if gap else unit
            length = _units_long(lines) + 1
            if messages and size + length <= MOST_UNITS:
                messages[-1].append(lines)
                size += length
            else:
                carried = _lone_heading(messages, previous) if number == 0 else []
                messages.append([*carried, [(), *unit] if carried else unit])
                size = sum(_units_long(part) + 1 for part in messages[-1])
        previous = block
    return messages


def _lone_heading(messages: list[list[list[Line]]], previous: Block | None) -> list[list[Line]]:
    """A heading at the foot of a message goes over to the next one, together with what it titles."""
    if not isinstance(previous, Heading) or not messages or len(messages[-1]) < 2:
        return []
    return [[line for line in messages[-1].pop() if line]]


def _units(block: Block) -> list[list[Line]]:
    lines = list(lines_of(block))
    if _units_long(lines) < MOST_UNITS // 2:
        return [lines]
    return [[part] for line in lines for part in cut_line(line, MOST_UNITS // 2)]


def _units_long(lines: Sequence[Line]) -> int:
    return utf16_units("\n".join(map(line_html, lines)))


def _tight(one: Block, other: Block) -> bool:
    return (
        isinstance(one, _TIGHT)
        and isinstance(other, _TIGHT)
        and isinstance(one, Note) == isinstance(other, Note)
    )


# ---- places and keyboards -------------------------------------------------------------------------------


def _pin(venue: Venue) -> Pin:
    title, address = (_short(text, MOST_TITLE_UNITS) for text in (venue.title, venue.address))
    return Pin(title, address or title, venue.latitude, venue.longitude)


def _short(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _inline(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    kept = [[button for button in row if _fits(button)] for row in rows]
    keys = [
        [InlineKeyboardButton(_short(button.label, 120), callback_data=button.action) for button in row]
        for row in kept
        if row
    ]
    return InlineKeyboardMarkup(keys) if keys else None


def _fits(button: Button) -> bool:
    """A button that Telegram would refuse is left out: the person still gets the rest of the answer."""
    size = len(button.action.encode("utf-8", "surrogatepass"))
    if 0 < size <= MOST_ACTION_BYTES and button.label.strip():
        return True
    log.error("button_left_out", bytes=size, most=MOST_ACTION_BYTES, action=button.action[:16])
    return False


def _offer_location(messages: list[Outgoing], language: Language) -> None:
    words = wording(language)
    button = KeyboardButton(words.say("location_button"), request_location=True)
    keyboard = ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    for place, message in enumerate(messages):
        if message.keyboard is None:
            messages[place] = replace(message, keyboard=keyboard)
            return
    line = words.say("location_button")
    messages.append(Text(_text_of([[(Span(line),)]]).html, line, keyboard))
