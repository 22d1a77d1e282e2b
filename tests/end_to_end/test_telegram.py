"""The real bot process against the strict Bot API: by polling and by webhook, through crashes and stops."""

from __future__ import annotations

import asyncio
import base64
import random
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.end_to_end.conftest import StartRumbo
from tests.end_to_end.fake_bot_api import TOKEN, FakeBotApi
from tests.end_to_end.process import SECRET, START_SECONDS, Rumbo, free_port
from tests.end_to_end.user import User

pytestmark = pytest.mark.end_to_end


async def up(api: FakeBotApi, method: str = "getUpdates") -> None:
    """Waits until the bot has called `method`."""
    await api.until(lambda: any(called == method for called, _ in api.calls), START_SECONDS)


async def test_a_conversation_by_polling(api: FakeBotApi, start_rumbo: StartRumbo) -> None:
    await start_rumbo()
    await up(api)
    ana = User(api)
    greeting = await ana.ask("/start")
    assert any(sent.buttons for sent in greeting)
    (first, *_) = [button for sent in greeting for button in sent.buttons]
    before = len(api.to(ana.id))
    press = await ana.press(first["text"])
    await api.until(lambda: len(api.to(ana.id)) > before and press in api.answered_presses)
    unknown = await ana.press_data("zz:no-such-button")
    await api.until(lambda: unknown in api.answered_presses)
    before = len(api.to(ana.id))
    await ana.share_location(-12.05, -77.04)
    await api.until(lambda: len(api.to(ana.id)) > before)
    assert await ana.ask("como pido refugio en peru")
    luz = User(api, id=8002, language="en")
    assert "language" in " ".join(s.text.lower() for s in await luz.ask("/help"))
    await api.until(lambda: not api.unconfirmed)


async def test_a_conversation_by_webhook(api: FakeBotApi, start_rumbo: StartRumbo) -> None:
    port = free_port()
    await start_rumbo(
        RUMBO_PORT=str(port), WEBHOOK_URL=f"http://127.0.0.1:{port}/telegram", WEBHOOK_SECRET=SECRET
    )
    await up(api, "setWebhook")
    ana = User(api)
    assert any(sent.buttons for sent in await ana.ask("/start"))
    assert await ana.ask("como pido refugio en peru")
    await api.until(lambda: not api.unconfirmed)
    assert set(api.webhook_statuses) == {200}
    assert api.webhook["secret_token"] == SECRET
    api.webhook["secret_token"] = "wrong"
    before = len(api.sent)
    await ana.write("hola")
    await api.until(lambda: 403 in api.webhook_statuses)
    assert len(api.sent) == before


async def test_no_update_is_lost_in_crashes_and_none_is_answered_more_than_twice(
    api: FakeBotApi, start_rumbo: StartRumbo
) -> None:
    chance = random.Random(20260301)
    people = [User(api, id=10_000 + n) for n in range(300)]
    for person in people:
        await person.write("/menu")
    rumbo = await start_rumbo()
    kills = 0
    for _ in range(6):
        target = len(api.sent) + chance.randint(5, 40)
        await api.until(lambda target=target: len(api.sent) >= target or not api.unconfirmed, START_SECONDS)
        await asyncio.sleep(chance.random() * 0.02)
        if not api.unconfirmed:
            break
        rumbo.kill()
        await rumbo.ended()
        kills += 1
        await rumbo.start()
    await api.until(lambda: not api.unconfirmed, START_SECONDS)
    answers = Counter(sent.chat_id for sent in api.sent)
    assert kills >= 3
    assert set(answers) == {person.id for person in people}
    assert all(sent.text.startswith("¿Qué necesitas?") for sent in api.sent)  # each answer is one message
    assert max(answers.values()) <= 2
    print(f"{kills} kills, {sum(count == 2 for count in answers.values())} of 300 answered twice")


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_stop_finishes_what_is_in_hand_and_leaves_the_rest_to_the_next_start(
    api: FakeBotApi, start_rumbo: StartRumbo, mode: str
) -> None:
    port = free_port()
    hook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "WEBHOOK_SECRET": SECRET}
    rumbo = await start_rumbo(RUMBO_PORT=str(port), **(hook if mode == "webhook" else {}))
    await up(api, "setWebhook" if mode == "webhook" else "getUpdates")
    api.fail("sendMessage", delay=2.0, times=40)
    people = [User(api, id=20_000 + n) for n in range(40)]
    for person in people:
        for text in ("/menu", "/menu"):
            await person.write(text)
    await api.until(lambda: len([1 for method, _ in api.calls if method == "sendMessage"]) >= 20)
    rumbo.ask_to_stop()
    assert await rumbo.ended(20.0) == 0
    assert api.sent, "what was in hand was not finished"
    await rumbo.start()
    await api.until(lambda: not api.unconfirmed, START_SECONDS)
    answers = Counter(sent.chat_id for sent in api.sent)
    assert set(answers) == {person.id for person in people}
    assert max(answers.values()) == min(answers.values()) == 2


async def test_danger_is_answered_in_the_middle_of_a_flood(api: FakeBotApi, start_rumbo: StartRumbo) -> None:
    ana = User(api)
    for number in range(30):
        await ana.write("mi marido me pega" if number == 8 else f"mensaje {number}")
    await start_rumbo()
    await api.until(lambda: not api.unconfirmed, START_SECONDS)
    texts = [sent.text for sent in api.to(ana.id)]
    assert any("aléjate y llama ahora" in text for text in texts)
    assert len(texts) < 15


