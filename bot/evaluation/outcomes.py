"""Asks messages as `rumbo ask` does, each in a fresh conversation, and says how each went. Nothing is recorded."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.conversation.questions import Understands
from bot.conversation.records import Happened, Incoming, Memory
from bot.conversation.talk import Conversation
from bot.evaluation.cases import Case, Needs
from bot.knowledge.records import Language, Release
from bot.matching.records import Candidate, Thresholds, Understanding

Group = Literal["danger", "covered", "uncovered", "outside"]
GIVEN = {"answer", "ask_country"}  # the person gets one answer, at once or after naming a country
TALK = {"smalltalk", "menu", "command", "feedback", "other"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One message and what came back."""

    case: Case
    group: Group
    wanted: frozenset[str]  # the questions that answer it
    asked_back: bool  # a question back is the right answer
    happened: Happened
    hint: str | None  # the kind of danger that was offered help for, quietly
    candidates: tuple[Candidate, ...]  # best first, whatever was decided
    milliseconds: float

    @property
    def outcome(self) -> str:
        """The kind of reply: answer, choices, ask_country, not_known, danger, smalltalk."""
        return "smalltalk" if self.happened.outcome in TALK else self.happened.outcome

    @property
    def verdict(self) -> str:
        """How it went, in the words of its group: see the functions below."""
        return _VERDICT[self.group](self)

    @property
    def given(self) -> str | None:
        """The question that was answered."""
        return self.happened.question if self.outcome in GIVEN else None

    @property
    def best(self) -> Candidate | None:
        """The likeliest question, whatever was decided."""
        return self.candidates[0] if self.candidates else None

    @property
    def best_is_right(self) -> bool:
        """Whether the likeliest question answers the message."""
        return self.best is not None and self.best.question in self.wanted


def group_of(case: Case, wanted: frozenset[str], release: Release) -> Group:
    """Danger goes first; a question is covered where the knowledge has it, and has the country that it is asked in."""
    if case.urgent:
        return "danger"
    if not case.in_scope:
        return "outside"
    country = release.countries.get(case.country or "")
    return "covered" if wanted and (case.country is None or (country and country.covered)) else "uncovered"


def ask_all(
    conversation: Conversation,
    cases: Iterable[Case],
    needs: Needs,
    now: datetime,
    *,
    in_country: bool = False,
) -> Iterator[Heard]:
    """What comes back for each message. `in_country`: the writer's country is known before, where it is labelled."""
    release, listening = conversation.release, _Listening(conversation.matcher)
    talk = replace(conversation, matcher=listening)
    for case in cases:
        wanted = needs.wanted(case.need, release)
        country = case.country if in_country else None
        memory = Memory(country=country, greeted=True)
        listening.candidates = ()
        started = time.perf_counter()
        happened = talk.respond(Incoming(text=case.text), memory, now).happened
        milliseconds = (time.perf_counter() - started) * 1000
        danger = None if happened.outcome == "danger" else conversation.watch.danger(case.text)
        yield Heard(
            case,
            group_of(case, wanted, release),
            wanted,
            case.need in needs.asked_back,
            happened,
            danger.kind if danger else None,
            listening.candidates,
            milliseconds,
        )


class _Listening:
    """The matcher, keeping the candidates of the last message: the conversation itself tells only what it decided."""

    def __init__(self, matcher: Understands) -> None:
        self._matcher = matcher
        self.candidates: tuple[Candidate, ...] = ()

    @property
    def thresholds(self) -> Thresholds:
        return self._matcher.thresholds

    @property
    def loo_accuracy(self) -> float:
        return self._matcher.loo_accuracy

    def understand(
        self, text: str, *, language: Language | None, country: str | None, topic: str | None = None
    ) -> Understanding:
        understood = self._matcher.understand(text, language=language, country=country, topic=topic)
        self.candidates = understood.candidates
        return understood


def _covered(heard: Heard) -> str:
    """right · offered · wrong · other choices · not known · small talk · alarm."""
    if heard.outcome == "danger":
        return "alarm"
    if heard.given is not None:
        return "right" if heard.given in heard.wanted else "wrong"
    if heard.outcome == "choices":
        if heard.asked_back:
            return "right"
        found = any(choice.question in heard.wanted for choice in heard.happened.choices)
        return "offered" if found else "other choices"
    return "small talk" if heard.outcome == "smalltalk" else "not known"


def _outside(heard: Heard) -> str:
    """answered · choices · refused · alarm. Small talk and "I don't know" both refuse."""
    if heard.outcome == "danger":
        return "alarm"
    if heard.given is not None:
        return "answered"
    return "choices" if heard.outcome == "choices" else "refused"


def _danger(heard: Heard) -> str:
    """right kind · other kind · quiet offer · missed."""
    if heard.outcome == "danger":
        return "right kind" if heard.happened.danger == heard.case.urgent else "other kind"
    return "quiet offer" if heard.hint else "missed"


_VERDICT = {"covered": _covered, "uncovered": _outside, "outside": _outside, "danger": _danger}
