"""What a person has said in the walk, and its short code, in which buttons carry it: no database holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.knowledge.option_records import VALUES, CountryOptions

UNKNOWN = "?"  # asked, and the person does not know
OTHER = "ZZ"  # a nationality without a button
DAY_ZERO = date(2000, 1, 1)
KEYS: Mapping[str, str] = {
    "nationality": "n", "inside": "i", "entry": "e", "entered": "d", "permit": "p", "papers": "c", "family": "f",
    "fear": "r", "victim": "v", "age": "a", "health": "h", "plan": "w", "money": "m", "record": "k", "goal": "g",
}  # fmt: skip
_NAMES = {key: name for name, key in KEYS.items()}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DAY_FORM = re.compile(r"[0-9a-z]{3}|---")


@dataclass(frozen=True, slots=True)
class Person:
    """Answers by attribute or own question, in the order given. `entered` is a day in ISO form; UNKNOWN where not known."""

    answers: Mapping[str, str] = field(default_factory=dict)

    def knows(self, name: str) -> str | None:
        """The answer to one question, or None where it was not asked or is not known.

        Who says which permit they have (or that they have none), how or when they entered, is in the country.
        """
        said = self.answers.get(name)
        if said is not None:
            return None if said == UNKNOWN else said
        if name == "inside" and any(self.knows(n) for n in ("permit", "entry", "entered")):
            return "yes"
        return None

    def saying(self, name: str, value: str) -> Person:
        """The same person with one answer given or changed; its place in the order stays."""
        return Person({**self.answers, name: value})

    @property
    def entered(self) -> date | None:
        said = self.knows("entered")
        return date.fromisoformat(said) if said else None


def outside(person: Person) -> Person:
    """The same person, who answered "which permit do you have?" with "I am not in the country yet"."""
    return person.saying("inside", "no")


def code_of(person: Person, country: CountryOptions) -> str:
    """The person's answers as a text of 2 to 4 characters each; at most 49 for all there are."""
    keys = {**KEYS, **{q.id: q.key for q in country.questions}}
    return "".join(
        keys[name] + _value_code(name, value) for name, value in person.answers.items() if name in keys
    )


def _value_code(name: str, value: str) -> str:
    if name == "nationality":
        return "--" if value == UNKNOWN else value
    if name == "entered":
        return "---" if value == UNKNOWN else _base36((date.fromisoformat(value) - DAY_ZERO).days)
    if value == UNKNOWN:
        return "-"
    return str(VALUES[name].index(value)) if name in VALUES else value[0]


def person_of(code: str, country: CountryOptions) -> Person | None:
    """The person in a code; None where it is none of ours (it comes from outside: a button of any age)."""
    own = {q.key: q.id for q in country.questions}
    answers: dict[str, str] = {}
    rest = code
    while rest:
        name = _NAMES.get(rest[0]) or own.get(rest[0])
        if name is None:
            return None
        size = {"nationality": 2, "entered": 3}.get(name, 1)
        value = _value(name, rest[1 : 1 + size])
        if value is None:
            return None
        answers[name] = value
        rest = rest[1 + size :]
    return Person(answers)


def _value(name: str, said: str) -> str | None:
    if said and set(said) == {"-"}:
        return UNKNOWN
    if name == "nationality":
        return said if re.fullmatch("[A-Z]{2}", said) else None
    if name == "entered":
        return _day(said)
    if name in VALUES:
        return VALUES[name][int(said)] if said.isdecimal() and int(said) < len(VALUES[name]) else None
    return {"y": "yes", "n": "no"}.get(said)


def _day(said: str) -> str | None:
    if not _DAY_FORM.fullmatch(said):
        return None
    return (DAY_ZERO + timedelta(days=int(said, 36))).isoformat()


def _base36(number: int) -> str:
    """Three digits, enough for the days from 2000 to 2127; earlier days count as the first of 2000."""
    number = min(max(number, 0), 36**3 - 1)
    return _DIGITS[number // 1296] + _DIGITS[number // 36 % 36] + _DIGITS[number % 36]
