"""The shapes of the files that are not answers: everything in knowledge/shared but the questions, and tests and leads."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, WithJsonSchema, model_validator

from bot.knowledge.fields import (
    AsOf,
    CountryCode,
    DangerId,
    Id,
    Latitude,
    Line,
    Longitude,
    Months,
    MonthsOrNever,
    Phone,
    Shape,
    SourceShape,
    Title,
    YesNo,
    text_schema,
)
from bot.knowledge.records import Purpose, Verdict

MAX_REPLY = 300
MAX_PATTERN = 200
ShortReply = Annotated[Line, Field(max_length=MAX_REPLY), WithJsonSchema(text_schema(MAX_REPLY))]
PatternLine = Annotated[
    Line,
    Field(max_length=MAX_PATTERN),
    WithJsonSchema(text_schema(MAX_PATTERN, "me (pega|golpea*)", "quiere ... matarme", "no quiero? vivir")),
]


class LeadShape(Shape):
    """Something an editor should find out. Never shown to people."""

    about: Line
    """What it is about."""
    verify: Line
    """What to find out."""
    where: Line | None = None
    """Whom to ask."""
    why: Line | None = None
    """Why we are not sure yet."""
    research: list[str] = Field(default_factory=list)
    """Ids of the research notes behind it."""


class LeadsFile(Shape):
    """knowledge/<country>/leads.yaml: what editors should find out; never shown to people"""

    leads: list[LeadShape]
    """One open point after the other."""


class ResearchNoteShape(Shape):
    """Something that was looked up for these answers."""

    id: Id
    """Its short name; answers cite it under `research`."""
    claim: Line
    """What the source says, in one sentence."""
    verdict: Verdict = "warn"
    """publish, warn, lead or drop, as below."""
    source: SourceShape
    """Who says so."""
    as_of: AsOf
    """The date the source speaks for; or unknown."""


class ResearchFile(Shape):
    """knowledge/<country>/research.yaml: what a second reader said about each research note"""

    verdicts: dict[Id, Verdict] = Field(default_factory=dict)
    """publish: may be stated. warn: with its age and where to confirm. lead: find out first. drop: never."""
    notes: list[ResearchNoteShape] = Field(default_factory=list)
    """What was looked up beside them."""


class TestShape(Shape):
    """A real question, and what must (or must never) answer it."""

    ask: Line
    """The question as a person typed it."""
    country: CountryCode | None = None
    """The country the person is known to be in."""
    expect: str | None = None
    """The entry or question that must answer, or danger:<kind>, not_known, ask_country, smalltalk, choices."""
    never: list[Id] = Field(default_factory=list)
    """Entries or questions that must not answer."""
    open: YesNo = False
    """yes while the bot does not understand it yet: it is counted and shown, and does not stop a release."""


class TestsFile(Shape):
    """knowledge/<country>/tests.yaml and knowledge/shared/tests.yaml"""

    tests: list[TestShape]
    """One real question after the other."""


class CityShape(Shape):
    """A city people name."""

    name: Line
    """Its name as people write it."""
    aliases: list[Line] = Field(default_factory=list)
    """Other ways they write it."""
    latitude: Latitude
    """Degrees of its centre; south is negative."""
    longitude: Longitude
    """Degrees of its centre; west is negative."""


class CountryShape(Shape):
    """A country that people live in, come from or go to."""

    code: CountryCode
    """Two capital letters (ISO 3166-1)."""
    folder: Id | None = None
    """The folder of its answers, for a covered country."""
    covered: YesNo = False
    """yes when the bot has answers for it."""
    flag: str
    """Its flag."""
    es: Line
    """Its name in Spanish."""
    en: Line
    """Its name in English."""
    aliases: list[Line] = Field(default_factory=list)
    """Other names of the country itself, small letters without accents."""
    demonyms: list[Line] = Field(default_factory=list)
    """What its people are called, small letters without accents."""
    hints: list[Line] = Field(default_factory=list)
    """Offices, papers or money that name this country and no other."""
    cities: list[CityShape] = Field(default_factory=list)
    """Its cities."""
    time_zone: str = "UTC"
    """Its time zone, such as America/Lima."""
    currency: str = ""
    """Its currency code, such as PEN."""
    emergency: Phone | None = None
    """The one number to dial in any emergency."""
    emergency_source: SourceShape | None = None
    """Who says so."""


class BorderTownShape(Shape):
    """A town or crossing that has the same name on both sides of a border."""

    name: Line
    """Its name as people write it."""
    aliases: list[Line] = Field(default_factory=list)
    """Other ways they write it."""
    countries: Annotated[list[CountryCode], Field(min_length=2)]
    """The countries it lies in."""
    cities: dict[CountryCode, Line] = Field(default_factory=dict)
    """Of each country, the city of this file that it lies by: places there are the nearest."""


class SharedPaperShape(Shape):
    """A paper, office or number that several countries call the same."""

    name: Line
    """Its name, small letters without accents."""
    aliases: list[Line] = Field(default_factory=list)
    """Other ways people write it."""
    countries: Annotated[list[CountryCode], Field(min_length=2)]
    """The countries that use it."""
    usual: CountryCode | None = None
    """The country nearly everybody means by it; left out, the person is asked."""


class CountriesFile(Shape):
    """knowledge/shared/countries.yaml: the countries the bot covers or can name"""

    countries: list[CountryShape]
    """One country after the other."""
    border_towns: list[BorderTownShape] = Field(default_factory=list)
    """Places where one name does not tell the country: the person is asked."""
    shared_papers: list[SharedPaperShape] = Field(default_factory=list)
    """Names of papers and offices that do not tell the country for sure."""


class DangerTextShape(Shape):
    """How a danger is recognised, and met, in one language."""

    title: Title
    """What it is, in a few words."""
    now: ShortReply
    """What to do this minute; the telephone lines follow it."""
    phrases: Annotated[list[PatternLine], Field(min_length=1)]
    """Word patterns: `word*` any ending, `(a|b)` one of these, `...` up to four words between, `?` optional."""
    near_misses: list[PatternLine] = Field(default_factory=list)
    """Patterns that look alike and are no danger."""


class DangerPhrasesShape(Shape):
    """How a danger is recognised in a language the bot does not answer in."""

    phrases: Annotated[list[PatternLine], Field(min_length=1)]
    """Word patterns, as in the other languages."""
    near_misses: list[PatternLine] = Field(default_factory=list)
    """Patterns that look alike and are no danger."""


class DangerShape(Shape):
    """One kind of danger."""

    id: DangerId
    """Its short name; never changes."""
    purposes: Annotated[list[Purpose], Field(min_length=1)]
    """Whose telephone lines open the reply, in this order."""
    questions: list[Id] = Field(default_factory=list)
    """Shared questions whose answers are offered after the lines."""
    es: DangerTextShape
    """In Spanish."""
    en: DangerTextShape
    """In English."""
    pt: DangerPhrasesShape | None = None
    """In Portuguese: only how to recognise it."""


class DangerFile(Shape):
    """knowledge/shared/danger.yaml: what is met before anything else"""

    dangers: list[DangerShape]
    """One kind after the other."""


class DangerTestShape(Shape):
    """A sentence, and the danger it tells of."""

    text: str
    """The sentence as people type it."""
    language: Literal["es", "en", "pt"]
    """Its language."""
    expect: str
    """The id of the danger, or none."""


class DangerTestsFile(Shape):
    """knowledge/shared/danger_tests.yaml and danger_examples.yaml: sentences of danger, and of none"""

    tests: list[DangerTestShape]
    """One sentence after the other."""


class SmallTalkTextShape(Shape):
    """Small talk in one language."""

    say: Annotated[list[str], Field(min_length=1)]
    """How people say it."""
    reply: ShortReply
    """The one warm line that answers."""


class SmallTalkShape(Shape):
    """A kind of message that is no question to the knowledge."""

    id: Id
    """Its short name."""
    outcome: Literal["smalltalk", "not_known"]
    """smalltalk: the line is all there is to say. not_known: it is a question we have no answer for."""
    es: SmallTalkTextShape
    """In Spanish."""
    en: SmallTalkTextShape
    """In English."""


class SmallTalkFile(Shape):
    """knowledge/shared/smalltalk.yaml: greetings, thanks, and what is outside of what we know"""

    small_talk: list[SmallTalkShape]
    """One kind after the other."""


class VocabularyFile(Shape):
    """knowledge/shared/vocabulary.yaml: words"""

    chat_words: dict[str, Line]
    """Short spellings and what they stand for: `xq: porque`."""
    fillers: list[Line]
    """Greetings and thanks around a question, which are not part of it."""
    protected: list[Line]
    """Names of papers and offices that spelling repair never touches: PPT, CPP."""
    everyday: list[Line]
    """Frequent words that spelling repair leaves alone; several on a line."""


class AgeLimitsShape(Shape):
    """Months after `as_of`."""

    due: Months
    """An editor should look again."""
    overdue: Months
    """The person also sees a short warning."""
    expired: MonthsOrNever
    """The claim is withheld; never = it is not."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.due < self.overdue < (self.expired or self.overdue + 1):
            msg = "must grow: `due` before `overdue` before `expired`"
            raise ValueError(msg)
        return self


class FreshnessFile(Shape):
    """knowledge/shared/freshness.yaml: how fast knowledge ages"""

    stable: AgeLimitsShape
    """Laws, rights, who decides."""
    volatile: AgeLimitsShape
    """Entries marked volatile, and every cost, deadline and duration."""
    places: AgeLimitsShape
    """Places to go."""
    lines: AgeLimitsShape
    """Telephone lines."""
