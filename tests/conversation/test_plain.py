"""A reply as plain text is what a person would read, whole and in order."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.plain import block_text, plain_text
from bot.conversation.records import (
    Block,
    Button,
    Contact,
    Fact,
    Heading,
    Items,
    Link,
    Note,
    Paragraph,
    Reply,
    Venue,
)

CASES = [
    (Heading("Perú"), "Perú"),
    (Paragraph("Puedes."), "Puedes."),
    (Items("Pasos:", ("a", "b"), numbered=True), "Pasos:\n1. a\n2. b"),
    (Items("Lo que piden:", ("a", "b")), "Lo que piden:\n• a\n• b"),
    (Items(None, ("a",)), "• a"),
    (Fact("Costo", "gratis"), "Costo: gratis"),
    (Fact("Costo:", "gratis"), "Costo: gratis"),
    (Contact("Policía", "105"), "Policía: 105"),
    (Contact("Policía", "105", "gratis"), "Policía: 105 (gratis)"),
    (Link("Página oficial", "https://www.gob.pe"), "Página oficial: https://www.gob.pe"),
    (Note("Fuente: X."), "— Fuente: X."),
    (Note("Puede haber cambiado.", warning=True), "⚠ Puede haber cambiado."),
]


@pytest.mark.parametrize(("block", "text"), CASES)
def test_each_kind_of_block_reads_as_a_person_writes(block: Block, text: str) -> None:
    assert block_text(block) == text


def test_no_kind_of_block_is_left_out() -> None:
    assert {type(block) for block, _ in CASES} == set(get_args(Block))


def test_an_answer_reads_from_its_heading_to_its_buttons() -> None:
    reply = Reply(
        blocks=(
            Heading("Perú · Pasaporte vencido"),
            Paragraph("Puedes usarlo."),
            Fact("Costo", "gratis"),
            Fact("Plazo", "30 días"),
            Contact("Policía", "105"),
            Note("Fuente: Migraciones."),
        ),
        buttons=((Button("Sí", "f:y"), Button("No", "f:n")), (Button("Menú", "m"),)),
    )
    assert plain_text(reply) == (
        "Perú · Pasaporte vencido\n\nPuedes usarlo.\n\nCosto: gratis\nPlazo: 30 días\n\nPolicía: 105\n\n"
        "— Fuente: Migraciones.\n\n[Sí] [No]\n[Menú]"
    )


def test_without_buttons_everything_that_is_pressed_is_left_out() -> None:
    reply = Reply(
        (Paragraph("Hola."),), buttons=((Button("Sí", "f:y"),),), ask_location=True, toast="Gracias"
    )
    assert plain_text(reply, buttons=False) == "Hola."
    assert plain_text(reply) == "Hola.\n\nGracias\n\n[📍]\n\n[Sí]"


def test_a_pin_says_only_what_the_text_above_it_has_not_said() -> None:
    told, untold = Contact("Casa", "Av. Grau 1"), Note("gratis")
    reply = Reply((told,), venues=(Venue("Casa", "Av. Grau 1", -3.566912, -80.4, (told, untold)),))
    assert plain_text(reply) == "Casa: Av. Grau 1\n\n📍 Casa\nAv. Grau 1\n-3.56691, -80.40000\n— gratis"


def test_a_picture_is_named_and_silence_is_nothing() -> None:
    assert plain_text(Reply((Paragraph("Cifras."),), image=b"\x89PNG")) == "[PNG]\n\nCifras."
    assert plain_text(Reply((Paragraph("x"),), silent=True)) == ""
    assert plain_text(Reply()) == ""


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
blocks = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, words),
    st.builds(Items, st.none() | words, st.lists(words, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Fact, words, words),
    st.builds(Contact, words, words, st.none() | words),
    st.builds(Link, words, words),
    st.builds(Note, words, st.booleans()),
)


@given(st.lists(blocks, max_size=6).map(tuple))
def test_no_word_of_a_reply_is_lost_and_the_order_stays(given_blocks: tuple[Block, ...]) -> None:
    text = plain_text(Reply(given_blocks))
    at = 0
    for block in given_blocks:
        at = text.index(block_text(block), at) + len(block_text(block))
