"""Tells the language of one message: Spanish, English, or Portuguese, which is answered in Spanish."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from bot.knowledge.records import Language
from bot.matching.letters import LetterModel
from bot.matching.records import LanguageGuess
from bot.matching.words import word_set

HEARD = ("es", "en", "pt")
SURE_WORDS = (
    3  # a shorter message never changes the language of the conversation, unless a decisive word stands in it
)
_SURE_LEAD = 2.0  # natural log of odds
_HEARD_LEAD = 0.7
_PORTUGUESE_LEAD = 1.5  # short Spanish often looks Portuguese, and the reply is Spanish either way

_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "es": word_set(
        "el la los las un una unos unas de del al y o u que en con por para se su sus mi mis tu me te le "
        "les lo nos es son soy eres esta estan estoy estamos este esta esto esos hay he ha han como donde "
        "cuando cuanto cuanta cuantos quien cual cuales porque si no ya muy mas pero sin sobre desde "
        "hasta entre ser fue tengo tiene tienen tenemos puedo puede pueden hacer hago quiero necesito "
        "debo aqui alla ahora todo todos nada algo alguien yo ella ellos nosotros usted hola gracias "
        "buenas hijo hija despues antes tambien sacar pedir llegue vivo"
    ),
    "en": word_set(
        "the a an of to and or that in on at with for by from is are am was were be been do does did dont "
        "have has had i you he she it we they my your his her our their me him them this these those "
        "there here what where when how who which why can could will would should must need want get got "
        "if not but so as about without after before any some all im ive its cant please thanks hello "
        "help wat u ur long much many"
    ),
    "pt": word_set(
        "o os um uma uns umas de do da dos das no na nos nas ao aos e ou que em com por para pra se seu "
        "sua meu minha eu voce voces ele ela eles nao sim mais mas sem sobre ate ser foi sou estou esta "
        "tenho tem posso pode fazer quero preciso onde quando quanto quem qual como porque aqui agora "
        "tudo nada isso muito obrigado obrigada oi bom dia tarde noite boa meus minhas filho filha "
        "tirar conseguir depois tambem pelo pela vou ja"
    ),
}  # fmt: skip
_DECISIVE: Mapping[str, frozenset[str]] = {
    "es": word_set(
        "hola gracias buenas buenos ayuda necesito quiero donde cuando cuanto cuanto como estoy tengo "
        "puedo hay soy aqui saludos refugio trabajo papeles cedula"
    ),
    "en": word_set(
        "hello hi hey thanks thank please help need want where when how what the is my can i work lost "
        "job food child shelter papers money"
    ),
    "pt": word_set("obrigado obrigada voce nao preciso oi bom boa estou tenho abrigo meu minha"),
}  # fmt: skip


class LanguageModel:
    """Votes of letters, of function words and of the knowledge's own phrasings, added as log odds."""

    def __init__(
        self, letters: LetterModel | None, phrasing_words: Mapping[Language, Mapping[str, int]]
    ) -> None:
        """`phrasing_words`: how often each language's phrasings use a word. `letters` may be absent."""
        self._letters = letters
        self._odds = _word_odds(phrasing_words)
        self._exclusive = {
            heard: words.difference(*(w for other, w in _FUNCTION_WORDS.items() if other != heard))
            for heard, words in _FUNCTION_WORDS.items()
        }

    def guess(self, words: Sequence[str], seen: str, keep: Language | None) -> LanguageGuess:
        """The language of a message of `words`, whose readable text is `seen`.

        `keep` is the language of the conversation: replies stay in it where the message does not tell.
        """
        score = self._scores(words, seen)
        order = sorted(HEARD, key=lambda x: -score[x])
        lead = score[order[0]] - score[order[1]]
        decisive = [x for x in HEARD if _decides(words, x)]
        heard = order[0]
        if heard == "pt" and lead < _PORTUGUESE_LEAD and score["es"] >= score["en"]:
            heard = "es"
        sure = lead >= _SURE_LEAD and (len(words) >= SURE_WORDS or heard in decisive)
        if not sure and len(decisive) == 1 and score[decisive[0]] >= score[order[0]] - _SURE_LEAD:
            heard, sure = decisive[0], True
        if not sure and (lead < _HEARD_LEAD or not words):
            return LanguageGuess(keep or _reply(order[0]), "?", sure=False)
        reply = _reply(heard) if sure or keep is None else keep
        return LanguageGuess(reply, heard, sure=sure)

    def _scores(self, words: Sequence[str], seen: str) -> dict[str, float]:
        score = dict.fromkeys(HEARD, 0.0)
        if self._letters is not None and words:
            for heard, value in zip(HEARD, self._letters.log_probabilities(seen), strict=True):
                score[heard] += max(value, -4.0)
        for word in words:
            for heard, exclusive in self._exclusive.items():
                score[heard] += 1.5 if word in exclusive else 0.4 if word in _FUNCTION_WORDS[heard] else 0.0
            odds = self._odds.get(word, 0.0)
            score["es"] += max(odds, 0.0)
            score["en"] += max(-odds, 0.0)
            score["pt"] += max(odds, 0.0) * 0.5  # a Spanish word is half a Portuguese one
        return score


def _reply(heard: str) -> Language:
    return "en" if heard == "en" else "es"


def _decides(words: Iterable[str], heard: str) -> bool:
    mine = _DECISIVE[heard]
    others = [_DECISIVE[x] for x in HEARD if x != heard]
    return any(w in mine and not any(w in o for o in others) for w in words)


def _word_odds(counts: Mapping[Language, Mapping[str, int]]) -> dict[str, float]:
    """Log odds, at most 1 either way, that a word of the knowledge is Spanish rather than English."""
    spanish, english = counts["es"], counts["en"]
    total_es, total_en = sum(spanish.values()) + 1, sum(english.values()) + 1
    odds = {}
    for word in {*spanish, *english}:
        share_es = (spanish.get(word, 0) + 0.5) / total_es
        share_en = (english.get(word, 0) + 0.5) / total_en
        odds[word] = max(-1.0, min(1.0, math.log(share_es / share_en) / 2))
    return odds
