"""Answer, offer choices, or say that it is not known: one rule over calibrated probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.matching.records import Candidate, Thresholds, Understanding

MOST_CHOICES = 3
_SHARE = 0.06  # a choice with less than this share of the best one's probability is no real choice


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message: one candidate to answer, up to three to choose from, or none."""

    kind: Literal["answer", "choices", "not_known"]
    chosen: tuple[Candidate, ...] = ()


def decide(understanding: Understanding, thresholds: Thresholds) -> Decision:
    """The three-way decision. Borders belong to the upper side: a probability equal to `answer` is answered.

    A best candidate that is sure enough but hardly ahead of the second is offered among the choices. Small talk is
    never a choice; its replies do no harm, so it is answered from half way between the two levels.
    """
    candidates = understanding.candidates
    if not candidates or candidates[0].probability < min(thresholds.choices, thresholds.answer):
        return Decision("not_known")
    best = candidates[0]
    second = candidates[1].probability if len(candidates) > 1 else 0.0
    level = (thresholds.answer + thresholds.choices) / 2 if best.small_talk else thresholds.answer
    if best.probability >= level and best.probability - second >= thresholds.margin:
        return Decision("answer", candidates[:1])
    real = [c for c in candidates if c.probability >= _SHARE * best.probability and not c.small_talk]
    return Decision("choices", tuple(real[:MOST_CHOICES])) if real else Decision("not_known")
