"""The web pages of the bot: the try-it chat, its state for machines, and the door for Telegram's webhook."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, is_dataclass
from typing import TypeAlias

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from bot.console.app.routes import console_routes
from bot.console.app.services import Services
from bot.console.chat import Chat
from bot.console.guards import Doorkeeper, SealedResponses, asked_as
from bot.console.listening import CannotListen, Server, serve
from bot.console.pages import STATIC, page
from bot.console.reading import BodyRefused, read_body
from bot.console.static_files import StaticFiles
from bot.console.takeaway import Served, takeaway_route
from bot.conversation.desk import Desk

__all__ = ["CannotListen", "Server", "WebhookHandler", "build_app", "serve"]

WEBHOOK_BYTES = 1024 * 1024  # an update of Telegram has a few kilobytes
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  # the header's name

# (the secret header, content type, body) -> HTTP status. Where the secret is missing or comes twice it is None, and the
# body is not read: it is b"".
WebhookHandler: TypeAlias = Callable[[bytes | None, str, bytes], Awaitable[int]]
# (the secret header or None, content type, length if told) -> the status of a refusal, or None to go on.
WebhookRefusal: TypeAlias = Callable[[bytes | None, str, int | None], int | None]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def build_app(
    desk: Desk,
    *,
    try_it: bool,
    health: Callable[[], dict[str, object]],
    ready: Callable[[], Awaitable[str | None]] | None = None,
    webhook: tuple[str, WebhookHandler] | None,
    webhook_refusal: WebhookRefusal | None = None,
    public_host: str | None = None,
    takeaway: Served | None = None,
    console: Services | None = None,
) -> Starlette:
    """The web application.

    try_it: serve the chat at `/`; else `/` says what this is and nothing else.
    health: the report of `/health`; the answer is 200 where its `ok` is True, else 503.
    ready: says what is missing before people may be sent here, for `/readyz`; None: nothing is. `/healthz` asks nobody.
    webhook: the path that Telegram calls and who takes the call.
    webhook_refusal: says by secret, content type and length whether a call is refused before its body is read.
    takeaway: what pages to keep are made of; they are served beside the try-it chat.
    console: what the pages under /console are made of; without it there are none.
    public_host: the name under which a reverse proxy on this machine serves the pages by https, if one does.
    """
    routes: list[Route | Mount] = [
        Route("/", _page_at_root(try_it), methods=["GET"]),
        Route("/health", _for_machines(_health(health), public_host), methods=["GET"]),
        Route("/healthz", _alive, methods=["GET"]),
        Route("/readyz", _ready(ready), methods=["GET"]),
        Route("/metrics", _for_machines(_metrics, public_host), methods=["GET"]),
        Mount("/static", app=GZipMiddleware(StaticFiles(directory=STATIC)), name="static"),
    ]
    if try_it:
        routes.append(Route("/chat", Chat(desk).answer, methods=["POST"]))
        routes += [takeaway_route(takeaway)] if takeaway else []
    if console is not None:
        routes += console_routes(console, public_host=public_host)
    open_paths = []
    if webhook is not None:
        path, handler = webhook
        routes.append(Route(path, _webhook(handler, webhook_refusal), methods=["POST"]))
        open_paths.append(path)
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(SealedResponses, public_host=public_host),
            Middleware(Doorkeeper, public_host=public_host, open_paths=open_paths),
        ],
        exception_handlers={HTTPException: _http_error, BodyRefused: _body_refused},
    )
    app.router.redirect_slashes = False  # a redirect would be built from what the visitor sent
    return app


def _page_at_root(try_it: bool) -> Endpoint:
    name = "try_it.html" if try_it else "about.html"

    async def root(request: Request) -> Response:
        return page(name, request)

    return root


def _for_machines(answer: Endpoint, public_host: str | None) -> Endpoint:
    """An endpoint for those who watch the process, which is not there under the name that the whole world reads."""

    async def within(request: Request) -> Response:
        if asked_as(request.scope, public_host):
            raise HTTPException(404)
        return await answer(request)

    return within


def _health(report: Callable[[], dict[str, object]]) -> Endpoint:
    async def health(request: Request) -> Response:  # noqa: ARG001  # Starlette's signature
        said = report()
        status = 200 if said.get("ok") is True else 503
        return Response(json.dumps(said, default=_as_json), status, media_type="application/json")

    return health


async def _alive(request: Request) -> Response:  # noqa: ARG001  # Starlette's signature
    return PlainTextResponse("ok")


def _ready(missing: Callable[[], Awaitable[str | None]] | None) -> Endpoint:
    """200 where nothing is missing, else 503 and what is."""

    async def ready(request: Request) -> Response:  # noqa: ARG001  # Starlette's signature
        said = await missing() if missing else None
        return PlainTextResponse(said or "ready", 503 if said else 200)

    return ready


def _as_json(value: object) -> object:
    """Records by their fields, times and the like as text."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


async def _metrics(request: Request) -> Response:  # noqa: ARG001  # Starlette's signature
    return Response(generate_latest(REGISTRY), headers={"content-type": CONTENT_TYPE_LATEST})


def _webhook(handler: WebhookHandler, refusal: WebhookRefusal | None) -> Endpoint:
    async def webhook(request: Request) -> Response:
        secrets = request.headers.getlist(SECRET_HEADER)
        content_type = request.headers.get("content-type", "")
        if len(secrets) != 1:
            return Response(status_code=await handler(None, content_type, b""))
        length = request.headers.get("content-length", "")
        known = int(length) if length.isdecimal() else None
        refused = refusal(secrets[0].encode("latin-1"), content_type, known) if refusal else None
        if refused is not None:
            return Response(status_code=refused)
        body = await read_body(request, WEBHOOK_BYTES)
        return Response(status_code=await handler(secrets[0].encode("latin-1"), content_type, body))

    return webhook


async def _http_error(request: Request, error: Exception) -> Response:  # noqa: ARG001  # Starlette's signature
    if not isinstance(error, HTTPException):
        raise error
    words = {404: "There is no such page.", 405: "That is not done here."}
    said = words.get(error.status_code, "That did not work.")
    return PlainTextResponse(said, error.status_code, headers=error.headers)


async def _body_refused(request: Request, error: Exception) -> Response:  # noqa: ARG001  # Starlette's signature
    if not isinstance(error, BodyRefused):
        raise error
    return JSONResponse({"error": str(error)}, error.status)
