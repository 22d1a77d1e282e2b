"""What Telegram refuses, and how it reads a call: the rules of the fake Bot API, without any state."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.end_to_end.strict_html import BadHtml, visible_text


class Refusal(Exception):
    """An answer with ok false."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


async def parameters_of(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found = await request.json()
    else:
        form = await request.post()
        found = {k: v.file.read() if isinstance(v, web.FileField) else v for k, v in form.items()}
    decoded = {key: _decoded(key, value) for key, value in found.items()}
    if "chat_id" in decoded:
        decoded["chat_id"] = int(decoded["chat_id"])
    return decoded


_JSON_PARAMETERS = {
    "reply_markup", "allowed_updates", "commands", "link_preview_options", "drop_pending_updates",
}  # fmt: skip


def _decoded(key: str, value: Any) -> Any:
    if key in _JSON_PARAMETERS and isinstance(value, str):
        return json.loads(value)
    return value


def snake_case(method: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in method)


def refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


def seen_text(text: Any, parse_mode: str | None, most: int) -> str:
    if not isinstance(text, str):
        raise Refusal(400, "Bad Request: text must be encoded in UTF-8")
    try:
        seen = visible_text(text) if parse_mode == "HTML" else text
    except BadHtml as bad:
        raise Refusal(400, f"Bad Request: can't parse entities: {bad}") from None
    try:
        units = len(seen.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise Refusal(400, "Bad Request: strings must be encoded in UTF-8") from None
    if units > most:
        raise Refusal(400, "Bad Request: message is too long")
    return seen


def check_markup(markup: Any) -> None:
    if not isinstance(markup, dict):
        return
    if "inline_keyboard" in markup and "keyboard" in markup:
        raise Refusal(400, "Bad Request: object expected as reply markup")
    for button in [b for row in markup.get("inline_keyboard", []) for b in row]:
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if not button.get("text"):
            raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
