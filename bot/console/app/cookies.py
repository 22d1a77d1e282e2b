"""The console's cookies: who is signed in, which browser opened the sign-in page, and a line to be said once."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from bot.console.app.page import PREFIX
from bot.console.app.words import Words

Name = Literal["session", "door", "said", "language"]
_DOOR = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST_SAID = 600
Kind = Literal["done", "wrong"]


@dataclass(frozen=True, slots=True)
class Said:
    """A line for the top of the next page: a key of the wording with its values."""

    key: str
    values: dict[str, str] = field(default_factory=dict)
    kind: Kind = "done"


def cookie_name(request: Request, name: Name) -> str:
    """By https the name binds the cookie to this very host (`__Host-`); this machine's own pages have no https."""
    return f"__Host-rumbo-{name}" if request.url.scheme == "https" else f"rumbo-{name}"


def read_cookie(request: Request, name: Name) -> str:
    """The cookie's text; "" where there is none."""
    return request.cookies.get(cookie_name(request, name), "")


def set_cookie(
    request: Request, response: Response, name: Name, value: str, seconds: int | None = None
) -> None:
    """Seen by no script, sent by no other site; gone with the browser unless `seconds` are given."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds,
        path="/" if secure else PREFIX,  # `__Host-` asks for "/"
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def drop_cookie(request: Request, response: Response, name: Name) -> None:
    """Tell the browser to forget the cookie."""
    set_cookie(request, response, name, "", 0)


def door_of(request: Request) -> str:
    """The random text by which this browser's sign-in page is known: the one it has, else a new one."""
    known = read_cookie(request, "door")
    return known if _DOOR.fullmatch(known) else secrets.token_urlsafe(32)


def came_by_the_door(request: Request, told: str) -> bool:
    """Whether a form comes from the browser that opened its page."""
    known = read_cookie(request, "door")
    return bool(_DOOR.fullmatch(known)) and secrets.compare_digest(known, told if told.isascii() else "")


def write_said(request: Request, response: Response, said: Said) -> None:
    """Keep a line for the next page."""
    text = quote(json.dumps([said.key, said.values, said.kind]), safe="")
    if len(text) <= 3 * _LONGEST_SAID:
        set_cookie(request, response, "said", text, 60)


def read_said(request: Request, words: Words) -> Said | None:
    """The line that was kept, where it is one of ours."""
    text = read_cookie(request, "said")
    if not text:
        return None
    try:
        key, values, kind = json.loads(unquote(text)[:_LONGEST_SAID])
        said = Said(
            str(key), {str(k): str(v) for k, v in values.items()}, "wrong" if kind == "wrong" else "done"
        )
    except (ValueError, TypeError, AttributeError):
        return None
    return said if said.key.startswith("said_") and words.has(said.key) else None
