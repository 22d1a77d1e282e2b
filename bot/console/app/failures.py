"""What is shown where a page cannot answer: a plain page with a code, in two languages; no stack, no query, no path."""

from __future__ import annotations

import secrets
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from bot.console.app.page import PREFIX
from bot.console.app.stepping_up import typed
from bot.console.reading import BodyRefused

if TYPE_CHECKING:
    from bot.console.app.visit import Visit

log = structlog.get_logger("rumbo.console")
_KNOWN = frozenset({400, 401, 403, 404, 405, 408, 409, 413, 415, 421, 422, 429, 500, 503})
_AGAIN = frozenset({401, 500, 503})  # what was typed is given back, to be sent again
_MOST_TYPED = 256 * 1024  # characters: a whole entry


class Failed(Exception):
    """A page ends here with a status; the wording has `failed_<status>` for it."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def failure(visit: Visit, error: Exception, away: tuple[type[Exception], ...]) -> Response:
    """The page for what went wrong. A fault of ours is logged by kind, place and code: its words may quote somebody."""
    if isinstance(error, ClientDisconnect):
        raise error
    if isinstance(error, Failed | BodyRefused):
        return _page(visit, error.status)
    if isinstance(error, HTTPException):
        return _page(visit, error.status_code)
    if isinstance(error, away):
        return _page(visit, 503)
    code = secrets.token_hex(4)
    last = extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    log.error("console page failed", kind=type(error).__name__, where=where, code=code)
    return _page(visit, 500, code)


def _page(visit: Visit, status: int, code: str = "") -> Response:
    known = status if status in _KNOWN else 400 if status < 500 else 500
    has_form = known in _AGAIN and visit.page.roles and visit.page.method == "POST"
    again = typed(visit, _MOST_TYPED) if has_form else []
    return visit.show(
        "failed.html",
        known,
        back=PREFIX,
        status_shown=known,
        code=code or str(known),
        kept=again,
        action=visit.request.url.path,
    )
