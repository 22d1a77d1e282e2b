"""A browser's way to the pages, without a network."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from starlette.applications import Starlette

from bot.console.server import WebhookHandler, build_app
from bot.conversation.desk import Desk
from tests.console.fake_desk import FakeDesk

LOCAL = "http://127.0.0.1:8080"


def pages(
    desk: Desk | None = None,
    *,
    try_it: bool = True,
    health: Callable[[], dict[str, object]] = lambda: {"ok": True},
    webhook: tuple[str, WebhookHandler] | None = None,
    public_host: str | None = None,
) -> Starlette:
    """The web application over a scripted desk."""
    return build_app(
        desk or FakeDesk(), try_it=try_it, health=health, webhook=webhook, public_host=public_host
    )


def visitor(app: Starlette, base_url: str = LOCAL, *, own_page: bool = True) -> httpx.AsyncClient:
    """A client with its own cookies; `own_page`: its requests come from Rumbo's page, as a browser says it."""
    headers = {"sec-fetch-site": "same-origin"} if own_page else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base_url, headers=headers)
