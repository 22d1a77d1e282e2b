"""Brings what people type to plain words: one alphabet, no accents, no signs, chat words written out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.folding import fold
from bot.knowledge.records import Vocabulary
from bot.matching.words import word_list, word_set

MAX_RAW = 4096  # what a Telegram text can hold
MAX_CHARACTERS = 1000  # what is read of it
NUMBER = "0"  # every amount, date and time becomes this word

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3"
    "\U000e0000-\U000e0fff]"
)
_MARKUP = re.compile(r"</?[a-z][^<>]{0,60}>|&(?:lt|gt|amp|quot|nbsp|#\d{1,5});", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;:!?¡¿…\n\r]+(?=\s|$)|[!?¡¿…\n\r]+|,(?=\s)|\s[-–—]+(?=\s)")
_SIGNS = re.compile(r"[^a-z0-9]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_GLUED_NUMBER = re.compile(r"^\d+(?=[a-z]{3,}$)")
_LEET_INSIDE = re.compile(r"[a-z][013457]+[a-z]")
_LEET = str.maketrans("013457", "oieast")
_SPACED = 4  # this many single letters in a row are one word

# Letters of other alphabets that look like ours, after lower-casing.
_LOOK_ALIKES = str.maketrans(
    dict(
        zip(
            "абвгдезіїјкмнорстухъьєсѕһԁԛԝαβγδεζηικμνοπρστυχωςıłøđßæœðþ‘’´`ʼ",
            [
                *word_list("a b b r d e z i i j k m h o p c t y x b b e c s h d q w"),
                *word_list("a b y d e z n i k u v o n p o t u x w s i l o d ss ae oe d th"),
                *("", "", "", "", ""),
            ],
            strict=True,
        )
    )
    | {"'": "", "@": "@", "ё": "e", "й": "i", "п": "n", "л": "l", "и": "u", "ю": "io", "я": "r", "э": "e"}
)

CONNECTIVES = word_set(
    "y e pero porque pues entonces ademas tambien que como cuando donde si aunque mas and but because "
    "so then also that how when where if what mas porem entao"
)
LONG_MESSAGE = 12  # words; longer messages are also read clause by clause
_WINDOW = 14
_STEP = 7
_SHORTEST = 3
MAX_CLAUSES = 8


@dataclass(frozen=True, slots=True)
class Wording:
    """The vocabulary in the form that normalising needs: everything folded, phrases as tuples of words."""

    chat: Mapping[str, tuple[str, ...]]
    fillers: frozenset[tuple[str, ...]]
    longest_filler: int
    protected: frozenset[str]  # single words of the protected names

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Wording:
        """The wording of a release's vocabulary. Chat words that lead to chat words are written out to the end."""
        protected = frozenset(word for name in vocabulary.protected for word in fold(name).split())
        chat = {fold(k): tuple(fold(v).split()) for k, v in vocabulary.chat_words.items()}
        single = {k: v for k, v in chat.items() if k and " " not in k and v != (k,)}
        written = {k: _written_out(k, single) for k in single if k not in protected}
        fillers = frozenset(tuple(_spoken(fold(x).split(), written)) for x in vocabulary.fillers if fold(x))
        return cls(written, fillers, max(map(len, fillers), default=0), protected)


