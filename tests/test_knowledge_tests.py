"""The questions that stand beside the knowledge (tests.yaml): none gets a forbidden answer, and most are found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.trials import Trial, run_trials
from tests.real import real_conversation

FOUND = (
    0.85  # the recorded share answered rightly at once or offered among the choices; raise it when it rises
)


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    return list(run_trials(real_conversation(), datetime.now(UTC)))


def readable(trials: list[Trial]) -> str:
    return "\n".join(str(t.problem()) for t in trials)


def test_no_question_gets_an_answer_it_must_never_get(trials: list[Trial]) -> None:
    forbidden = [t for t in trials if t.verdict == "forbidden"]
    assert not forbidden, readable(forbidden)


def test_every_danger_is_recognised(trials: list[Trial]) -> None:
    missed = [
        t for t in trials if (t.test.expect or "").startswith("danger:") and not t.got.startswith("danger:")
    ]
    assert not missed, readable(missed)


def test_most_questions_are_answered_or_offered(trials: list[Trial]) -> None:
    missed = [t for t in trials if t.verdict == "missed"]
    assert len(trials) >= 150
    assert 1 - len(missed) / len(trials) >= FOUND, readable(missed)
