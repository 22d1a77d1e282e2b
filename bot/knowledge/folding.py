"""Folds text to the letters people type when they type fast: lower case, no accents, no signs."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ´`′"))
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_SIGNS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """`text` in lower case a-z 0-9 and single spaces; accents off, ñ as n, apostrophes dropped, 𝐀 and Ａ as a."""
    plain = text.translate(_APOSTROPHES)
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain).lower()
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", letters))
    return _SIGNS.sub(" ", plain.lower()).strip()
