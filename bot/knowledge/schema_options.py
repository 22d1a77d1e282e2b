"""The shapes of the options walk: options.yaml and situations.yaml of a country, and shared/walk.yaml."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, create_model

from bot.knowledge.fields import CountryCode, Id, Line, Shape, YesNo, text_schema
from bot.knowledge.option_records import ATTRIBUTES, VALUES, OptionKind, OptionStatus
from bot.knowledge.problems import short


def _day(value: Any) -> date:
    if isinstance(value, str) and re.fullmatch(r"(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    msg = f"'{short(value)}' is no day: write it as 2024-07-02"
    raise ValueError(msg)


def _day_count(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,5}", value) and 1 <= int(value) <= 20000:
        return int(value)
    msg = f"'{short(value)}' is not a number of days: write a whole number from 1 to 20000"
    raise ValueError(msg)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _values(attribute: str) -> Any:
    """One value or a list of values of a closed attribute."""
    allowed = Literal[VALUES[attribute]]  # type: ignore[valid-type]  # the words of the vocabulary
    words = {"enum": list(VALUES[attribute])}
    either = {"anyOf": [words, {"type": "array", "minItems": 1, "items": words}]}
    return Annotated[
        list[allowed] | None, BeforeValidator(_listed), Field(min_length=1), WithJsonSchema(either)
    ]


def _key(value: str) -> str:
    if not re.fullmatch(r"[1-9]", value):
        msg = f"'{short(value)}' is no key: one digit from 1 to 9, a different one for each question"
        raise ValueError(msg)
    return value


OptionTitle = Annotated[Line, Field(max_length=60), WithJsonSchema(text_schema(60))]
Summary = Annotated[Line, Field(max_length=300), WithJsonSchema(text_schema(300))]
OwnAsk = Annotated[Line, Field(max_length=160), WithJsonSchema(text_schema(160))]
Back = Annotated[Line, Field(max_length=90), WithJsonSchema(text_schema(90))]
BriefLine = Annotated[Line, Field(max_length=220), WithJsonSchema(text_schema(220))]
Label = Annotated[Line, Field(max_length=34), WithJsonSchema(text_schema(34))]
Said = Annotated[Line, Field(max_length=110), WithJsonSchema(text_schema(110))]
Asked = Annotated[Line, Field(max_length=260), WithJsonSchema(text_schema(260))]
Name = Annotated[Line, Field(max_length=40), WithJsonSchema(text_schema(40))]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Days = Annotated[
    int, BeforeValidator(_day_count), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 20000})
]
_CODE_SCHEMA: dict[str, Any] = {"type": "string", "pattern": "^[A-Z]{2}$"}
Nationalities = Annotated[
    list[CountryCode],
    BeforeValidator(_listed),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_CODE_SCHEMA, {"type": "array", "minItems": 1, "items": _CODE_SCHEMA}]}),
]


class EnteredShape(Shape):
    """When the person must have entered the country. Every limit given must hold."""

    before: Day | None = None
    """Entered before this day."""
    since: Day | None = None
    """Entered on this day or later."""
    within_days: Days | None = None
    """Entered at most so many days ago (a deadline)."""
    days_ago: Days | None = None
    """Entered at least so many days ago (two years: 730)."""


class _ConditionsBase(Shape):
    """One way to qualify. Everything that is named must be so; what is not named does not matter."""

    nationality: Nationalities | None = None
    """Country codes; one of them."""
    not_nationality: Nationalities | None = None
    """Country codes; none of them."""
    entered: EnteredShape | None = None
    """When the person entered."""
    own: dict[Id, YesNo] = Field(default_factory=dict)
    """The country's own questions, by id, with the answer that qualifies."""


_EXPLAINED = {
    "inside": "Whether the person is already in the country.",
    "entry": "How they entered the last time: past border control, or not.",
    "permit": "The permission to stay that they have today.",
    "papers": "Their best identity paper today: name every paper that is accepted.",
    "family": "The closest relative with nationality, residence or refugee status.",
    "fear": "Whether going back is dangerous for them.",
    "victim": "Whether they were exploited, or the victim of a serious crime here.",
    "age": "The age of the person who needs the papers, and whether they are alone.",
    "health": "Pregnancy, serious illness or disability.",
    "plan": "What they have: a contract, a place to study, an income.",
    "money": "Whether they can pay the fees.",
    "record": "Whether they have a criminal record for a serious crime.",
    "goal": "Whether they want to stay or to go back.",
}
_CLOSED: dict[str, Any] = {
    name: (_values(name), Field(None, description=_EXPLAINED[name])) for name in VALUES
}
ConditionsShape: Any = create_model(
    "ConditionsShape", __base__=_ConditionsBase, __doc__=_ConditionsBase.__doc__, **_CLOSED
)


