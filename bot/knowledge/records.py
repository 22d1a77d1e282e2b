"""What the knowledge base says, as plain frozen records: the form in which every other room reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from bot.knowledge.basics import LANGUAGES as LANGUAGES
from bot.knowledge.basics import Language as Language
from bot.knowledge.basics import Origin as Origin
from bot.knowledge.landmark_records import Landmark
from bot.knowledge.option_records import CountryOptions, WalkWords

if TYPE_CHECKING:
    from bot.knowledge.registers.register import Register

Topic = Literal[
    "documents", "asylum", "health", "lodging", "work", "education", "protection",
    "money", "family", "consular", "emergency", "scams", "transit", "about",
]  # fmt: skip

TOPICS: tuple[Topic, ...] = get_args(Topic)
Status = Literal["in force", "ended", "unknown", "not confirmed"]
Certainty = Literal["sure", "confirm"]
Part = Literal["cost", "deadline", "duration"]
PARTS: tuple[Part, ...] = get_args(Part)
Verdict = Literal["publish", "warn", "lead", "drop"]
Purpose = Literal[
    "emergency", "police", "ambulance", "fire", "violence", "children", "trafficking", "suicide",
    "kidnapping", "missing", "asylum", "migration", "ombudsman", "legal", "health", "work", "consular", "other",
]  # fmt: skip
PlaceKind = Literal[
    "hospital", "health post", "shelter", "support space", "migration office", "asylum office",
    "legal aid", "consulate", "school office", "food", "other",
]  # fmt: skip
Exactness = Literal["building", "street", "city"]

NO_DANGER = "none"  # what a sentence without danger is an example of
REGION = "XX"  # the country code of knowledge/region: what holds in every country
REGION_FOLDER = "region"


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it, where, and when."""

    publisher: str
    title: str
    url: str | None
    date: str | None  # "2025", "2025-03", "2025-03-12", "about 2022"; None when the page bears no date


@dataclass(frozen=True, slots=True)
class Phrasings:
    """A question in one language: its title on buttons, and the ways people ask it."""

    title: str
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something people ask. `country` is None where it is asked everywhere, else the one country it exists in."""

    id: str
    topic: Topic
    country: str | None
    texts: Mapping[Language, Phrasings]
    origin: Origin


@dataclass(frozen=True, slots=True)
class AnswerText:
    """An answer in one language: a short text, then its structured parts."""

    text: str
    who: str | None = None
    requirements: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    cost: str | None = None
    deadline: str | None = None
    duration: str | None = None
    confirm_at: str | None = None  # the body to ask, by name; shown where the claim is unconfirmed or old


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An organisation on the ground that stands by the answer."""

    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with its answer in one country, as an editor sees it. `id` is `pe-asylum` or `pe-cpp`."""

    id: str
    question: str
    country: str
    topic: Topic
    status: Status
    certainty: Certainty
    volatile: bool  # the text itself holds fees, dates or contacts that change often
    texts: Mapping[Language, AnswerText]
    official: str | None
    lines: tuple[str, ...]
    places: tuple[str, ...]
    place_kinds: tuple[PlaceKind, ...]  # "show the nearest of these kinds"
    see_also: tuple[str, ...]
    sources: tuple[Source, ...]
    as_of: str | None  # the date the sources speak for; None = unknown
    confirmed: Confirmation | None
    research: tuple[str, ...]  # ids of the research records it was written from
    origin: Origin
    also_asked: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)  # local ways to ask it
    part_as_of: Mapping[Part, str | None] = field(default_factory=dict)  # where a part has a date of its own
    lasting: tuple[Part, ...] = ()  # parts that age like the text


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84 degrees, and how exact they are. A city-level point is never drawn as a pin."""

    latitude: float
    longitude: float
    exact: Exactness


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go."""

    id: str
    country: str
    kind: PlaceKind
    name: str
    city: str
    region: str | None
    address: str | None
    point: Point | None
    phone: str | None
    whatsapp: str | None
    email: str | None
    web: str | None
    hours: Mapping[str, str]  # {"mon-fri": "08:00-17:00"}
    appointment: bool | None  # None = unknown
    texts: Mapping[Language, PlaceText]
    free: bool | None
    certainty: Certainty
    sources: tuple[Source, ...]
    as_of: str | None
    origin: Origin
    research: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceText:
    """What a place does and for whom, in one language."""

    services: str | None
    serves: str | None


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A telephone line (or WhatsApp, or mailbox) that helps people."""

    id: str
    country: str
    purposes: tuple[Purpose, ...]
    phone: str | None
    whatsapp: str | None
    email: str | None
    names: Mapping[Language, str]
    notes: Mapping[Language, str]  # hours, "dial 171, then 6"; may be empty
    free: bool | None
    certainty: Certainty
    sources: tuple[Source, ...]
    as_of: str | None
    origin: Origin
    research: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    """A city people name, with the other ways they write it."""

    name: str
    aliases: tuple[str, ...]
    point: Point


