"""What a notice says to an admin in Telegram: short, in their language, of no person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC

from bot.knowledge.records import Language
from bot.usage.health_data import Danger
from bot.watching.book import Line

_BROKEN: dict[str, tuple[str, str]] = {  # Spanish, English; by the key, else by its first word
    "receiving": (
        "No llegan mensajes de Telegram: la gente no recibe respuesta.",
        "No messages arrive from Telegram: people get no answers.",
    ),
    "database": (
        "La base de datos tiene problemas: puede perderse lo que se guarda.",
        "The database is in trouble: what is kept may be lost.",
    ),
    "knowledge": (
        "El conocimiento tiene errores: se sigue usando la última versión buena.",
        "The knowledge has mistakes: the last good version is still used.",
    ),
    "knowledge release": (
        "Las publicaciones no llegan a todas partes.",
        "What is published does not arrive everywhere.",
    ),
    "disk": ("Casi no queda espacio en el disco.", "There is almost no space left on the disk."),
    "keys": (
        "La clave secreta no es la de antes: lo guardado no se puede leer.",
        "The secret key is not the one of before: what was kept cannot be read.",
    ),
    "people": (
        "No se puede leer lo guardado de algunas personas.",
        "What was kept of some people cannot be read.",
    ),
    "retention": (
        "No se puede borrar a tiempo lo que ya toca borrar.",
        "What is due to be erased cannot be erased in time.",
    ),
    "usage figures": ("No se pueden hacer las cifras de uso.", "The figures of use cannot be made."),
    "usage log": ("El registro de uso no se puede escribir.", "The log of use cannot be written."),
    "place reports": (
        "Se pierden avisos de lugares cerrados: hay demasiados en espera.",
        "Reports of closed places are lost: too many wait.",
    ),
    "errors": ("Varios errores seguidos: {what}.", "Several errors: {what}."),
}
_ELSE = ("Algo no funciona: {what}.", "Something does not work: {what}.")
_WELL = (
    "Ya funciona otra vez: {what} (no funcionó de {since} a {until} UTC).",
    "Works again: {what} (it did not from {since} to {until} UTC).",
)
_NAMES: dict[str, tuple[str, str]] = {
    "receiving": ("recibir mensajes", "receiving messages"),
    "database": ("la base de datos", "the database"),
    "knowledge": ("el conocimiento", "the knowledge"),
    "knowledge release": ("las publicaciones", "publishing"),
    "disk": ("el espacio en el disco", "space on the disk"),
    "keys": ("la clave secreta", "the secret key"),
    "people": ("lo guardado de las personas", "what is kept of people"),
    "retention": ("el borrado a tiempo", "erasing in time"),
    "usage figures": ("las cifras de uso", "the figures of use"),
    "usage log": ("el registro de uso", "the log of use"),
    "place reports": ("los avisos de lugares cerrados", "reports of closed places"),
}
_ERRORS: dict[str, tuple[str, str]] = {
    "update given_up": ("mensajes sin respuesta", "messages without an answer"),
    "update unknown": ("respuestas que quizá no llegaron", "answers that may not have arrived"),
    "message unknown": ("respuestas que quizá no llegaron", "answers that may not have arrived"),
    "update refused": ("respuestas que Telegram rechazó", "answers that Telegram refused"),
    "message refused": ("respuestas que Telegram rechazó", "answers that Telegram refused"),
    "update apologised": ("el programa falló y pidió disculpas", "the program failed and apologised"),
    "update shed": ("gente que escribe más rápido de lo que se contesta", "people who write too fast to be answered"),
    "telegram conflict": ("otro programa usa el token del bot", "another program uses the bot's token"),
    "telegram webhook_secret": ("llamadas con un secreto falso", "calls with a wrong secret"),
}  # fmt: skip
_SPIKE = (
    "{country}: más mensajes sobre peligro de lo normal este trimestre ({count}; lo normal: {usual}).",
    "{country}: more messages about danger than usual this quarter ({count}; usual: {usual}).",
)
_TITLE = ("Rumbo, aviso:", "Rumbo, notice:")
_MOST_LINES = 12


def message(
    lines: Sequence[Line],
    danger: Sequence[Danger],
    language: Language,
    name_of: Callable[[str, Language], str],
    address: str,
) -> str:
    """The message for an admin. `danger`: the counts as they may be shown; `address`: of the health page."""
    said = [f"• {_said(line, danger, language, name_of)}" for line in lines[:_MOST_LINES]]
    return "\n".join((_TITLE[language == "en"], *said, address))


def _said(
    line: Line, danger: Sequence[Danger], language: Language, name_of: Callable[[str, Language], str]
) -> str:
    en = language == "en"
    if line.kind == "spike":
        return _spike(line, danger, language, name_of)
    part, _, rest = line.key.partition(" ")
    if line.kind == "well":
        names = _NAMES.get(line.key) or _NAMES.get(part)
        what = names[en] if names else line.key
        since, until = (f"{at.astimezone(UTC):%H:%M}" for at in (line.since, line.changed))
        return _WELL[en].format(since=since, until=until, what=what)
    what = _ERRORS.get(rest, (rest, rest))[en] if part == "errors" else line.key
    return (_BROKEN.get(line.key) or _BROKEN.get(part, _ELSE))[en].format(what=what)


def _spike(
    line: Line, danger: Sequence[Danger], language: Language, name_of: Callable[[str, Language], str]
) -> str:
    code = line.key.rpartition(" ")[2]
    found = next((x for x in danger if x.country == code), None)
    count = found.messages.shown if found else "?"
    usual = found.usual.shown if found and found.usual else "?"
    return _SPIKE[language == "en"].format(country=name_of(code, language), count=count, usual=usual)
