"""Signing in by a one-time link, signing out, and the language of the pages.

The token stands behind the # of the link, which no browser sends: it is in no log and no preview robot's hands. The page
has a field and a button; the script fills the field from the address. Opening the page consumes nothing.
"""

from __future__ import annotations

import re

from starlette.responses import RedirectResponse, Response

from bot.accounts.brake import TooManyGuesses
from bot.console.app import cookies
from bot.console.app.addresses import address_of
from bot.console.app.failures import Failed
from bot.console.app.page import EVERYBODY, PREFIX, Page
from bot.console.app.visit import Visit
from bot.console.app.words import language_of

_LONGEST_SESSION = 12 * 3600
_BROWSERS = (("Firefox", "firefox/"), ("Edge", "edg"), ("Opera", "opr/"), ("Samsung", "samsungbrowser/"),
             ("Chrome", "chrome/"), ("Chrome", "crios/"), ("Safari", "safari/"))  # fmt: skip
_SYSTEMS = (("Android", "android"), ("iPhone", "iphone"), ("iPad", "ipad"), ("Windows", "windows"),
            ("Mac", "mac os x"), ("Linux", "linux"))  # fmt: skip


async def door(visit: Visit) -> Response:
    """GET /console/enter."""
    known = cookies.door_of(visit.request)
    response = visit.show("enter.html", door=known, wrong=None, bot=visit.services.bot_username())
    cookies.set_cookie(visit.request, response, "door", known, 3600)
    return response


async def enter(visit: Visit) -> Response:
    """POST /console/enter: a new session, whatever the browser brought before. One sentence for every wrong link."""
    request = visit.request
    token = _token_in(visit.form.text("token", 400))
    arrival = None
    if cookies.came_by_the_door(request, visit.form.text("door", 100)):
        try:
            arrival = await visit.services.accounts.enter(
                token, address_of(request), visit.language, device_of(request.headers.get("user-agent", ""))
            )
        except TooManyGuesses:
            raise Failed(429) from None
    if arrival is None:
        known = cookies.door_of(request)
        response = visit.show(
            "enter.html", 403, door=known, wrong="enter_wrong", bot=visit.services.bot_username()
        )
        cookies.set_cookie(request, response, "door", known, 3600)
        return response
    if visit.who is not None:  # somebody else's session in this browser ends
        await visit.services.accounts.leave(visit.who)
    response = RedirectResponse(PREFIX, 303)
    cookies.set_cookie(request, response, "session", arrival.token, _LONGEST_SESSION)
    cookies.drop_cookie(request, response, "door")
    return response


async def leave(visit: Visit) -> Response:
    """POST /console/leave: the session is over, and the browser forgets what it saw."""
    if visit.who is not None:
        await visit.services.accounts.leave(visit.who)
    response = RedirectResponse(f"{PREFIX}/enter", 303)
    cookies.drop_cookie(visit.request, response, "session")
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
    return response


async def speak(visit: Visit) -> Response:
    """POST /console/language: the pages speak the other language from now on."""
    language = language_of(visit.form.text("language", 8))
    if language is None:
        raise Failed(400)
    if visit.who is not None:
        await visit.services.accounts.speak(visit.who.session, language)
    response = visit.go(_own_path(visit.form.text("back", 500)))
    cookies.set_cookie(visit.request, response, "language", language, 365 * 86_400)
    return response


def device_of(user_agent: str) -> str:
    """Kind of browser and system ("Chrome, Android"), coarse enough to tell nobody apart."""
    told = user_agent[:400].lower()
    browser = next((name for name, sign in _BROWSERS if sign in told), "")
    system = next((name for name, sign in _SYSTEMS if sign in told), "")
    return ", ".join(filter(None, (browser, system))) or "?"


def _token_in(text: str) -> str:
    """The token of a link, whether the whole link was pasted or the part behind the #."""
    return text.rpartition("#")[2].strip()


def _own_path(back: str) -> str:
    """The page to go back to, where it is one of ours; else the first."""
    path = back.removeprefix(PREFIX)
    inside = back.startswith(PREFIX) and re.fullmatch(r"(/[\w.~-]+)*(\?[\w.~=&%+-]*)?", path)
    return path if inside else ""


PAGES = (
    Page("GET", "/enter", frozenset(), door),
    Page("POST", "/enter", frozenset(), enter),
    Page("POST", "/leave", EVERYBODY, leave),
    Page("POST", "/language", frozenset(), speak),
)
