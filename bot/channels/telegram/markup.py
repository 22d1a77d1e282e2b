"""Blocks of a reply as Telegram's HTML: every piece closed in itself, so that cutting between pieces breaks nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bot.conversation.records import Block, Contact, Fact, Heading, Items, Link, Note, Paragraph

MOST_UNITS = 4096  # UTF-16 units in one message; counted with the markup, which is on the safe side

_BREAKS = (re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))  # best first: after a sentence, after a word


def utf16_units(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style: "" plain, "b" bold, "i" italic, or an address that it links to."""

    text: str
    style: str = ""

    def html(self) -> str:
        """The span with its own opening and closing tag."""
        body = escape(self.text, quote=False)
        if not self.style or not self.text.strip():
            return body
        if self.style in {"b", "i"}:
            return f"<{self.style}>{body}</{self.style}>"
        return f'<a href="{escape(self.style)}">{body}</a>'

    def plain(self) -> str:
        """The span without markup; a link shows its address."""
        return f"{self.text}: {self.style}" if self.style not in {"", "b", "i"} else self.text


Line = tuple[Span, ...]


def line_html(line: Line) -> str:
    """One line as HTML."""
    return "".join(span.html() for span in line)


def line_plain(line: Line) -> str:
    """One line without markup."""
    return "".join(span.plain() for span in line)


def lines_of(block: Block) -> tuple[Line, ...]:
    """The lines in which a block is shown."""
    match block:
        case Heading(text):
            return _styled(text, "b")
        case Paragraph(text):
            return _styled(text, "")
        case Note(text, warning):
            return _styled(f"⚠️ {text}" if warning else text, "i")
        case Items():
            return _items(block)
        case Fact(label, value):
            return (_labelled(label, value),)
        case Contact(label, value, note):
            line = _labelled(label, value)
            return ((*line, Span(" "), Span(f"({_one_line(note)})", "i")) if note else line,)
        case Link(label, url):
            return (_link(label, url),)


def _styled(text: str, style: str) -> tuple[Line, ...]:
    return tuple((Span(line, style),) for line in _clean(text).strip("\n").split("\n"))


def _items(block: Items) -> tuple[Line, ...]:
    lines: list[Line] = [(Span(_one_line(block.label), "b"),)] if block.label else []
    for number, item in enumerate(block.items, 1):
        lines.append((Span(f"{number}. " if block.numbered else "• "), Span(_one_line(item))))
    return tuple(lines)


def _labelled(label: str, value: str) -> Line:
    name = _one_line(label).rstrip(" :")
    return (Span(f"{name}:", "b"), Span(f" {_one_line(value)}")) if name else (Span(_one_line(value)),)


def _link(label: str, url: str) -> Line:
    address = _clean(url).strip()
    if (
        not address.lower().startswith(("https://", "http://"))
        or len(address) > 2000
        or re.search(r"\s", address)
    ):
        return (Span(_one_line(f"{label}: {url}")),)
    return (Span(_one_line(label) or address, address),)


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """Without control signs and lone surrogates, which Telegram refuses."""
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", " ", re.sub(r"[\ud800-\udfff]", "\ufffd", text))


def cut_line(line: Line, most: int = MOST_UNITS) -> Iterator[Line]:
    """The line in parts that fit into `most` units each: cut after a sentence, else after a word, else anywhere."""
    part: list[Span] = []
    for span in line:
        for piece in _cut_span(span, most):
            if part and utf16_units(line_html((*part, piece))) > most:
                yield tuple(part)
                part = []
            part.append(piece)
    if part:
        yield tuple(part)


def _cut_span(span: Span, most: int) -> Iterator[Span]:
    rest = span.text
    while utf16_units(Span(rest, span.style).html()) > most:
        fits = _longest_that_fits(rest, span.style, most)
        cut = _best_break(rest, fits)
        yield Span(rest[:cut].rstrip(), span.style)
        rest = rest[cut:].lstrip()
    if rest or not span.text:
        yield Span(rest, span.style)


def _longest_that_fits(text: str, style: str, most: int) -> int:
    low, high = 1, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        if utf16_units(Span(text[:middle], style).html()) <= most:
            low = middle
        else:
            high = middle - 1
    return low


def _best_break(text: str, fits: int) -> int:
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(text, 0, fits + 1)]
        good = [end for end in ends if fits // 3 < end <= fits]
        if good:
            return good[-1]
    return fits
