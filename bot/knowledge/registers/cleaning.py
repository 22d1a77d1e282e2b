"""Makes a register's cells into ours: plain texts, degrees, telephone numbers, dates. What cannot be read is left out."""

from __future__ import annotations

import html
import re
import unicodedata
from math import isfinite

from bot.knowledge.registers import form

_TAG = re.compile(r"<[^<>]{0,200}>")
_LINK = re.compile(r"(https?://|www\.)\S*", re.IGNORECASE)
_NOTHING = re.compile(
    r"[-–—.*/_\s]*|n/?[ad]|s/?d|s/?i|null|none|nan|no (tiene|posee|aplica|informa|disponible)|"
    r"sin (dato|informaci[oó]n|tel[eé]fono)s?|desconocid[oa]|#n/?[ad]|#¿nombre\?|#ref!|n[aã]o informado|unknown",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})*\.\d{1,3}")
_SEXAGESIMAL = re.compile(
    r"([+-]?)(\d{1,3})\s*[°º:]\s*(\d{1,2})\s*['’′:]\s*(\d{1,2}(?:[.,]\d+)?)?\s*[\"”″']*\s*([NSEWO])?",
    re.IGNORECASE,
)
_PHONE_PART = re.compile(r"\+?[0-9(][0-9 ()\-.]{4,}[0-9]")
_YEAR = re.compile(r"(19|20)\d{2}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})(?!\d)")
_ISO = re.compile(r"((?:19|20)\d{2})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?!\d)")
_MAX_CELL = 2_000  # characters that are looked at


def plain(cell: str, most: int) -> str:
    """A cell as one line of plain text, at most `most` characters: no control characters, markup, links, hidden signs."""
    text = cell[:_MAX_CELL]
    if text.isascii() and text.isalnum():
        return text[:most]
    if "&" in text:
        text = html.unescape(text)
    text = unicodedata.normalize("NFC", _mended(text))
    text = form.HIDDEN.sub(" ", text)
    if form.MARKUP.search(text):
        text = _LINK.sub(" ", _TAG.sub(" ", text))
        while found := form.MARKUP.search(text):
            text = f"{text[: found.start()]} {text[found.end() :]}"
    text = " ".join(text.split())
    if len(text) > most:
        text = text[:most].rsplit(" ", 1)[0] if " " in text[: most // 2] else text[:most]
    return "" if _NOTHING.fullmatch(text) else text


def _mended(text: str) -> str:
    """Text that was once read with the wrong letters ("PeÃ±a") put right, where that can be proved."""
    if "Ã" not in text and "Â" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def degrees(cell: str) -> float | None:
    """The degrees in a cell: -33.45, "-33,45", "33°27'10\\" S", "-33.456.789"; None where there are none."""
    text = cell.strip().replace("−", "-").replace("\u00a0", "").removesuffix("°").strip()
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if _DEGREES.fullmatch(text):
        return float(text)
    if text.count(".") > 1 and _GROUPED.fullmatch(text):  # a spreadsheet took the decimals for thousands
        whole, _, rest = text.partition(".")
        return float(f"{whole}.{rest.replace('.', '')}")
    found = _SEXAGESIMAL.fullmatch(text)
    if found:
        return _from_minutes(*found.groups(default=""))
    try:
        value = float(text) if len(text) <= 40 else float("nan")
    except ValueError:
        return None
    return value if isfinite(value) else None


def _from_minutes(sign: str, whole: str, minutes: str, seconds: str, side: str) -> float:
    value = int(whole) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600
    return -value if sign == "-" or (side and side.upper() in "SWO") else value


def both_degrees(cell: str) -> tuple[float, float] | None:
    """The two numbers of a cell such as "-33.45, -70.66" or "POINT (-70.66 -33.45)", in their order; None for others."""
    found = re.findall(r"[+-]?\d{1,3}\.\d+", cell[:_MAX_CELL].replace("−", "-"))
    return (float(found[0]), float(found[1])) if len(found) == 2 else None


def phone(cell: str) -> str:
    """The telephone numbers of a cell, at most two, as printed; empty where there are none of six digits or more."""
    text = plain(cell, 200)
    found = [part.strip(" .-") for part in _PHONE_PART.findall(text)]
    kept = [part for part in found if 6 <= sum(map(str.isdigit, part)) <= 15 and _has_two_digits(part)]
    said = " / ".join(dict.fromkeys(kept[:2]))
    return said if len(said) <= form.LENGTHS["phone"] and form.PHONE.fullmatch(said or "00") else kept[0]


def _has_two_digits(part: str) -> bool:
    return len(set(filter(str.isdigit, part))) > 1  # 000000000 stands for none


def age(cell: str) -> str:
    """A date or year as the knowledge writes it: "2022", "2022-03", "2022-03-10"; empty where there is none."""
    text = cell.strip()[:40]
    if found := _ISO.match(text):
        year, month, day = found[1], int(found[2]), int(found[3] or 0)
    elif found := _DAY_FIRST.match(text):
        year, month, day = found[3], int(found[2]), int(found[1])
    else:
        only = _YEAR.search(text)
        return only[0] if only else ""
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 28 else f"{year}-{month:02}"


def safe_cell(text: str) -> str:
    """A cell for a file that people open in a spreadsheet: what would start a formula there starts with ' instead."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
