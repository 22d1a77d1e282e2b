"""The shapes of questions, answers, places and lines, and which file has which shape. knowledge/schema is made from them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.knowledge.fields import (
    Age,
    AsOf,
    Email,
    Hours,
    Https,
    Id,
    Latitude,
    Line,
    Longitude,
    Phone,
    Shape,
    SourceShape,
    Text,
    Title,
    YesNo,
)
from bot.knowledge.records import TOPICS, Certainty, Exactness, Part, PlaceKind, Purpose, Status, Topic
from bot.knowledge.schema_landmarks import LandmarksFile
from bot.knowledge.schema_options import OptionsFile, SituationsFile, WalkFile
from bot.knowledge.schema_shared import (
    CountriesFile,
    DangerFile,
    DangerTestsFile,
    FreshnessFile,
    LeadsFile,
    ResearchFile,
    SmallTalkFile,
    TestsFile,
    VocabularyFile,
)

Sources = Annotated[list[SourceShape], Field(min_length=1)]


class PhrasingsShape(Shape):
    """A question in one language."""

    title: Title
    """The question in a few words: it is shown on a button."""
    ask: Annotated[list[Line], Field(min_length=1)]
    """How people ask it, one way a line, with their typos and slang."""


class QuestionTexts(Shape):
    """A question in both languages."""

    es: PhrasingsShape
    """In Spanish."""
    en: PhrasingsShape
    """In English."""


class SharedQuestion(QuestionTexts):
    """A question that people ask in every country."""

    id: Id
    """Its short name: small letters and hyphens. It never changes."""


class QuestionsFile(Shape):
    """knowledge/shared/questions/<topic>.yaml: what people ask in every country"""

    topic: Topic
    """The topic of all questions in this file."""
    questions: list[SharedQuestion]
    """One question after the other."""


class AnswerTextShape(Shape):
    """An answer in one language. Every figure is the same in both."""

    text: Text
    """The answer itself: short sentences, you, the action first. No links, no formatting."""
    who: Line | None = None
    """For whom, in one short line."""
    requirements: list[Line] = Field(default_factory=list)
    """What the person needs, one thing a line."""
    steps: list[Line] = Field(default_factory=list)
    """What to do, in order, one step a line."""
    cost: Line | None = None
    """What it costs."""
    deadline: Line | None = None
    """Until when."""
    duration: Line | None = None
    """How long it takes or lasts."""
    confirm_at: Line | None = None
    """The body to ask before acting, by its name only; its link is `official`."""


class AlsoAskedShape(Shape):
    """How people here ask a shared question, with the words of this country."""

    es: list[Line] = Field(default_factory=list)
    """In Spanish, one way a line."""
    en: list[Line] = Field(default_factory=list)
    """In English, one way a line."""


class PartDatesShape(Shape):
    """The dates of parts whose source speaks for another date than the answer."""

    cost: AsOf | None = None
    """The date of the cost."""
    deadline: AsOf | None = None
    """The date of the deadline."""
    duration: AsOf | None = None
    """The date of the duration."""


class ConfirmationShape(Shape):
    """An organisation on the ground that stands by the answer."""

    by: Line
    """The organisation."""
    date: Age
    """The day it checked."""


class AnswerShape(Shape):
    """One answer: of a shared question (`answers`), or with its own `id` and `question`."""

    id: Id | None = None
    """Only for a question that exists in this country alone: begins with the country's code (pe-cpp)."""
    answers: Id | None = None
    """The id of the shared question that this answers."""
    question: QuestionTexts | None = None
    """Title and phrasings, where the answer has its own `id`."""
    also_asked: AlsoAskedShape | None = None
    """More ways to ask the shared question, with the names and words of this country."""
    status: Status
    """in force; ended (the text begins with that word); unknown; not confirmed (we have no sourced answer)."""
    certainty: Certainty = "confirm"
    """sure, or confirm: the bot adds "check before you act" and where."""
    volatile: YesNo = False
    """yes when the text itself holds fees, dates, phones or places that change often."""
    es: AnswerTextShape
    """The answer in Spanish."""
    en: AnswerTextShape
    """The answer in English."""
    official: Https | None = None
    """The official page to confirm at."""
    lines: list[Id] = Field(default_factory=list)
    """Telephone lines that help with this: ids of lines.yaml."""
    places: list[Id] = Field(default_factory=list)
    """Places to go: ids of places.yaml."""
    nearest: list[PlaceKind] = Field(default_factory=list)
    """Kinds of places; the bot offers the nearest ones."""
    see_also: list[Id] = Field(default_factory=list)
    """Questions that help next."""
    sources: list[SourceShape] = Field(default_factory=list)
    """Who says so. Without a source nothing is published (only `not confirmed` needs none)."""
    as_of: AsOf | None = None
    """The date the sources speak for, never today's; or unknown."""
    part_as_of: PartDatesShape | None = None
    """Dates of the cost, deadline or duration, where they differ from `as_of`."""
    lasting: list[Part] = Field(default_factory=list)
    """Parts that the law fixes ("free"): they age like the text, not like a fee."""
    confirmed: ConfirmationShape | None = None
    """The organisation that checked it on the ground; leave it out until one has."""
    research: list[str] = Field(default_factory=list)
    """Ids of the research notes it was written from."""


