"""The knowledge keeps the figures it has reached (gate.yaml): an edit that costs understanding fails here, by name.

Better figures, or a loss that was weighed and wanted: `rumbo gate --record`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.gate import fallen, measured, read_gate
from bot.matching.explaining import held_out_answers, held_out_by_question
from bot.matching.matcher import Matcher
from tests.real import real_matcher

GATE = Path(__file__).parent / "gate.yaml"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return real_matcher()


def test_no_figure_falls_below_what_was_recorded(matcher: Matcher) -> None:
    lines = fallen(read_gate(GATE), measured(matcher))
    assert not lines, "\n".join(lines)


def test_every_question_is_measured_and_recorded(matcher: Matcher) -> None:
    found, (right, wrong, of) = held_out_by_question(matcher), held_out_answers(matcher)
    assert right + wrong <= of
    assert all(0 <= hits <= times for hits, times in found.values())
    assert read_gate(GATE).questions.keys() & found.keys(), "record the questions: rumbo gate --record"
