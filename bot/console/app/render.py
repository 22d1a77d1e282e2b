"""Makes HTML of a template: everything escaped, a name that is missing is an error, no template from anywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.console.app.cookies import Said
from bot.console.app.menu import grouped, section
from bot.console.app.page import PREFIX
from bot.console.pages import HERE
from bot.console.static_files import VersionedLinks
from bot.knowledge.records import LANGUAGES

if TYPE_CHECKING:
    from bot.console.app.visit import Visit

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates" / "console"),
    autoescape=True,
    undefined=StrictUndefined,
    extensions=[VersionedLinks],
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(
    template: str, visit: Visit, said: Said | None, status: int, values: Mapping[str, object]
) -> HTMLResponse:
    """The page. Beside `values` a template has: say, language, account, menu, here, said, day, time, path."""
    words = visit.words
    context: dict[str, object] = {
        "say": words.say,
        "has_phrase": words.has,
        "language": words.language,
        "languages": LANGUAGES,
        "account": visit.who.account if visit.who else None,
        "menu": visit.menu,
        "menu_groups": grouped(visit.menu),
        "section": section,
        "here": visit.page.menu or visit.page.path,
        "here_in": section(visit.page.path),
        "said": said,
        "back": _address_of(visit),
        "day": lambda day: words.day(day) if isinstance(day, date) else "",
        "time": lambda at: words.time(at) if isinstance(at, datetime) else "",
        "path": path_of,
    }
    return HTMLResponse(_templates.get_template(template).render({**context, **values}), status)


def _address_of(visit: Visit) -> str:
    """This page's own address, to come back to; the first page's where it was a form."""
    url = visit.request.url
    return f"{url.path}?{url.query}".rstrip("?") if visit.request.method == "GET" else PREFIX


def path_of(*parts: object) -> str:
    """A path of the console from its parts, each escaped: path("people", name) -> "/console/people/ana"."""
    return "/".join((PREFIX, *(quote(str(part), safe="") for part in parts)))


def asking(path: str, asked: Mapping[str, str]) -> str:
    """The path with what is asked behind the question mark; what is empty is left out."""
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{said}" if said else path
