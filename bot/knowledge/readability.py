"""How easy a text reads, as advice to editors: INFLESZ for Spanish (more is easier), Flesch-Kincaid for English (less is).

Spanish: perspicuity of F. Szigriszt Pazos (1993), 206.835 - 62.3 * syllables/words - words/sentences, read on the INFLESZ
scale of I. Barrio Cantalejo (2008), where 55 and more is "normal". English: Flesch-Kincaid grade (Kincaid and others, 1975),
0.39 * words/sentences + 11.8 * syllables/words - 15.59, where 8 is the eighth year of school.

Numbers, capitals such as PPT, and names inside a sentence ("the Defensoría del Pueblo") make it longer, but their syllables
are not counted: nobody can write them in shorter words. A semicolon and a colon end a sentence, as Flesch counted. Texts of
fewer than SHORTEST words are too short to be judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.knowledge.check_texts import Within
from bot.knowledge.records import Language, Origin, Release
from bot.knowledge.said import records, said
from bot.knowledge.syllables import SYLLABLES

SHORTEST = 25  # words
INFLESZ_AT_LEAST = 55.0
GRADE_AT_MOST = 8.0

_ABBREVIATED = re.compile(
    r"\b(av|jr|no|nro|núm|art|arts|dr|dra|sr|sra|st|ee|uu|[a-z])\.(?=\s)", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…;:]+[»\"')]*(?:\s+|$)")
_WORD = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Readability:
    """A text and how easy it reads: points on INFLESZ, or the school grade."""

    record: str
    country: str
    language: Language
    score: float
    text: str
    origin: Origin

    @property
    def easy(self) -> bool:
        """Whether it keeps the limit of its language."""
        return self.score >= INFLESZ_AT_LEAST if self.language == "es" else self.score <= GRADE_AT_MOST

    @property
    def beyond(self) -> float:
        """How far it lies beyond its limit; negative when it keeps it."""
        return INFLESZ_AT_LEAST - self.score if self.language == "es" else self.score - GRADE_AT_MOST


def readability(release: Release, within: Within) -> list[Readability]:
    """Every text of an answer, place or line that is long enough to be judged, the hardest first."""
    found = [
        Readability(record.id, record.country, one.language, score, one.text, one.origin(record, within))
        for record in records(release)
        for one in said(record)
        if one.language and (score := text_score(one.text, one.language)) is not None
    ]
    return sorted(found, key=lambda x: (-x.beyond, x.origin.file, x.origin.line))


def text_score(text: str, language: Language) -> float | None:
    """The score of one text; None where it is too short to be judged."""
    sentences = [s for s in _SENTENCE_END.split(_ABBREVIATED.sub(r"\1", text)) if _WORD.search(s)]
    words = [_WORD.findall(s) for s in sentences]
    length = sum(map(len, words))
    counted = [w for sentence in words for i, w in enumerate(sentence) if _is_common(w, first=i == 0)]
    if length < SHORTEST or not counted:
        return None
    syllables = sum(map(SYLLABLES[language], counted)) / len(counted)
    if language == "es":
        return 206.835 - 62.3 * syllables - length / len(sentences)
    return 0.39 * length / len(sentences) + 11.8 * syllables - 15.59


def _is_common(word: str, *, first: bool) -> bool:
    """Whether a word could be another one: no number, no PPT, no name."""
    if any(c.isdigit() for c in word) or (len(word) > 1 and word.isupper()):
        return False
    return first or not word[0].isupper() or word == "I"
