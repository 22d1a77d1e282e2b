"""No token in any log, whoever writes the line."""

from __future__ import annotations

import io
import logging

import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.redact import RedactingFilter, quiet_talkative_loggers, redact, redact_event
from bot.channels.telegram.request import AiohttpRequest
from tests.end_to_end.fake_bot_api import TOKEN, FakeBotApi

LINES = [
    f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
    f"Bot[token={TOKEN}]",
    f"bot{TOKEN.replace(':', '%3A')}/getMe",
    "https://api.telegram.org/file/bot1:short/photo.jpg",
]


@pytest.mark.parametrize("line", LINES)
def test_what_looks_like_a_token_is_hidden(line: str) -> None:
    assert "[token]" in redact(line)
    assert TOKEN.split(":")[1] not in redact(line)
    assert "1:short" not in redact(line)


def test_other_text_stays_as_it_is() -> None:
    for line in ("12:30 open", "release 5c03d7724dc8 served", "see /bottom of 3:4"):
        assert redact(line) == line


def test_the_logging_filter_cleans_messages_arguments_and_tracebacks() -> None:
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.addFilter(RedactingFilter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError(LINES[0])
    except ValueError:
        logger.exception("failed at %s", LINES[1])
    logger.error("does not fit %d", TOKEN)
    assert TOKEN not in output.getvalue()
    assert output.getvalue().count("[token]") == 2


def test_the_structlog_processor_cleans_values_however_deep() -> None:
    event = {"event": LINES[0], "error": ValueError(LINES[1]), "more": [{"url": LINES[2]}], "count": 3}
    cleaned = str(redact_event(None, "error", event))
    assert TOKEN not in cleaned
    assert "%3A" not in cleaned


async def test_no_error_and_no_debug_log_of_a_call_holds_the_token_or_a_body(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    quiet_talkative_loggers()
    request = AiohttpRequest(connections=2, read_timeout=0.3)
    await request.initialize()
    said: list[str] = []
    async with FakeBotApi() as api:
        bot = Bot(TOKEN, base_url=f"{api.url}/bot", request=request, get_updates_request=request)
        for fault in (
            {"cut": True}, {"status": 500}, {"status": 404}, {"status": 400, "body": b"canary"}, {"body": b"canary{"},
            {"delay": 0.5}, {"status": 429},
        ):  # fmt: skip
            api.fail("sendMessage", **fault)
            with pytest.raises(TelegramError) as failed:
                await bot.send_message(7, "canary")
            said.append(f"{failed.value!r} {failed.value.__cause__!r}")
    with pytest.raises(TelegramError) as failed:
        await bot.send_message(7, "canary")
    said.append(repr(failed.value))
    await request.shutdown()
    everything = " ".join(said) + caplog.text
    assert TOKEN not in everything
    assert "canary" not in everything
