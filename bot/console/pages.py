"""Renders the pages: templates with everything escaped, in the language that the browser asks for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.knowledge.records import LANGUAGES, Language

HERE = Path(__file__).parent
STATIC = HERE / "static"
_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(name: str, request: Request) -> HTMLResponse:
    """The template `name` with the page's texts."""
    language = preferred_language(request.headers.get("accept-language", ""))
    html = _templates.get_template(name).render(
        language=language, texts=page_texts(), say=page_texts()[language]
    )
    return HTMLResponse(html)


@cache
def page_texts() -> dict[Language, dict[str, str]]:
    """The texts of the pages themselves, by language and name (static/texts.json)."""
    texts: dict[Language, dict[str, str]] = json.loads((STATIC / "texts.json").read_text(encoding="utf-8"))
    return texts


def preferred_language(accept_language: str) -> Language:
    """The first of our languages in an Accept-Language header, Spanish where none is. Weights are in order in practice."""
    for wanted in accept_language[:200].split(","):
        for language in LANGUAGES:
            if wanted.strip().lower().startswith(language):
                return language
    return "es"
