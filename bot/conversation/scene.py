"""Everything a turn of the conversation is decided from, in one frozen record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from bot.conversation.compose import Asked
from bot.conversation.memory import fresh_context
from bot.conversation.records import Choice, Context, Happened, Memory, Outcome, OutcomeKind, Reply
from bot.knowledge.folding import fold
from bot.knowledge.records import City, Country, Language, Release
from bot.wording import Wording, wording

SPANISH_HINTS = {
    "es",
    "pt",
    "ca",
    "gl",
    "eu",
    "it",
    "fr",
    "ht",
    "qu",
    "gn",
    "ay",
}  # likelier to read Spanish than English


@dataclass(frozen=True)
class Scene:
    """The release being served, what is remembered of the person, and the moment."""

    release: Release
    memory: Memory
    now: datetime  # UTC
    language_hint: str | None = None
    admin: bool = False
    group: bool = False
    picked: str | None = None  # the offered question that the message picks ("the second one")
    closed: Mapping[str, date] = field(
        default_factory=dict
    )  # places that people found closed, and since when

    @cached_property
    def language(self) -> Language:
        return self.memory.language or guessed_language(self.language_hint)

    @cached_property
    def words(self) -> Wording:
        return wording(self.language)

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def context(self) -> Context | None:
        return fresh_context(self.memory, self.now)

    @property
    def last_question(self) -> str | None:
        """The question that was last answered, or waits for its country."""
        question = self.context.question if self.context else None
        return question if question in self.release.questions else None

    @property
    def offered(self) -> tuple[str, ...]:
        """The questions of the last "did you mean"."""
        offered = self.context.offered if self.context else ()
        return tuple(q for q in offered if q in self.release.questions)

    @cached_property
    def country(self) -> str | None:
        """The country that questions are about when they name none: the last one talked about, else the person's."""
        if self.context and self.context.country:
            return self.context.country
        return self.memory.country

    @cached_property
    def covered(self) -> tuple[Country, ...]:
        """The countries with answers, in the alphabetical order of the person's language."""
        countries = [c for c in self.release.countries.values() if c.covered]
        return tuple(sorted(countries, key=lambda c: fold(c.names[self.language])))

    def is_covered(self, code: str | None) -> bool:
        return code is not None and code in self.release.countries and self.release.countries[code].covered

    def has_answers(self, code: str | None) -> bool:
        """Whether a country is covered, or has some answers of its own without being covered (Venezuela)."""
        return self.is_covered(code) or any(country == code for _, country in self.release.by_question)

    def is_known_in_part(self, code: str | None) -> bool:
        """Whether a country has some answers of its own without being covered."""
        return self.has_answers(code) and not self.is_covered(code)

    def covered_names(self) -> str:
        return self.words.listing([c.names[self.language] for c in self.covered])

    def country_name(self, code: str) -> str:
        country = self.release.countries.get(code)
        return country.names[self.language] if country else code

    def asked(self, city: City | None = None) -> Asked:
        return Asked(self.release, self.words, self.today, city, self.closed)

    def city_named(self, name: str | None) -> City | None:
        """The city of the context, as a record."""
        if name is None:
            return None
        cities = (city for country in self.release.countries.values() for city in country.cities)
        return next((city for city in cities if city.name == name), None)

    def speaking(self, language: Language, *, chosen: bool = False, heard: bool = False) -> Scene:
        """The same scene in another language, which is then remembered. `heard`: a message of theirs told it."""
        memory = replace(
            self.memory,
            language=language,
            language_chosen=chosen or self.memory.language_chosen,
            language_heard=heard or self.memory.language_heard,
        )
        return replace(self, memory=memory)

    def leaning(self, language: Language | None) -> Scene:
        """The same scene, in which the last message was in another language but too short to change it; None: it was not."""
        context = self.context
        if (context.leaning if context else None) == language:
            return self
        leant = replace(context or Context(at=self.now), leaning=language)
        return replace(self, memory=replace(self.memory, context=leant))

    def without_offer(self) -> Scene:
        """The same scene once another thing was said than what the last offer asked for."""
        context = self.context
        if context is None or not context.offered:
            return self
        return replace(self, memory=replace(self.memory, context=replace(context, offered=())))

    def about(
        self,
        question: str | None,
        country: str | None,
        city: str | None = None,
        offered: tuple[str, ...] = (),
    ) -> Memory:
        """The memory after talking about a question. The first country a person names becomes theirs."""
        keep = self.memory.country or (country if self.is_covered(country) else None)
        leaning = self.context.leaning if self.context else None
        context = Context(self.now, question, country, city, offered=offered, leaning=leaning)
        return replace(self.memory, language=self.language, country=keep, context=context)

    def happened(self, outcome: OutcomeKind, **more: object) -> Happened:
        """What happened, in this scene's language and country unless `more` says otherwise."""
        fields: dict[str, object] = {"language": self.language, "country": self.country, **more}
        return Happened(outcome=outcome, **fields)  # type: ignore[arg-type]  # keyword fields of Happened

    def outcome(self, reply: Reply, happened: Happened, memory: Memory | None = None) -> Outcome:
        kept = memory or self.memory
        return Outcome(reply, replace(kept, language=self.language, greeted=True), happened)

    def choice(self, question: str, country: str | None) -> Choice:
        """A question as a choice, with its entry where the country has one."""
        record = self.release.questions[question]
        entry = self.release.answer(question, country) if country else None
        return Choice(question, entry.id if entry else None, record.topic)


def guessed_language(hint: str | None) -> Language:
    """The language to begin in, from what the channel says of the person's ("es-419", "en-GB", "ht")."""
    if not hint:
        return "es"
    return "es" if hint.lower().split("-")[0] in SPANISH_HINTS else "en"
