"""Plain methods rank what can be asked in the message's country; a library that is absent is named, not needed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from bot.evaluation.baselines import METHODS, Trial, judged, measured, the_bot
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.figures import Share
from tests.conversation.small import small_release
from tests.evaluation.small import evaluated


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return evaluated(tmp_path_factory.mktemp("files"))


@pytest.fixture
def trial(evaluation: Evaluation) -> Trial:
    return Trial.of(evaluation.in_country, small_release())


def test_what_another_country_alone_has_cannot_be_asked(trial: Trial) -> None:
    place = {question: i for i, question in enumerate(trial.questions)}
    in_peru, anywhere = trial.open_questions[0], trial.open_questions[1]
    assert in_peru[place["pe-cpp"]]
    assert not in_peru[place["ec-virte"]]
    assert anywhere.all()
    allowed = {trial.questions[trial.label[row]] for row in np.flatnonzero(trial.open_rows[0])}
    assert allowed == set(trial.questions) - {"ec-virte"}


def test_a_question_scores_as_its_best_phrasing(trial: Trial) -> None:
    scores = np.arange(trial.open_rows.size, dtype=np.float32).reshape(trial.open_rows.shape)
    found = trial.by_question(scores)
    assert found.shape == trial.open_questions.shape
    assert np.isneginf(found[~trial.open_questions]).all()
    first = np.flatnonzero(trial.label == 0)
    assert found[1, 0] == scores[1, first].max()


def test_every_method_ranks_the_same_messages(trial: Trial) -> None:
    found = list(measured(trial, 7))
    assert [b.name for b in found] == [name for name, _, _ in METHODS]
    for baseline in found:
        assert baseline.missing is None
        assert baseline.first.of == baseline.first_three.of == 7
        assert baseline.first.count <= baseline.first_three.count
        assert baseline.level is not None
        assert baseline.level.wrong <= 0.02
        assert baseline.outside.of == 2


def test_the_same_seed_gives_the_same_figures(trial: Trial) -> None:
    def without_times() -> list[tuple[object, ...]]:
        return [(b.name, b.first, b.first_three, b.level, b.outside) for b in measured(trial, 3)]

    assert without_times() == without_times()


def test_a_perfect_method_is_found_perfect_and_equal_scores_fall_by_chance(trial: Trial) -> None:
    perfect = np.zeros(trial.open_questions.shape, np.float32)
    for row, wanted in enumerate(trial.wanted):
        for question in wanted or ():
            perfect[row, trial.questions.index(question)] = 1 + row
    best = judged("perfect", trial, perfect, 7)
    assert best.first == best.first_three == Share(7, 7)
    assert best.level is not None
    assert best.level.right == 1
    assert best.outside == Share(0, 2)
    nothing = np.zeros(trial.open_questions.shape, np.float32)
    assert len({judged("ties", trial, nothing, seed).first.count for seed in range(20)}) > 1


@pytest.mark.parametrize("library", ["bm25s", "sklearn"])
def test_an_absent_library_is_named_in_its_row(
    trial: Trial, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = [name for name in sys.modules if name.split(".")[0] == library]
    for name in {library, *gone}:
        monkeypatch.setitem(sys.modules, name, None)
    found = list(measured(trial, 7))
    missing = [b.missing for b in found if b.missing]
    assert missing
    assert all(m.startswith("not installed: pip install ") for m in missing)
    assert any(b.missing is None for b in found)


def test_the_bots_own_row_ranks_its_candidates(evaluation: Evaluation) -> None:
    row = the_bot(evaluation.in_country)
    assert row.first == Share(4, 7)
    assert row.first_three == Share(6, 7)
    assert row.outside.of == 2


def test_without_questions_in_scope_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert evaluated(tmp_path).baselines == ()
