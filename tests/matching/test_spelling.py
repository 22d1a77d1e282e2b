"""Slips are mended towards the knowledge's own words; names, numbers and everyday words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.spelling import Spelling, sound

COUNTS = {
    "necesito": 9, "trabajo": 9, "embarazada": 5, "papeles": 9, "sin": 30, "salvoconducto": 4, "refugio": 9, "cedula": 5,
    "asilo": 9, "hacer": 8, "nesesito": 1, "escuela": 6, "permiso": 9, "pasaporte": 7, "vencido": 3, "pelo": 2, "visa": 9,
}  # fmt: skip
PROTECTED = ("rumv", "pasaport")
EVERYDAY = ("hora", "pero", "salvo")
SPELLING = Spelling(COUNTS, PROTECTED, EVERYDAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nesecito", "necesito"),
        ("nesesito", "necesito"),
        ("travajo", "trabajo"),
        ("enbarasada", "embarazada"),
        ("refujio", "refugio"),
        ("sedula", "cedula"),
        ("acilo", "asilo"),
        ("aser", "hacer"),
        ("permizo", "permiso"),
        ("escuelaa", "escuela"),
        ("sinpapeles", "sin papeles"),
        ("salvo conducto", "salvoconducto"),
    ],
)
def test_slips_are_mended(typed: str, meant: str) -> None:
    assert " ".join(SPELLING.repair(typed.split())) == meant


@pytest.mark.parametrize(
    "word", ["rumv", "pasaport", "hora", "pero", "911", "sc2", "vis", "xyzzyq", "papeles"]
)
def test_these_are_never_touched(word: str) -> None:
    assert SPELLING.repair([word]) == [word]


def test_a_protected_name_is_never_joined_to_its_neighbour() -> None:
    spelling = Spelling({"rumvisa": 5, "visa": 5}, ("rum",), ())
    assert spelling.repair(["rum", "visa"]) == ["rum", "visa"]


def test_a_short_word_with_another_letter_is_another_word() -> None:
    assert SPELLING.repair(["vino"]) == ["vino"]


def test_sounds_alike() -> None:
    assert sound("nesesito") == sound("necesito")
    assert sound("vivienda") == sound("bibienda")
    assert sound("llave") == sound("yabe")


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=30), max_size=12))
def test_protected_everyday_and_short_words_survive_any_company(words: list[str]) -> None:
    mended = SPELLING.repair([*words, "rumv", "hora"])
    assert mended[-2:] == ["rumv", "hora"]


@given(st.lists(st.sampled_from([*COUNTS, *PROTECTED, *EVERYDAY]), max_size=8))
def test_repair_is_stable(words: list[str]) -> None:
    once = SPELLING.repair(words)
    assert SPELLING.repair(once) == once
