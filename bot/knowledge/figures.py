"""The figures of a text, and whether they stand in the words of a research note, however they are written there.

20:00 and 8 pm, 0800-15170 and 0800 1 5170, "thirty days" and 30 are the same figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.knowledge.check_texts import figures_in

_SHORTEST_NUMBER = 5  # digits at the end of a longer run that are still one number
_SHORTEST_LOCAL = 6  # digits of a number that a country's code may stand before
_COUNTRY_DIGITS = 4  # of a country's code and a trunk digit, at most

_FULL_HOUR = re.compile(r"\b(\d{1,2}):00\b")
_AFTERNOON = re.compile(r"\b(1[0-2]|[1-9])(?::\d\d)?\s*p\.?\s?m\b", re.IGNORECASE)
_START, _END = r"(?<!\d)(?<!\d[.,])(?:\(\d+\)[ -]?)?\d+", r"(?![.,]?\d)"
_RUN = re.compile(rf"{_START}(?:[ .\u2013-]\d+)*{_END}")  # digits with gaps, as telephone numbers have
_SPOKEN_RUN = re.compile(rf"{_START}(?:[ \u2013-]\d+)+{_END}")  # the same inside a sentence
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_WORD = re.compile(
    rf"\b({'|'.join(_WORDS)})(?:[ -]({'|'.join(_UNITS[1:10])}))?\b|\b(half|hundred)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Known:
    """The figures that some texts hold, in every way they can be written."""

    figures: frozenset[str]
    runs: frozenset[str]  # digits that stand together but for gaps, as telephone numbers do

    def __or__(self, other: Known) -> Known:
        return Known(self.figures | other.figures, self.runs | other.runs)

    def missing(self, text: str) -> list[str]:
        """The figures of `text` that are not known, as bare digits."""
        rest = _SPOKEN_RUN.sub(lambda run: " " if self.has_number(run[0]) else run[0], _plain_hours(text))
        return sorted(x for x in figures_in(rest) - self.figures if not self.has_number(x))

    def has_number(self, written: str) -> bool:
        """Whether a telephone number is known as a whole, with its country's code or without."""
        number = re.sub(r"\D", "", written).lstrip("0")
        return number in self.runs or any(
            (len(number) >= _SHORTEST_NUMBER and run.endswith(number))
            or (
                len(run) >= _SHORTEST_LOCAL
                and 0 < len(number) - len(run) <= _COUNTRY_DIGITS
                and number.endswith(run)
            )
            for run in self.runs
        )


NOTHING = Known(frozenset(), frozenset())


def known_figures(texts: Iterable[str]) -> Known:
    """The figures that `texts` hold: as digits, as English words, as hours of the afternoon."""
    text = "\n".join(texts)
    found = figures_in(_plain_hours(text)) | figures_in(text) | _in_words(text)
    found |= {str(int(hour[1]) % 12 + 12) for hour in _AFTERNOON.finditer(text)}
    runs = {re.sub(r"\D", "", run).lstrip("0") for run in _RUN.findall(text)}
    return Known(frozenset(found), frozenset(x for x in runs if x))


def _plain_hours(text: str) -> str:
    """17:00 as 17."""
    return _FULL_HOUR.sub(r"\1", text)


def _in_words(text: str) -> frozenset[str]:
    """The numbers that are written as English words: "twenty-one" is 21, "half" is 50 (per cent)."""
    found: set[str] = set()
    for first, unit, round_ in _WORD.findall(text):
        if round_:
            found.add({"half": "50", "hundred": "100"}[round_.lower()])
        else:
            tens = _WORDS[first.lower()]
            found.add(str(tens))
            if unit and tens >= 20:
                found.add(str(tens + _WORDS[unit.lower()]))
    return frozenset(found)
