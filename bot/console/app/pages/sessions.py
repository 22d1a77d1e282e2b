"""My sessions: where I am signed in, ending one or all, and my Telegram account that `/consola` knows me by."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.app import cookies
from bot.console.app.page import EVERYBODY, Page
from bot.console.app.visit import Visit


async def sessions(visit: Visit) -> Response:
    """GET /console/sessions."""
    return await _sessions(visit)


async def end_one(visit: Visit) -> Response:
    """POST /console/sessions/{handle}/end: one of my sessions is over; nobody else's has a handle of mine."""
    handle = visit.part("handle")
    ended = await visit.services.accounts.end_sessions(visit.account.name, visit.account.name, handle)
    if not ended:
        raise visit.not_found()
    if visit.who and visit.who.session.handle == handle:
        return _out(visit)
    return visit.go("/sessions", "said_session_ended")


async def end_all(visit: Visit) -> Response:
    """POST /console/sessions/end: all of them, this one too."""
    await visit.services.accounts.end_sessions(visit.account.name, visit.account.name)
    return _out(visit)


async def tie(visit: Visit) -> Response:
    """POST /console/sessions/telegram: a code that the person sends to the bot, shown this once."""
    return await _sessions(visit, code=await visit.services.accounts.telegram_code(visit.account))


async def untie(visit: Visit) -> Response:
    """POST /console/sessions/telegram/untie."""
    await visit.services.accounts.untie_telegram(visit.account)
    return visit.go("/sessions", "said_untied")


async def _sessions(visit: Visit, code: str | None = None) -> Response:
    return visit.show(
        "sessions.html",
        sessions=await visit.services.accounts.sessions(visit.account.name),
        mine=visit.who.session.handle if visit.who else "",
        code=code,
        bot=visit.services.bot_username(),
    )


def _out(visit: Visit) -> Response:
    response = visit.go("/enter")
    cookies.drop_cookie(visit.request, response, "session")
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
    return response


PAGES = (
    Page("GET", "/sessions", EVERYBODY, sessions, menu="menu_sessions"),
    Page("POST", "/sessions/end", EVERYBODY, end_all),
    Page("POST", "/sessions/{handle}/end", EVERYBODY, end_one),
    Page("POST", "/sessions/telegram", EVERYBODY, tie, fresh=True),
    Page("POST", "/sessions/telegram/untie", EVERYBODY, untie, fresh=True),
)