async def test_a_refused_token_ends_the_process_with_its_own_exit_code_and_a_plain_sentence(
    api: FakeBotApi, start_rumbo: StartRumbo
) -> None:
    api.refuse_token = True
    rumbo = await start_rumbo()
    assert await rumbo.ended(START_SECONDS) == 78
    assert "BotFather" in rumbo.output()
    assert TOKEN not in rumbo.output()


async def test_a_second_poller_waits_and_says_so(api: FakeBotApi, start_rumbo: StartRumbo) -> None:
    rumbo = await start_rumbo()
    await up(api)
    api.fail("getUpdates", status=409, times=2)
    ana = User(api)
    await ana.write("/menu")
    await ana.write("/menu")
    await api.until(lambda: len(api.to(ana.id)) == 2, 20)
    await api.until(lambda: "another program is using this bot" in rumbo.output(), 20)


async def test_faults_of_telegram_cost_nobody_an_answer(api: FakeBotApi, start_rumbo: StartRumbo) -> None:
    await start_rumbo()
    await up(api)
    for fault in ({"status": 502}, {"cut": True}, {"body": b"<html>"}, {"body": b"[]"}):
        api.fail("getUpdates", **fault)
    api.fail("sendMessage", status=429, retry_after=1)
    api.fail("sendMessage", status=502)
    api.fail("sendMessage", cut=True)
    people = [User(api, id=30_000 + n) for n in range(5)]
    for person in people:
        await person.write("/menu")
    await api.until(lambda: not api.unconfirmed, 40)
    assert Counter(sent.chat_id for sent in api.sent) == Counter(person.id for person in people)


def labelled(api: FakeBotApi, person: User, label: str) -> bool:
    """Whether the person got a button with this in its label."""
    return any(label in button["text"] for sent in api.to(person.id) for button in sent.buttons)


async def test_three_people_who_found_a_place_closed_warn_the_fourth(
    api: FakeBotApi, start_rumbo: StartRumbo
) -> None:
    await start_rumbo()
    await up(api)
    for number in range(4):
        person = User(api, id=7100 + number)
        await person.share_location(-12.05, -77.04)
        await api.until(lambda person=person: labelled(api, person, "Puestos de salud"))
        await person.press("Puestos de salud")
        await api.until(lambda person=person: labelled(api, person, "🚪"))
        warned = any("Tres personas" in sent.text for sent in api.to(person.id))
        assert warned == (number == 3)
        await person.press("🚪")
        await api.until(lambda person=person: any("¿Fuiste" in sent.text for sent in api.to(person.id)))
        await person.press("Sí, estaba cerrado")
        await api.until(
            lambda person=person: any("Gracias por avisar" in sent.text for sent in api.to(person.id))
        )
        await api.until(lambda: not api.unconfirmed)


# ---- nothing personal is left anywhere -------------------------------------------------------------------

CANARIES = (
    "Canarina Secretovich", "V-98.765.431", "+51 987 654 329", "canarina@example.net", "Jirón Canario 4711",
    "-12.0463741", "987654329871",
)  # fmt: skip
WHO = 987_654_329_871


def disguised(canary: str) -> set[bytes]:
    """The forms in which a text could lie in a file."""
    plain = canary.encode()
    return {
        plain,
        canary.encode("utf-16-le"),
        canary[::-1].encode(),
        quote(canary).encode(),
        base64.b64encode(plain).rstrip(b"=")[:-1],
    }


def files_with(folder: Path, canary: str) -> list[str]:
    """The files below `folder` that hold the canary in any form."""
    forms = disguised(canary)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if any(form in path.read_bytes() for form in forms))


async def test_nothing_personal_is_left_in_any_file(
    api: FakeBotApi, start_rumbo: StartRumbo, tmp_path: Path
) -> None:
    rumbo: Rumbo = await start_rumbo()
    await up(api)
    ana = User(api, id=WHO)
    api.fail("sendMessage", status=502)
    for canary in CANARIES:
        await ana.ask(f"me llamo {canary} y quiero pedir refugio en peru", 30)
    await api.push({"message": {"message_id": CANARIES[0], "text": [CANARIES[1]], "chat": {"id": WHO}}})
    await api.push({"message": ana.message(text={"x": CANARIES[2]})})
    await api.push({f"tipo_{CANARIES[3]}": {"text": CANARIES[4]}})
    await ana.share_location(-12.0463741, -77.0427934)
    await ana.press_data(CANARIES[0])
    await ana.press_data("zs:y:pe-lima-posta")
    api.fail("getUpdates", body=f'{{"ok": true, "result": "{CANARIES[0]}"'.encode())
    await ana.write(f"estoy en peligro, me pega {CANARIES[0]}")
    await api.until(lambda: not api.unconfirmed, 40)
    rumbo.kill()
    await rumbo.ended()
    await rumbo.start()
    await up(api)
    assert await ana.ask("/menu", 60)
    rumbo.ask_to_stop()
    assert await rumbo.ended() == 0
    assert "rumbo.sqlite3" in files_with(tmp_path, "pe-lima-posta"), "her report of a closed place is kept"
    assert files_with(tmp_path, "telegram_polling") == [
        "output-1.log",
        "output-2.log",
    ]  # the search does find
    for canary in (*CANARIES, str(WHO), TOKEN, SECRET):
        assert files_with(tmp_path, canary) == [], canary
