"""Sending until it is known that Telegram has it; never a third time where it is not known."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.pace import Bucket, Pace
from bot.channels.telegram.received import Press
from bot.channels.telegram.render import Photo, Pin, Text, render
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.sender import Delivery, Progress, Recipient, Sender, pause_before
from bot.conversation.records import Paragraph, Reply
from tests.channels.fakes import OwnClock
from tests.end_to_end.fake_bot_api import TOKEN, FakeBotApi

HELLO = Text("<b>hola</b>", "hola")


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
def clock() -> OwnClock:
    return OwnClock()


@pytest.fixture
async def sender(api: FakeBotApi, clock: OwnClock) -> AsyncIterator[Sender]:
    request = AiohttpRequest(connections=4, read_timeout=0.3)
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"{api.url}/bot", request=request, get_updates_request=request)
    yield Sender(bot, Pace(clock, 1000), clock)
    await request.shutdown()


def to(chat_id: int = 7, again: int = 1, **more: object) -> Recipient:
    left = [again]

    async def once_more() -> bool:
        left[0] -= 1
        return left[0] >= 0

    return Recipient(chat_id, True, once_more, Progress(), **more)  # type: ignore[arg-type]


async def test_a_429_waits_as_long_as_telegram_says(api: FakeBotApi, sender: Sender, clock: OwnClock) -> None:
    api.fail("sendMessage", status=429, retry_after=30)
    assert await sender.deliver([HELLO], to()) is Delivery.DELIVERED
    assert clock.slept == [30]
    assert [s.text for s in api.sent] == ["hola"]


@pytest.mark.parametrize("nonsense", [None, "abc", -1, 0, True, [3]])
async def test_a_429_without_a_usable_time_waits_a_little(
    api: FakeBotApi, sender: Sender, clock: OwnClock, nonsense: object
) -> None:
    api.fail("sendMessage", status=429, retry_after=nonsense)
    assert await sender.deliver([HELLO], to()) is Delivery.DELIVERED
    assert clock.slept == [3]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_an_outage_of_telegram_loses_nothing_and_sends_once(
    api: FakeBotApi, sender: Sender, clock: OwnClock, status: int
) -> None:
    api.fail("sendMessage", status=status, times=12)
    assert await sender.deliver([HELLO], to(again=0)) is Delivery.DELIVERED
    assert len(api.sent) == 1
    assert max(clock.slept) <= 60


async def test_nobody_listening_is_tried_again(api: FakeBotApi, sender: Sender, clock: OwnClock) -> None:
    await api.stop()
    recipient = to(again=0)
    first_pause = clock.sleep

    async def reopen(seconds: float) -> None:
        clock.sleep = first_pause  # type: ignore[method-assign]
        await api.start()
        assert not recipient.progress.maybe_sent

    clock.sleep = reopen  # type: ignore[method-assign]
    assert await sender.deliver([HELLO], recipient) is Delivery.DELIVERED
    assert len(api.sent) == 1


async def test_an_unknown_outcome_is_tried_once_more_and_no_more(api: FakeBotApi, sender: Sender) -> None:
    api.fail("sendMessage", cut_after_doing=True, times=9)
    assert await sender.deliver([HELLO, HELLO], to()) is Delivery.UNKNOWN
    assert len(api.sent) == 2


async def test_a_slow_telegram_never_leads_to_a_third_message(api: FakeBotApi, sender: Sender) -> None:
    api.fail("sendMessage", delay=0.5, times=9)
    assert await sender.deliver([HELLO], to()) is Delivery.UNKNOWN
    assert len([1 for method, _ in api.calls if method == "sendMessage"]) == 2


@pytest.mark.parametrize("body", [b"<html>", b'{"ok":true', b"[]", b"null", b'{"ok":true}', b"\xff" * 9])
async def test_garbage_instead_of_an_answer_is_an_unknown_outcome(
    api: FakeBotApi, sender: Sender, body: bytes
) -> None:
    api.fail("sendMessage", body=body)
    assert await sender.deliver([HELLO], to()) is Delivery.DELIVERED
    assert len(api.sent) == 1


async def test_markup_that_telegram_refuses_goes_out_plain(api: FakeBotApi, sender: Sender) -> None:
    assert await sender.deliver([Text("<b>ho", "ho < la")], to(entry="pe-x")) is Delivery.DELIVERED
    assert [(s.text, s.parameters.get("parse_mode")) for s in api.sent] == [("ho < la", None)]


async def test_a_text_that_is_too_long_goes_out_in_parts(api: FakeBotApi, sender: Sender) -> None:
    words = "palabra " * 700
    assert await sender.deliver([Text(words, words)], to()) is Delivery.DELIVERED
    assert " ".join(s.text for s in api.sent).split() == words.split()


async def test_a_secret_is_kept_from_being_forwarded_and_previewed_and_other_messages_are_not(
    api: FakeBotApi, sender: Sender
) -> None:
    secret = render(Reply(blocks=(Paragraph("https://rumbo.example/console/enter#x"),), secret=True), "es")
    refused = Text("<b>https://rumbo.example/console", "https://rumbo.example/console", secret=True)
    await sender.deliver([*secret, HELLO, refused], to())
    told = [(s.parameters.get("protect_content"), s.parameters["link_preview_options"]) for s in api.sent]
    assert [str(protected).lower() == "true" for protected, _ in told] == [True, False, True]
    assert all("is_disabled" in str(preview) for _, preview in told)


async def test_a_picture_and_a_place_are_sent(api: FakeBotApi, sender: Sender) -> None:
    pin = Pin("Posta", "Av. Sol", -12.0, -77.0)
    assert await sender.deliver([Photo(b"\x89PNG", "<i>x</i>", "x"), pin], to()) is Delivery.DELIVERED
    assert [(s.method, s.text) for s in api.sent] == [("sendPhoto", "x"), ("sendVenue", "Posta, Av. Sol")]
    assert api.sent[0].parameters["photo"] == b"\x89PNG"


async def test_a_person_who_left_is_found_out(api: FakeBotApi, sender: Sender) -> None:
    api.blocked.add(1)
    api.unknown_chats.add(2)
    assert [await sender.deliver([HELLO], to(1)), await sender.deliver([HELLO], to(2))] == [Delivery.GONE] * 2


async def test_a_refused_token_ends_everything(api: FakeBotApi, sender: Sender) -> None:
    api.refuse_token = True
    with pytest.raises(TokenRefused) as refused:
        await sender.deliver([HELLO], to())
    assert TOKEN not in str(refused.value)


async def test_an_old_press_is_swallowed(api: FakeBotApi, sender: Sender) -> None:
    await sender.answer_press(Press("unknown", None), "x" * 300)
    await sender.take_buttons_away(7, 1)
    assert [method for method, _ in api.calls] == ["answerCallbackQuery", "editMessageReplyMarkup"]


async def test_one_chat_gets_three_at_once_and_then_one_a_second(clock: OwnClock) -> None:
    pace = Pace(clock, 30)
    for _ in range(6):
        await pace.wait(1, private=True, urgent=False)
    assert clock.slept == [1.0, 1.0, 1.0]
    await pace.wait(2, private=True, urgent=False)
    await pace.wait(1, private=True, urgent=True)
    assert len(clock.slept) == 3


def test_all_chats_together_get_no_more_than_the_rate() -> None:
    bucket = Bucket(30, 30, 0.0)
    waits = [bucket.take(0.0) for _ in range(90)]
    assert waits[:30] == [0.0] * 30
    assert waits[-1] == pytest.approx(2.0)


def test_pauses_grow_to_a_minute_and_no_further() -> None:
    assert [pause_before(n, lambda: 0.0) for n in (0, 1, 2, 5, 6, 99)] == [1, 2, 4, 32, 60, 60]
    assert pause_before(99, lambda: 0.999) >= 30
