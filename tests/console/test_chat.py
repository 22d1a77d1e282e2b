"""The chat answers each visitor for themselves, one message at a time, and refuses what is no message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.console.chat import COOKIE, MOST_BYTES, MOST_WAITING
from bot.console.sessions import MOST_SESSIONS, Session, Sessions
from bot.conversation.records import Incoming
from tests.console.fake_desk import FakeDesk
from tests.console.visitor import pages, visitor

JSON = {"content-type": "application/json"}


async def test_a_question_gets_its_answer_and_it_is_kept_after() -> None:
    desk = FakeDesk()
    async with visitor(pages(desk)) as client:
        response = await client.post(
            "/chat", json={"text": "se me venció el pasaporte en Perú", "language": "es-PE"}
        )
    said = response.json()
    assert said["blocks"][0] == {"type": "heading", "text": "🇵🇪 Perú · Se me venció el pasaporte"}
    assert said["language"] == "es"
    (person, incoming), kept = desk.asked[0], desk.kept
    assert incoming == Incoming(text="se me venció el pasaporte en Perú", language_hint="es-PE")
    assert kept == [person]


async def test_the_page_learns_the_country_that_is_remembered() -> None:
    async with visitor(pages()) as client:
        assert (await client.post("/chat", json={"action": "c:PE:passport"})).json()["country"] == "PE"


async def test_a_visitor_stays_the_same_person_and_another_is_another() -> None:
    desk = FakeDesk()
    app = pages(desk)
    async with visitor(app) as ana, visitor(app) as luis:
        await ana.post("/chat", json={"text": "uno"})
        await luis.post("/chat", json={"text": "dos"})
        await ana.post("/chat", json={"text": "tres"})
    people = [person for person, _ in desk.asked]
    assert people[0] == people[2] != people[1]


async def test_the_cookie_is_random_out_of_reach_of_scripts_and_says_nothing_of_the_person() -> None:
    desk = FakeDesk()
    async with visitor(pages(desk)) as client:
        response = await client.post("/chat", json={"text": "hola"})
        cookie = response.headers["set-cookie"]
        again = await client.post("/chat", json={"text": "hola"})
    value = cookie.split(";")[0].removeprefix(f"{COOKIE}=")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert not any(a.startswith(("max-age", "expires", "domain")) for a in attributes)
    assert len(value) >= 32
    assert value not in desk.asked[0][0]
    assert "set-cookie" not in again.headers


async def test_looking_at_the_page_opens_no_session() -> None:
    async with visitor(pages()) as client:
        assert "set-cookie" not in (await client.get("/")).headers


async def test_an_id_the_visitor_made_up_opens_nothing() -> None:
    async with visitor(pages()) as client:
        client.cookies.set(COOKIE, "chosen-by-an-attacker", domain="127.0.0.1", path="/")
        response = await client.post("/chat", json={"text": "hola"})
    assert "chosen-by-an-attacker" not in response.headers["set-cookie"]


async def test_starting_over_forgets_the_person_and_greets_a_new_one() -> None:
    desk = FakeDesk()
    async with visitor(pages(desk)) as client:
        before = (await client.post("/chat", json={"text": "hola"})).headers["set-cookie"]
        response = await client.post("/chat", json={"reset": True, "language": "en"})
        await client.post("/chat", json={"text": "hola"})
    (old, _), (new, greeted), (now, _) = desk.asked
    assert desk.left == [old]
    assert new == now != old
    assert greeted == Incoming(text="/start", language_hint="en")
    assert response.headers["set-cookie"] != before


async def test_a_reset_waits_for_the_message_in_hand_so_that_nothing_is_remembered_after_it() -> None:
    desk = FakeDesk(gate=asyncio.Event())
    app = pages(desk)
    async with visitor(app) as client:
        desk.gate.set()
        await client.post("/chat", json={"text": "hola"})
        desk.gate.clear()
        slow = asyncio.create_task(client.post("/chat", json={"text": "slow"}))
        while len(desk.asked) < 2:
            await asyncio.sleep(0)
        reset = asyncio.create_task(client.post("/chat", json={"reset": True}))
        await asyncio.sleep(0.01)
        assert desk.left == []
        desk.gate.set()
        await asyncio.gather(slow, reset)
    old = desk.asked[0][0]
    assert desk.left == [old]
    assert old not in desk.kept[2:]


async def test_one_persons_messages_are_answered_one_after_the_other_and_too_many_are_refused() -> None:
    desk = FakeDesk()
    app = pages(desk)
    async with visitor(app) as client:
        await client.post("/chat", json={"text": "hola"})
        desk.gate = asyncio.Event()
        sent = [asyncio.create_task(client.post("/chat", json={"text": str(n)})) for n in range(MOST_WAITING)]
        await asyncio.sleep(0.02)
        assert len(desk.asked) == 2, "only one is in hand"
        refused = await asyncio.wait_for(client.post("/chat", json={"text": "one too many"}), 5)
        desk.gate.set()
        answered = await asyncio.gather(*sent)
    assert refused.status_code == 429
    assert [r.status_code for r in answered] == [200] * MOST_WAITING


async def test_the_least_recently_seen_visitor_leaves_first_and_is_forgotten() -> None:
    sessions = Sessions(most=2)
    first, second = sessions.open()[0], sessions.open()[0]
    assert sessions.find(first.id) is first
    third, left = sessions.open()
    assert left == [second]
    assert sessions.find(second.id) is None
    assert sessions.find(third.id) is third


async def test_the_desk_forgets_those_who_had_to_leave_and_memory_stays_bounded() -> None:
    desk = FakeDesk()
    app = pages(desk)
    for _ in range(MOST_SESSIONS + 3):
        async with visitor(app) as client:
            await client.post("/chat", json={"text": "hola"})
    assert desk.left == [person for person, _ in desk.asked[:3]]


def test_ids_do_not_appear_where_a_session_is_printed() -> None:
    session = Session()
    assert session.id not in repr(session)
    assert session.person not in repr(session)


async def test_a_message_must_say_that_it_is_json() -> None:
    desk = FakeDesk()
    async with visitor(pages(desk)) as client:
        form = await client.post("/chat", data={"text": "hola"})
        plain = await client.post("/chat", content='{"text": "hola"}', headers={"content-type": "text/plain"})
        charset = {"content-type": "application/json; charset=utf-8"}
        fine = await client.post("/chat", content='{"text": "hola"}', headers=charset)
    assert (form.status_code, plain.status_code, fine.status_code) == (415, 415, 200)
    assert len(desk.asked) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"text": "a", "text": "b"}', b"NaN"]
)
async def test_what_is_no_json_is_refused_with_a_sentence(body: bytes) -> None:
    async with visitor(pages()) as client:
        response = await client.post("/chat", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json() == {"error": "This is not JSON in UTF-8 with every key once."}


async def test_a_body_beyond_the_cap_is_refused_declared_or_not() -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 1024 + 2):
            yield b" " * 1024

    desk = FakeDesk()
    async with visitor(pages(desk)) as client:
        declared = await client.post("/chat", content=b" " * (MOST_BYTES + 1), headers=JSON)
        dripped = await client.post("/chat", content=drip(), headers=JSON)
        lying = await client.post("/chat", content=b"{}", headers={**JSON, "content-length": "9" * 500})
    assert [r.status_code for r in (declared, dripped, lying)] == [413] * 3
    assert declared.json() == {"error": "The message is longer than 64 kilobytes."}
    assert desk.asked == []


async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    monkeypatch.setattr("bot.console.reading.SLOWEST_SECONDS", 0.01)
    async with visitor(pages()) as client:
        response = await client.post("/chat", content=never(), headers=JSON)
    assert response.status_code == 408
