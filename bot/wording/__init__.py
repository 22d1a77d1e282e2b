"""The bot's own phrases, a file a language, and how dates and lists are said in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.knowledge.records import Language
from bot.knowledge.yaml_reader import read_text


@dataclass(frozen=True)
class Wording:
    """The phrases of one language."""

    language: Language
    phrases: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The phrase `key` with its {names} filled in. Raises KeyError for an unknown key or a missing value."""
        phrase = self.phrases[key]
        for name, value in values.items():
            phrase = phrase.replace("{" + name + "}", str(value))
        return phrase

    def date(self, text: str | None) -> str:
        """ "2024-06" as "junio de 2024"; "about 2022" as "alrededor de 2022"; None as "no date"."""
        if text is None:
            return self.say("date_unknown")
        if text.startswith("about "):
            return self.say("date_about", date=self.date(text.removeprefix("about ")))
        year, *rest = text.split("-")
        if not rest:
            return year
        month = self.say("months").split()[int(rest[0]) - 1]
        if len(rest) == 1:
            return self.say("date_month", month=month, year=year)
        return self.say("date_day", day=int(rest[1]), month=month, year=year)

    def listing(self, names: Sequence[str]) -> str:
        """Names as a sentence has them: "Ecuador y Perú"."""
        if len(names) < 2:
            return "".join(names)
        return self.say("country_list", countries=", ".join(names[:-1]), last=names[-1])


@cache
def wording(language: Language) -> Wording:
    """The phrases of `language`, read once from the package."""
    text = (files(__package__) / f"{language}.yaml").read_text(encoding="utf-8")
    value = read_text(text, f"wording/{language}.yaml").value
    phrases = {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}
    return Wording(language, phrases)
