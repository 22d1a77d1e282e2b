"""Telegram's HTML as strictly as Telegram reads it: known tags only, closed in order, everything else escaped."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-z-]+)((?:\s+[a-z]+=\"[^\"<>]*\")*)\s*>")
_ENTITY = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}


class BadHtml(ValueError):
    """Telegram would answer: can't parse entities."""


def visible_text(html: str) -> str:
    """The text that a person sees. Raises BadHtml for what Telegram refuses."""
    seen: list[str] = []
    open_tags: list[str] = []
    place = 0
    for found in _TAG.finditer(html):
        seen.append(_plain(html[place : found.start()]))
        place = found.end()
        closing, name, attributes = found.groups()
        if name not in _TAGS or (attributes and (closing or name != "a")):
            raise BadHtml(f"unsupported tag {name}")
        if name == "a" and not closing and "href=" not in attributes:
            raise BadHtml("a link without an address")
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise BadHtml(f"unexpected end tag {name}")
    seen.append(_plain(html[place:]))
    if open_tags:
        raise BadHtml(f"tag {open_tags[-1]} is not closed")
    return "".join(seen)


def _plain(text: str) -> str:
    if "<" in text:
        raise BadHtml("an unescaped <")
    if "&" in _ENTITY.sub("", text):
        raise BadHtml("an unescaped &")
    return unescape(text)
