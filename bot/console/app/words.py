"""The console's wording: bot/console/wording/<language>/*.yaml, a file a group of pages, the same keys in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from bot.console.pages import HERE
from bot.knowledge.records import LANGUAGES, Language
from bot.knowledge.yaml_reader import read_text

FOLDER = HERE / "wording"


class WordingRefused(ValueError):
    """A wording file is no flat list of texts, or says a key that another file says already."""


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language. Everything said here is escaped by the templates."""

    language: Language
    phrases: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The phrase `key` with its {names} filled in. Raises KeyError for a key that no file has."""
        phrase = self.phrases[key]
        for name, value in values.items():
            phrase = phrase.replace("{" + name + "}", str(value))
        return phrase

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        return key in self.phrases

    def day(self, day: date) -> str:
        """ "26 nov 2026"."""
        months = self.phrases["months_short"].split()
        return f"{day.day} {months[day.month - 1]} {day.year}"

    def time(self, at: datetime) -> str:
        """ "26 nov 2026, 10:05 UTC"."""
        return f"{self.day(at.astimezone(UTC).date())}, {at.astimezone(UTC):%H:%M} UTC"


@cache
def words_of(language: Language) -> Words:
    """The wording of a language, read once. Raises WordingRefused."""
    phrases: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.yaml")):
        for key, said in phrases_of(language, file.name).items():
            if key in phrases:
                msg = f"wording/{language}/{file.name}: '{key}' is said in another file already"
                raise WordingRefused(msg)
            phrases[key] = said
    return Words(language, phrases)


def phrases_of(language: Language, name: str) -> dict[str, str]:
    """The phrases of one file. Raises WordingRefused."""
    where = f"wording/{language}/{name}"
    value = read_text((FOLDER / language / name).read_text(encoding="utf-8"), where).value
    if not isinstance(value, dict) or not all(isinstance(said, str) for said in value.values()):
        msg = f"{where}: write keys with one text each"
        raise WordingRefused(msg)
    return {str(key): str(said) for key, said in value.items()}


def language_of(text: str | None) -> Language | None:
    """The language that a text names, where it is one of ours."""
    return next((x for x in LANGUAGES if x == text), None)
