"""Opening hours in one cell: `mon-fri 08:00-17:00; sat 09:00-13:00`, read strictly, and guessed from registers' prose.

The guess reads what registers in Spanish, Portuguese and English print ("Lunes a viernes 8:00 a.m. a 4:00 p.m.", "24
horas", OpenStreetMap's "Mo-Fr 08:00-17:00"). What it does not understand whole it leaves out: no hours are better than
wrong ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from bot.knowledge.fields import Hours
from bot.knowledge.folding import fold

MAX_HOURS = 200  # characters
_CHECK: TypeAdapter[dict[str, str]] = TypeAdapter(Hours)
_DAY_WORDS = {
    "mon": "lunes lun lu l segunda seg monday mon mo", "tue": "martes mar ma terca ter tuesday tue tu",
    "wed": "miercoles mie mier mi quarta qua wednesday wed we", "thu": "jueves jue ju quinta qui thursday thu th",
    "fri": "viernes vie vi v sexta sex friday fri fr", "sat": "sabado sabados sab sa saturday sat",
    "sun": "domingo domingos dom do sunday sun su",
}  # fmt: skip
_DAYS = {word: day for day, words in _DAY_WORDS.items() for word in words.split()}
_ALWAYS = re.compile(
    r"(las )?24 ?(horas?|hrs?|hs|h|hours?|7)( (al dia|todos los dias|do dia))?|24/7|24 ?x ?7"
)
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_CLOCK = r"(\d{1,2})(?::(\d{2})|\.(\d{2}))?\s*(am|pm|h|hs|hrs|horas)?"
_ONE = re.compile(
    rf"(?:de )?({_DAY})(?:(?: ?- ?| a | al | ate | to )({_DAY}))?,? (?:de |das |desde )?(?:las )?"
    rf"{_CLOCK}(?: ?- ?| a | a las | as | ate | ate as | to | hasta las ){_CLOCK}"
)
_BETWEEN = re.compile(r"[\s,;.|]*(?:(?:y|e|and)\s+)?")


def read_hours(cell: str) -> Mapping[str, str]:
    """The hours of a cell in the house's form; empty for an empty cell. Raises ValueError with what to change."""
    return _read(cell) if cell else {}


@lru_cache(maxsize=4096)
def _read(cell: str) -> dict[str, str]:
    hours: dict[str, str] = {}
    for part in cell.split(";"):
        days, _, times = part.strip().partition(" ")
        if not times or days in hours:
            msg = f"'{part.strip()[:40]}' are no hours: write `mon-fri 08:00-17:00; sat 09:00-13:00`"
            raise ValueError(msg)
        hours[days] = times
    try:
        return _CHECK.validate_python(hours)
    except ValidationError as error:
        raise ValueError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from None


def written(hours: Mapping[str, str]) -> str:
    """Hours as one cell."""
    return "; ".join(f"{days} {times}" for days, times in hours.items())


def guessed_hours(text: str) -> str:
    """A register's words as a cell in the house's form; empty where any part of them is not understood."""
    if not text or len(text) > MAX_HOURS:
        return ""
    try:
        return written(read_hours(text.strip()))
    except ValueError:
        pass
    plain = _plain(text)
    if _ALWAYS.fullmatch(plain):
        return "mon-sun 24 hours"
    spans: dict[str, list[str]] = {}
    at = 0
    while at < len(plain):
        found = _ONE.match(plain, at)
        span = _span(found) if found else None
        if found is None or span is None:
            return ""
        first, last = _DAYS[found[1]], _DAYS[found[2]] if found[2] else None
        spans.setdefault(f"{first}-{last}" if last else first, []).append(span)
        between = _BETWEEN.match(plain, found.end())
        at = between.end() if between else len(plain)
    return written({days: ", ".join(several) for days, several in spans.items()})


def _plain(text: str) -> str:
    """Lower case without accents, the clock's signs kept, "a.m." as "am", words of closing off."""
    kept = re.sub(
        r"[^\w:;,.|/\- ]",
        " ",
        text.replace("–", "-").replace("—", "-").replace("a.m.", "am").replace("p.m.", "pm"),
    )
    kept = re.sub(r"\(.*?\)|jornada continua", " ", re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", kept.lower()))
    return " ".join(re.sub(r"[^\W\d_]+", lambda word: fold(word[0]), kept).split()).strip(" .,;")


def _span(found: re.Match[str]) -> str | None:
    """ "08:00-16:00" of the two clocks; None where they are no times, or the afternoon must be guessed."""
    opens, closes = _clock(*found.groups()[2:6]), _clock(*found.groups()[6:10])
    if opens is None or closes is None or opens >= closes:
        return None
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def _clock(hours: str, minutes: str | None, dotted: str | None, half: str | None) -> int | None:
    hour, minute = int(hours), int(minutes or dotted or 0)
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if hour <= 24 and minute < 60 and hour * 60 + minute <= 1440 else None
