"""What may stand on a page, and how a text is shortened: whole sentences only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.takeaway.discreet import clauses, is_discreet, names_asylum, opening, sentences


@pytest.mark.parametrize(
    "said",
    [
        "Línea 1818, trata de personas",
        "Línea contra la trata (Mininterior)",
        "Help for victims of trafficking",
        "Si temes volver, dilo.",
        "para quien fue explotado",
        "También si vives con VIH.",
    ],
)
def test_words_that_tell_what_happened_to_a_person_never_stand_on_a_page(said: str) -> None:
    assert not is_discreet(said)


@pytest.mark.parametrize(
    "said", ["Se trata gratis en el hospital.", "Ambulancia SAMU", "Get treatment here."]
)
def test_everyday_words_may_stand(said: str) -> None:
    assert is_discreet(said)


def test_the_reasons_for_asylum_are_left_out_where_it_is_named() -> None:
    said = "Di que temes volver. Decide la CONARE. No pueden devolverte al peligro."
    assert opening(said, 500, asylum=True) == "Decide la CONARE."
    assert names_asylum("Renovar tu carné de solicitante de refugio")


def test_an_opening_ends_with_a_whole_sentence() -> None:
    said = "Ve a la Av. España 734 de día. Lleva agua. Pregunta por la doctora y espera."
    assert opening(said, 45) == "Ve a la Av. España 734 de día. Lleva agua."
    assert opening(said, 5) == "Ve a la Av. España 734 de día."


def test_the_parts_of_a_note_that_tell_too_much_are_left_out() -> None:
    assert clauses("a toda hora; trata y tráfico de personas; gratis") == "a toda hora; gratis"
    assert clauses("a toda hora; gratis", 1) == "a toda hora"


@given(st.text(max_size=300), st.integers(0, 400))
def test_nothing_is_ever_cut_inside_a_sentence(said: str, most: int) -> None:
    parts = sentences(said)
    cut = opening(said, most)
    rest = [p for p in parts if is_discreet(p)]
    assert cut in {" ".join(rest[:n]).strip() for n in range(len(rest) + 1)}
