"""Types messages as people do on a phone: no accents, chat words, slips of the ear and of the finger. Seeded.

Only for the messages that are asked, never for the knowledge. The lists are our own and know nothing of the chat words and
of the repair step that the matcher uses.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from bot.evaluation.cases import Case

Kind = Literal["accents", "chat words", "sounds", "typos", "joined words", "capitals", "all"]
KINDS: tuple[Kind, ...] = ("accents", "chat words", "sounds", "typos", "joined words", "capitals", "all")
SHARES: Mapping[str, float] = {  # how often each happens where it can; in "all" more rarely
    "chat words": 0.6, "sounds": 0.3, "typos": 0.25, "joined words": 1.0, "capitals": 1.0,
}  # fmt: skip
_IN_ALL: Mapping[str, float] = {
    "chat words": 0.6, "sounds": 0.15, "typos": 0.12, "joined words": 0.25, "capitals": 0.15,
}  # fmt: skip
_SHORTEST = 4  # letters; shorter words get no slip
_ROWS = ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
_BESIDE = {
    letter: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in _ROWS for i, letter in enumerate(row)
}
_SPANISH: Mapping[str, tuple[str, ...]] = {
    "que": ("q", "k"), "qué": ("q", "ke"), "porque": ("xq", "pq"), "por": ("x",), "para": ("pa",), "también": ("tmb",),
    "tambien": ("tb",), "de": ("d",), "estoy": ("toy",), "está": ("ta",), "cuando": ("cuando", "cnd"), "donde": ("dnd",),
    "dónde": ("dnd",), "quiero": ("kiero",), "quien": ("kien",), "mucho": ("muxo",), "gracias": ("grax",), "con": ("cn",),
    "cómo": ("cmo",), "como": ("cmo",), "favor": ("fa",), "bien": ("bn",), "nada": ("nd",), "mensaje": ("msj",),
    "papeles": ("ppls",), "días": ("ds",), "meses": ("mses",), "te": ("t",), "me": ("m",),
}  # fmt: skip
_ENGLISH: Mapping[str, tuple[str, ...]] = {
    "you": ("u",), "are": ("r",), "please": ("pls", "plz"), "for": ("4",), "to": ("2",), "because": ("bc", "cuz"),
    "with": ("w",), "your": ("ur",), "want": ("wanna",), "and": ("n",), "have": ("hv",), "what": ("wat",), "need": ("nd",),
    "people": ("ppl",), "before": ("b4",), "thanks": ("thx",), "without": ("w/o",), "don't": ("dont",), "is": ("s",),
}  # fmt: skip
_SOUNDS = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("s", "z"), ("ce", "se"), ("ci", "si"), ("ll", "y"), ("y", "ll"), ("h", ""),
    ("qu", "k"), ("ge", "je"), ("gi", "ji"), ("mp", "np"),
)  # fmt: skip
_ENGLISH_SOUNDS = (
    ("th", "d"),
    ("ee", "i"),
    ("ea", "e"),
    ("gh", ""),
    ("ph", "f"),
    ("ck", "k"),
    ("ou", "o"),
    ("tion", "sion"),
)
_EDGES = '¿?¡!.,;:"()'


def noisy(case: Case, kind: Kind, seed: int) -> Case:
    """The same message as somebody in a hurry might type it. The same seed gives the same text, whatever the order."""
    source = random.Random(f"{seed} {kind} {case.id}")  # noqa: S311 - repeatable on purpose
    return replace(case, text=noisy_text(case.text, case.language, kind, source))


def noisy_text(text: str, language: str, kind: Kind, source: random.Random) -> str:
    """`text` with one kind of noise, or with all of them more lightly."""
    if kind == "all":
        text = without_accents(text).lower()
        for part, share in _IN_ALL.items():
            text = _CHANGES[part](text, language, share, source)
        return text
    if kind == "accents":
        return without_accents(text)
    return _CHANGES[kind](text, language, SHARES[kind], source)


def without_accents(text: str) -> str:
    """á as a, ñ as n, ü as u."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain)


def _chat_words(text: str, language: str, share: float, source: random.Random) -> str:
    known = (
        _ENGLISH if language == "en" else _SPANISH if language in {"es", "pt"} else {**_SPANISH, **_ENGLISH}
    )

    def short(word: str) -> str:
        said = known.get(word.lower().strip(_EDGES))
        return source.choice(said) if said and source.random() < share else word

    return _each_word(text, short)


def _sounds(text: str, language: str, share: float, source: random.Random) -> str:
    pairs = _ENGLISH_SOUNDS if language == "en" else _SOUNDS

    def heard(word: str) -> str:
        fitting = [(a, b) for a, b in pairs if a in word]
        if len(word) < _SHORTEST or not fitting or source.random() >= share:
            return word
        return word.replace(*source.choice(fitting), 1)

    return _each_word(text, heard)


def _typos(text: str, _language: str, share: float, source: random.Random) -> str:
    def slipped(word: str) -> str:
        if len(word) < _SHORTEST or not word.isalpha() or source.random() >= share:
            return word
        return _slip(word, source)

    return _each_word(text, slipped)


def _slip(word: str, source: random.Random) -> str:
    """One letter inside left out, swapped with the next, doubled, or its neighbour's key hit instead."""
    at = source.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return source.choice(
        (
            before + after,
            before + after[0] + letter + after[1:],
            before + letter + letter + after,
            before + source.choice(_BESIDE.get(letter.lower()) or letter) + after,
        )
    )


def _joined_words(text: str, _language: str, share: float, source: random.Random) -> str:
    gaps = [match.span() for match in re.finditer(r"(?<=\w) +(?=\w)", text)]
    if not gaps or source.random() >= share:
        return text
    start, end = source.choice(gaps)
    return text[:start] + text[end:]


def _capitals(text: str, _language: str, share: float, source: random.Random) -> str:
    return text.upper() if source.random() < share else text


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return re.sub(r"\S+", lambda match: change(match[0]), text)


_CHANGES: Mapping[str, Callable[[str, str, float, random.Random], str]] = {
    "chat words": _chat_words, "sounds": _sounds, "typos": _typos, "joined words": _joined_words, "capitals": _capitals,
}  # fmt: skip
