"""The desk adds the picture to a page: for everybody the same, and never at the price of the answer."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from bot import desk as desk_room
from bot.conversation.danger import DangerWatch
from bot.conversation.plain import IMAGE, plain_text
from bot.conversation.records import Incoming
from bot.conversation.talk import Conversation
from bot.desk import Serving, TryItDesk
from tests.conversation.small import NOW, ToldMatcher
from tests.takeaway.small import page, takeaway_release


def desk(username: str | None = None) -> TryItDesk:
    release = takeaway_release()
    served = Serving(Conversation(release, ToldMatcher(), DangerWatch(release)), frozenset)
    return TryItDesk(lambda: served, lambda: NOW, username=lambda: username)


async def asked(username: str | None = None):
    return (
        await desk(username).answer("try:1", Incoming(text="/llevar peru", language_hint="es"))
    ).outcome.reply


async def test_the_picture_comes_with_the_text_and_its_code_leads_to_the_bot() -> None:
    reply = await asked("RumboAyudaBot")
    assert reply.takeaway is None
    assert reply.image is not None
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(reply.image)))
    assert found.text == f"https://t.me/RumboAyudaBot?start={page().code}"
    assert plain_text(reply).startswith(IMAGE)
    assert page().code in plain_text(reply)


async def test_where_the_bots_name_is_not_known_the_picture_holds_the_code_itself() -> None:
    reply = await asked()
    assert reply.image is not None
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(reply.image)))
    assert found.text == page().code


async def test_a_picture_that_cannot_be_drawn_costs_nobody_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        return None

    monkeypatch.setattr(desk_room, "draw", fails)
    reply = await asked()
    assert reply.image is None
    assert "1818" in plain_text(reply)
