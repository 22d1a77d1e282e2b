"""The few lines the channel itself says, where no conversation takes place."""

from __future__ import annotations

from bot.conversation.records import Incoming
from bot.knowledge.records import Language
from bot.wording import wording

_APOLOGY: dict[Language, str] = {
    "es": "Perdona, algo falló y no pude contestarte. Escríbelo otra vez, por favor, o abre el menú con /menu.",
    "en": "Sorry, something failed and I could not answer you. Please write it again, or open the menu with /menu.",
}
_LATE: dict[Language, str] = {
    "es": "Perdona, estuve sin servicio y no pude contestarte a tiempo. Si todavía lo necesitas, escríbelo otra vez o "
    "abre el menú con /menu.",
    "en": "Sorry, I was out of service and could not answer you in time. If you still need it, write it again or open "
    "the menu with /menu.",
}


def language_of(incoming: Incoming) -> Language:
    """The language of these lines for a person: English where their Telegram is in English, else Spanish."""
    return "en" if (incoming.language_hint or "").lower().startswith("en") else "es"


def apology(language: Language) -> str:
    """Something failed on our side."""
    return _APOLOGY[language]


def late(language: Language) -> str:
    """The bot was away for hours."""
    return _LATE[language]


def slow_down(language: Language) -> str:
    """The person writes faster than they can be answered."""
    return wording(language).say("slow_down")
