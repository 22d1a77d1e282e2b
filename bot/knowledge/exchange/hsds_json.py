"""The JSON form of HSDS 3.0: one page of services, as the standard's API gives them, with everything nested."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.knowledge.exchange.bounded import decoded, parsed, read_bytes
from bot.knowledge.exchange.hsds_tables import Row
from bot.knowledge.exchange.refusals import ExchangeRefused

MAX_SERVICES = 100_000  # in one file


def page_of(services: Sequence[Row]) -> dict[str, Any]:
    """The services as the one page of a list (GET /services of the HSDS API)."""
    return {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": list(services),
    }


def json_text(services: Sequence[Row]) -> str:
    """The page as JSON, a line end at its end."""
    return json.dumps(page_of(services), ensure_ascii=False, indent=1) + "\n"


def read_services(path: Path) -> list[Any]:
    """The services of a JSON file: a page, a list of services, or one service.

    Raises ExchangeRefused where it is none of these, or cannot be read.
    """
    value = parsed(decoded(read_bytes(path), path.name), path.name)
    services = _services(value)
    if services is None:
        said = "holds no services: give a list of HSDS services, a page with `contents`, or one service"
        raise ExchangeRefused(path.name, said)
    if len(services) > MAX_SERVICES:
        raise ExchangeRefused(path.name, f"holds more than {MAX_SERVICES} services: give them in parts")
    return services


def _services(value: Any) -> list[Any] | None:
    if isinstance(value, list):
        return value if all(isinstance(x, dict) for x in value) else None
    if not isinstance(value, dict):
        return None
    for name in ("contents", "services"):
        if isinstance(value.get(name), list):
            return _services(value[name])
    return [value] if "name" in value and "status" in value else None
