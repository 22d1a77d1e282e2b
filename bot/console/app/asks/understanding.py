"""Tries a question: which entry would answer, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.conversation.records import OutcomeKind, Reply
from bot.knowledge.records import Language

MOST_LETTERS = 1000  # of a message, as in the conversation


@dataclass(frozen=True, slots=True)
class Near:
    """A phrasing of the knowledge and how near it is to the message: 1 is the same."""

    text: str
    near: float


@dataclass(frozen=True, slots=True)
class Likely:
    """A question that the message may be asking. `entry`: what answers it there; None where nothing does."""

    question: str
    entry: str | None
    probability: float
    small_talk: bool
    letters: Near | None = None
    meaning: Near | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What a message would get from a person's first contact, and why. Nothing of it is kept."""

    text: str
    outcome: OutcomeKind
    language: Language
    country: str | None
    question: str | None
    entry: str | None
    confidence: float
    danger: str | None  # the kind
    likely: tuple[Likely, ...]
    mended: tuple[tuple[str, str], ...]  # as typed, as read
    places: tuple[str, ...]  # the codes of the countries it names, and the city
    read_as: str
    reply: Reply


class Understanding(Protocol):
    """bot.console_parts.understanding. Nothing is kept and nothing is logged."""

    async def tried(self, text: str, *, language: Language | None, country: str | None) -> Tried: ...