@dataclass(frozen=True, slots=True)
class Country:
    """A country the bot covers, or can name. `covered` countries have answers of their own."""

    code: str  # ISO 3166-1 alpha-2, upper case
    folder: str | None
    covered: bool
    names: Mapping[Language, str]
    flag: str
    aliases: tuple[str, ...]  # other names and nicknames of the country itself
    demonyms: tuple[str, ...]
    hints: tuple[str, ...]  # offices, papers, currencies that name it ("migraciones colombia", "comar")
    cities: tuple[City, ...]
    time_zone: str
    currency: str
    emergency: str | None  # the single number to dial in any emergency
    emergency_source: Source | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name that several countries use: a town on a border, or a paper."""

    name: str
    aliases: tuple[str, ...]
    countries: tuple[str, ...]  # at least two codes
    usual: str | None  # the country it means where nothing else tells; None: ask
    town: bool
    origin: Origin
    cities: Mapping[str, str] = field(
        default_factory=dict
    )  # of a town: country -> the city of that country it lies by


@dataclass(frozen=True, slots=True)
class DangerTexts:
    """How a kind of danger is recognised and met in one language."""

    title: str
    now: str  # what to do this minute, before the lines
    phrases: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DangerKind:
    """One kind of danger. `phrases` in the little pattern language of bot/knowledge/patterns.py."""

    id: str
    purposes: tuple[Purpose, ...]  # whose lines open the reply, in this order
    questions: tuple[str, ...]  # the answers offered after them
    texts: Mapping[str, DangerTexts]  # by "es", "en", "pt" (pt has phrases only)
    origin: Origin


@dataclass(frozen=True, slots=True)
class DangerExample:
    """A sentence and the kind of danger it tells of, or NO_DANGER."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A kind of message that is no question to the knowledge: a greeting, thanks, an insult, another country."""

    id: str
    outcome: Literal["smalltalk", "not_known"]
    texts: Mapping[Language, SmallTalkText]
    origin: Origin


@dataclass(frozen=True, slots=True)
class SmallTalkText:
    """How people say it, and the one warm line that answers."""

    say: tuple[str, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words: chat spellings, what is stripped as a greeting, names never 'repaired', everyday words."""

    chat_words: Mapping[str, str]  # "xq" -> "porque"
    fillers: tuple[str, ...]  # greetings and thanks around a question
    protected: tuple[str, ...]  # PPT, CPP, RUMV
    everyday: frozenset[str]  # frequent words that spelling repair leaves alone


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Months after `as_of` at which a claim becomes due, overdue and expired. None = never."""

    due: int
    overdue: int
    expired: int | None


@dataclass(frozen=True, slots=True)
class FreshnessPolicy:
    """How fast each part of an answer ages (knowledge/shared/freshness.yaml)."""

    stable: AgeLimits  # laws and rights
    volatile: AgeLimits  # fees, deadlines, phones, opening hours
    places: AgeLimits
    lines: AgeLimits


@dataclass(frozen=True, slots=True)
class KnowledgeTest:
    """A real question and what it must, and must not, be answered with."""

    ask: str
    country: str | None
    expect: str | None  # an entry or question id, or an outcome such as "danger:violence", "not_known"
    never: tuple[str, ...]
    origin: Origin
    open: bool = False  # known not to be understood yet


@dataclass(frozen=True, slots=True)
class ResearchNote:
    """Something that was looked up for an answer beside the facts that came with the project (research.yaml)."""

    id: str
    claim: str
    source: Source
    as_of: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Lead:
    """Something an editor should find out (leads.yaml). Never shown to people."""

    country: str
    about: str
    verify: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Release:
    """One checked version of the whole knowledge base. Built once, shared by every task, never changed."""

    id: str  # first 12 hex digits of the SHA-256 over all files
    countries: Mapping[str, Country]
    questions: Mapping[str, Question]
    entries: Mapping[str, Entry]
    places: Mapping[str, Place]
    lines: Mapping[str, HelpLine]
    dangers: Mapping[str, DangerKind]
    small_talk: Mapping[str, SmallTalk]
    vocabulary: Vocabulary
    freshness: FreshnessPolicy
    tests: tuple[KnowledgeTest, ...]
    by_question: Mapping[tuple[str, str], Entry] = field(repr=False)  # (question id, country code) -> entry
    danger_examples: tuple[DangerExample, ...] = field(default=(), repr=False)
    verdicts: Mapping[str, Verdict] = field(
        default_factory=dict, repr=False
    )  # a second reader's, by research note
    shared_names: tuple[SharedName, ...] = ()
    notes: Mapping[str, ResearchNote] = field(default_factory=dict, repr=False)
    leads: tuple[Lead, ...] = field(default=(), repr=False)
    options: Mapping[str, CountryOptions] = field(default_factory=dict, repr=False)  # by country code
    walk: WalkWords | None = field(default=None, repr=False)
    facilities: Mapping[str, Register] = field(default_factory=dict, repr=False)  # by country code
    landmarks: tuple[Landmark, ...] = field(default=(), repr=False)

    def answer(self, question: str, country: str) -> Entry | None:
        """The entry that answers `question` in `country`, else the region's, else None. Never another country's.

        A sourced answer that holds in the whole region goes before a country's "not confirmed".
        """
        own = self.by_question.get((question, country))
        region = self.by_question.get((question, REGION))
        if own is None or (own.status == "not confirmed" and region is not None):
            return region
        return own

    def country_lines(self, country: str, purpose: Purpose) -> tuple[HelpLine, ...]:
        """The country's lines for one purpose, in the order of the file."""
        return tuple(x for x in self.lines.values() if x.country == country and purpose in x.purposes)

    def topic_questions(self, topic: Topic, country: str | None) -> tuple[Question, ...]:
        """The questions of a topic that can be asked in `country` (None: those asked everywhere), in file order."""
        return tuple(
            q
            for q in self.questions.values()
            if q.topic == topic and (q.country is None or q.country == country)
        )
