"""Recognises messages that only make sense with the last question: "y cuánto cuesta", "and in Ecuador?", "más"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.matching.cues import RELATIVES
from bot.matching.words import word_set

LONGEST = 6  # words
_LONGEST_WHERE_FROM = 9  # words of "hola estoy en lima ahora": nothing but a place

_EMPTY = word_set(
    "y e o a de del el la los las lo un una eso esto ese esa me se nos te le yo es son hay por para "
    "con en al ahi alla aqui entonces pues pero ok oye favor q que ese tramite este esta todo seria "
    "and or the a an it that this is are does do for to of in at so but then i me my we there here "
    "please will would be them those these tell about e isso o"
)
_KINDS: dict[str, frozenset[str]] = {
    "cost": word_set(
        "cuesta cuestan costo costos precio precios vale valen cobran cobra pagar pago tarifa gratis "
        "plata sale salen cost costs price fee fees pay free expensive much money custa preco"
    ),
    "where": word_set(
        "donde adonde queda quedan ubicacion direccion direcciones ubicado lugar oficina where address "
        "located location place go onde fica horario horarios abre abren abierto telefono contacto open "
        "opening hours phone"
    ),
    "papers": word_set(
        "papeles documentos requisitos piden necesito llevar llevo presentar papers documents "
        "requirements need bring document"
    ),
    "time": word_set(
        "demora demoran tarda tardan tiempo plazo dura dias semanas meses rapido long take takes time "
        "days weeks fast when cuando quando"
    ),
    "again": word_set(
        "otra vez repite repetir repita repiteme repitelo nuevo again repeat entendi understand"
    ),
    "more": word_set(
        "mas info informacion detalles detalle explica explicame more information details explain"
    ),
    "yes": word_set(
        "si sii sip claro dale correcto exacto bueno yes yeah yep sure right correct sim obvio asi esa ese "
        "eso quiero that one"
    ),
    "no": word_set(
        "no nop tampoco negativo nope nah ninguno ninguna ningunas none nao neither esas esos estas estos "
        "eso esa them those these"
    ),
}
_ANSWERS = {
    "yes": word_set("si sii sip claro dale correcto exacto bueno yes yeah yep sure right correct sim obvio"),
    "no": word_set("no nop tampoco negativo nope nah ninguno ninguna ningunas none nao neither"),
}
_BESIDE: dict[str, frozenset[str]] = {  # words that fit one kind and say nothing by themselves
    "where": word_set("voy vamos dirijo ir hora atienden numero whatsapp can")
}
_ASKING = word_set("cuanto cuanta cuantos cuantas como cual cuales que how what which many quanto qual no se")
_HOW_MUCH = frozenset({"cuanto", "quanto"})
_ONLY_YES_NO = word_set("si no gracias thanks please favor por que of de la las los")
_CERTAIN = word_set("yes no again more")
_BEING_THERE = word_set(
    "si estoy estamos vivo vivimos vive resido ando voy vamos llegue llegamos ahora mismo actualmente pais "
    "ciudad soy somos if am im live living now right currently country city we were"
)
_PERSON = RELATIVES | word_set(
    "mi mis my nuestro nuestros our su sus tambien too also igual same menor menores hijito hijita nene nena"
)
_JOINS = word_set("y e o and or para for con with tambien too also")
_OF = word_set("my your his her our the a")  # "my son"; in Spanish, "son" is "are"


def follow_up(words: Sequence[str], masked: Collection[int], *, country_named: bool) -> str | None:
    """The kind of follow-up that a message of `words` is, else None.

    `masked`: where words name a country or city. "country" wherever nothing but a place is named; "for" wherever nothing
    but another person is.
    """
    if not words or len(words) > _LONGEST_WHERE_FROM:
        return None
    rest = [w for i, w in enumerate(words) if i not in masked]
    content = [w for w in rest if w not in _EMPTY and w not in _ASKING]
    if country_named and len(rest) < len(words) and all(w in _BEING_THERE for w in content):
        return "country"
    if len(words) > LONGEST:
        return None
    kinds = [
        kind for kind, triggers in _KINDS.items() if kind not in _CERTAIN and triggers.intersection(content)
    ]
    for kind in kinds:
        if all(w in _KINDS[kind] or w in _BESIDE.get(kind, ()) for w in content):
            return kind
    if kinds:
        return None
    if not content and _HOW_MUCH.intersection(rest):
        return "cost"
    return _plain_reply(rest) or _for_another(rest, content)


def _for_another(words: Sequence[str], content: Sequence[str]) -> str | None:
    """ "y para mi hijo", "and my wife?": the same, for somebody else."""
    named = any(
        word in RELATIVES and (word != "son" or before in _OF)
        for before, word in zip(["", *words], words, strict=False)
    )
    return "for" if named and _JOINS.intersection(words) and all(w in _PERSON for w in content) else None


def _plain_reply(words: Sequence[str]) -> str | None:
    for kind in ("again", "more", "yes", "no"):
        triggers = _KINDS[kind]
        first = _ANSWERS.get(kind, triggers)
        if first.intersection(words) and all(w in triggers or _says_nothing(w, kind) for w in words):
            return kind
    return None


def _says_nothing(word: str, kind: str) -> bool:
    if kind in {"yes", "no"}:
        return word in _ONLY_YES_NO
    return (
        word in _EMPTY
        or word in _ASKING
        or word in {"quiero", "want", "dame", "give", "puedes", "can", "you", "saber"}
    )
