"""Answers of the walk that are typed: a nationality, a month and year, the words of a button, "no sé"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz import fuzz, process

from bot.conversation.scene import Scene
from bot.conversation.walk.screens import sayings_of
from bot.knowledge.folding import fold
from bot.options.asking import Walk
from bot.options.person import OTHER, UNKNOWN

NO_IDEA = {
    "no se",
    "nose",
    "no lo se",
    "i dont know",
    "i don t know",
    "dont know",
    "don t know",
    "idk",
    "ni idea",
    "no idea",
}
ALIKE = 86  # of 100: how near a typed answer must be to the words of a button
_LITTLE_WORDS = frozenset(
    {"tengo", "mi", "el", "la", "un", "una", "es", "soy", "i", "have", "my", "a", "the", "is", "am"}
)
MOST_WORDS = 12  # longer messages tell more than "this one or that one"
_EITHER = re.compile(r" (?:(?:o|u|or|vs|versus) )(?:a |en |in |to |para )?")
_AND = re.compile(r" (?:(?:o|u|or|vs|versus|y|e|and|con|with) )?(?:a |en |in |to |para )?")
_MAY_COMPARE = re.compile(r" (?:o|u|or|vs|versus|compar\w*|mejor|conviene|better|diferencia|difference) ")
_COMPARED = re.compile(r" (?:compar\w*|mejor|conviene|better|diferencia|difference) ")
_YEAR = re.compile(r"\b(19[5-9]\d|20\d\d)\b")
_NUMBERS = re.compile(r"\b(\d{1,2})[/\-. ](?:(\d{1,2})[/\-. ])?((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer read from words, or what is wrong with it."""

    value: str = UNKNOWN
    problem: str | None = None


def read(scene: Scene, walk: Walk, name: str, text: str) -> Typed | None:
    """The answer in a text; None where it is something else (a new question, a longer story)."""
    folded = fold(text)
    if folded in NO_IDEA:
        return Typed()
    if len(folded.split()) > 8:
        return None
    if name == "nationality":
        return _nationality(scene, walk, folded)
    if name == "entered":
        return _entered(scene, folded)
    sayings = sayings_of(scene, walk.country)
    return _closed({value: fold(sayings.label(name, value)) for value in walk.answers(name)}, folded)


def _closed(labels: Mapping[str, str], folded: str) -> Typed | None:
    """The answer whose button says nearly this, or the only one that holds all its words ("vencido"); None else.

    A guess here would lead a person astray: what is not surely an answer is read as a new question.
    """
    near = process.extractOne(folded, labels, scorer=fuzz.ratio, score_cutoff=ALIKE)
    if near:
        return Typed(near[2])
    words = set(folded.split()) - _LITTLE_WORDS
    holding = [value for value, label in labels.items() if words and words <= set(label.split())]
    return Typed(holding[0]) if len(holding) == 1 else None


def countries_compared(scene: Scene, text: str) -> tuple[str, ...]:
    """The two or three countries that a text asks to compare ("¿Perú o Chile?", "compare Peru and Chile"); else ()."""
    folded = f" {fold(text)} "
    if len(folded.split()) > MOST_WORDS or not _MAY_COMPARE.search(folded):
        return ()
    found: dict[str, tuple[int, int]] = {}
    for country in scene.covered:
        for name in {fold(n) for n in (*country.names.values(), *country.aliases)}:
            if (at := folded.find(f" {name} ")) >= 0:
                found.setdefault(country.code, (at, at + len(name) + 1))
    codes = sorted(found, key=lambda code: found[code])[:3]
    if len(codes) < 2 or not all(code in scene.release.options for code in codes):
        return ()
    between = [folded[found[a][1] : found[b][0] + 1] for a, b in pairwise(codes)]
    either = all(_EITHER.fullmatch(words) for words in between)
    compared = _COMPARED.search(folded) and all(_AND.fullmatch(words) for words in between)
    return tuple(codes) if either or compared else ()


def _nationality(scene: Scene, walk: Walk, folded: str) -> Typed | None:
    words: dict[str, str] = {}
    for country in scene.release.countries.values():
        for name in (*country.names.values(), *country.aliases, *country.demonyms):
            words.setdefault(fold(name), country.code)
    for filler in ("soy de ", "soy ", "vengo de ", "i am from ", "i m from ", "i am ", "from ", "de "):
        folded = folded.removeprefix(filler)
    found = process.extractOne(folded, list(words), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if not found:
        return None
    code = words[found[0]]
    if code == walk.country.country:
        return Typed(problem=scene.words.say("walk_nationals", country=scene.country_name(code)))
    known = code in walk.answers("nationality") or _named(walk, code)
    return Typed(code if known else OTHER)


def _named(walk: Walk, code: str) -> bool:
    """Whether an option names this nationality, though it has no button."""
    return any(code in way.values.get("nationality", ()) or code in way.not_nationality for way in walk.ways)


def _entered(scene: Scene, folded: str) -> Typed | None:
    """A day, a month and year, or a year: the middle of what was said."""
    day = _day_of(folded, scene)
    if day is None:
        return None
    if day > scene.today:
        return Typed(problem=scene.words.say("walk_future"))
    return Typed(day.isoformat())


def _day_of(folded: str, scene: Scene) -> date | None:
    if numbers := _NUMBERS.search(folded):
        first, second, year = numbers.groups()
        day, month = (int(first), int(second)) if second else (15, int(first))
        try:
            return date(int(year), month, day)
        except ValueError:
            return None
    found = _YEAR.search(folded)
    if not found:
        return None
    year = int(found[0])
    for month in range(1, 13):
        names = {fold(scene.words.date(f"2000-{month:02}")).split()[0], calendar.month_name[month].lower()}
        if any(f" {n[:3]}" in f" {folded}" for n in names):
            return date(year, month, 15)
    if year == scene.today.year:
        return date(year, max(1, scene.today.month - 1), 1) if scene.today.month > 1 else date(year, 1, 1)
    return date(year, 7, 1)
