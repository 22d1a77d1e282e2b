"""Answer, choices or not known: the borders of the rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.decision import MOST_CHOICES, decide
from bot.matching.records import Candidate, LanguageGuess, Mention, Thresholds, Understanding

LEVELS = Thresholds(answer=0.75, choices=0.25, margin=0.125)  # exact in binary


def understood(*probabilities: float) -> Understanding:
    candidates = tuple(Candidate(f"question-{i}", p) for i, p in enumerate(probabilities))
    return Understanding(
        LanguageGuess("es", "es", True), Mention(None), candidates, (), None, "texto", empty=False
    )


@pytest.mark.parametrize(
    ("probabilities", "kind", "chosen"),
    [
        ((), "not_known", 0),
        ((0.24,), "not_known", 0),
        ((0.25,), "choices", 1),
        ((0.74, 0.1), "choices", 2),
        ((0.74, 0.04), "choices", 1),
        ((0.75,), "answer", 1),
        ((0.75, 0.625), "answer", 1),
        ((0.75, 0.626), "choices", 2),
        ((0.9, 0.85, 0.8, 0.78), "choices", 3),
        ((0.5, 0.4, 0.3, 0.2), "choices", 3),
        ((0.5, 0.03), "choices", 2),
        ((0.5, 0.029), "choices", 1),
        ((1.0, 0.0), "answer", 1),
    ],
)
def test_borders(probabilities: tuple[float, ...], kind: str, chosen: int) -> None:
    decision = decide(understood(*probabilities), LEVELS)
    assert (decision.kind, len(decision.chosen)) == (kind, chosen)


def test_the_best_comes_first() -> None:
    decision = decide(understood(0.6, 0.5, 0.4), LEVELS)
    assert [c.question for c in decision.chosen] == ["question-0", "question-1", "question-2"]


def test_small_talk_is_answered_earlier_and_is_never_a_choice() -> None:
    def talk(p: float) -> Candidate:
        return Candidate("greeting", p, small_talk=True)

    def among(*candidates: Candidate) -> Understanding:
        return replace(understood(), candidates=candidates)

    assert decide(among(talk(0.5)), LEVELS).kind == "answer"
    assert decide(among(talk(0.49)), LEVELS).kind == "not_known"
    mixed = decide(among(talk(0.5), Candidate("asylum", 0.45)), LEVELS)
    assert (mixed.kind, [c.question for c in mixed.chosen]) == ("choices", ["asylum"])


@given(st.lists(st.floats(0, 1), max_size=5), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_never_more_than_three_and_never_none_chosen_for_an_answer(
    probabilities: list[float], answer: float, choices: float, margin: float
) -> None:
    decision = decide(understood(*sorted(probabilities, reverse=True)), Thresholds(answer, choices, margin))
    assert len(decision.chosen) <= MOST_CHOICES
    assert (decision.kind == "not_known") == (not decision.chosen)
