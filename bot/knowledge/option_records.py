"""What the options walk is made of: options with conditions, questions about a person, situations that test them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from bot.knowledge.basics import Language, Origin

Attribute = Literal[
    "nationality", "inside", "entry", "entered", "permit", "papers", "family", "fear", "victim",
    "age", "health", "plan", "money", "record", "goal",
]  # fmt: skip
ATTRIBUTES: tuple[Attribute, ...] = get_args(Attribute)
"""What may be asked about a person. Their answers stand in no database: only in the buttons of the walk."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "inside": ("yes", "no"),
    "entry": ("control", "no control"),
    "permit": ("residence", "visitor", "asylum seeker", "expired", "none"),
    "papers": ("passport", "expired passport", "identity card", "birth certificate", "none"),
    "family": ("national child", "national partner", "national parent", "resident relative", "refugee relative", "none"),
    "fear": ("yes", "no"),
    "victim": ("trafficking", "crime", "no"),
    "age": ("adult", "minor", "minor alone"),
    "health": ("pregnant", "serious illness", "disability", "none"),
    "plan": ("work", "study", "income", "none"),
    "money": ("yes", "no"),
    "record": ("none", "has"),
    "goal": ("stay", "go back"),
}  # fmt: skip
"""The answers to each closed question; nationality and date of entry are open."""

OptionKind = Literal[
    "asylum", "protection", "humanitarian", "regularisation", "family", "mercosur", "residence",
    "work", "study", "visit", "permanent", "citizenship", "return",
]  # fmt: skip
OptionStatus = Literal["in force", "announced", "ended", "unknown"]


@dataclass(frozen=True, slots=True)
class Entered:
    """When a person must have entered: every limit that is given holds."""

    before: date | None = None  # strictly before this day
    since: date | None = None  # on this day or later
    within_days: int | None = None  # at most so many days ago
    days_ago: int | None = None  # at least so many days ago


@dataclass(frozen=True, slots=True)
class Conditions:
    """One way to qualify: every named attribute must have one of its values; `own` are the country's own questions."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)  # attribute -> values that qualify
    not_nationality: frozenset[str] = frozenset()
    entered: Entered | None = None
    own: Mapping[str, bool] = field(default_factory=dict)  # id of a question -> the answer it takes


@dataclass(frozen=True, slots=True)
class OptionText:
    """An option in one language: its name on buttons and one sentence of what it gives."""

    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Option:
    """A migratory option. How it is asked for, what it costs and who says so stands in the entry `answer`."""

    id: str
    country: str
    kind: OptionKind
    status: OptionStatus
    answer: str  # the id of the entry with steps, papers, cost, place, sources and age
    work: bool | None  # whether it lets the person work; None = unknown
    asks_record: bool  # a certificate of criminal record is asked for
    texts: Mapping[Language, OptionText]
    when: tuple[Conditions, ...]  # any one of these ways is enough
    ended: str | None
    replaced_by: tuple[str, ...]
    research: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class OwnQuestionText:
    """A country's own yes/no question in one language; `yes` and `no` say the answer back ("you had the CPP")."""

    ask: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A yes/no question that only one country needs. `key` is the digit that stands for it in buttons."""

    id: str
    key: str
    texts: Mapping[Language, OwnQuestionText]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Brief:
    """One line of a country for the comparison, and the entry that proves it."""

    texts: Mapping[Language, str]
    answer: str


@dataclass(frozen=True, slots=True)
class Situation:
    """An example person and what the walk must say: every path of it is a test."""

    id: str
    country: str
    texts: Mapping[Language, str]
    person: Mapping[str, str]  # attribute or own question -> value
    applies: tuple[str, ...]
    may: tuple[str, ...]
    not_: tuple[str, ...]
    first: str | None  # the option that must lead
    origin: Origin


@dataclass(frozen=True, slots=True)
class CountryOptions:
    """The options of one country, in the order of the file."""

    country: str
    options: tuple[Option, ...]
    questions: tuple[OwnQuestion, ...]
    brief: Mapping[str, Brief]  # "enter", "work", "asylum"
    legal_help: str  # the question whose answer names the free legal help
    situations: tuple[Situation, ...]
    origin: Origin

    def option(self, id_: str) -> Option | None:
        """The option with that id, or None."""
        return next((o for o in self.options if o.id == id_), None)


@dataclass(frozen=True, slots=True)
class ValueText:
    """An answer in one language: on its button, and said back in a sentence ("you entered by a trail")."""

    label: str
    said: str


@dataclass(frozen=True, slots=True)
class AttributeText:
    """A question of the walk in one language."""

    ask: str
    name: str  # for the list of answers: "How you entered"
    values: Mapping[str, ValueText]


@dataclass(frozen=True, slots=True)
class WalkWords:
    """The questions of the walk (knowledge/shared/walk.yaml), and the nationalities that get a button."""

    attributes: Mapping[str, Mapping[Language, AttributeText]]
    nationalities: tuple[str, ...]


Judgement = Literal["applies", "may", "no", "ended"]
