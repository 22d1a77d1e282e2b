"""A reply that nobody asked for just now: through the same limits and tries as an answer, never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.sender import Delivery, Progress
from bot.conversation.records import Button, Paragraph, Reply
from tests.channels.fakes import MemoryLedger, OwnClock, SmallDesk, settings_for
from tests.end_to_end.fake_bot_api import FakeBotApi

REPLY = Reply(blocks=(Paragraph("Esto sabemos <ahora>"),), buttons=((Button("Menú", "m"),),))
ANA = 7001


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
async def channel(api: FakeBotApi, tmp_path: Path) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(settings_for(api.url, tmp_path), SmallDesk(), MemoryLedger(), OwnClock())
    await made._request.initialize()
    yield made
    await made._request.shutdown()


async def bring(channel: TelegramChannel) -> tuple[Delivery, Progress]:
    progress = Progress()
    return await channel.bring(f"telegram:{ANA}", REPLY, "es", progress), progress


async def test_it_arrives_with_its_buttons(api: FakeBotApi, channel: TelegramChannel) -> None:
    delivery, progress = await bring(channel)
    assert (delivery, progress.maybe_sent) == (Delivery.DELIVERED, True)
    [sent] = api.to(ANA)
    assert sent.text == "Esto sabemos <ahora>"
    assert [button["text"] for button in sent.buttons] == ["Menú"]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429, "retry_after": 2}])
async def test_what_telegram_did_not_take_is_tried_again(
    api: FakeBotApi, channel: TelegramChannel, fault: dict[str, int]
) -> None:
    for _ in range(3):
        api.fail("sendMessage", **fault)
    assert (await bring(channel))[0] is Delivery.DELIVERED
    assert len(api.to(ANA)) == 1


async def test_what_may_have_arrived_is_not_sent_a_second_time(
    api: FakeBotApi, channel: TelegramChannel
) -> None:
    api.fail("sendMessage", cut_after_doing=True)
    assert (await bring(channel))[0] is Delivery.UNKNOWN
    assert len(api.to(ANA)) == 1


async def test_who_blocked_the_bot_is_told_of(api: FakeBotApi, channel: TelegramChannel) -> None:
    api.blocked.add(ANA)
    assert (await bring(channel))[0] is Delivery.GONE
