"""The gate: figures the knowledge base has reached on its own phrasings, below which it must not fall.

They need no messages from outside: every phrasing is asked of a model that did not see it, every sentence of danger of an
alarm that did not. `rumbo gate --record` writes them; the test suite fails when one falls, and names the questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.evaluation.reading import BadFile, Value, read_mapping
from bot.matching.explaining import confusions, held_out_answers, held_out_by_question
from bot.matching.matcher import Matcher

TOLERANCE: Mapping[
    str, float
] = {  # how far a figure may move the wrong way: noise of an edit, not of a mistake
    "accuracy": 0.005,
    "wrong_answers": 0.005,
    "danger_recall": 0.01,
    "danger_alarms": 0.01,
}
LESS_IS_BETTER = {"wrong_answers", "danger_alarms"}
NAMES: Mapping[str, str] = {
    "accuracy": "phrasings found again when left out",
    "wrong_answers": "left-out phrasings answered wrongly at the levels that are set",
    "danger_recall": "left-out sentences of danger that raise the alarm",
    "danger_alarms": "left-out hard sentences without danger that raise it too",
}
_LOST = 0.99  # phrasings of a question, at least, for its name to be worth reading
_MOST_NAMED = 30
_HEAD = """\
# The figures that the knowledge has reached on its own phrasings. Written by `rumbo gate --record`; never by hand.
# The suite fails when one falls by more than its tolerance (bot/evaluation/gate.py), and names the questions that fell.
"""


@dataclass(frozen=True, slots=True)
class Gate:
    """The figures, between 0 and 1; and by question how many of its left-out phrasings were found, of how many."""

    figures: Mapping[str, float]
    questions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    taken_for: Mapping[str, str] = field(default_factory=dict, compare=False)  # instead, mostly; not recorded


def measured(matcher: Matcher) -> Gate:
    """The figures of a fitted matcher; without those of danger where the knowledge has too few examples of it."""
    _, wrong, of = held_out_answers(matcher)
    figures = {"accuracy": matcher.loo_accuracy, "wrong_answers": wrong / max(of, 1)}
    alarm = matcher.alarm
    if alarm is not None:
        figures |= {"danger_recall": alarm.fitted.recall, "danger_alarms": alarm.fitted.alarms}
    instead: dict[str, Counter[str]] = {}
    for confusion in confusions(matcher):
        instead.setdefault(confusion.question, Counter())[confusion.taken_for] += 1
    return Gate(
        {name: round(value, 4) for name, value in figures.items()},
        dict(sorted(held_out_by_question(matcher).items())),
        {question: came.most_common(1)[0][0] for question, came in instead.items()},
    )


def fallen(recorded: Gate, now: Gate) -> list[str]:
    """What is worse than recorded, a line each: the figures, then the questions. Empty where all holds."""
    lines = [*_fallen_figures(recorded, now)]
    if lines:
        lines += _fallen_questions(recorded, now)
    return lines


def _fallen_figures(recorded: Gate, now: Gate) -> Iterator[str]:
    for name, before in recorded.figures.items():
        after, allowed = now.figures.get(name), TOLERANCE.get(name, 0.0)
        if after is None:
            yield f"{NAMES.get(name, name)}: {before:.1%} recorded, and not measured any more"
            continue
        worse = after - before if name in LESS_IS_BETTER else before - after
        if worse > allowed + 1e-9:
            yield f"{NAMES.get(name, name)}: {after:.1%}, recorded {before:.1%} (tolerance {100 * allowed:.1f} points)"


def _fallen_questions(recorded: Gate, now: Gate) -> list[str]:
    """The questions of which fewer phrasings are found than recorded, those that lost most first."""
    fell = []
    for question, (found, of) in now.questions.items():
        before, before_of = recorded.questions.get(question, (0, 0))
        lost = of * before / before_of - found if before_of else 0.0
        if lost >= _LOST:
            came = now.taken_for.get(question)
            said = (
                f"question {question}: {found} of {of} phrasings are found, recorded {before} of {before_of}"
            )
            fell.append((-lost, f"{said}{f'; most are taken for {came}' if came else ''}"))
    return [said for _, said in sorted(fell)[:_MOST_NAMED]]


def read_gate(path: Path) -> Gate:
    """The recorded figures. Raises BadFile."""
    content = read_mapping(path)
    figures, questions = content.get("figures"), content.get("questions") or {}
    if not isinstance(figures, dict) or not isinstance(questions, dict):
        raise BadFile(f"{path.name}: lacks its figures; write it again with 'rumbo gate --record'")
    try:
        return Gate(
            {name: float(str(value)) for name, value in figures.items()},
            {question: _counts(counts) for question, counts in questions.items()},
        )
    except ValueError:
        raise BadFile(f"{path.name}: holds a figure that is no number; write it again") from None


def write_gate(path: Path, gate: Gate) -> None:
    """Records the figures. Raises OSError."""
    content = {
        "figures": dict(gate.figures),
        "questions": {question: f"{found} of {of}" for question, (found, of) in gate.questions.items()},
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(_HEAD + text, encoding="utf-8")


def _counts(value: Value) -> tuple[int, int]:
    found, of = str(value).split(" of ")
    return int(found), int(of)
