"""How the conditions of the walk are said: on buttons, back to the person, and as what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.knowledge.option_records import Conditions, CountryOptions, Entered, OwnQuestionText, WalkWords
from bot.knowledge.records import Release
from bot.options.asking import Interval
from bot.options.person import OTHER, Person
from bot.wording import Wording

MOST_COUNTRIES = 5  # named in a row before "…"


@dataclass(frozen=True, slots=True)
class Sayings:
    """The words of one country's walk in one language."""

    release: Release
    country: CountryOptions
    walk: WalkWords
    words: Wording

    def ask(self, name: str) -> str:
        """The question of an attribute or an own question."""
        own = self._own(name)
        if own:
            return own.ask
        return self.walk.attributes[name][self.words.language].ask.replace("{country}", self.country_name)

    def name(self, name: str) -> str:
        """What a question is about, for the list of answers."""
        own = self._own(name)
        return own.ask if own else self.walk.attributes[name][self.words.language].name

    @property
    def country_name(self) -> str:
        return self._named(self.country.country)

    def label(self, name: str, value: str) -> str:
        """An answer as its button says it (of `entered`: see `interval_label`)."""
        if self._own(name):
            return self.words.say("walk_yes" if value == "yes" else "walk_no")
        if name == "nationality":
            country = self.release.countries.get(value)
            if value == OTHER or country is None:
                return self.words.say("walk_other_country")
            return f"{country.flag} {country.names[self.words.language]}"
        return self.walk.attributes[name][self.words.language].values[value].label

    def interval_label(self, interval: Interval) -> str:
        """A span of days as its button says it."""
        since = self.words.date(interval.since.isoformat()) if interval.since else ""
        before = self.words.date(interval.before.isoformat()) if interval.before else ""
        if since and before:
            return self.words.say(
                "walk_between", since=self._short(interval.since), before=self._short(interval.before)
            )
        if before:
            return self.words.say("walk_before", date=before)
        return self.words.say("walk_since", date=since) if since else self.words.say("walk_any_day")

    def _short(self, day: date | None) -> str:
        return f"{day.day}/{day.month}/{day.year}" if day else ""

    def said(self, name: str, person: Person) -> str:
        """What the person answered, said back: "you entered by a trail"."""
        value = person.knows(name)
        if value is None:
            unknown = self.words.say("walk_said_unknown")
            return f"{self.name(name)}: {unknown}"
        own = self._own(name)
        if own:
            return own.yes if value == "yes" else own.no
        if name == "entered":
            return self.words.say("walk_said_month", date=self.words.date(value[:7]))
        if name == "nationality":
            if value == OTHER:
                return self.words.say("walk_said_other")
            return self.words.say("walk_said_from", countries=self._named(value))
        return self.walk.attributes[name][self.words.language].values[value].said

    def needed(self, name: str, way: Conditions) -> str:
        """What a condition asks for: "you entered before 2 July 2024"."""
        own = self._own(name)
        if own:
            return own.yes if way.own[name] else own.no
        if name == "entered" and way.entered:
            return self._entered(way.entered)
        if name == "nationality":
            if way.not_nationality:
                return self.words.say("walk_said_not_from", countries=self._countries(way.not_nationality))
            return self.words.say("walk_said_from", countries=self._countries(way.values[name]))
        texts = self.walk.attributes[name][self.words.language].values
        either = [texts[value].said for value in texts if value in way.values[name]]
        between = self.words.say("either_or")
        return f" {between} ".join(either)

    def _entered(self, limit: Entered) -> str:
        parts = []
        if limit.before:
            parts.append(self.words.say("walk_said_before", date=self.words.date(limit.before.isoformat())))
        if limit.since:
            parts.append(self.words.say("walk_said_since", date=self.words.date(limit.since.isoformat())))
        if limit.within_days is not None:
            parts.append(self.words.say("walk_said_within", days=limit.within_days))
        if limit.days_ago is not None:
            parts.append(self.words.say("walk_said_ago", days=limit.days_ago))
        return self.words.listing(parts)

    def _countries(self, codes: frozenset[str]) -> str:
        names = sorted(self._named(code) for code in codes)
        if len(names) > MOST_COUNTRIES:
            return ", ".join(names[:MOST_COUNTRIES]) + "…"
        return self.words.listing(names)

    def _named(self, code: str) -> str:
        country = self.release.countries.get(code)
        return country.names[self.words.language] if country else code

    def _own(self, name: str) -> OwnQuestionText | None:
        question = next((q for q in self.country.questions if q.id == name), None)
        return question.texts[self.words.language] if question else None