class OptionTextShape(Shape):
    """An option in one language."""

    title: OptionTitle
    """Its name, as people know it; at most 60 characters. An ended one begins with Terminó or Ended in the summary."""
    summary: Summary
    """What it gives, in one or two short sentences; at most 300 characters. No promise."""


class OptionShape(Shape):
    """A migratory option. Its steps, papers, cost, place, sources and age stand in the answer it names."""

    id: Id
    """Its short name, such as pe-option-asylum; never changes."""
    kind: OptionKind
    """What kind of option it is."""
    status: OptionStatus
    """in force, announced, ended, or unknown."""
    answer: Id
    """The id of the answer that explains it, such as pe-asylum or pe-cpp."""
    work: YesNo | None = None
    """yes when it gives the right to work; leave it out when no source says."""
    asks_record: YesNo = False
    """yes when a certificate of criminal record is asked for."""
    es: OptionTextShape
    """In Spanish."""
    en: OptionTextShape
    """In English."""
    when: Annotated[list[ConditionsShape], Field(min_length=1)]
    """The ways to qualify; any one is enough."""
    ended: Day | None = None
    """The day it ended."""
    replaced_by: list[Id] = Field(default_factory=list)
    """The options that people look at instead of an ended one."""
    research: list[str] = Field(default_factory=list)
    """Ids of the research notes its conditions were written from."""


class OwnQuestionTextShape(Shape):
    """The question in one language."""

    ask: OwnAsk
    """The question, in one short sentence: it gets the buttons Yes, No and I don't know."""
    yes: Back
    """The answer yes, said back: "you had the CPP"."""
    no: Back
    """The answer no, said back."""


class OwnQuestionShape(Shape):
    """A yes/no question that only this country needs."""

    id: Id
    """Its short name, used in `own:`."""
    key: Annotated[str, AfterValidator(_key), WithJsonSchema({"type": ["string", "integer"]})]
    """One digit; never changes."""
    es: OwnQuestionTextShape
    """In Spanish."""
    en: OwnQuestionTextShape
    """In English."""


class BriefShape(Shape):
    """One line about the country, for the comparison of countries."""

    es: BriefLine
    """In Spanish."""
    en: BriefLine
    """In English."""
    answer: Id
    """The id of the answer that proves it."""


class BriefsShape(Shape):
    """The country in three lines."""

    enter: BriefShape
    """How to enter, above all for Venezuelans and Haitians."""
    work: BriefShape
    """When one may work."""
    asylum: BriefShape
    """How asylum is asked for."""


class OptionsFile(Shape):
    """knowledge/<country>/options.yaml: the migratory options and under which conditions each applies"""

    legal_help: Id = "legal-help"
    """The question whose answer names the free legal help."""
    brief: BriefsShape
    """For the comparison of countries."""
    questions: list[OwnQuestionShape] = Field(default_factory=list)
    """The country's own yes/no questions, at most 4."""
    options: Annotated[list[OptionShape], Field(min_length=1)]
    """One option after the other; the most helpful first."""


class SituationShape(Shape):
    """An example person and what the walk must tell them."""

    id: Id
    """Its short name."""
    es: Line
    """The person in one line, in Spanish."""
    en: Line
    """In English."""
    person: Annotated[dict[str, str], WithJsonSchema({"type": "object"})]
    """Their answers: attribute (or own question) and value; `entered` is a day. Leave out what they don't know."""
    applies: list[Id] = Field(default_factory=list)
    """Options that must apply."""
    may: list[Id] = Field(default_factory=list)
    """Options that may apply."""
    not_: Annotated[list[Id], Field(alias="not")] = Field(default_factory=list)
    """Options that must not apply."""
    first: Id | None = None
    """The option that must lead."""


class SituationsFile(Shape):
    """knowledge/<country>/situations.yaml: example persons with the outcome a legal-aid worker would sign"""

    situations: Annotated[list[SituationShape], Field(min_length=1)]
    """One person after the other."""


class ValueShape(Shape):
    """An answer to a question of the walk."""

    label: Label
    """On its button; at most 34 characters."""
    said: Said
    """Said back in a sentence: "you entered by a trail"."""


class AttributeTextShape(Shape):
    """A question of the walk in one language."""

    ask: Asked
    """The question."""
    name: Name
    """What it is about, for the list of answers."""
    values: dict[str, ValueShape] = Field(default_factory=dict)
    """Its answers; the words stay the same in every language."""


class AttributeShape(Shape):
    """A question of the walk."""

    es: AttributeTextShape
    """In Spanish."""
    en: AttributeTextShape
    """In English."""


class WalkFile(Shape):
    """knowledge/shared/walk.yaml: what the options walk asks, in both languages"""

    nationalities: Nationalities
    """Those that get a button of their own, in this order."""
    attributes: dict[Literal[ATTRIBUTES], AttributeShape]  # type: ignore[valid-type]  # the words of the vocabulary
    """One question an attribute."""
