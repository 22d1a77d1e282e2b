"""Answer, choices or not known: the borders of the rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.decision import MOST_CHOICES, decide
from bot.matching.records import Candidate, LanguageGuess, Mention, Thresholds, Understanding

LEVELS = Thresholds(answer=0.7, choices=0.3, margin=0.1)


def understood(*probabilities: float) -> Understanding:
    candidates = tuple(Candidate(f"question-{i}", p) for i, p in enumerate(probabilities))
    return Understanding(LanguageGuess("es", "es", True), Mention(None), candidates, (), None, "texto", empty=False)


@pytest.mark.parametrize(
    ("probabilities", "kind", "chosen"),
    [
        ((), "not_known", 0),
        ((0.29,), "not_known", 0),
        ((0.3,), "choices", 1),
        ((0.69, 0.1), "choices", 1),
        ((0.7,), "answer", 1),
        ((0.7, 0.6), "answer", 1),
        ((0.7, 0.61), "choices", 2),
        ((0.9, 0.85, 0.8, 0.75), "choices", 3),
        ((0.5, 0.4, 0.3, 0.2), "choices", 3),
        ((0.5, 0.09), "choices", 1),
        ((1.0, 0.0), "answer", 1),
    ],
)
def test_borders(probabilities: tuple[float, ...], kind: str, chosen: int) -> None:
    decision = decide(understood(*probabilities), LEVELS)
    assert (decision.kind, len(decision.chosen)) == (kind, chosen)


def test_the_best_comes_first() -> None:
    decision = decide(understood(0.6, 0.5, 0.4), LEVELS)
    assert [c.question for c in decision.chosen] == ["question-0", "question-1", "question-2"]


@given(st.lists(st.floats(0, 1), max_size=5), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_never_more_than_three_and_never_none_chosen_for_an_answer(
    probabilities: list[float], answer: float, choices: float, margin: float
) -> None:
    decision = decide(understood(*sorted(probabilities, reverse=True)), Thresholds(answer, choices, margin))
    assert len(decision.chosen) <= MOST_CHOICES
    assert (decision.kind == "not_known") == (not decision.chosen)
