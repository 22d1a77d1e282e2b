"""Takes everything personal out of a text: first what looks like a number, address or name, then every word but known ones.

The patterns (formats of the region's identity papers among them) cannot find names, streets or workplaces. So what is
kept of an unanswered question are only words of the knowledge base itself; the patterns are the second lock.
"""

from __future__ import annotations

import re
import unicodedata

from bot.usage.names import NAMES

BLACK = "▮"  # stands for anything taken out

_MOST_CHARACTERS = 1000
_MOST_KEPT = 400
_INVISIBLE = dict.fromkeys(
    [
        *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE0080), 0xFEFF, 0x00AD, 0x061C, 0x180E,
    ]
)  # fmt: skip
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_DIGIT_WORDS = (
    "cero|un|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|"
    "zero|one|two|three|four|five|six|seven|eight|nine|um|uma|dois|duas|quatro|sete|oito|nove"
)
_CURRENCY = (
    r"(?:pesos?|soles|bol[ií]vares|d[oó]lares|usd|reales|reais|guaran[ií]es|cop|clp|ars|mxn|pen|brl|bs)"
)
_PLUS_CODE = "[23456789cfghjmpqrvwx]"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "link",
            r"\b(?:https?|tg|geo|ftp)\s?:\S+|\bwww\.\S+|\b(?:t\.me|wa\.me|bit\.ly|maps\.app\.goo\.gl)/\S+",
        ),
        ("mail", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
        (
            "mail, spelled",
            r"\b[\w.+-]{2,64}\s?[(\[]?\s?(?:arroba|at)\s?[)\]]?\s?[\w-]{2,30}\s?"
            r"(?:punto|dot|ponto|\.)\s?(?:com|net|org|es|co|ve|pe|cl|br|mx|ar|ec)\b",
        ),
        ("@name", r"(?<![\w.])@[a-z]\w{3,31}"),
        (
            "coordinates",
            r"(?<![\d.])[+-]?\d{1,3}[.,]\d{3,12}\s?°?\s?[ns]?\s?[,;/ ]\s?[+-]?\d{1,3}[.,]\d{3,12}(?!\d)",
        ),
        ("degrees", r"\d{1,3}\s?°\s?\d{1,2}\s?['′]\s?(?:\d{1,2}(?:[.,]\d{1,4})?\s?[\"″]?)?\s?[nsewo]\b"),
        ("plus code", rf"\b{_PLUS_CODE}{{4,8}}\+{_PLUS_CODE}{{2,3}}\b"),
        ("CURP, RFC", r"\b[a-z]{4}\d{6}[hmx][a-z]{5}[a-z\d]\d\b|\b[a-zñ&]{4}\d{6}[a-z\d]{3}\b"),
        ("Venezuelan cédula, RIF", r"\b[vejpg]\s?[-.:]?\s?\d{1,2}[. ]?\d{3}[. ]?\d{3}(?:\s?-\s?\d)?\b"),
        ("RUT, DNI with a check digit", r"(?<!\d)\d{1,2}\.?\d{3}\.?\d{3}\s?-\s?[\dk]\b"),
        (
            "Panamanian cédula",
            r"(?<![\w-])(?:\d{0,2}(?:pe|e|n|av|pi)|\d{1,2})\s?-\s?\d{1,4}\s?-\s?\d{1,6}(?!\d)",
        ),
        (
            "date",
            r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2})(?!\d)",
        ),
        (
            "amount",
            r"(?:(?:us|s/|r|bs\.?)?\$|s/\.?|€)\s?\d[\d.,]{0,14}"
            rf"|(?<![\d.])\d[\d.,]{{0,14}}\s?(?:mil\s|millones\sde\s)?{_CURRENCY}\b",
        ),
        ("spelled number", rf"\b(?:(?:{_DIGIT_WORDS})[\s,-]{{1,3}}){{5,}}(?:{_DIGIT_WORDS})\b"),
        ("long number", r"(?<!\w)[+(]{0,2}\d(?:[\s().\-/]{0,3}\d){5,}(?!\w)"),
        ("word with digits", r"\b(?=\w{0,12}\d{5})(?=[\w-]{6,24}\b)[a-z\d]{1,20}(?:-[a-z\d]{1,10}){0,2}\b"),
        ("letters and digits", r"(?<!\w)(?=[\w-]{6,24})[a-z]{1,3}[\s-]?\d{5,9}(?:\s?-\s?\w)?\b"),
        ("any run of digits", r"\d(?:[\s().\-/,:]{0,3}\d){5,}"),
        (
            "name after a phrase",
            r"\b(?:me llamo|mi nombre es|soy el señor|soy la señora|my name is|me chamo|meu nome é|llamad[oa]|se llama)"
            r"\s+\w{2,30}(?:\s+\w{2,30}){0,3}",
        ),
    )
)


def normalise(text: str) -> str:
    """The text without disguises: compatibility forms, invisible characters, odd dashes and foreign digits resolved."""
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_DASHES)
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def scrub(text: str) -> str:
    """The first 1,000 characters of the text with everything that looks personal blacked out. Twice changes nothing."""
    text = normalise(text[:_MOST_CHARACTERS])
    for _ in range(5):
        before = text
        for _, pattern in PATTERNS:
            text = pattern.sub(BLACK, text)
        if text == before:
            return text
    return BLACK  # it never came to rest: keep nothing


def fold(word: str) -> str:
    """A word without case and accents, as vocabularies hold it; ñ becomes n."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def known_words(text: str, vocabulary: frozenset[str]) -> str | None:
    """What may be kept of a text: its words that are in `vocabulary` (folded), ▮ for all the rest.

    None where fewer than two different known words remain, and where anything goes wrong: nothing is kept then.
    """
    try:
        kept: list[str] = []
        for word in re.findall(r"[^\W_]+|▮|[^\w\s]+", fold(scrub(text))):
            known = word in vocabulary and word not in NAMES
            if known or word.isalnum() or word == BLACK:
                kept.append(word if known else BLACK)
        kept = [word for i, word in enumerate(kept) if word != BLACK or kept[i - 1 : i] != [BLACK]]
        result = _cut(" ".join(kept))
        return result if len(set(result.split()) - {BLACK}) >= 2 else None
    except (ValueError, RecursionError):
        return None


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_KEPT else text[:_MOST_KEPT].rsplit(" ", 1)[0]
