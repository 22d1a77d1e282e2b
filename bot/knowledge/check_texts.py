"""Compares the two languages of an answer, and reads how a text begins."""

from __future__ import annotations

import re
from collections import Counter

from bot.knowledge.folding import fold
from bot.knowledge.records import AnswerText, Language

ENDED_WORDS: dict[Language, tuple[str, ...]] = {
    "es": ("termino", "terminado", "cerrado", "cerrada", "cerro", "ya no", "finalizo", "vencio"),
    "en": ("ended", "closed", "no longer", "it ended", "it closed", "this ended"),
}
_FIGURE = re.compile(r"\d[\d.,:/ ]*\d|\d")


def starts_as_ended(text: str, language: Language) -> bool:
    """Whether the first words say that the scheme has ended."""
    return any(
        word in f" {' '.join(fold(text).split()[:5])} " for word in (f" {x} " for x in ENDED_WORDS[language])
    )


def same_figures(spanish: AnswerText, english: AnswerText) -> list[str]:
    """The figures that stand in one language and not in the other, digits only; empty when they agree."""
    one, other = figures(spanish), figures(english)
    return sorted((one - other) + (other - one))


def figures(texts: AnswerText) -> Counter[str]:
    """Every number of an answer as bare digits, once each: 1,130 and 1.130 and 1130 are one figure."""
    parts = (
        texts.text,
        texts.who,
        texts.cost,
        texts.deadline,
        texts.duration,
        *texts.requirements,
        *texts.steps,
    )
    found = {
        digits
        for part in parts
        if part
        for match in _FIGURE.findall(part)
        for digits in re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", match))
    }
    return Counter(x.lstrip("0") or "0" for x in found)
