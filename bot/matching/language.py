"""Tells the language of one message: Spanish, English, or Portuguese, which is answered in Spanish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.knowledge.records import Language
from bot.matching.language_words import (
    BORROWED,
    DECISIVE,
    FUNCTION_WORDS,
    HEARD,
    NEUTRAL,
    WISHES,
    WordOdds,
)
from bot.matching.letters import LetterModel
from bot.matching.records import LanguageGuess

SHORT = 3  # words; so short a message never changes the language of a conversation
_SURE_LEAD = 2.0  # natural log of odds
_HEARD_LEAD = 0.7
_ENGLISH_LEAD = 0.3  # where nothing else tells: more people write in Spanish
_PORTUGUESE_LEAD = 0.7  # over Spanish; the reply is Spanish either way
_LETTERS_MOST = 4.0


class LanguageModel:
    """Votes of letters, of everyday words and of the knowledge's own phrasings, added as log odds."""

    def __init__(
        self, letters: LetterModel | None, phrasing_words: Mapping[Language, Mapping[str, int]]
    ) -> None:
        """`phrasing_words`: how often each language's phrasings use a word. `letters` may be absent."""
        self._letters = letters
        self._odds = WordOdds(phrasing_words)
        self._exclusive = {
            heard: words.difference(*(w for other, w in FUNCTION_WORDS.items() if other != heard))
            for heard, words in FUNCTION_WORDS.items()
        }

    def guess(self, words: Sequence[str], seen: str, keep: Language | None) -> LanguageGuess:
        """The language of a message of `words`, whose readable text is `seen`.

        `keep` is the language of the conversation: replies stay in it where the message does not tell, and where it is
        as short as three words, unless these ask for the other language.
        """
        for language, wishes in WISHES.items():
            if seen in wishes:
                return LanguageGuess(language, language, sure=True, wished=True)
        if keep is not None and words and BORROWED.issuperset(words):
            return LanguageGuess(keep, "?", sure=False)
        if not NEUTRAL.isdisjoint(words):
            words = [w for w in words if w not in NEUTRAL]
            seen = " ".join(words)
        heard, sure, likeliest = self._heard(words, seen)
        if heard == "?":
            return LanguageGuess(keep or likeliest, heard, sure=False)
        reply = _reply(heard)
        if keep is not None and reply != keep and (not sure or len(words) <= SHORT):
            return LanguageGuess(keep, heard, sure=False)
        return LanguageGuess(reply, heard, sure=sure)

    def _heard(self, words: Sequence[str], seen: str) -> tuple[str, bool, Language]:
        """The language that is heard, "?" where none is; whether the reply's is sure; the likeliest for a reply."""
        score = self._scores(words, seen)
        lead = score["en"] - max(score["es"], score["pt"])
        likeliest: Language = "en" if lead >= _ENGLISH_LEAD else "es"
        heard = "en" if lead > 0 else "pt" if score["pt"] - score["es"] >= _PORTUGUESE_LEAD else "es"
        decisive = [x for x in HEARD if _decides(words, x)]
        sure = abs(lead) >= _SURE_LEAD and (len(words) >= SHORT or heard in decisive)
        if not sure and len(decisive) == 1 and score[decisive[0]] >= max(score.values()) - _SURE_LEAD:
            heard, sure = decisive[0], True
        if not sure and (abs(lead) < _HEARD_LEAD or not words):
            return "?", False, likeliest
        return heard, sure, likeliest

    def _scores(self, words: Sequence[str], seen: str) -> dict[str, float]:
        score = dict.fromkeys(HEARD, 0.0)
        for word in words:
            for heard, exclusive in self._exclusive.items():
                score[heard] += 1.5 if word in exclusive else 0.4 if word in FUNCTION_WORDS[heard] else 0.0
            said = self._odds.of(word)
            score["es"] += max(said, 0.0)
            score["en"] += max(-said, 0.0)
            score["pt"] += max(said, 0.0) * 0.5  # a Spanish word is half a Portuguese one
        if self._letters is not None and words and not _beyond_doubt(score, len(words)):
            for heard, value in zip(HEARD, self._letters.log_probabilities(seen), strict=True):
                score[heard] += max(value, -_LETTERS_MOST)
        return score


def _beyond_doubt(score: Mapping[str, float], words: int) -> bool:
    """Whether letters, which take 4 from a score at most, can change nothing that the words say."""
    lead, portuguese = score["en"] - max(score["es"], score["pt"]), score["pt"] - score["es"]
    clear = lead > 0 or abs(portuguese - _PORTUGUESE_LEAD) > _LETTERS_MOST
    return words >= SHORT and abs(lead) >= _SURE_LEAD + _LETTERS_MOST and clear


def _reply(heard: str) -> Language:
    return "en" if heard == "en" else "es"


def _decides(words: Iterable[str], heard: str) -> bool:
    mine = DECISIVE[heard]
    others = [DECISIVE[x] for x in HEARD if x != heard]
    return any(w in mine and not any(w in o for o in others) for w in words)
