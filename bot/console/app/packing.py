"""HTML pages packed by gzip, for slow connections.

A compressed page can tell its length to somebody who reads along and makes the browser ask again and again with text of
their own in the page (BREACH). So only what Rumbo's own pages, or the person themselves, asked for is packed: the browser
says so (Sec-Fetch-Site), and another site can neither forge it nor bring the session along (SameSite=Strict).
"""

from __future__ import annotations

import gzip
import re

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

LEAST = 1000  # bytes
_LEVEL = 5
_OWN = ({"same-origin"}, {"none"})
_REFUSED = re.compile(r"q\s*=\s*0(\.0*)?\s*$")


def packed(request: Request, response: Response) -> Response:
    """The response, its body packed where it is a page and the browser takes it so."""
    if not isinstance(response, HTMLResponse) or len(response.body) < LEAST:
        return response
    response.headers["vary"] = "accept-encoding, sec-fetch-site"
    if not _asked_by_own(request) or not _takes_gzip(request):
        return response
    response.body = gzip.compress(response.body, _LEVEL, mtime=0)
    response.headers["content-encoding"] = "gzip"
    response.headers["content-length"] = str(len(response.body))
    return response


def _asked_by_own(request: Request) -> bool:
    return set(request.headers.getlist("sec-fetch-site")) in _OWN


def _takes_gzip(request: Request) -> bool:
    kinds = (x.partition(";") for x in request.headers.get("accept-encoding", "").lower().split(","))
    return any(kind.strip() == "gzip" and not _REFUSED.search(weight) for kind, _, weight in kinds)
