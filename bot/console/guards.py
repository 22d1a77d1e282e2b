"""What stands before every page: the security headers, the host that may be asked for, and no posts from other sites."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from traceback import extract_tb
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.refused import Refusals

log = structlog.get_logger("rumbo.console")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# By https only, and for this very name and what stands under it: a browser keeps to https for a year.
HSTS = "max-age=31536000; includeSubDomains"
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
DEFAULT_PORTS = {"http": 80, "https": 443}
Site = tuple[str, str, int]  # scheme, host, port


class SealedResponses:
    """Puts the security headers on every response, and turns a fault into a plain page that tells nothing.

    What is logged of a fault is its kind and its line in the code: the words of an error may quote a message.

    public_host: the name under which a reverse proxy serves the pages by https.
    """

    def __init__(self, app: ASGIApp, *, public_host: str | None = None) -> None:
        self._app = app
        self._public_host = public_host.lower() if public_host else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        by_https = scope["scheme"] == "https" or asked_as(scope, self._public_host)

        async def send_sealed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _seal(MutableHeaders(scope=message), by_https=by_https)
            await send(message)

        try:
            await self._app(scope, receive, send_sealed)
        except ClientDisconnect:
            return
        except Exception as error:
            last = extract_tb(error.__traceback__)[-1]
            log.error(
                "page failed", kind=type(error).__name__, where=f"{Path(last.filename).name}:{last.lineno}"
            )
            if not started:
                await PlainTextResponse("Something went wrong here. Try again.", 500)(
                    scope, receive, send_sealed
                )


def _seal(headers: MutableHeaders, *, by_https: bool) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)  # a page may bring a stricter policy of its own
    headers.setdefault("cache-control", "no-store")
    if by_https:
        headers.setdefault("strict-transport-security", HSTS)


def asked_as(scope: Scope, public_host: str | None) -> bool:
    """Whether a request names the public host, and so came through the proxy."""
    return public_host is not None and Headers(scope=scope).get("host", "").lower() == public_host


class Doorkeeper:
    """Refuses requests that were not meant for these pages.

    Reached over the loopback interface, the pages are this machine's own and are served under its own names only, else
    any website could point a name of its own at 127.0.0.1 and read them (DNS rebinding). What changes something must
    come from the pages themselves: Sec-Fetch-Site is believed where the browser sends it, else Origin must be the very
    site that was asked; a request with neither is refused.

    public_host: the name under which a reverse proxy on this machine serves the pages by https.
    open_paths: paths that prove themselves in another way (the webhook's secret).
    """

    def __init__(
        self, app: ASGIApp, *, public_host: str | None = None, open_paths: Iterable[str] = ()
    ) -> None:
        self._app = app
        self._public_host = public_host.lower() if public_host else None
        self._open_paths = frozenset(open_paths)
        self._refusals = Refusals()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self._open_paths:
            refused = self._refusal(scope)
            if refused is not None:
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        asked = self._asked_site(scope, headers)
        if asked is None:
            self._refusals.note("another host name")
            port = _loopback_port(scope)
            address = "its own address" if port is None else f"http://localhost:{port}"
            return PlainTextResponse(f"Open this page at {address}.", 421)
        if scope["method"] not in {"GET", "HEAD"} and not _from_own_page(headers, asked):
            self._refusals.note("a change that no page of ours sent")
            return PlainTextResponse("This can only be sent from Rumbo's own page.", 403)
        return None

    def _asked_site(self, scope: Scope, headers: Headers) -> Site | None:
        """The site that the request names, or None where it is not one we go by."""
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return None
        if self._public_host and hosts[0].lower() == self._public_host:
            scope["scheme"] = "https"  # as the visitor's browser sees it
            return ("https", self._public_host, DEFAULT_PORTS["https"])
        site = read_site(f"{scope['scheme']}://{hosts[0]}")
        local_port = _loopback_port(scope)
        if site and local_port is not None and (site[1] not in LOCAL_NAMES or site[2] != local_port):
            return None
        return site


def _from_own_page(headers: Headers, asked: Site) -> bool:
    fetched = headers.getlist("sec-fetch-site")
    if fetched:
        return fetched == ["same-origin"]
    origins = headers.getlist("origin")
    return len(origins) == 1 and read_site(origins[0]) == asked


def read_site(origin: str) -> Site | None:
    """Scheme, host and port of an origin such as "http://localhost:8080"; None for anything else ("null", a path)."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    if (
        parts.scheme not in DEFAULT_PORTS
        or not parts.hostname
        or origin != f"{parts.scheme}://{parts.netloc}"
    ):
        return None
    if "@" in parts.netloc or parts.netloc.endswith(":"):
        return None
    return (parts.scheme, parts.hostname, DEFAULT_PORTS[parts.scheme] if port is None else port)


def _loopback_port(scope: Scope) -> int | None:
    """The port the request came in by, where that was over the loopback interface; else None."""
    server = scope.get("server")
    if server is None or server[1] is None:
        return None
    try:
        return int(server[1]) if ip_address(server[0]).is_loopback else None
    except ValueError:
        return None
