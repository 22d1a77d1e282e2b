"""Every kind of update is handled on purpose, and none can stop the others."""

from __future__ import annotations

import copy
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import MessageType, UpdateType

from bot.channels.telegram.parse import ALLOWED_UPDATES, parse_update
from bot.channels.telegram.received import Left, Parsed, Received, SetAside, Unwanted
from bot.conversation.records import Incoming
from tests.channels.updates import (
    ANA,
    AT,
    CHAT,
    CONTENT,
    GROUP,
    NOW,
    SERVICE,
    UNREAD,
    WHAT_IT_IS,
    message,
    press,
    update,
)


def parsed(raw: object) -> Parsed:
    return parse_update(raw, NOW, "RumboBot")


def received(raw: object) -> Received:
    found = parsed(raw)
    assert isinstance(found, Received), found
    return found


def reason(raw: object) -> str:
    found = parsed(raw)
    assert isinstance(found, SetAside), found
    return found.reason


def test_every_message_type_of_the_library_is_thought_of() -> None:
    assert {member.name for member in MessageType} == set(CONTENT) | set(SERVICE) | UNREAD


@pytest.mark.parametrize("kind", sorted(set(CONTENT) & set(WHAT_IT_IS)))
def test_a_thing_that_cannot_be_read_is_called_by_its_kind(kind: str) -> None:
    assert received(update(**CONTENT[kind])).incoming == Incoming(
        other=WHAT_IT_IS[kind], language_hint="es-419"
    )


@pytest.mark.parametrize("kind", ["LOCATION", "VENUE"])
def test_a_place_is_rounded_before_it_leaves_the_channel(kind: str) -> None:
    assert received(update(**CONTENT[kind])).incoming.location == (-12.046, -77.043)


@pytest.mark.parametrize("kind", sorted(SERVICE))
def test_what_telegram_itself_writes_is_acknowledged_only(kind: str) -> None:
    assert reason(update(**{kind.lower(): SERVICE[kind]})) == "service_message"


@pytest.mark.parametrize("kind", [k.value for k in UpdateType if k.value not in ALLOWED_UPDATES])
def test_update_types_that_are_not_used_are_counted_by_their_name(kind: str) -> None:
    assert reason({"update_id": 1, kind: {"anything": 1}}) == f"kind:{kind}"


def test_a_type_of_tomorrow_is_counted_by_a_short_safe_key() -> None:
    assert reason({"update_id": 1, 'Foo"\n/bot1:x' + "y" * 99: {}}) == "kind:foobot1x" + "y" * 20


def test_a_text_keeps_its_words_and_loses_what_breaks_things() -> None:
    got = received(update(text="ho\x00la\ud800 \u202equé\n" + "x" * 2000)).incoming.text
    assert got is not None
    assert got.startswith("hola\ufffd \u202equé\nxxx")
    assert len(got) <= 1000


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/Start pe-asylum", "/start pe-asylum"),
        ("/menu@rumbobot", "/menu"),
        ("/menu@RumboBot hola", "/menu hola"),
        ("/no-command", "/no-command"),
        ("hola /menu", "hola /menu"),
    ],
)
def test_a_command_is_read_without_our_own_name(written: str, read: str) -> None:
    assert received(update(text=written)).incoming.text == read


def test_a_command_to_another_bot_is_not_ours() -> None:
    assert reason(update(text="/Start@OtherBot")) == "to_another_bot"


def test_words_under_a_picture_are_read_as_a_question() -> None:
    assert (
        received(update(caption="¿esto es estafa?", **CONTENT["PHOTO"])).incoming.text == "¿esto es estafa?"
    )


def test_in_a_group_only_commands_are_read_and_the_person_is_nobody_we_know() -> None:
    assert reason(update(chat=GROUP, text="me pega mi marido")) == "group_talk"
    assert reason(update(chat=GROUP, **CONTENT["PHOTO"])) == "group_talk"
    command = received(update(chat=GROUP, text="/menu"))
    assert (command.incoming.group, command.private, command.person) == (True, False, "telegram:7:group")


def test_channels_and_bots_are_not_answered() -> None:
    channel = {"id": -1001, "type": "channel", "title": "C"}
    assert reason(update(chat=channel, text="/menu")) == "channel"
    assert reason(update(sender={**ANA, "is_bot": True}, text="/menu")) == "from_a_bot"


def test_an_edit_is_answered_again_within_two_minutes_and_only_if_it_is_text() -> None:
    fresh = update("edited_message", text="refugio", edit_date=AT)
    old = update("edited_message", text="refugio", edit_date=AT - 300)
    assert not received(fresh).old_edit
    assert received(old).old_edit
    assert reason(update("edited_message", **CONTENT["LOCATION"])) == "edited_no_text"


def test_only_the_first_point_of_a_live_location_is_used() -> None:
    spot = {"latitude": 1.0, "longitude": 2.0, "live_period": 900}
    assert received(update(location=spot)).incoming.location == (1.0, 2.0)
    assert reason(update("edited_message", location=spot)) == "edited_no_text"


@pytest.mark.parametrize(("degrees", "place"), [(91.0, (91.0, 0.0)), (float("nan"), None), (1e999, None)])
def test_an_impossible_place_is_for_the_conversation_to_say(degrees: float, place: object) -> None:
    got = received(update(location={"latitude": degrees, "longitude": 0.0})).incoming
    assert (got.location, got.other) == (place, None if place else "location")


