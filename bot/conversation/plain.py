"""A reply as plain text, the way a person reads it: for terminals, and for tests that read a whole reply."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.records import (
    Block,
    Button,
    Contact,
    Fact,
    Heading,
    Items,
    Link,
    Note,
    Paragraph,
    Reply,
    Venue,
)

IMAGE = "[PNG]"
ASK_LOCATION = "[📍]"  # the channel's own button has no words of ours
_LINES = (Fact, Contact, Link)  # those of a kind stand under each other without an empty line


def plain_text(reply: Reply, *, buttons: bool = True) -> str:
    """The whole reply as text: what stands in it, then its pins, then its buttons as [Label], a line a row.

    buttons=False leaves out what belongs to buttons: they themselves, and the toast over a pressed one. A silent reply
    is the empty text.
    """
    if reply.silent:
        return ""
    parts = [IMAGE] if reply.image else []
    parts += _paragraphs(reply.blocks)
    parts += [_venue(venue, reply.blocks) for venue in reply.venues]
    if buttons and reply.toast:
        parts.append(reply.toast)
    if buttons and reply.ask_location:
        parts.append(ASK_LOCATION)
    if buttons and reply.buttons:
        parts.append("\n".join(_row(row) for row in reply.buttons))
    return "\n\n".join(parts)


def block_text(block: Block) -> str:
    """One block as one or more lines."""
    match block:
        case Heading(text) | Paragraph(text):
            return text
        case Items():
            return _items(block)
        case Fact(label, value):
            return _labelled(label, value)
        case Contact(label, value, note):
            return _labelled(label, f"{value} ({note})" if note else value)
        case Link(label, url):
            return _labelled(label, url)
        case Note(text, warning):
            return f"⚠ {text}" if warning else f"— {text}"


def _paragraphs(blocks: Sequence[Block]) -> list[str]:
    """The blocks as paragraphs; labelled lines that follow each other stay together."""
    paragraphs: list[str] = []
    before: Block | None = None
    for block in blocks:
        text = block_text(block)
        if isinstance(block, _LINES) and type(block) is type(before):
            paragraphs[-1] += "\n" + text
        else:
            paragraphs.append(text)
        before = block
    return paragraphs


def _items(block: Items) -> str:
    marks = [f"{n}." for n in range(1, len(block.items) + 1)] if block.numbered else ["•"] * len(block.items)
    lines = [f"{mark} {item}" for mark, item in zip(marks, block.items, strict=True)]
    return "\n".join([block.label, *lines] if block.label else lines)


def _labelled(label: str, value: str) -> str:
    """ "Cost: free"; a label may come with its colon."""
    return f"{label.rstrip().removesuffix(':')}: {value}"


def _venue(venue: Venue, shown: Sequence[Block]) -> str:
    """A pin, with what is not already said above it."""
    pin = f"📍 {venue.title}\n{venue.address}\n{venue.latitude:.5f}, {venue.longitude:.5f}"
    return "\n".join([pin, *(block_text(block) for block in venue.detail if block not in shown)])


def _row(row: Sequence[Button]) -> str:
    return " ".join(f"[{button.label}]" for button in row)