class AnswersFile(Shape):
    """knowledge/<country>/<topic>.yaml: the answers of one country"""

    topic: Topic
    """The topic of all answers in this file; the file is named after it."""
    answers: list[AnswerShape]
    """One answer after the other."""


class PointShape(Shape):
    """Where it is on the map, and how exactly we know."""

    latitude: Latitude
    """Degrees; south is negative."""
    longitude: Longitude
    """Degrees; west is negative."""
    exact: Exactness
    """building, street, or city when only the city is known."""


class PlaceTextShape(Shape):
    """A place in one language."""

    services: Line | None = None
    """What it does, in one short line."""
    serves: Line | None = None
    """For whom, in one short line."""


class PlaceShape(Shape):
    """Somewhere to go. Confidential shelters never stand here, only their telephone line does."""

    id: Id
    """Its short name, such as pe-lima-office; never changes."""
    kind: PlaceKind
    """What kind of place it is."""
    name: Line
    """The proper name, as on the door."""
    city: Line
    """The city or district."""
    region: Line | None = None
    """The department or province."""
    address: Line | None = None
    """Street and number."""
    point: PointShape | None = None
    """Where it is on the map."""
    phone: Phone | None = None
    """International form where the source gives it, else as printed."""
    whatsapp: Phone | None = None
    """Its WhatsApp number."""
    email: Email | None = None
    """Its mailbox."""
    web: Https | None = None
    """Its own page."""
    hours: Hours = Field(default_factory=dict)
    """Opening hours, only if a source gives them: `mon-fri: 08:00-17:00`."""
    appointment: YesNo | None = None
    """yes when one must be made before going."""
    free: YesNo | None = None
    """yes when it costs nothing."""
    certainty: Certainty = "confirm"
    """sure, or confirm: the bot adds "call before you go"."""
    es: PlaceTextShape = PlaceTextShape()
    """In Spanish."""
    en: PlaceTextShape = PlaceTextShape()
    """In English."""
    sources: Sources
    """Who says so."""
    as_of: AsOf
    """The date the sources speak for; or unknown."""
    research: list[str] = Field(default_factory=list)
    """Ids of the research notes it was written from."""


class PlacesFile(Shape):
    """knowledge/<country>/places.yaml: where people can go"""

    places: list[PlaceShape]
    """One place after the other."""


class LineTextShape(Shape):
    """A telephone line in one language."""

    name: Line
    """Whose line it is."""
    note: Line | None = None
    """Hours, languages, what to press."""


class LineShape(Shape):
    """A telephone line, WhatsApp or mailbox that helps people."""

    id: Id
    """Its short name; never changes."""
    purposes: Annotated[list[Purpose], Field(min_length=1)]
    """What it helps with."""
    phone: Phone | None = None
    """The number to dial."""
    whatsapp: Phone | None = None
    """The WhatsApp number."""
    email: Email | None = None
    """The mailbox."""
    es: LineTextShape
    """In Spanish."""
    en: LineTextShape
    """In English."""
    free: YesNo | None = None
    """yes when the call costs nothing."""
    certainty: Certainty = "confirm"
    """sure, or confirm."""
    sources: Sources
    """Who says so."""
    as_of: AsOf
    """The date the sources speak for; or unknown."""
    research: list[str] = Field(default_factory=list)
    """Ids of the research notes it was written from."""


class LinesFile(Shape):
    """knowledge/<country>/lines.yaml: who can be called"""

    lines: list[LineShape]
    """One line after the other."""


SHARED_FILES: dict[str, type[Shape]] = {
    "shared/countries.yaml": CountriesFile,
    "shared/danger.yaml": DangerFile,
    "shared/danger_tests.yaml": DangerTestsFile,
    "shared/danger_examples.yaml": DangerTestsFile,
    "shared/smalltalk.yaml": SmallTalkFile,
    "shared/vocabulary.yaml": VocabularyFile,
    "shared/freshness.yaml": FreshnessFile,
    "shared/tests.yaml": TestsFile,
    "shared/walk.yaml": WalkFile,
    "shared/landmarks.yaml": LandmarksFile,
}
COUNTRY_FILES: dict[str, type[Shape]] = {
    "places": PlacesFile,
    "lines": LinesFile,
    "leads": LeadsFile,
    "research": ResearchFile,
    "tests": TestsFile,
    "options": OptionsFile,
    "situations": SituationsFile,
    **dict.fromkeys(TOPICS, AnswersFile),
}


def country_file(stem: str) -> type[Shape] | None:
    """The shape of <country>/<stem>.yaml. A long file may be split: documents.yaml, documents-visas.yaml."""
    return COUNTRY_FILES.get(stem) or COUNTRY_FILES.get(stem.partition("-")[0])
