"""What Telegram shows of the bot: its commands and descriptions, set at start and only where they differ."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.errors import TokenRefused

COMMANDS: dict[str | None, tuple[tuple[str, str], ...]] = {  # None: for every language without its own
    None: (
        ("opciones", "Qué puedo hacer, paso a paso"),
        ("cerca", "Lugares de ayuda cerca de mí"),
        ("llevar", "Una página para guardar"),
        ("menu", "Los temas"),
        ("pais", "Cambiar de país"),
        ("idioma", "Español o inglés"),
        ("ayuda", "Cómo preguntar"),
        ("privacidad", "Qué guardo y qué no"),
        ("misdatos", "Lo que guardo de ti"),
        ("borrar", "Borrarlo todo"),
        ("start", "Empezar de nuevo"),
    ),
    "en": (
        ("options", "What I can do, step by step"),
        ("nearby", "Places that help near me"),
        ("takeaway", "A page to keep"),
        ("menu", "The topics"),
        ("country", "Change the country"),
        ("language", "Spanish or English"),
        ("help", "How to ask"),
        ("privacy", "What I keep and what I don't"),
        ("mydata", "What I keep about you"),
        ("forget", "Erase it all"),
        ("start", "Start again"),
    ),
}
SHORT: dict[str | None, str] = {
    None: "Opciones para personas migrantes en América Latina: papeles, salud, dónde dormir y más. Gratis y privado.",
    "en": "Options for migrants in Latin America: papers, health, a place to sleep and more. Free and private.",
}
DESCRIPTION: dict[str | None, str] = {
    None: "Hola, soy Rumbo. Te digo qué opciones tienes donde estás: papeles, refugio, salud, dónde dormir, trabajo, "
    "escuela y protección. Escríbeme con tus palabras. Soy un programa, no una persona, y no guardo lo que escribes.",
    "en": "Hi, I am Rumbo. I tell you your options where you are: papers, asylum, health, a place to sleep, work, "
    "school and protection. Write in your own words. I am a program, not a person, and I do not keep what you write.",
}
log = structlog.get_logger()


async def set_profile(bot: Bot) -> None:
    """Sets what differs, in both languages. A failure is logged and costs nothing else. Raises TokenRefused."""
    for language in (None, "en"):
        await _softly("commands", lambda at=language: _set_commands(bot, at))  # type: ignore[misc]
        await _softly("short_description", lambda at=language: _set_short(bot, at))  # type: ignore[misc]
        await _softly("description", lambda at=language: _set_description(bot, at))  # type: ignore[misc]


async def _softly(what: str, call: Callable[[], Awaitable[Any]]) -> None:
    try:
        await call()
    except InvalidToken:
        raise TokenRefused from None
    except (TelegramError, TypeError, KeyError, ValueError) as error:
        log.warning("profile_not_set", what=what, error=type(error).__name__)


async def _set_commands(bot: Bot, language: str | None) -> None:
    wanted = COMMANDS[language]
    known = await bot.get_my_commands(language_code=language)
    if tuple((command.command, command.description) for command in known) != wanted:
        await bot.set_my_commands([BotCommand(*pair) for pair in wanted], language_code=language)


async def _set_short(bot: Bot, language: str | None) -> None:
    known = await bot.get_my_short_description(language_code=language)
    if known.short_description != SHORT[language]:
        await bot.set_my_short_description(SHORT[language], language_code=language)


async def _set_description(bot: Bot, language: str | None) -> None:
    known = await bot.get_my_description(language_code=language)
    if known.description != DESCRIPTION[language]:
        await bot.set_my_description(DESCRIPTION[language], language_code=language)
