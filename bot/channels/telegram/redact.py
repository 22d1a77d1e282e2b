"""Keeps the bot token out of every log, whoever writes the line."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

_TOKEN = re.compile(r"\d{1,20}(?::|%3A)[\w-]{30,}", re.IGNORECASE)
_BOT_PATH = re.compile(r"(?<=/bot)\d[^/\s\"'<>?]+")
_HIDDEN = "[token]"

# These write whole URLs, bodies or updates at some level. What they know that matters, this room says itself.
_TALKATIVE = ("telegram", "httpx", "httpcore", "aiohttp")


def redact(text: str) -> str:
    """`text` without anything that looks like a bot token or stands in its place in a Bot API path."""
    return _BOT_PATH.sub(_HIDDEN, _TOKEN.sub(_HIDDEN, text))


class RedactingFilter(logging.Filter):
    """A filter for the handlers of the standard logging module. Lets every record through, redacted."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redacts message, arguments and traceback in place. Always true."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # arguments that do not fit the message
            message = str(record.msg)
        record.msg, record.args = redact(message), None
        if record.exc_info:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True


def redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: put it last but one, before the renderer."""
    for key, value in event.items():
        event[key] = _clean(value)
    return event


def _clean(value: object) -> object:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, BaseException):
        return redact(f"{type(value).__name__}: {value}")
    if isinstance(value, Mapping):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner) for inner in value]
    return value


def quiet_talkative_loggers() -> None:
    """Shuts the loggers that print URLs, bodies or updates, at every level and whatever the root logger says."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
        for inner in [n for n in logging.root.manager.loggerDict if n.startswith(f"{name}.")]:
            logging.getLogger(inner).setLevel(logging.NOTSET)


def redact_root_handlers() -> None:
    """Puts the filter on every handler of the root logger, once."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, RedactingFilter) for known in handler.filters):
            handler.addFilter(RedactingFilter())
