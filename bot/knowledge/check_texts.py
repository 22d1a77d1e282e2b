"""Small checks that others share: figures in two languages, how a text begins, dates, and "did you mean"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Protocol

from bot.knowledge.folding import fold
from bot.knowledge.freshness import earliest_day
from bot.knowledge.problems import Problem
from bot.knowledge.records import AnswerText, Language, Origin, Source
from bot.knowledge.yaml_reader import Path_, nearest_word

ENDED_WORDS: dict[Language, tuple[str, ...]] = {
    "es": ("termino", "terminado", "cerrado", "cerrada", "cerro", "ya no", "finalizo", "vencio"),
    "en": ("ended", "closed", "no longer", "it ended", "it closed", "this ended"),
}
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


class Within(Protocol):
    """Finds where a part of a record stands: the first of `paths` that exists inside it, else the record itself."""

    def __call__(self, origin: Origin, *paths: Path_) -> Origin: ...


def record_only(origin: Origin, *paths: Path_) -> Origin:
    """The place of the whole record, for releases whose files are not at hand."""
    del paths
    return origin


def known_hint(name: str, known: list[str]) -> str:
    """How a message about an unknown name ends: the name that was probably meant, or what to do."""
    meant = nearest_word(name, known)
    return f": did you mean '{meant}'?" if meant else ": write it first, or take it out"


def check_dates(
    origin: Origin,
    as_of: str | None,
    sources: tuple[Source, ...],
    today: date,
    within: Within,
    word: str = "as_of",
) -> Iterator[Problem]:
    """Problems of dates that lie in the future. (That they are days of the calendar is seen while reading.)"""
    dates = [
        (word, (word,), as_of),
        *(("the source's date", ("sources", i, "date"), s.date) for i, s in enumerate(sources)),
    ]
    for what, path, text in dates:
        if text is not None and earliest_day(text) > today:
            said = f"{what} '{text}' lies in the future: write the date that the source bears"
            yield Problem.at(within(origin, path), said)


def starts_as_ended(text: str, language: Language) -> bool:
    """Whether the first words say that the scheme has ended."""
    first = f" {' '.join(fold(text).split()[:5])} "
    return any(f" {word} " in first for word in ENDED_WORDS[language])


def same_figures(spanish: AnswerText, english: AnswerText) -> list[str]:
    """The figures that stand in one language and not in the other, digits only; empty when they agree."""
    return sorted(figures(spanish) ^ figures(english))


def figures(texts: AnswerText) -> frozenset[str]:
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
    return frozenset(figure for part in parts if part for figure in figures_in(part))


def figures_in(text: str) -> frozenset[str]:
    """Every number of a text as bare digits, without zeros at its head."""
    return frozenset(re.sub(r"[.,]", "", found).lstrip("0") or "0" for found in _FIGURE.findall(text))
