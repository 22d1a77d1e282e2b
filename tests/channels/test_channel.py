"""The whole channel against the strict fake, in this process, with a small desk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.errors import TokenRefused
from bot.channels.telegram.webhook import WebhookReceiver
from bot.conversation.records import Button, Heading, Link, Paragraph, Reply, Venue
from tests.channels.fakes import SECRET, MemoryLedger, SmallDesk, settings_for, tells_of_danger
from tests.end_to_end.fake_bot_api import FakeBotApi
from tests.end_to_end.user import User

Start = Callable[..., Awaitable[TelegramChannel]]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
def desk() -> SmallDesk:
    return SmallDesk()


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
async def start(
    api: FakeBotApi, desk: SmallDesk, ledger: MemoryLedger, tmp_path: Path
) -> AsyncIterator[Start]:
    started: list[TelegramChannel] = []

    async def begin(**more: object) -> TelegramChannel:
        channel = TelegramChannel(
            settings_for(api.url, tmp_path, **more), desk, ledger, urgent=tells_of_danger
        )
        started.append(channel)
        await channel.start()
        return channel

    yield begin
    for channel in started:
        await channel.stop()


async def test_a_question_is_answered_and_only_then_confirmed(
    api: FakeBotApi, start: Start, ledger: MemoryLedger
) -> None:
    ana = User(api)
    await start()
    (answer,) = await ana.ask("hola")
    assert answer.text == "eco hola"
    assert answer.parameters["link_preview_options"] == {"is_disabled": True}
    assert ledger.answered == set(api.confirmed)


async def test_everything_waiting_at_the_start_is_answered(api: FakeBotApi, start: Start) -> None:
    people = [User(api, id=100 + n) for n in range(250)]
    for person in people:
        await person.write(f"pregunta {person.id}")
    await start()
    await api.until(lambda: len(api.confirmed) == 250)
    assert [[s.text for s in api.to(p.id)] for p in people] == [[f"eco pregunta {p.id}"] for p in people]


async def test_a_pressed_button_is_answered_and_a_feedback_takes_the_buttons_away(
    api: FakeBotApi, start: Start, desk: SmallDesk
) -> None:
    ana = User(api)
    await start()
    (answer,) = await ana.ask("hola")
    desk.reply = Reply(toast="Gracias", replaces_buttons=True)
    press = await ana.press("Menú")
    await api.until(lambda: api.answered_presses and answer.markup is None)
    assert api.answered_presses[press]["text"] == "Gracias"
    assert len(api.to(ana.id)) == 1


async def test_places_come_as_pins_after_the_text_and_the_location_button_stands_apart(
    api: FakeBotApi, start: Start, desk: SmallDesk
) -> None:
    ana = User(api)
    desk.reply = Reply(
        blocks=(
            Heading("Salud <gratis> & cerca"),
            Paragraph("Ve allí."),
            Link("Oficial", "https://gob.pe/?a=1&b=2"),
        ),
        venues=(Venue("Posta Norte", "Av. Sol 1", -12.05, -77.04),),
        buttons=((Button("Menú", "m"),),),
        ask_location=True,
    )
    await start()
    messages = await ana.ask("médico")
    await api.until(lambda: len(api.to(ana.id)) == 2)
    text, pin = api.to(ana.id)
    assert messages[0].text == "Salud <gratis> & cerca\n\nVe allí.\n\nOficial"
    assert text.markup is not None
    assert text.markup["keyboard"][0][0]["request_location"] is True
    assert text.markup["one_time_keyboard"] is True
    assert (pin.method, [b["text"] for b in pin.buttons]) == ("sendVenue", ["Menú"])


async def test_a_bad_update_between_good_ones_stops_nothing(api: FakeBotApi, start: Start) -> None:
    ana, luis = User(api, id=1), User(api, id=2)
    await ana.write("uno")
    await api.push({"message": {"message_id": "x", "chat": [], "date": {}}})
    await api.push({"future_thing": {"secret": "1"}})
    await luis.write("dos")
    channel = await start()
    await api.until(lambda: not api.unconfirmed)
    assert [s.text for s in api.sent] == ["eco uno", "eco dos"]
    assert channel.health()["set_aside"] == {"malformed": 1, "kind:future_thing": 1}


async def test_a_slow_answer_holds_up_nobody_else_and_is_not_confirmed_early(
    api: FakeBotApi, start: Start, desk: SmallDesk
) -> None:
    ana, luis = User(api, id=1), User(api, id=2)
    desk.wait_for["lento"] = asyncio.Event()
    await start()
    slow = await ana.write("lento")
    await luis.write("rápido")
    await api.until(lambda: api.to(luis.id))
    await luis.write("otra")
    await api.until(lambda: len(api.to(luis.id)) == 2)
    assert slow in api.unconfirmed
    desk.wait_for["lento"].set()
    await api.until(lambda: not api.unconfirmed)
    assert [s.text for s in api.to(ana.id)] == ["eco lento"]


async def test_a_flood_keeps_the_newest_and_every_message_of_danger(
    api: FakeBotApi, start: Start, desk: SmallDesk
) -> None:
    ana = User(api)
    for n in range(30):
        await ana.write("estoy en peligro" if n == 7 else f"m{n}")
    await start()
    await api.until(lambda: not api.unconfirmed)
    texts = [s.text for s in api.to(ana.id)]
    assert "eco estoy en peligro" in texts
    assert [t for t in texts if t.startswith("eco m")] == ["eco m0", "eco m28", "eco m29"]
    assert len([t for t in texts if not t.startswith("eco")]) == 1


async def test_somebody_who_blocked_the_bot_is_forgotten(
    api: FakeBotApi, start: Start, desk: SmallDesk
) -> None:
    ana, luis, eva = User(api, id=1), User(api, id=2), User(api, id=3)
    api.blocked.add(1)
    api.unknown_chats.add(2)
    await start()
    await ana.write("hola")
    await luis.write("hola")
    member = {"user": {"id": 9, "is_bot": True, "first_name": "R"}, "status": "kicked", "until_date": 0}
    await api.push(
        {
            "my_chat_member": {
                "chat": {"id": eva.id, "type": "private"},
                "from": {"id": eva.id, "is_bot": False, "first_name": "E"},
                "date": 1,
                "old_chat_member": {"user": member["user"], "status": "member"},
                "new_chat_member": member,
            }
        }
    )
    await api.until(lambda: not api.unconfirmed)
    await api.until(lambda: len(desk.forgotten) == 3)
    assert sorted(desk.forgotten) == ["telegram:1", "telegram:2", "telegram:3"]
    assert desk.delivered_to == []


async def test_a_stop_finishes_what_is_in_hand_and_hands_the_rest_back(
    api: FakeBotApi, start: Start, desk: SmallDesk
) -> None:
    ana = User(api)
    desk.wait_for["lento"] = asyncio.Event()
    channel = await start()
    await ana.write("lento")
    await api.until(lambda: desk.texts == ["lento"])
    behind = await ana.write("después")
    await api.until(lambda: channel.health()["in_hand"] == 2)
    stopping = asyncio.create_task(channel.stop())
    await asyncio.sleep(0.05)
    desk.wait_for["lento"].set()
    await stopping
    assert await channel.wait() == 0
    assert [s.text for s in api.sent] == ["eco lento"]
    assert api.unconfirmed == [behind]


async def test_a_refused_token_ends_with_an_exit_code_of_its_own(api: FakeBotApi, start: Start) -> None:
    api.refuse_token = True
    channel = await start()
    assert await channel.wait() == TokenRefused.exit_code == 78
    assert not channel.healthy()
    assert "BotFather" in str(channel.health()["words"])


async def test_a_webhook_left_behind_is_removed_when_polling_was_chosen(
    api: FakeBotApi, start: Start
) -> None:
    api.webhook = {"url": "https://127.0.0.1:9/secret-path"}
    await start()
    (answer,) = await User(api).ask("hola")
    assert answer.text == "eco hola"
    assert ("deleteWebhook", {"drop_pending_updates": False}) in api.calls


async def test_the_profile_is_set_once_and_then_left_alone(api: FakeBotApi, start: Start) -> None:
    first = await start()
    await api.until(lambda: ("description", "en") in api.profile)
    await first.stop()
    assert {c["command"] for c in api.profile["commands", ""]} >= {"menu", "pais", "borrar", "privacidad"}
    before = len([1 for method, _ in api.calls if method.startswith("setMy")])
    await start()
    await api.until(lambda: len([1 for method, _ in api.calls if method == "getMyDescription"]) == 4)
    assert len([1 for method, _ in api.calls if method.startswith("setMy")]) == before == 6


async def test_updates_by_webhook_are_acknowledged_after_their_answer(
    api: FakeBotApi, start: Start, desk: SmallDesk
) -> None:
    channel = await start(webhook_url="https://bot.example.org/telegram", webhook_secret=SECRET)
    await api.until(lambda: api.webhook)
    assert api.webhook["secret_token"] == SECRET
    desk.wait_for["lento"] = asyncio.Event()
    body = b'{"update_id": 5, "message": {"message_id": 1, "date": 1, "text": "lento", ' + (
        b'"chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": false, "first_name": "A"}}}'
    )
    body = body.replace(b'"date": 1', f'"date": {2**40}'.encode())  # absurd: the time of arrival counts
    call = asyncio.create_task(channel.receive(SECRET.encode(), "application/json; charset=utf-8", body))
    again = asyncio.create_task(channel.receive(SECRET.encode(), "application/json", body))
    await api.until(lambda: desk.texts)
    assert not call.done()
    desk.wait_for["lento"].set()
    assert (await call, await again) == (200, 200)
    assert [s.text for s in api.to(7)] == ["eco lento"]
    assert await channel.receive(SECRET.encode(), "application/json", body) == 200
    assert len(api.sent) == 1


async def test_by_webhook_the_third_slow_try_of_an_update_ends_with_one_apology(
    api: FakeBotApi, start: Start, desk: SmallDesk, ledger: MemoryLedger
) -> None:
    channel = await start(webhook_url="https://bot.example.org/telegram", webhook_secret=SECRET)
    await api.until(lambda: api.webhook)
    desk.wait_for["lento"] = asyncio.Event()  # an answer that never comes
    channel.webhook = WebhookReceiver(SECRET, channel, patience=0.05)
    body = json.dumps({"update_id": 5, "message": User(api).message(text="lento")}).encode()
    statuses = [await channel.receive(SECRET.encode(), "application/json", body) for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert [sent.text.split(",")[0] for sent in api.sent] == ["Perdona"]
    assert ledger.answered == {5}
    assert await channel.receive(SECRET.encode(), "application/json", body) == 200
    assert len(api.sent) == 1


async def test_a_right_webhook_is_left_alone_and_one_with_another_secret_is_set_again(
    api: FakeBotApi, start: Start
) -> None:
    hook = {"webhook_url": "https://bot.example.org/telegram", "webhook_secret": SECRET}
    first = await start(**hook)
    await api.until(lambda: api.webhook)
    await first.stop()
    second = await start(**hook)
    await api.until(lambda: second.healthy())
    await second.stop()
    assert len([1 for method, _ in api.calls if method == "setWebhook"]) == 1
    api.webhook_error = "Wrong response from the webhook: 403 Forbidden"
    await start(**hook)
    await api.until(lambda: len([1 for method, _ in api.calls if method == "setWebhook"]) == 2)
