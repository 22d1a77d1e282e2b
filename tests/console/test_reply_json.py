"""A reply crosses to the page whole and as plain values; what comes back is a message or is refused."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.reply_json import OTHER_KINDS, NotAMessage, block_json, parse_json, read_sent, reply_json
from bot.conversation.records import (
    Block,
    Button,
    Contact,
    Fact,
    Heading,
    Incoming,
    Items,
    Link,
    Note,
    Paragraph,
    Reply,
    Venue,
)
from tests.console.fake_desk import png

BLOCKS = [
    (Heading("Perú"), {"type": "heading", "text": "Perú"}),
    (Paragraph("Puedes."), {"type": "paragraph", "text": "Puedes."}),
    (
        Items("Pasos:", ("a", "b"), True),
        {"type": "items", "label": "Pasos:", "items": ["a", "b"], "numbered": True},
    ),
    (Items(None, ()), {"type": "items", "label": None, "items": [], "numbered": False}),
    (Fact("Costo", "gratis"), {"type": "fact", "label": "Costo", "value": "gratis"}),
    (Contact("Policía", "105"), {"type": "contact", "label": "Policía", "value": "105", "note": None}),
    (Contact("A", "1", "b"), {"type": "contact", "label": "A", "value": "1", "note": "b"}),
    (Link("Página", "https://www.gob.pe"), {"type": "link", "label": "Página", "url": "https://www.gob.pe"}),
    (Note("Fuente"), {"type": "note", "text": "Fuente", "warning": False}),
    (Note("Ojo", warning=True), {"type": "note", "text": "Ojo", "warning": True}),
]


@pytest.mark.parametrize(("block", "values"), BLOCKS)
def test_a_block_carries_its_type_and_its_fields(block: Block, values: dict[str, object]) -> None:
    assert json.loads(json.dumps(block_json(block))) == values


def test_no_kind_of_block_is_left_out() -> None:
    assert {type(block) for block, _ in BLOCKS} == set(get_args(Block))


def test_an_empty_reply_has_every_field() -> None:
    assert reply_json(Reply()) == {
        "blocks": [],
        "venues": [],
        "buttons": [],
        "ask_location": False,
        "toast": None,
        "replaces_buttons": False,
        "silent": False,
        "image": None,
    }


def test_pins_buttons_and_pictures_cross_as_plain_values() -> None:
    reply = Reply(
        venues=(Venue("Casa", "Av. Grau 1", -3.5, -80.4, (Note("gratis"),)),),
        buttons=((Button("Sí", "f:y"), Button("No", "f:n")), (Button("Menú", "m"),)),
        image=png(),
        toast="Gracias",
        replaces_buttons=True,
        ask_location=True,
    )
    values = json.loads(json.dumps(reply_json(reply)))
    detail = [{"type": "note", "text": "gratis", "warning": False}]
    pin = {"title": "Casa", "address": "Av. Grau 1", "latitude": -3.5, "longitude": -80.4, "detail": detail}
    assert values["venues"] == [pin]
    assert [[b["action"] for b in row] for row in values["buttons"]] == [["f:y", "f:n"], ["m"]]
    assert values["image"].startswith("data:image/png;base64,iVBORw0KGgo")
    assert (values["toast"], values["replaces_buttons"], values["ask_location"]) == ("Gracias", True, True)


texts = st.text(max_size=30)
blocks = st.one_of(
    st.builds(Heading, texts),
    st.builds(Paragraph, texts),
    st.builds(Items, st.none() | texts, st.lists(texts, max_size=3).map(tuple), st.booleans()),
    st.builds(Fact, texts, texts),
    st.builds(Contact, texts, texts, st.none() | texts),
    st.builds(Link, texts, texts),
    st.builds(Note, texts, st.booleans()),
)
replies = st.builds(
    Reply,
    blocks=st.lists(blocks, max_size=4).map(tuple),
    buttons=st.lists(st.lists(st.builds(Button, texts, texts), max_size=2).map(tuple), max_size=2).map(tuple),
    image=st.none() | st.binary(min_size=1, max_size=20),
    toast=st.none() | texts,
)


@given(replies)
def test_every_reply_is_json_and_loses_no_word(reply: Reply) -> None:
    values = json.loads(json.dumps(reply_json(reply), allow_nan=False))
    assert [b["type"] for b in values["blocks"]] == [type(b).__name__.lower() for b in reply.blocks]
    assert [[(b["label"], b["action"]) for b in row] for row in values["buttons"]] == [
        [(b.label, b.action) for b in row] for row in reply.buttons
    ]
    for block, shown in zip(reply.blocks, values["blocks"], strict=True):
        for name in ("text", "label", "value", "note", "url"):
            assert shown.get(name) == getattr(block, name, None)


# ---- in -------------------------------------------------------------------------------------------------

TAKEN = [
    ({"text": "hola"}, Incoming(text="hola")),
    ({"text": "x" * 4096}, Incoming(text="x" * 4096)),
    (
        {"text": "/start pe-asylum", "language": "es-419"},
        Incoming(text="/start pe-asylum", language_hint="es-419"),
    ),
    ({"text": "hola", "language": "x" * 1000}, Incoming(text="hola")),
    ({"text": "hola", "language": 7}, Incoming(text="hola")),
    ({"text": "a\ud800b"}, Incoming(text="a\ufffdb")),
    ({"action": "c:PE:passport"}, Incoming(action="c:PE:passport")),
    ({"action": "é" * 32}, Incoming(action="é" * 32)),
    ({"location": {"latitude": -12, "longitude": -77.04}}, Incoming(location=(-12.0, -77.04))),
    ({"location": {"latitude": 91, "longitude": 500}}, Incoming(location=(91.0, 500.0))),
    ({"other": "photo"}, Incoming(other="photo")),
]


@pytest.mark.parametrize(("value", "incoming"), TAKEN)
def test_a_message_of_a_known_shape_is_taken(value: object, incoming: Incoming) -> None:
    sent = read_sent(value)
    assert sent.incoming == incoming
    assert not sent.reset


def test_starting_over_is_a_greeting_of_somebody_new() -> None:
    sent = read_sent({"reset": True, "language": "en"})
    assert sent.reset
    assert sent.incoming == Incoming(text="/start", language_hint="en")


@pytest.mark.parametrize("kind", sorted(OTHER_KINDS))
def test_every_other_kind_is_taken(kind: str) -> None:
    assert read_sent({"other": kind}).incoming == Incoming(other=kind)


REFUSED = [
    (None, "Send an object"),
    ([], "Send an object"),
    ("hola", "Send an object"),
    ({}, "Send exactly one of text, action, location, other, reset."),
    ({"language": "es"}, "Send exactly one"),
    ({"text": "a", "action": "m"}, "Send exactly one"),
    ({"text": "a", "admin": True}, "Send exactly one"),
    ({"group": True}, "Send exactly one"),
    ({"text": ""}, "The text must have 1 to 4096 characters."),
    ({"text": "x" * 4097}, "The text must"),
    ({"text": 3}, "The text must"),
    ({"text": None}, "The text must"),
    ({"action": ""}, "The action must have 1 to 64 bytes."),
    ({"action": "é" * 33}, "The action must"),
    ({"action": ["m"]}, "The action must"),
    ({"location": [1, 2]}, "The location must have a latitude and a longitude."),
    ({"location": {"latitude": 1}}, "The location must"),
    ({"location": {"latitude": 1, "longitude": 2, "accuracy": 3}}, "The location must"),
    ({"location": {"latitude": "1", "longitude": 2}}, "The latitude must be a number"),
    ({"location": {"latitude": 1, "longitude": True}}, "The longitude must be a number"),
    ({"location": {"latitude": float("inf"), "longitude": 2}}, "The latitude must"),
    ({"location": {"latitude": 10**400, "longitude": 2}}, "The latitude must"),
    ({"other": "virus"}, "The other kinds are audio, contact"),
    ({"other": {}}, "The other kinds are"),
    ({"reset": False}, "To start over"),
    ({"reset": 1}, "To start over"),
]


@pytest.mark.parametrize(("value", "sentence"), REFUSED)
def test_any_other_shape_is_refused_with_a_plain_sentence(value: object, sentence: str) -> None:
    with pytest.raises(NotAMessage) as refused:
        read_sent(value)
    assert str(refused.value).startswith(sentence)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
shapes = st.dictionaries(
    st.sampled_from(["text", "action", "location", "other", "reset", "language", "group"]),
    json_values,
    max_size=3,
)


@given(json_values | shapes)
def test_whatever_is_sent_is_one_message_or_refused(value: object) -> None:
    try:
        incoming = read_sent(value).incoming
    except NotAMessage:
        return
    given_parts = [incoming.text, incoming.action, incoming.location, incoming.other]
    assert sum(part is not None for part in given_parts) == 1
    assert not incoming.group


@given(st.binary(max_size=40))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        value = parse_json(body)
    except NotAMessage:
        return
    assert value == json.loads(body)


@pytest.mark.parametrize(
    "body", [b'{"a": 1e999}', b"9" * 5000, b"[NaN]", b'{"a": {"b": 1, "b": 2}}', b"\xef\xbb\xbf{}"]
)
def test_doubtful_json_never_reaches_a_message(body: bytes) -> None:
    try:
        value = parse_json(body)
    except NotAMessage:
        return
    with pytest.raises(NotAMessage):
        read_sent({"location": {"latitude": value["a"], "longitude": 0}})
