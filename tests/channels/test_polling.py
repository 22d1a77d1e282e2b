"""What polling confirms, and how it behaves when Telegram does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import structlog

from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.polling import PASS_OVER_AFTER, Polling, Window
from bot.channels.telegram.raw_bot import RawBot
from bot.channels.telegram.request import AiohttpRequest
from tests.channels.fakes import OwnClock
from tests.end_to_end.fake_bot_api import TOKEN, FakeBotApi
from tests.end_to_end.user import User


class Hands:
    """Takes updates and answers those that a test names, or all at once."""

    def __init__(self) -> None:
        self.taken: list[object] = []
        self.open: dict[object, asyncio.Future[bool]] = {}
        self.at_once = True

    def __call__(self, raw: Mapping[str, Any]) -> asyncio.Future[bool]:
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.taken.append(raw.get("update_id"))
        self.open[raw.get("update_id")] = done
        if self.at_once:
            done.set_result(True)
        return done


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[RawBot]:
    request = AiohttpRequest(connections=4)
    await request.initialize()
    yield RawBot(TOKEN, base_url=f"{api.url}/bot", request=request, get_updates_request=request)
    await request.shutdown()


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_only_what_is_used_is_asked_for(api: FakeBotApi, bot: RawBot) -> None:
    task = asyncio.create_task(Polling(bot, Hands(), OwnClock()).run())
    await api.until(lambda: api.calls)
    await ended(task)
    assert api.calls[0][1]["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500}, {"status": 502}, {"status": 429, "retry_after": 7}, {"status": 429, "retry_after": "abc"},
        {"status": 409}, {"cut": True}, {"body": b"<html>"}, {"body": b"null"}, {"body": b'{"ok":true,"result":[{'},
        {"body": b'{"ok":true,"result":{}}'}, {"status": 413},
    ],
)  # fmt: skip
async def test_every_trouble_passes_and_loses_nothing(
    api: FakeBotApi, bot: RawBot, fault: dict[str, Any]
) -> None:
    api.fail("getUpdates", times=9, **fault)
    await User(api).write("hola")
    clock, hands = OwnClock(), Hands()
    polling = Polling(bot, hands, clock)
    task = asyncio.create_task(polling.run())
    await api.until(lambda: hands.taken)
    await api.until(lambda: not api.unconfirmed)
    await ended(task)
    assert len(hands.taken) == 1
    assert max(clock.slept) <= 60
    assert polling.trouble is None


async def test_two_pollers_are_told_in_plain_words_once(api: FakeBotApi, bot: RawBot) -> None:
    api.fail("getUpdates", times=5, status=409)
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(Polling(bot, Hands(), OwnClock()).run())
        await api.until(lambda: len(api.calls) == 6)
        await ended(task)
    said = [line["why"] for line in logs if line["event"] == "cannot_get_updates"]
    assert said == ["another program is using this bot's token; waiting until it stops"]


async def test_a_refused_token_ends_polling(api: FakeBotApi, bot: RawBot) -> None:
    api.refuse_token = True
    with pytest.raises(TokenRefused) as refused:
        await Polling(bot, Hands(), OwnClock()).run()
    assert TOKEN not in str(refused.value)


async def test_junk_without_a_number_does_not_stop_what_comes_after(api: FakeBotApi, bot: RawBot) -> None:
    await api.push_raw({"nonsense": 1})
    await User(api).write("hola")
    hands = Hands()
    task = asyncio.create_task(Polling(bot, hands, OwnClock()).run())
    await api.until(lambda: len(hands.taken) >= 2)
    await ended(task)
    assert any(isinstance(number, int) for number in hands.taken)


async def test_at_the_end_only_what_is_answered_is_confirmed(api: FakeBotApi, bot: RawBot) -> None:
    ana = User(api)
    first, second, third = [await ana.write(text) for text in "abc"]
    hands = Hands()
    hands.at_once = False
    polling = Polling(bot, hands, OwnClock())
    task = asyncio.create_task(polling.run())
    await api.until(lambda: len(hands.taken) == 3)
    await ended(task)
    hands.open[first].set_result(True)
    hands.open[second].set_result(False)
    hands.open[third].set_result(True)
    await polling.confirm()
    assert api.confirmed == [first]
    assert api.unconfirmed == [second, third]


async def test_a_stuck_update_holds_up_a_full_batch_for_half_a_minute_and_no_longer() -> None:
    window, loop = Window(), asyncio.get_running_loop()
    window.add(1, loop.create_future(), 0.0)
    window.add(2, loop.create_future(), PASS_OVER_AFTER)
    assert window.offset == 1
    assert window.pass_over(PASS_OVER_AFTER) == 0
    assert window.pass_over(PASS_OVER_AFTER + 1) == 1
    assert window.offset == 2
    assert window.knows(1)
