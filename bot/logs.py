"""Log lines: one a line, for people at a terminal and as JSON elsewhere. No message text, no id, no token ever.

Exceptions are logged by type and place only: their texts may hold what a person wrote.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.channels.telegram.redact import quiet_talkative_loggers, redact_event, redact_root_handlers

FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s"  # of other libraries; the time in UTC
_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # would begin a line of their own, or colour it
FOREIGN = ("uvicorn", "asyncio", "alembic", "sqlalchemy", "matplotlib")


def set_up_logs(level: str) -> None:
    """Configures structlog and the standard logging module, once a process. `level` as in RUMBO_LOG_LEVEL."""
    chosen = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    renderer: Any = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _no_exception_text,
            redact_event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, force=True)
    written = logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%S")
    written.converter = time.gmtime
    for handler in logging.getLogger().handlers:
        handler.setFormatter(written)
        handler.addFilter(_no_traceback)
        handler.addFilter(_one_line)
    for name in FOREIGN:
        logging.getLogger(name).setLevel(logging.ERROR)
    redact_root_handlers()
    quiet_talkative_loggers()


def _no_exception_text(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    raised = event.pop("exc_info", None)
    if raised:
        error = raised if isinstance(raised, BaseException) else sys.exc_info()[1]
        event["error"] = type(error).__name__
    return event


def _no_traceback(record: logging.LogRecord) -> bool:
    """Strips what an exception says from a standard log record, and leaves its type."""
    if record.exc_info and record.exc_info[0]:
        record.msg, record.args = f"{record.exc_info[0].__name__} in {record.name}", None
        record.exc_info = record.exc_text = None
    return True


def _one_line(record: logging.LogRecord) -> bool:
    """Writes control signs out, so that no text can make a line that looks like one of ours."""
    try:
        said = record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit the message
        said, record.msg, record.args = str(record.msg), str(record.msg), None
    if _SIGNS.search(said):
        record.msg = _SIGNS.sub(lambda found: found[0].encode("unicode_escape").decode(), said)
        record.args = None
    return True
