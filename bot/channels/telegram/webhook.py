"""Takes updates by webhook. The request is answered 200 only once its update was answered.

Knows no web framework: whoever serves the pages reads the request and calls `receive`.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Protocol

import structlog

from bot.channels.telegram.counters import count_trouble
from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.parse import update_id_of

MOST_BYTES = 1024 * 1024
PATIENCE_SECONDS = 25.0  # then Telegram is asked to offer the update again; it would wait 60
MOST_OFFERS = 3
_REMEMBERED = 10_000

OK, BAD_REQUEST, FORBIDDEN, TOO_LARGE, LATER = 200, 400, 403, 413, 503
log = structlog.get_logger()


class AnswersUpdates(Protocol):
    """Who answers the updates that arrive."""

    def take(self, raw: Mapping[str, Any]) -> asyncio.Future[bool]:
        """Takes an update in hand; True once it is answered, False if it must be offered again."""

    async def give_up(self, raw: Mapping[str, Any]) -> None:
        """Stops answering an update and apologises to the person."""


class WebhookReceiver:
    """Gives the HTTP status for a request that claims to come from Telegram."""

    def __init__(self, secret: str, answers: AnswersUpdates, patience: float = PATIENCE_SECONDS) -> None:
        self._secret = secret.encode()
        self._answers, self._patience = answers, patience
        self._offers: OrderedDict[int, int] = OrderedDict()
        self._stopping = False
        self.received = 0

    def stop(self) -> None:
        """From now on every request is answered 503: Telegram offers the update again."""
        self._stopping = True

    def refusal(self, secret: bytes | None, content_type: str, length: int | None = None) -> int | None:
        """The status of a request that can be refused before its body is read, else None.

        `secret` is the value of X-Telegram-Bot-Api-Secret-Token; None where it is missing or comes more than once.
        """
        if secret is None or not hmac.compare_digest(secret, self._secret):
            count_trouble("webhook_secret")
            return FORBIDDEN
        if content_type.split(";")[0].strip().lower() != "application/json":
            return BAD_REQUEST
        if length is not None and length > MOST_BYTES:
            return TOO_LARGE
        return LATER if self._stopping else None

    async def receive(self, secret: bytes | None, content_type: str, body: bytes) -> int:
        """The status for a whole request: 200 when its update is answered or set aside. Never raises."""
        refused = self.refusal(secret, content_type, len(body))
        if refused is not None:
            return refused
        raw = _update_in(body)
        if raw is None:
            count_trouble("webhook_body")
            log.warning("webhook_body_refused", bytes=len(body))
            return BAD_REQUEST
        self.received += 1
        try:
            return await self._answered(raw)
        except TokenRefused:
            return LATER

    async def _answered(self, raw: Mapping[str, Any]) -> int:
        done = self._answers.take(raw)
        try:
            answered = await asyncio.wait_for(asyncio.shield(done), self._patience)
        except TimeoutError:
            return await self._not_yet(raw)
        return OK if answered else LATER

    async def _not_yet(self, raw: Mapping[str, Any]) -> int:
        """The answer takes long: Telegram offers the update again, and meets the same answer. The third time it ends."""
        update_id = update_id_of(raw)
        if update_id is None:
            return OK
        offers = self._offers.pop(update_id, 0) + 1
        if offers >= MOST_OFFERS:
            await self._answers.give_up(raw)
            return OK
        self._offers[update_id] = offers
        if len(self._offers) > _REMEMBERED:
            self._offers.popitem(last=False)
        return LATER


def _update_in(body: bytes) -> Mapping[str, Any] | None:
    """The JSON object of a body, or None for everything else: no NaN, no repeated keys, no depth that kills."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and update_id_of(found) is not None else None


def _refuse(_name: str) -> None:
    raise ValueError


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