def test_an_absurd_date_counts_as_the_time_of_arrival() -> None:
    for date in (0, 10**18, -5, "x", None, AT + 10**6):
        raw = update(text="hola")
        raw["message"]["date"] = date
        assert received(raw).at == NOW
    assert received(update(text="hola")).at == NOW - timedelta(seconds=5)


def test_entities_and_quotes_are_never_looked_at() -> None:
    bad = update(
        text="hola", entities=[{"type": "zz", "offset": -1, "length": 10**9}], reply_to_message={"x": 1}
    )
    assert received(bad).incoming.text == "hola"


def test_the_language_hint_is_an_ordinary_code_or_nothing() -> None:
    for code in ("xx" * 500, 5, "es\n", None):
        assert (
            received(update(sender={**ANA, "language_code": code}, text="a")).incoming.language_hint is None
        )


def test_a_press_carries_its_action_and_what_can_be_changed() -> None:
    got = received(press("q:ask-asylum"))
    assert (got.incoming.action, got.chat_id) == ("q:ask-asylum", 7)
    assert got.press is not None
    assert (got.press.callback_id, got.press.message_id) == ("77", 9)


def test_a_press_on_a_message_out_of_reach_is_still_answered() -> None:
    out_of_reach = received(press(message={"message_id": 9, "date": 0, "chat": CHAT}))
    gone = received(press(message=None, inline_message_id="1"))
    assert out_of_reach.press is not None
    assert out_of_reach.press.message_id is None
    assert gone.chat_id == 7


@pytest.mark.parametrize("data", [None, 5, "ñ" * 64, "\ud800", ""])
def test_data_that_no_button_carried_is_cut_to_size(data: object) -> None:
    action = received(press(data)).incoming.action
    assert action is not None
    assert len(action.encode()) <= 64


def test_whoever_blocks_the_bot_is_to_be_forgotten_and_a_channel_is_left() -> None:
    def change(chat: dict[str, Any], status: str) -> Parsed:
        bot = {"id": 9, "is_bot": True, "first_name": "R"}
        new = {"user": bot, "status": status, "until_date": 0}
        rights = dict.fromkeys(
            (
                "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
                "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
                "can_edit_stories", "can_delete_stories",
            ),
            False,
        )  # fmt: skip
        old = {"user": bot, "status": "member"}
        if status == "administrator":
            new |= rights
        body = {"chat": chat, "from": ANA, "date": AT, "old_chat_member": old, "new_chat_member": new}
        return parsed({"update_id": 3, "my_chat_member": body})

    assert change(CHAT, "kicked") == Left(3, "telegram:7")
    assert change({"id": -1001, "type": "channel", "title": "C"}, "administrator") == Unwanted(3, -1001)
    assert change(GROUP, "member") == SetAside(3, "membership")


@pytest.mark.parametrize("update_id", ["7", -1, 2**63, True, None, 1.5, [1]])
def test_an_update_without_a_usable_number_is_set_aside(update_id: object) -> None:
    assert parsed({"update_id": update_id, "message": message(text="a")}) == SetAside(None, "no_number")


@pytest.mark.parametrize("raw", [None, [], 3, "x", {}, {"update_id": 1}, {"update_id": 1, "message": []}])
def test_what_is_hardly_an_update_is_set_aside(raw: object) -> None:
    assert isinstance(parsed(raw), SetAside)


# ---- malformed updates ----------------------------------------------------------------------------------

CANARY = "canario-V12345678"
_JUNK = st.sampled_from(
    [
        None,
        True,
        -1,
        2**70,
        1e308,
        float("nan"),
        "",
        CANARY,
        "\ud800",
        [],
        {},
        [CANARY],
        {"id": CANARY},
        [[[]]],
    ]
)
_SEEDS = [
    update(text=CANARY),
    update("edited_message", text=CANARY, edit_date=AT),
    press(CANARY),
    update(caption=CANARY, media_group_id="1", **CONTENT["PHOTO"]),
    *({"update_id": 1, "message": message(**content)} for content in CONTENT.values()),
]


def _paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, part in inner for p in _paths(part, (*path, key)))]


@st.composite
def malformed(draw: st.DrawFn) -> object:
    raw = json.loads(json.dumps(draw(st.sampled_from(_SEEDS))))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_paths(raw)[1:]))
        holder = raw
        for step in path[:-1]:
            holder = holder[step]
        if draw(st.booleans()):
            holder[path[-1]] = copy.deepcopy(draw(_JUNK))
        elif isinstance(holder, dict):
            del holder[path[-1]]
        if not isinstance(raw, dict) or len(_paths(raw)) < 2:
            break
    return raw


@settings(max_examples=2000)
@given(malformed())
def test_two_thousand_malformed_updates_break_nothing_and_tell_nothing(raw: object) -> None:
    lines: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    listening = Listening()
    logging.getLogger().addHandler(listening)
    try:
        found = parsed(raw)
    finally:
        logging.getLogger().removeHandler(listening)
    assert isinstance(found, Received | Left | Unwanted | SetAside)
    if isinstance(found, SetAside):
        assert CANARY not in found.reason
    assert not lines
