"""Noise is seeded, of the kind that was asked for, and never takes a message away."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.cases import Case
from bot.evaluation.noise import KINDS, Kind, noisy, noisy_text, without_accents

TEXT = "¿Qué hago para renovar mi visa? Porque también quiero trabajar y llevar a mi hija a la escuela"


def case(text: str, language: str = "es") -> Case:
    return Case("a", text, language, None, "other", "x", in_scope=True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_text(kind: Kind) -> None:
    assert noisy(case(TEXT), kind, 7) == noisy(case(TEXT), kind, 7)
    assert noisy(case(TEXT), kind, 7).text != TEXT


def test_another_seed_or_message_slips_elsewhere() -> None:
    texts = {noisy(case(TEXT), "typos", seed).text for seed in range(10)}
    assert len(texts) > 5


def test_each_kind_does_what_it_says() -> None:
    def with_(kind: Kind, language: str = "es", text: str = TEXT) -> str:
        return noisy_text(text, language, kind, random.Random(1))

    assert with_("accents") == without_accents(TEXT) == TEXT.translate(str.maketrans("éí", "ei"))
    assert with_("capitals") == TEXT.upper()
    assert with_("joined words").replace(" ", "") == TEXT.replace(" ", "")
    assert with_("joined words").count(" ") == TEXT.count(" ") - 1
    assert any(word in with_("chat words").split() for word in ("pa", "xq", "pq", "tmb", "kiero"))
    assert (
        with_("chat words", "en", "how do you help people without papers")
        != "how do you help people without papers"
    )
    assert with_("sounds") != TEXT
    assert with_("typos") != TEXT


@given(
    st.text(max_size=80),
    st.sampled_from(["es", "en", "pt", "mixed"]),
    st.sampled_from(KINDS),
    st.integers(0, 9),
)
def test_any_text_can_be_made_noisy(text: str, language: str, kind: Kind, seed: int) -> None:
    found = noisy(case(text, language), kind, seed).text
    assert len(found) <= 4 * len(text) + 10
    assert bool(found.strip()) == bool(text.strip()) or len(text.strip()) <= 3
