"""A reply as Telegram shows it: always accepted, never cut inside its markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.markup import MOST_UNITS, utf16_units
from bot.channels.telegram.render import Photo, Pin, Text, render, split_plain
from bot.conversation.records import (
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
from tests.end_to_end.strict_html import visible_text

MENU = ((Button("Menú", "m"),),)


def html_of(*blocks: object) -> str:
    (message,) = render(Reply(blocks=blocks), "es")  # type: ignore[arg-type]
    assert isinstance(message, Text)
    return message.html


def test_each_block_has_its_own_look() -> None:
    assert html_of(Heading("Pedir refugio"), Paragraph("Puedes pedirlo."), Note("Revisado en 2025")) == (
        "<b>Pedir refugio</b>\n\nPuedes pedirlo.\n\n<i>Revisado en 2025</i>"
    )
    assert html_of(Items("Pasos:", ("Ve", "Firma"), numbered=True)) == "<b>Pasos:</b>\n1. Ve\n2. Firma"
    assert html_of(Items(None, ("Cédula",))) == "• Cédula"
    assert (
        html_of(Fact("Costo", "gratis"), Fact("Plazo:", "3 días"))
        == "<b>Costo:</b> gratis\n<b>Plazo:</b> 3 días"
    )
    assert html_of(Note("Confírmalo", warning=True)) == "<i>⚠️ Confírmalo</i>"


def test_a_phone_number_stands_plain_so_that_it_can_be_tapped() -> None:
    assert (
        html_of(Contact("Policía", "+51 1 105", "24 horas")) == "<b>Policía:</b> +51 1 105 <i>(24 horas)</i>"
    )


def test_a_link_shows_its_label_and_only_web_addresses_become_links() -> None:
    assert html_of(Link("Página", 'https://a.pe/?x=1&y="2')) == (
        '<a href="https://a.pe/?x=1&amp;y=&quot;2">Página</a>'
    )
    assert "<a" not in html_of(Link("Mal", "javascript:alert(1)"))


def test_everything_is_escaped() -> None:
    assert html_of(Paragraph("<b>x</b> & </a> &lt;")) == "&lt;b&gt;x&lt;/b&gt; &amp; &lt;/a&gt; &amp;lt;"


def test_a_silent_reply_sends_nothing() -> None:
    assert render(Reply(silent=True, blocks=(Paragraph("x"),)), "es") == ()
    assert render(Reply(toast="Gracias"), "es") == ()


def test_the_buttons_are_on_the_last_message() -> None:
    venue = Venue("Posta", "Av. Sol", -12.0, -77.0, (Fact("Horario", "8-17"),))
    text, pin = render(Reply(blocks=(Paragraph("a"),), venues=(venue,), buttons=MENU), "es")
    assert isinstance(text, Text)
    assert isinstance(pin, Pin)
    assert text.keyboard is None
    assert pin.keyboard is not None
    assert text.plain == "a\n\nHorario: 8-17"


def test_the_location_button_gets_a_message_of_its_own_where_the_only_one_has_buttons() -> None:
    text, ask = render(Reply(blocks=(Paragraph("a"),), buttons=MENU, ask_location=True), "en")
    assert "inline_keyboard" in text.keyboard.to_dict()  # type: ignore[union-attr]
    assert ask.keyboard.to_dict()["keyboard"][0][0]["request_location"] is True  # type: ignore[union-attr]
    (alone,) = render(Reply(blocks=(Paragraph("a"),), ask_location=True), "es")
    assert "keyboard" in alone.keyboard.to_dict()  # type: ignore[union-attr]


def test_a_button_telegram_would_refuse_is_left_out_and_the_answer_still_goes() -> None:
    buttons = ((Button("Larga", "x" * 65), Button("Menú", "m")), (Button("Vacía", ""),))
    (text,) = render(Reply(blocks=(Paragraph("a"),), buttons=buttons), "es")
    assert text.keyboard.to_dict()["inline_keyboard"] == [[{"text": "Menú", "callback_data": "m"}]]  # type: ignore[union-attr]


def test_a_picture_bears_the_text_as_caption_where_it_fits() -> None:
    (photo,) = render(Reply(blocks=(Paragraph("a"),), image=b"png"), "es")
    assert photo == Photo(b"png", "a", "a")
    first, second = render(Reply(blocks=(Paragraph("a" * 2000),), image=b"png"), "es")
    assert (first.html, isinstance(second, Text)) == ("", True)  # type: ignore[union-attr]


def test_a_long_reply_is_cut_between_blocks_and_a_heading_stays_with_its_text() -> None:
    blocks = (Paragraph("a" * 1990), Paragraph("b" * 1990), Heading("Título"), Paragraph("c" * 1500))
    first, second = render(Reply(blocks=blocks), "es")
    assert isinstance(first, Text)
    assert isinstance(second, Text)
    assert first.plain == "a" * 1990 + "\n\n" + "b" * 1990
    assert second.html.startswith("<b>Título</b>\n\nccc")


def test_a_block_longer_than_a_message_is_cut_after_a_sentence() -> None:
    text = "Una frase corta que se repite. " * 400
    messages = render(Reply(blocks=(Paragraph(text.strip()),)), "es")
    assert len(messages) > 2
    assert all(m.plain.endswith(".") for m in messages)  # type: ignore[union-attr]
    assert " ".join(m.plain.replace("\n", " ") for m in messages) == text.strip()  # type: ignore[union-attr]


words = st.text(st.sampled_from("aé <>&\"'.\n😀ñ\u202e\ud800\x00"), max_size=60)
long_words = st.builds(lambda w, n: w * n, words, st.integers(1, 300))
block = st.one_of(
    st.builds(Heading, long_words),
    st.builds(Paragraph, long_words),
    st.builds(Note, long_words, st.booleans()),
    st.builds(Items, st.none() | words, st.lists(long_words, max_size=5).map(tuple), st.booleans()),
    st.builds(Fact, words, long_words),
    st.builds(Contact, words, words, st.none() | words),
    st.builds(Link, words, words.map(lambda w: f"https://x.pe/{w}")),
)


@settings(max_examples=300)
@given(st.lists(block, max_size=12).map(tuple))
def test_every_message_fits_and_its_markup_is_closed(blocks: tuple[object, ...]) -> None:
    for message in render(Reply(blocks=blocks, buttons=MENU), "es"):  # type: ignore[arg-type]
        assert isinstance(message, Text)
        assert utf16_units(message.html) <= MOST_UNITS
        assert utf16_units(visible_text(message.html)) <= MOST_UNITS
        message.html.encode("utf-8")  # no lone surrogate is left


@settings(max_examples=100)
@given(long_words)
def test_plain_text_is_split_into_what_fits_and_loses_no_letter(text: str) -> None:
    parts = split_plain(text, 500)
    assert all(0 < utf16_units(part) <= 500 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_an_empty_reply_sends_no_empty_message(text: str) -> None:
    messages = render(Reply(blocks=(Paragraph(text),)), "es")
    assert all(visible_text(m.html).strip() for m in messages if isinstance(m, Text))
