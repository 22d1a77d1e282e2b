"""The files of the pages: kept for a year under an address that names their content, else asked about each time."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from urllib.parse import parse_qs

from jinja2.ext import Extension
from starlette.responses import Response
from starlette.staticfiles import StaticFiles as Files
from starlette.types import Scope

from bot.console.pages import STATIC

FOREVER = "public, max-age=31536000, immutable"
_LINKED = re.compile(r'(?<==")/static/([a-z0-9._-]+)(?=")')


@cache
def version(name: str) -> str:
    """What stands for the content of a file in its address; "" where there is no such file."""
    path = STATIC / name
    return sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


class VersionedLinks(Extension):
    """Adds its version to each address of a file in a template: "/static/console.css?v=1f0c..."."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return _LINKED.sub(_versioned, source)


def _versioned(found: re.Match[str]) -> str:
    told = version(found[1])
    return f"{found[0]}?v={told}" if told else found[0]


class StaticFiles(Files):
    """They hold nothing about anybody. A version that is not this process's own (another replica's) is not kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("v", [""])[0]
        kept = response.status_code in {200, 304} and asked and asked == version(path)
        response.headers["cache-control"] = FOREVER if kept else "no-cache"
        if response.headers.get("content-type", "").endswith("xml"):
            response.headers["content-type"] += "; charset=utf-8"
        return response
