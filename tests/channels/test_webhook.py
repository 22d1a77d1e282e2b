"""Who may call the webhook, and when a call is answered 200."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import webhook
from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.webhook import WebhookReceiver
from tests.channels.fakes import SECRET
from tests.channels.updates import update

JSON = "application/json"
GOOD = json.dumps(update(text="hola")).encode()


class Answers:
    """Stands for the channel: gives the future that a test holds."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.given_up: list[Mapping[str, Any]] = []
        self.future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def take(self, raw: Mapping[str, Any]) -> asyncio.Future[bool]:
        self.taken.append(raw)
        return self.future

    async def give_up(self, raw: Mapping[str, Any]) -> None:
        self.given_up.append(raw)


def answered(result: bool = True) -> Answers:
    answers = Answers()
    answers.future.set_result(result)
    return answers


@pytest.mark.parametrize(
    ("secret", "content_type", "body", "status"),
    [
        (None, JSON, GOOD, 403),
        (b"", JSON, GOOD, 403),
        (b"wrong", JSON, GOOD, 403),
        (SECRET[:-1].encode(), JSON, GOOD, 403),
        (SECRET.encode() + b"x", JSON, GOOD, 403),
        (SECRET.upper().encode(), JSON, GOOD, 403),
        ("ñandú".encode("latin-1"), JSON, GOOD, 403),
        (f"{SECRET}, {SECRET}".encode(), JSON, GOOD, 403),
        (b"x" * 10_000_000, JSON, GOOD, 403),
        (SECRET.encode(), "application/x-www-form-urlencoded", b"update_id=1", 400),
        (SECRET.encode(), "text/plain", GOOD, 400),
        (SECRET.encode(), "application/json; charset=utf-8", GOOD, 200),
    ],
)
async def test_only_the_right_secret_with_json_gets_in(
    secret: bytes | None, content_type: str, body: bytes, status: int
) -> None:
    answers = answered()
    assert await WebhookReceiver(SECRET, answers).receive(secret, content_type, body) == status
    assert len(answers.taken) == (status == 200)


def test_the_secret_is_compared_in_constant_time() -> None:
    tree = ast.parse(inspect.getsource(WebhookReceiver.refusal).lstrip().replace("\n    ", "\n"))
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    assert all("secret" not in ast.unparse(node).replace("secret is None", "") for node in compared)
    assert "hmac.compare_digest(secret, self._secret)" in ast.unparse(tree)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe{}", '{"update_id": 1}'.encode("utf-16"), b"[]", b"null", b"3", b'"x"',
        b"[" * 100_000, b'{"update_id": ' + b"1" * 5000 + b"}", b'{"update_id": NaN}', b'{"update_id": "1"}',
        b'{"update_id": 1, "update_id": 2}', b'{"update_id": -1}', b'{"update_id": 1, "x": 1e999, "y": Infinity}',
    ],
)  # fmt: skip
async def test_a_body_that_is_no_update_is_refused(body: bytes) -> None:
    answers = answered()
    assert await WebhookReceiver(SECRET, answers).receive(SECRET.encode(), JSON, body) == 400
    assert answers.taken == []


async def test_a_large_body_is_refused_before_it_is_read() -> None:
    receiver = WebhookReceiver(SECRET, answered())
    assert receiver.refusal(SECRET.encode(), JSON, 2**20 + 1) == 413
    assert receiver.refusal(b"wrong", JSON, 2**20 + 1) == 403
    assert receiver.refusal(SECRET.encode(), JSON, 2**20) is None


async def test_while_stopping_every_update_is_handed_back() -> None:
    receiver = WebhookReceiver(SECRET, answered())
    receiver.stop()
    assert await receiver.receive(SECRET.encode(), JSON, GOOD) == 503


async def test_an_update_that_was_not_answered_is_offered_again() -> None:
    assert await WebhookReceiver(SECRET, answered(False)).receive(SECRET.encode(), JSON, GOOD) == 503


async def test_the_third_slow_try_ends_with_an_apology() -> None:
    answers = Answers()
    receiver = WebhookReceiver(SECRET, answers, patience=0.01)
    statuses = [await receiver.receive(SECRET.encode(), JSON, GOOD) for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert len(answers.given_up) == 1


async def test_a_refused_token_hands_the_update_back() -> None:
    answers = Answers()
    answers.future.set_exception(TokenRefused())
    assert await WebhookReceiver(SECRET, answers).receive(SECRET.encode(), JSON, GOOD) == 503


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes_get_a_status(body: bytes) -> None:
    async def scene() -> int:
        return await WebhookReceiver(SECRET, answered()).receive(SECRET.encode(), JSON, body)

    assert asyncio.run(scene()) in {webhook.OK, webhook.BAD_REQUEST}
