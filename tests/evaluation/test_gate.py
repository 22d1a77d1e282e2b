"""The gate names what fell and by how much, forgives the noise of an edit, and writes what it reads."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.evaluation.gate import Gate, fallen, measured, read_gate, write_gate
from bot.evaluation.reading import BadFile
from bot.evaluation.running import pass_gate
from bot.matching.matcher import Matcher
from tests.matching.small import small_release

FIGURES = {"accuracy": 0.9, "wrong_answers": 0.02, "danger_recall": 0.8, "danger_alarms": 0.1}
RECORDED = Gate(FIGURES, {"asylum": (9, 10), "school": (4, 10), "gone": (5, 5)})


def test_what_holds_passes_and_better_is_no_fall() -> None:
    assert fallen(RECORDED, RECORDED) == []
    better = Gate({"accuracy": 0.95, "wrong_answers": 0.0, "danger_recall": 1.0, "danger_alarms": 0.0})
    assert fallen(RECORDED, better) == []


@pytest.mark.parametrize(
    ("name", "still", "fell"),
    [
        ("accuracy", 0.896, 0.894),
        ("wrong_answers", 0.025, 0.026),
        ("danger_recall", 0.79, 0.78),
        ("danger_alarms", 0.11, 0.12),
    ],
)
def test_a_figure_may_move_within_its_tolerance_only(name: str, still: float, fell: float) -> None:
    assert fallen(RECORDED, replace(RECORDED, figures=FIGURES | {name: still})) == []
    lines = fallen(RECORDED, replace(RECORDED, figures=FIGURES | {name: fell}))
    assert len(lines) == 1
    assert f"{fell:.1%}" in lines[0]
    assert f"recorded {FIGURES[name]:.1%}" in lines[0]


def test_the_questions_that_got_worse_are_named_the_worst_first() -> None:
    questions = {"school": (1, 12), "asylum": (5, 10), "new": (0, 9)}
    lines = fallen(RECORDED, Gate(FIGURES | {"accuracy": 0.5}, questions, {"asylum": "asylum-travel"}))
    assert lines[1:] == [
        "question asylum: 5 of 10 phrasings are found, recorded 9 of 10; most are taken for asylum-travel",
        "question school: 1 of 12 phrasings are found, recorded 4 of 10",
    ]


def test_a_figure_that_is_not_measured_any_more_is_a_fall() -> None:
    figures = {name: value for name, value in FIGURES.items() if name != "danger_recall"}
    assert "not measured any more" in fallen(RECORDED, Gate(figures))[0]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    write_gate(file, RECORDED)
    assert read_gate(file) == RECORDED
    assert "asylum: 9 of 10" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    ["", "figures:\n", "figures: {accuracy: high}\n", "figures: {a: 1}\nquestions: {b: nine}\n", "- a\n"],
)
def test_a_damaged_record_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile):
        read_gate(file)


def test_a_fitted_matcher_passes_its_own_record_and_fails_a_higher_one(tmp_path: Path) -> None:
    release = small_release()
    matcher = Matcher.fit(release)
    talk = Conversation(release, matcher, DangerWatch(release))
    file, console = tmp_path / "gate.yaml", Console(width=200, record=True, file=io.StringIO())
    with pytest.raises(BadFile, match="is not a file"):
        pass_gate(talk, file, console, record=False)
    assert pass_gate(talk, file, console, record=True)
    assert read_gate(file) == measured(matcher)
    assert pass_gate(talk, file, console, record=False)
    write_gate(file, Gate({"accuracy": matcher.loo_accuracy + 0.01}))
    assert not pass_gate(talk, file, console, record=False)
    assert "phrasings found again when left out" in console.export_text()
