"""The walk as a tree that a person can check: answers that lead to the same place are one branch."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.records import Release
from bot.options.asking import Walk, next_question, ruled_out
from bot.options.judging import judge_all
from bot.options.person import Person


@dataclass(frozen=True, slots=True)
class Branch:
    """A state of the walk: the answers that lead here from above, its question, what is left, and what follows."""

    answers: tuple[str, ...]  # values; empty at the root
    question: str | None  # None: the outcome, or the depth that was asked for
    asks: str | None  # the question about to be asked, also where the tree is cut
    possible: int  # options that apply or may apply here
    surely: tuple[str, ...]  # ids of the options that need nothing more
    below: tuple[Branch, ...]

    @property
    def leaves(self) -> int:
        return sum(b.leaves for b in self.below) or 1

    @property
    def levels(self) -> int:
        return 1 + max((b.levels for b in self.below), default=0)


def tree(walk: Walk, release: Release, depth: int) -> Branch:
    """The walk down to `depth` questions."""
    return _branch(walk, release, Person(), (), depth)


def _branch(walk: Walk, release: Release, person: Person, answers: tuple[str, ...], depth: int) -> Branch:
    question = next_question(walk, person)
    judged = judge_all(walk.country, person, walk.today, release)
    possible = [j for j in judged if j.judgement in {"applies", "may"}]
    surely = tuple(j.option.id for j in possible if not j.open)
    below: tuple[Branch, ...] = ()
    if question is not None and depth > 0:
        groups = _grouped(walk, person, question)
        below = tuple(
            _branch(walk, release, person.saying(question, values[0]), values, depth - 1) for values in groups
        )
    return Branch(answers, question if below else None, question, len(possible), surely, below)


def _grouped(walk: Walk, person: Person, question: str) -> list[tuple[str, ...]]:
    """The answers that rule out the same ways, together."""
    groups: dict[object, list[str]] = {}
    for value in walk.answers(question):
        following = person.saying(question, value)
        key = (ruled_out(walk, following).tobytes(), next_question(walk, following))
        groups.setdefault(key, []).append(value)
    return [tuple(values) for values in groups.values()]
