"""How the bot is now, for admins, in plain words. Without script the page is whole; with it, it looks again by itself."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.app.page import ADMINS, Page
from bot.console.app.pages.health_lines import lines_of, texts
from bot.console.app.pages.health_watched import sections_of, telegram_of
from bot.console.app.visit import Visit


async def health(visit: Visit) -> Response:
    """GET /console/health: ?telegram=1 asks Telegram too."""
    asked = visit.query("telegram") == "1"
    view = await telegram_of(visit) if asked else None
    return visit.show("health.html", 200, asked=asked, view=view, **await _values(visit))


async def now(visit: Visit) -> Response:
    """GET /console/health/now: the part of the page that changes."""
    return visit.show("health_now.html", 200, **await _values(visit))


async def telegram(visit: Visit) -> Response:
    """GET /console/health/telegram: what Telegram says of the bot."""
    return visit.show("health_telegram.html", view=await telegram_of(visit))


async def _values(visit: Visit) -> dict[str, object]:
    if visit.services.health is None:
        raise visit.not_found()
    report = visit.services.health()
    watching = visit.services.watching
    watched = await watching.now() if watching else None
    return {
        "well": report.get("ok") is True,
        "now": visit.services.clock(),
        "lines": lines_of(visit, report, watched),
        "problems": texts(report.get("knowledge_problems")),
        "troubles": texts(report.get("storage")),
        "sections": sections_of(visit, watched) if watched else None,
    }


PAGES = (
    Page("GET", "/health", ADMINS, health, needs=("health",), menu="menu_health"),
    Page("GET", "/health/now", ADMINS, now, needs=("health",), by_itself=True),
    Page("GET", "/health/telegram", ADMINS, telegram, needs=("health", "watching"), by_itself=True),
)
