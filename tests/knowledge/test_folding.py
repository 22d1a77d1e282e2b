"""Folding brings every way of typing a word to the same letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.folding import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("¿Cómo RENUEVO mi carné?", "como renuevo mi carne"),
        ("niño", "nino"),
        ("nin\u0303o", "nino"),
        ("don't don’t don´t don`t", "dont dont dont dont"),
        ("  a\n\tb  ", "a b"),
        ("𝐀𝐘𝐔𝐃𝐀 ＡＹＵＤＡ", "ayuda ayuda"),
        ("İstanbul", "istanbul"),
        ("1.130 soles", "1 130 soles"),
        ("🇵🇪 !!", ""),
        ("", ""),
    ],
)
def test_ways_of_typing(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789 " for c in once)
    assert "  " not in once


@given(st.text())
def test_capitals_never_matter(text: str) -> None:
    assert fold(text.upper().lower()) == fold(text.upper().lower().title().lower())
