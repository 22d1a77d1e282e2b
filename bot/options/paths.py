"""Every way through a country's walk: each state that answers on buttons can lead to, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.options.asking import Walk, next_question
from bot.options.person import UNKNOWN, Person, outside


@dataclass(frozen=True, slots=True)
class Step:
    """A state of the walk: the answers so far, and the question they lead to (None: the outcome)."""

    person: Person
    question: str | None

    @property
    def depth(self) -> int:
        return len(self.person.answers)


def every_step(walk: Walk) -> Iterator[Step]:
    """All states, the start first. Answers that no option tells apart are walked once."""
    start = Person()
    seen, waiting = {_key(start)}, [start]
    while waiting:
        person = waiting.pop()
        question = next_question(walk, person)
        yield Step(person, question)
        if question is None:
            continue
        values = tuple(v for v, _ in walk.classes[question])
        following_people = [person.saying(question, value) for value in (*values, UNKNOWN)]
        if question == "permit":
            following_people.append(outside(person))
        for following in following_people:
            if (key := _key(following)) not in seen:
                seen.add(key)
                waiting.append(following)


def _key(person: Person) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(person.answers.items()))