def _written_out(word: str, chat: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    words: tuple[str, ...] = (word,)
    seen: set[str] = set()
    while True:
        todo = {x for x in words if x in chat and x not in seen}
        if not todo:
            return tuple(x for x in words if x not in chat or x in seen)
        words = tuple(y for x in words for y in (chat[x] if x in todo else (x,)))
        seen |= todo
        if any(x in seen for x in words):  # "a" means "b", "b" means "a": keep the first reading
            return chat[word] if not any(x in chat for x in chat[word]) else (word,)


def _spoken(words: Iterable[str], chat: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [y for x in words for y in chat.get(x, (x,))]


def readable(text: str) -> str:
    """The first 1,000 characters that can be seen, lower case, in our alphabet; signs and line ends stay."""
    seen = _INVISIBLE.sub("", text[:MAX_RAW])[:MAX_CHARACTERS]
    if not seen.isascii():
        plain = unicodedata.normalize("NFKD", seen)[: 4 * MAX_CHARACTERS].lower()
        seen = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LOOK_ALIKES)
    else:
        seen = seen.lower().replace("'", "").replace("`", "")
    return _MARKUP.sub(" ", seen)[:MAX_CHARACTERS]


def sentences(seen: str, wording: Wording) -> list[list[str]]:
    """The words of each stretch between full stops, commas and the like, chat words written out.

    `seen` is what `readable` gives. Together the stretches hold at most 1,000 characters.
    """
    stretches = [_words(part, wording) for part in _SENTENCE_END.split(seen)]
    return [x for x in _cut(stretches) if x]


def _words(part: str, wording: Wording) -> list[str]:
    part = re.sub(r"(?<=[a-z])\$(?=[a-z])", "s", re.sub(r"(?<=[a-z])@(?=[a-z])", "a", part))
    part = re.sub(r"(?<=[a-z]{2})@", "o", part)
    words: list[str] = []
    for raw in _join_letters(_SIGNS.sub(" ", part).split()):
        word = raw if raw in wording.protected else _plain_word(raw)
        for x in _split_number(word) if word not in wording.protected else (word,):
            words.extend(wording.chat.get(x, (x,)))
    return [x for i, x in enumerate(words) if not (x == NUMBER and i and words[i - 1] == NUMBER)]


def _join_letters(words: list[str]) -> list[str]:
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        joined.extend(["".join(run)] if len(run) >= _SPACED else run)
        run = []
        if word:
            joined.append(word)
    return joined


def _plain_word(word: str) -> str:
    if _LEET_INSIDE.search(word) and not set("2689") & set(word):
        word = word.translate(_LEET)
    return _REPEATED.sub(r"\1", word)


def _split_number(word: str) -> tuple[str, ...]:
    if word.isdigit():
        return (NUMBER,)
    if glued := _GLUED_NUMBER.match(word):
        return (NUMBER, word[glued.end() :])
    return (word,)


def _cut(stretches: Sequence[list[str]]) -> list[list[str]]:
    """The stretches up to 1,000 characters of plain text; a single longer word is cut inside."""
    left = MAX_CHARACTERS
    kept: list[list[str]] = []
    for words in stretches:
        fits: list[str] = []
        for word in words:
            if len(word) > left:
                return [*kept, fits or ([word[:left]] if left == MAX_CHARACTERS else [])]
            fits.append(word)
            left -= len(word) + 1
        kept.append(fits)
    return kept


def without_fillers(words: Sequence[str], wording: Wording) -> slice:
    """Where the words stand between greetings and thanks; all of them if nothing else would be left."""
    start, end = 0, len(words)
    while start < end and (size := _filler_at(words, start, end, wording, last=False)):
        start += size
    while start < end and (size := _filler_at(words, start, end, wording, last=True)):
        end -= size
    return slice(start, end) if start < end else slice(0, len(words))


def strip_fillers(words: Sequence[str], wording: Wording) -> list[str]:
    """The words without greetings and thanks at their ends; all of them if nothing else would be left."""
    return list(words[without_fillers(words, wording)])


def _filler_at(words: Sequence[str], start: int, end: int, wording: Wording, *, last: bool) -> int:
    for size in range(min(wording.longest_filler, end - start), 0, -1):
        phrase = words[end - size : end] if last else words[start : start + size]
        if tuple(phrase) in wording.fillers:
            return size
    return 0


def normalise(text: str, wording: Wording) -> str:
    """`text` as plain words in one line, without greetings around them. Idempotent; bounded in time and length."""
    words = [x for stretch in sentences(readable(text), wording) for x in stretch]
    words = [x for i, x in enumerate(words) if not (x == NUMBER and i and words[i - 1] == NUMBER)]
    return " ".join(strip_fillers(words, wording))


def clauses(stretches: Sequence[Sequence[str]], wording: Wording) -> list[list[str]]:
    """The parts of a long message that may hold a question each, in order; at most 8, none under three words.

    A message of at most 12 words is one clause. Stretches that run on are cut before "y", "pero", "because", and
    what is still long is read through overlapping windows.
    """
    whole = [x for stretch in stretches for x in stretch]
    if len(whole) <= LONG_MESSAGE:
        return [strip_fillers(whole, wording)]
    parts: list[list[str]] = []
    for stretch in _merged(stretches):
        for part in _at_connectives(stretch):
            parts.extend(_windows(part))
    if len(parts) > MAX_CLAUSES:  # what is asked stands more often at the end than in the middle
        parts = [*parts[:2], *parts[2 - MAX_CLAUSES :]]
    return [strip_fillers(x, wording) for x in parts]


def _merged(stretches: Iterable[Sequence[str]]) -> list[list[str]]:
    merged: list[list[str]] = []
    for stretch in stretches:
        if merged and (len(stretch) < _SHORTEST or len(merged[-1]) < _SHORTEST):
            merged[-1].extend(stretch)
        else:
            merged.append(list(stretch))
    return merged


def _at_connectives(words: Sequence[str]) -> list[list[str]]:
    if len(words) <= LONG_MESSAGE:
        return [list(words)]
    parts: list[list[str]] = [[]]
    for i, word in enumerate(words):
        if word in CONNECTIVES and len(parts[-1]) >= _SHORTEST and len(words) - i >= _SHORTEST:
            parts.append([])
        parts[-1].append(word)
    return parts


def _windows(words: Sequence[str]) -> list[list[str]]:
    if len(words) <= _WINDOW:
        return [list(words)]
    return [list(words[i : i + _WINDOW]) for i in range(0, len(words) - _STEP, _STEP)]
