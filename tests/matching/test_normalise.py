"""Whatever people type becomes plain words, in bounded time, and a second reading changes nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.normalise import (
    MAX_CHARACTERS,
    MAX_CLAUSES,
    Wording,
    clauses,
    normalise,
    readable,
    sentences,
)
from tests.matching.small import VOCABULARY

WORDING = Wording.of(VOCABULARY)
ANY_TEXT = st.text(st.characters(), max_size=300) | st.text(
    st.sampled_from("aeioshlqkxd 0123456789.,!?@$ñá\u200b\ud800ас "), max_size=300
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("¿Cómo pido ASILO?", "como pido asilo"),
        ("mañana", "manana"),
        ("holaaaaa quierooo asilooo", "quiero asilo"),
        ("a s i l o", "asilo"),
        ("a.s.i.l.o", "asilo"),
        ("q hago xq no me pagan", "que hago porque no me pagan"),
        ("аsilo", "asilo"),  # Cyrillic a
        ("αsilο", "asilo"),  # Greek alpha and omicron
        ("ａｓｉｌｏ", "asilo"),
        ("4s1l0", "asilo"),
        ("asi\u200blo", "asilo"),
        ("a\u202esilo\u202c", "asilo"),
        ("asi\x00lo", "asilo"),
        ("visa 🛂 perú 🙏", "visa peru"),
        ("me deben 1.200 soles desde el 12/05/2024", "me deben 0 soles desde el 0"),
        ("cuesta 20soles", "cuesta 0 soles"),
        ("ecu911 sc2", "ecu911 sc2"),
        ("los niñ@s", "los ninas"),
        ("<b>asilo</b> &lt;", "asilo"),
        ("asilo \ud800 ya", "asilo ya"),
    ],
)
def test_disguised_and_hurried_words_are_read(typed: str, plain: str) -> None:
    assert normalise(typed, WORDING) == plain


def test_greetings_around_a_question_are_left_out() -> None:
    assert normalise("Hola, buenas tardes. ¿Cómo pido asilo? Muchas gracias", WORDING) == "como pido asilo"


def test_a_message_that_is_only_a_greeting_keeps_it() -> None:
    assert normalise("Hola, buenas tardes!!", WORDING) == "hola buenas tardes"


@pytest.mark.parametrize("nothing", ["", "   ", "🙏🙏", "\u200b\u200d", "?!…", "\x00\x01", "مرحبا", "\ud800"])
def test_signs_alone_are_nothing(nothing: str) -> None:
    assert normalise(nothing, WORDING) == ""


def test_chat_words_that_lead_to_each_other_end() -> None:
    circle = Wording.of(type(VOCABULARY)({"a": "b", "b": "a", "c": "c d", "e": "a"}, (), (), frozenset()))
    assert normalise(normalise("a b c e", circle), circle) == normalise("a b c e", circle)


@given(ANY_TEXT)
def test_reading_twice_changes_nothing(text: str) -> None:
    once = normalise(text, WORDING)
    assert normalise(once, WORDING) == once


@given(ANY_TEXT)
def test_plain_text_is_short_and_of_our_letters(text: str) -> None:
    plain = normalise(text, WORDING)
    assert len(plain) <= MAX_CHARACTERS
    assert all(c == " " or (c.isascii() and c.isalnum() and not c.isupper()) for c in plain)


@given(ANY_TEXT)
def test_readable_text_holds_nothing_invisible(text: str) -> None:
    seen = readable(text)
    assert len(seen) <= MAX_CHARACTERS
    assert not any(unicodedata.combining(c) or c == "\x00" for c in seen)


@pytest.mark.parametrize(
    "hostile",
    [
        "😀" * 4096, "a" + "\u0301" * 4095, "\u202e" * 4096, "\ufdfa" * 4096, "a " * 2048, "<" * 4096, "<a " * 1300,
        "aaaa" * 1024, "1a" * 2048, "x\u0300" * 2048, "﷽" * 1000, "a." * 2048, "y " * 2048,
    ],
)  # fmt: skip
def test_hostile_texts_stay_within_bounds(hostile: str) -> None:
    stretches = sentences(readable(hostile), WORDING)
    assert sum(len(w) + 1 for s in stretches for w in s) <= MAX_CHARACTERS + 1
    assert len(clauses(stretches, WORDING)) <= MAX_CLAUSES


def test_a_short_message_is_one_clause() -> None:
    assert clauses(sentences("como pido asilo, por favor", WORDING), WORDING) == [["como", "pido", "asilo"]]


def test_a_long_story_is_cut_where_sentences_and_connectives_stand() -> None:
    story = (
        "llegue hace dos meses con mis hijos y no tenemos donde dormir esta noche, pero ademas quiero saber como inscribo a "
        "mi hija en la escuela porque ya empiezan las clases"
    )
    parts = [" ".join(x) for x in clauses(sentences(story, WORDING), WORDING)]
    assert any("donde dormir esta noche" in x and "escuela" not in x for x in parts)
    assert any("inscribo a mi hija" in x and "dormir" not in x for x in parts)


def test_a_run_on_sentence_is_read_through_overlapping_windows() -> None:
    words = [f"palabra{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(60)]
    parts = clauses([words], WORDING)
    assert len(parts) > 3
    assert set(words) <= {w for part in parts for w in part}
    assert set(parts[0]) & set(parts[1])
