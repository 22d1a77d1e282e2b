"""What the matcher did with one message, step by step, for `rumbo explain`; and its figures question by question.

This file alone looks into the matcher's private parts. Nothing is logged or kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from bot.knowledge.records import Language
from bot.matching.encoder import Encoder
from bot.matching.fitting import Confusion, Phrasing, phrasings
from bot.matching.matcher import Matcher
from bot.matching.ngrams import Floats
from bot.matching.normalise import LONG_MESSAGE, readable, sentences, without_fillers
from bot.matching.records import Candidate, LanguageGuess, Mention, Understanding
from bot.matching.roles import placed


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A name of a place in the message, and what it is to the writer."""

    words: str
    kind: str  # country, demonym, city, hint, town, paper
    countries: tuple[str, ...]
    role: str  # host, goal, origin, …
    masked: bool  # its words say nothing of the question


@dataclass(frozen=True, slots=True)
class Nearest:
    """The phrasing of a question that is nearest to the message, and how near: a cosine."""

    text: str
    near: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate and what speaks for it."""

    candidate: Candidate
    score: float | None  # before calibration; None where only a clause of the message asks it
    letters: Nearest | None
    meaning: Nearest | None  # None without an encoder


@dataclass(frozen=True, slots=True)
class Steps:
    """The way of a message through the matcher."""

    readable: str
    words: tuple[str, ...]  # chat words written out
    taken_off: tuple[str, ...]  # greetings and thanks at both ends
    places: tuple[NamedPlace, ...]
    mention: Mention
    mended: tuple[tuple[str, str], ...]  # as typed, as read
    asked: tuple[str, ...]  # what is looked for in the knowledge
    language: LanguageGuess
    language_scores: Mapping[str, float]  # log odds; the reply follows the best where it leads clearly
    country: str | None  # in which the candidates were looked for
    clauses: tuple[str, ...]  # of a long message
    weighed: tuple[Weighed, ...]  # best first
    understanding: Understanding


def steps(matcher: Matcher, text: str, *, language: Language | None, country: str | None) -> Steps:
    """Everything that the matcher made of `text`; `language` and `country` as in `Matcher.understand`."""
    reader, understanding = matcher._reader, matcher.understand(text, language=language, country=country)
    seen = readable(text)
    stretches = sentences(seen, reader.wording)
    words = [word for stretch in stretches for word in stretch]
    places = reader.places(words)
    core = without_fillers(words, reader.wording)
    kept = [(i, word) for i, word in enumerate(words[core], core.start) if i not in places.masked]
    before = [word for _, word in kept]
    asked = reader.asked(before, ())
    country = places.mention.asked or country
    long = core.stop - core.start > LONG_MESSAGE
    parts = matcher._clauses(stretches, places.masked) if long else []
    return Steps(
        seen,
        tuple(words),
        (*words[: core.start], *words[core.stop :]),
        tuple(_named(matcher, words, places.masked)),
        places.mention,
        _mended(before, asked),
        tuple(asked),
        understanding.language,
        matcher._language._scores(words, " ".join(words)),
        country,
        tuple(" ".join(part) for part in parts),
        tuple(_weighed(matcher, understanding, asked, country)),
        understanding,
    )


def held_out_by_question(matcher: Matcher) -> Mapping[str, tuple[int, int]]:
    """Question -> (found again, of): its phrasings asked of models that did not see them."""
    return matcher._fitted.found


def held_out_answers(matcher: Matcher) -> tuple[int, int, int]:
    """(answered rightly, answered wrongly, of) for left-out phrasings at the levels that are set."""
    return matcher._fitted.answered


def confusions(matcher: Matcher) -> Sequence[Confusion]:
    """The left-out phrasings that were given to another question, the surest mistake first."""
    return matcher._fitted.confused


def _named(matcher: Matcher, words: Sequence[str], masked: frozenset[int]) -> Iterator[NamedPlace]:
    reader = matcher._reader
    for place in placed(reader.gazetteer.find(words), words, reader.covered):
        hit = place.hit
        stands = range(hit.start, hit.end)
        said = " ".join(words[hit.start : hit.end])
        yield NamedPlace(said, hit.name.kind, hit.name.countries, place.role, masked.issuperset(stands))


def _mended(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The stretches of words that spelling repair changed."""
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(
        (" ".join(before[a:b]), " ".join(after[c:d])) for kind, a, b, c, d in changes if kind != "equal"
    )


def _weighed(
    matcher: Matcher, understanding: Understanding, asked: list[str], country: str | None
) -> Iterator[Weighed]:
    if not understanding.candidates:
        return
    scores = _scores(matcher, asked, country)
    known: dict[str, list[Phrasing]] = {}
    for phrasing in phrasings(matcher._release):
        known.setdefault(phrasing.question, []).append(phrasing)
    for candidate in understanding.candidates:
        said = [
            x.text for x in known.get(candidate.question, ()) if country in (None, x.country) or not x.country
        ]
        letters, meaning = _nearest(matcher, asked, said)
        yield Weighed(candidate, scores.get(candidate.question), letters, meaning)


def _scores(matcher: Matcher, asked: list[str], country: str | None) -> Mapping[str, float]:
    """The raw score of each question that can be asked in `country`."""
    vector = matcher._encoder.vector(" ".join(asked)) if matcher._encoder else None
    guessed = matcher._guessed(asked) if country is None else ()
    countries = {*guessed, *([country] if country else ())}
    texts = matcher._scorer.texts([asked], None if vector is None else vector[None], countries)
    scores = matcher._scorer.scores(texts, country)[0]
    return {q: float(x) for q, x in zip(matcher._fitted.questions, scores, strict=True) if np.isfinite(x)}


def _nearest(
    matcher: Matcher, asked: list[str], said: Sequence[str]
) -> tuple[Nearest | None, Nearest | None]:
    """The nearest of the phrasings `said` in letters and in meaning."""
    read = [(text, _as_asked(matcher, text)) for text in said]
    read = [(text, words) for text, words in read if words]
    if not read:
        return None, None
    index = matcher._fitted.index
    mine = index.spread(*index.features(asked))
    letters = []
    for _, words in read:
        ids, weight = index.features(words)
        letters.append(float(mine[ids] @ weight))
    meaning = _in_meaning(matcher, asked, [words for _, words in read])
    return _best(read, letters), None if meaning is None else _best(read, meaning.tolist())


def _in_meaning(matcher: Matcher, asked: list[str], others: Sequence[list[str]]) -> Floats | None:
    """The nearness of the message in meaning to each of `others`; None without an encoder."""
    space, encoder = matcher._fitted.meaning, matcher._encoder
    if space is None or not isinstance(encoder, Encoder):
        return None
    placed_ = space.place(encoder.vectors([" ".join(asked), *(" ".join(words) for words in others)]))
    return np.asarray(placed_[1:] @ placed_[0])


def _as_asked(matcher: Matcher, text: str) -> list[str]:
    """The words with which a phrasing of the knowledge asks, as the fit brings them to."""
    reader = matcher._reader
    words = [word for stretch in sentences(readable(text), reader.wording) for word in stretch]
    words = words[without_fillers(words, reader.wording)]
    return reader.asked(words, reader.places(words).masked)


def _best(read: Sequence[tuple[str, list[str]]], near: Sequence[float]) -> Nearest:
    at = max(range(len(near)), key=near.__getitem__)
    return Nearest(read[at][0], near[at])
