"""Texts as weighed n-grams: what tells texts apart counts, what all of them share only counts in their length."""

from __future__ import annotations

from threading import Thread

import numpy as np
import pytest

from bot.matching import ngrams
from bot.matching.ngrams import NgramIndex

TEXTS = [
    text.split() for text in ("el zapato roto", "el perro negro", "el gato flaco", "el", "el barco viejo")
]


@pytest.fixture
def small_base_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """What four of these texts use is common."""
    monkeypatch.setattr(ngrams, "_COMMON", 0.5)
    monkeypatch.setattr(ngrams, "_NEVER_COMMON", 1)


@pytest.mark.usefixtures("small_base_is_large")
def test_what_most_texts_use_is_left_out_of_rows_and_questions_alike() -> None:
    index = NgramIndex.fit([*TEXTS, ["zapato", "viejo"]])
    asked = set(index.features(["el", "zapato"])[0].tolist())
    assert asked == set(index.features(["xx", "zapato"])[0].tolist()), "the article tells nothing"
    assert asked <= {int(x) for row in (0, 5) for x in index.row(row)[0]}
    assert np.linalg.norm(index.features(["el", "zapato"])[1]) < np.linalg.norm(index.features(["zapato"])[1])


@pytest.mark.usefixtures("small_base_is_large")
def test_a_text_of_common_features_alone_keeps_them() -> None:
    index = NgramIndex.fit(TEXTS)
    assert len(index.row(3)[0])
    assert index.similarities(*index.features(["el"]), [(0, len(TEXTS))]).tolist() == [0.0] * len(TEXTS)


def test_in_a_small_base_every_shared_feature_tells() -> None:
    index = NgramIndex.fit(TEXTS)
    found = index.similarities(*index.features(["el"]), [(0, len(TEXTS))])
    assert found.argmax() == 3
    assert (found > 0).all()


def test_the_features_of_a_text_are_the_same_whatever_was_asked_before() -> None:
    index = NgramIndex.fit(TEXTS)
    first = [x.tolist() for x in index.features(["perro", "flaco"])]
    for i in range(100):
        index.features([f"gato{i}", "roto"])
    assert [x.tolist() for x in index.features(["perro", "flaco"])] == first


def test_threads_that_compare_at_once_do_not_mix_their_questions() -> None:
    index = NgramIndex.fit(TEXTS)
    alone = {
        word: index.similarities(*index.features([word]), [(0, 5)]).tolist() for word in ("perro", "gato")
    }
    wrong: list[str] = []

    def ask(word: str) -> None:
        for _ in range(2000):
            if index.similarities(*index.features([word]), [(0, 5)]).tolist() != alone[word]:
                wrong.append(word)

    threads = [Thread(target=ask, args=(word,)) for word in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
