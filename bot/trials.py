"""Runs the tests that stand in the knowledge base: real questions, and what each must and must not be answered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.records import Happened, Incoming, Memory
from bot.conversation.talk import Conversation
from bot.knowledge.problems import Problem
from bot.knowledge.records import KnowledgeTest


@dataclass(frozen=True, slots=True)
class Trial:
    """A test and how it went: right (at once), offered (among the choices), missed, open (a known miss) or forbidden."""

    test: KnowledgeTest
    verdict: str
    got: str

    def problem(self) -> Problem:
        wanted = f"'{self.test.expect}'" if self.test.expect else "anything but " + ", ".join(self.test.never)
        return Problem.at(self.test.origin, f"'{self.test.ask}' should get {wanted} and gets {self.got}")


def run_trials(conversation: Conversation, now: datetime) -> Iterator[Trial]:
    """Asks every test of the release in a fresh conversation."""
    for test in conversation.release.tests:
        memory = Memory(country=test.country, greeted=True)
        happened = conversation.respond(Incoming(text=test.ask), memory, now).happened
        yield Trial(test, verdict(test, happened), got(happened))


def verdict(test: KnowledgeTest, happened: Happened) -> str:
    """How a test went. A forbidden answer is worse than none."""
    given = {happened.entry, happened.question} - {None}
    if given & set(test.never) and happened.outcome == "answer":
        return "forbidden"
    if test.expect is None:
        return "right"
    outcomes = {happened.outcome, f"danger:{happened.danger}"}
    asked_back = happened.outcome == "ask_country" and happened.question == test.expect
    if (
        test.expect in outcomes
        or (test.expect in given and happened.outcome in {"answer", "not_known"})
        or asked_back
    ):
        return "right"
    offered = {name for c in happened.choices for name in (c.question, c.entry)}
    if test.expect in offered:
        return "offered"
    return "open" if test.open else "missed"


def got(happened: Happened) -> str:
    if happened.outcome == "danger":
        return f"danger:{happened.danger}"
    if happened.choices:
        return "the choices " + ", ".join(c.entry or c.question for c in happened.choices)
    return happened.entry or (
        f"{happened.outcome} ({happened.question})" if happened.question else happened.outcome
    )
