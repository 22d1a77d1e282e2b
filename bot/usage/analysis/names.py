"""The names that stand in cells, and how outcomes are taken together for people."""

from __future__ import annotations

from typing import Literal

from bot.usage.small_numbers import OTHERS

__all__ = ["ALL", "OTHERS", "OUTCOME_GROUPS", "QUESTIONS", "UNKNOWN", "Group", "group_of"]

ALL = "*"  # in a published number: whatever it is
UNKNOWN = "?"  # not known: no country, no topic
Group = Literal["answered", "asked_back", "not_known", "else"]

OUTCOME_GROUPS: dict[str, Group] = {
    "answer": "answered",
    "choices": "asked_back",
    "ask_country": "asked_back",
    "not_known": "not_known",
}
QUESTIONS: tuple[Group, ...] = ("answered", "asked_back", "not_known")  # what counts as a question


def group_of(outcome: str) -> Group:
    """The group of an outcome; "else" for commands, menus, greetings, votes and what cannot be told apart."""
    return OUTCOME_GROUPS.get(outcome, "else")
