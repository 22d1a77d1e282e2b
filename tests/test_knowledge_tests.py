"""The questions that stand beside the knowledge (tests.yaml): none gets a forbidden answer, and most are found."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from bot.trials import Trial, run_trials
from tests.real import real_conversation

# The recorded share that is answered rightly at once or offered among the choices, less half a percent for what another fit
# shifts; raise a figure when it rises.
FOUND = {
    "AR": 0.94, "BO": 0.98, "BR": 0.96, "CL": 0.95, "CO": 0.98, "CR": 0.97, "EC": 0.91, "MX": 0.90, "PA": 0.90,
    "PE": 0.94, "PY": 0.93, "UY": 0.92,
    "VE": 0.38,  # not covered: what is not answered at once is not offered either
    "no country": 0.92,
}  # fmt: skip
RIGHT = 0.54  # of all, the recorded share that is answered rightly at once


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    return list(run_trials(real_conversation(), datetime.now(UTC)))


def readable(trials: list[Trial]) -> str:
    return "\n" + "\n".join(str(t.problem()) for t in trials)


def shares(trials: list[Trial]) -> dict[str, float]:
    """How much is found of the questions asked in each country."""
    found: dict[str, list[bool]] = defaultdict(list)
    for trial in trials:
        found[trial.test.country or "no country"].append(trial.verdict in {"right", "offered"})
    return {country: sum(hits) / len(hits) for country, hits in sorted(found.items())}


def test_no_question_gets_an_answer_it_must_never_get(trials: list[Trial]) -> None:
    forbidden = [t for t in trials if t.verdict == "forbidden"]
    assert not forbidden, readable(forbidden)


def test_every_danger_is_recognised(trials: list[Trial]) -> None:
    told = [t for t in trials if (t.test.expect or "").startswith("danger:")]
    missed = [t for t in told if not t.got.startswith("danger:")]
    assert told
    assert not missed, readable(missed)


def test_in_every_country_most_questions_are_answered_or_offered(trials: list[Trial]) -> None:
    assert len(trials) >= 3500
    found = shares(trials)
    assert set(found) == set(FOUND), "record the share of each country"
    table = "\n".join(
        f"{country}: {share:.3f} (recorded: {FOUND[country]})" for country, share in found.items()
    )
    less = [country for country, share in found.items() if share < FOUND[country]]
    not_found = {"missed", "open"}
    missed = [t for t in trials if t.verdict in not_found and (t.test.country or "no country") in less]
    assert not less, f"{less}\n{table}{readable(missed)}"


def test_many_questions_are_answered_at_once(trials: list[Trial]) -> None:
    share = sum(t.verdict == "right" for t in trials) / len(trials)
    assert share >= RIGHT, share
