"""Words that tell a language: everyday ones are listed, those of the knowledge counted, others judged by their letters."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.knowledge.records import Language
from bot.matching.words import phrase_list, word_set

HEARD = ("es", "en", "pt")

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "es": word_set(
        "el la los las un una unos unas de del al y o u que en con por para se su sus mi mis tu me te le "
        "les lo nos es son soy eres esta estan estoy estamos este esta esto esos hay he ha han como donde "
        "cuando cuanto cuanta cuantos quien cual cuales porque si no ya muy mas pero sin sobre desde "
        "hasta entre ser fue tengo tiene tienen tenemos puedo puede pueden hacer hago quiero necesito "
        "debo aqui alla ahora todo todos nada algo alguien yo ella ellos nosotros usted hola gracias "
        "buenas hijo hija despues antes tambien sacar pedir llegue vivo adonde eso esa ese hoy ayer "
        "listo bueno bien saber busco ir voy vamos dijeron dicen segun fui era estaba tenia"
    ),
    "en": word_set(
        "the a an of to and or that in on at with for by from is are am was were be been do does did dont "
        "have has had i you he she it we they my your his her our their me him them this these those "
        "there here what where when how who which why can could will would should must need want get got "
        "if not but so as about without after before any some all im ive its cant please thanks hello "
        "help wat u ur long much many out up down over under into onto again just only also very more "
        "most other another own same such than then too near nearest outside inside around between "
        "through during until while because since both each every one someone anyone nobody nothing "
        "something everything now today tonight tomorrow yesterday still yet already ever never always "
        "being having doing going coming getting give gave take took make made say said tell told ask "
        "asked know knew see saw find found keep kept let lost left paid pay didnt doesnt isnt wasnt "
        "wont wouldnt couldnt shouldnt havent hasnt arent werent youre theyre were hes shes whats wheres"
    ),
    "pt": word_set(
        "o os as um uma uns umas de do da dos das no na nos nas ao aos e ou que em com por para pra se seu "
        "sua meu minha eu voce voces ele ela eles nao sim mais mas sem sobre ate ser foi sou estou esta "
        "tenho tem posso pode fazer quero preciso onde quando quanto quem qual como porque aqui agora "
        "tudo nada isso muito obrigado obrigada oi bom dia tarde noite boa meus minhas filho filha "
        "tirar conseguir depois tambem pelo pela vou ja num numa pras pros tou ta nem"
    ),
}  # fmt: skip

# One of these alone decides, where none of another language stands beside it.
DECISIVE: Mapping[str, frozenset[str]] = {
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

NEUTRAL = word_set("ok oki okay okey okk")  # tell no language
BORROWED = word_set("gracias hola ok okay thanks thank you bye chao amigo please")  # said in any language

# A whole message that asks for the other language.
WISHES: Mapping[Language, frozenset[str]] = {
    "en": frozenset(
        phrase_list(
            "english | inglish | ingles | in english | en ingles | english please | please english | "
            "in english please | ingles por favor | en ingles por favor | speak english | "
            "speak english please | you speak english | do you speak english | can you speak english | "
            "i speak english | i only speak english | only english | english only | answer in english | "
            "no spanish | no speak spanish | i dont speak spanish | i do not speak spanish | "
            "no hablo espanol | solo hablo ingles | change to english"
        )
    ),
    "es": frozenset(
        phrase_list(
            "espanol | en espanol | spanish | in spanish | espanol por favor | en espanol por favor | "
            "spanish please | in spanish please | hablas espanol | hablan espanol | habla espanol | "
            "hablo espanol | solo hablo espanol | solo espanol | responde en espanol | no english | "
            "no hablo ingles | no entiendo ingles | no speak english | i dont speak english | "
            "cambiar a espanol"
        )
    ),
}

_MOST = 2.0  # what one word of the knowledge says at most, in log odds
_SHAPE_MOST = 1.5  # and a word that it does not use, by its letters
_SHAPE_SHARE = 0.25  # neighbouring letters say the same thing several times
_GRAM = 4
_SHORTEST = 3


class WordOdds:
    """How much a word says for Spanish (above 0) or English (below 0): log odds, at most 2 either way."""

    def __init__(self, counts: Mapping[Language, Mapping[str, int]]) -> None:
        """`counts`: how often the phrasings of each language use a word."""
        self._known = _known_odds(counts)
        self._grams = _gram_odds(counts)

    def of(self, word: str) -> float:
        """The log odds of one word; of a word that the knowledge does not use, by its letters."""
        known = self._known.get(word)
        return known if known is not None else self._by_letters(word)

    def _by_letters(self, word: str) -> float:
        if len(word) < _SHORTEST or not word.isalpha():
            return 0.0
        said = [self._grams.get(gram, 0.0) for gram in _grams(word)]
        return max(-_SHAPE_MOST, min(_SHAPE_MOST, _SHAPE_SHARE * sum(said)))


def _known_odds(counts: Mapping[Language, Mapping[str, int]]) -> dict[str, float]:
    spanish, english = counts["es"], counts["en"]
    total_es, total_en = sum(spanish.values()) + 1, sum(english.values()) + 1
    odds = {}
    for word in {*spanish, *english}:
        share_es = (spanish.get(word, 0) + 0.5) / total_es
        share_en = (english.get(word, 0) + 0.5) / total_en
        odds[word] = max(-_MOST, min(_MOST, math.log(share_es / share_en) / 2))
    return odds


def _gram_odds(counts: Mapping[Language, Mapping[str, int]]) -> dict[str, float]:
    """Log odds of the letters at the ends and inside of words, each word of the knowledge counted once a language."""
    seen: dict[Language, Counter[str]] = {
        language: Counter(
            gram for word in words if word.isalpha() and len(word) >= _SHORTEST for gram in _grams(word)
        )
        for language, words in counts.items()
    }
    spanish, english = seen["es"], seen["en"]
    total_es, total_en = sum(spanish.values()) + 1, sum(english.values()) + 1
    return {
        gram: math.log((spanish[gram] + 2) / total_es) - math.log((english[gram] + 2) / total_en)
        for gram in {*spanish, *english}
    }


def _grams(word: str) -> Iterator[str]:
    marked = f"^{word}$"
    for at in range(max(1, len(marked) - _GRAM + 1)):
        yield marked[at : at + _GRAM]
