"""A place as an editor would write it in places.yaml: plain words where YAML allows them, quotes where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.knowledge.exchange.degrees import degrees_written
from bot.knowledge.records import LANGUAGES, Place, Point

_PLAIN = re.compile(r"[^\W_+](?:[^\n:#'\"{}\[\],&*!|>%@`]|,(?= )|:(?=[^\s])|(?<=\w)')*")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off"}


def place_lines(place: Place) -> list[str]:
    """The lines of one place in a list of places, without line ends."""
    lines = list(_lines(place))
    return [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]


def scalar(text: str) -> str:
    """A text as one YAML value: as it is where that is safe, else in single quotes."""
    safe = _PLAIN.fullmatch(text) and not text.endswith((" ", ":")) and text.lower() not in _WORDS
    return text if safe else "'" + text.replace("'", "''") + "'"


def _lines(place: Place) -> Iterator[str]:
    yield from _pairs(
        (name, getattr(place, name)) for name in ("id", "kind", "name", "city", "region", "address")
    )
    if place.point:
        yield f"point: {_point(place.point)}"
    yield from _pairs((name, getattr(place, name)) for name in ("phone", "whatsapp", "email", "web"))
    if place.hours:
        yield "hours:"
        yield from (f"  {days}: {scalar(times)}" for days, times in place.hours.items())
    for name, said in (("appointment", place.appointment), ("free", place.free)):
        if said is not None:
            yield f"{name}: {'yes' if said else 'no'}"
    yield f"certainty: {place.certainty}"
    for language in LANGUAGES:
        texts = place.texts[language]
        if said_here := list(_pairs((("services", texts.services), ("serves", texts.serves)))):
            yield f"{language}:"
            yield from (f"  {line}" for line in said_here)
    yield "sources:"
    for source in place.sources:
        pairs = list(_pairs((name, getattr(source, name)) for name in ("publisher", "title", "url", "date")))
        yield f"  - {pairs[0]}"
        yield from (f"    {pair}" for pair in pairs[1:])
    yield f"as_of: {place.as_of or 'unknown'}"
    if place.research:
        yield f"research: [{', '.join(map(scalar, place.research))}]"


def _pairs(said: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    return (f"{name}: {scalar(text)}" for name, text in said if text is not None)


def _point(point: Point) -> str:
    latitude, longitude = degrees_written(point.latitude), degrees_written(point.longitude)
    return f"{{latitude: {latitude}, longitude: {longitude}, exact: {point.exact}}}"
