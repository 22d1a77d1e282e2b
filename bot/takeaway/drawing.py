"""Draws pages for the bot in a child process (`python -m bot.takeaway.drawing`: JSON in, PNG or PDF out), one at a time, so
that the drawing library weighs neither on the bot's memory nor on its answers. The last drawings are kept: a country's page
is the same for everybody.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import OrderedDict
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any, Literal
from weakref import WeakKeyDictionary

from bot.drawing_child import drawn_by
from bot.takeaway.records import Piece, Section, TakeawayPage

Form = Literal["png", "pdf"]
_SECONDS = 60  # the first drawing on a machine also reads all its fonts
_KEPT = 64  # drawings of at most 60 kB each
_MOST_WAITING = 20  # who comes when so many wait gets the text alone
_STARTS = {"png": b"\x89PNG", "pdf": b"%PDF"}
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
_drawn: OrderedDict[str, bytes] = OrderedDict()
_waiting: list[object] = []


async def draw(page: TakeawayPage, link: str, form: Form) -> bytes | None:
    """The page as a phone picture ("png") or an A4 sheet ("pdf"); None where it cannot be drawn: its text says as much."""
    asked = json.dumps({"form": form, "link": link, "page": page_fields(page)}).encode()
    key = sha256(asked).hexdigest()
    if key in _drawn:
        _drawn.move_to_end(key)
        return _drawn[key]
    if len(_waiting) >= _MOST_WAITING:
        return None
    _waiting.append(None)
    try:
        async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            drawn = _drawn.get(key) or await drawn_by("bot.takeaway.drawing", asked, _SECONDS)
    finally:
        _waiting.pop()
    if drawn is None or not drawn.startswith(_STARTS[form]):
        return None
    _drawn[key] = drawn
    while len(_drawn) > _KEPT:
        _drawn.popitem(last=False)
    return drawn


def page_fields(page: TakeawayPage) -> dict[str, Any]:
    """The page in its JSON form."""
    return {**asdict(page), "day": page.day.isoformat()}


# ---- in the child process -------------------------------------------------------------------------------


def page_of(fields: dict[str, Any]) -> TakeawayPage:
    """The page of a JSON form."""
    sections = tuple(
        Section(
            s["name"],
            s["heading"],
            tuple(Piece(**{**p, "content": tuple(p["content"])}) for p in s["pieces"]),
        )
        for s in fields["sections"]
    )
    told = {
        **fields,
        "sections": sections,
        "day": date.fromisoformat(fields["day"]),
        "notes": tuple(fields["notes"]),
    }
    return TakeawayPage(**told)


def drawn(asked: dict[str, Any]) -> bytes:
    """The drawing that is asked for."""
    from bot.takeaway.layout import a4
    from bot.takeaway.picture import picture

    page = page_of(asked["page"])
    return picture(page, asked["link"]) if asked["form"] == "png" else a4(page, asked["link"])


def main() -> None:
    """Read a page from standard input and write its drawing to standard output."""
    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))


if __name__ == "__main__":
    main()
