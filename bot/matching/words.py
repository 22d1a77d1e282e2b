"""Lists of words as they are best read in code: one string, split at spaces or at bars."""

from __future__ import annotations


def word_list(text: str) -> tuple[str, ...]:
    """The words of `text`, in order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


def phrase_list(text: str) -> tuple[str, ...]:
    """The phrases of `text`, which stand between bars: "estoy en | vivo en"."""
    return tuple(phrase.strip() for phrase in text.split("|"))
