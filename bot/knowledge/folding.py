"""Folds text to the letters people type when they type fast: lower case, no accents, no signs."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """`text` in lower case a-z 0-9 and single spaces; accents off, ñ as n, apostrophes dropped."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "").replace("'", ""))
    return _SIGNS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
