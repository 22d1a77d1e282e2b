"""The shapes of the YAML files, as editors write them. The JSON Schemas in knowledge/schema are made from these."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from bot.knowledge.records import Certainty, Exactness, PlaceKind, Purpose, Status, Topic

MAX_TEXT = 700
MAX_TITLE = 40
_AGE = re.compile(r"^(about )?(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_HOURS = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d-(([01]?\d|2[0-3]):[0-5]\d|24:00)$")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _one_line(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        msg = "is empty: write it or take the word out"
        raise ValueError(msg)
    if mark := re.search(r"[<>]|\*\*|\]\(|__", text):
        msg = f"holds the sign '{mark[0]}': texts are plain, without HTML or Markdown"
        raise ValueError(msg)
    return text


def _yes_no(value: Any) -> Any:
    if value in ("yes", "no"):
        return value == "yes"
    msg = "must be yes or no"
    raise ValueError(msg)


def _https(value: str) -> str:
    parts = urlsplit(value.strip())
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or parts.port or parts.username:
        msg = "must be a full address that starts with https://"
        raise ValueError(msg)
    if "xn--" in host or not host.isascii() or re.fullmatch(r"[\d.]+", host):
        msg = f"'{host}' is not an address to send people to: use the official name in plain letters"
        raise ValueError(msg)
    if any(
        word in host
        for word in ("staging", "localhost", "test.", "dev.", "preprod", "webcache", "archive.org")
    ):
        msg = f"'{host}' is a test or copied page: use the official address"
        raise ValueError(msg)
    return value.strip()


def _any_url(value: str) -> str:
    if urlsplit(value.strip()).scheme not in {"http", "https"}:
        msg = "must be an address that starts with https:// or http://"
        raise ValueError(msg)
    return value.strip()


def _phone(value: str) -> str:
    text = " ".join(value.split())
    plain = re.sub(r"\b(ext|opt|option|opción|opcion|y|and|/)\b\.?|/", " ", text, flags=re.IGNORECASE)
    if re.search(r"[A-Za-zÀ-ÿ]", plain):
        msg = f"'{text}' holds letters: write the digits only (words such as 'dial 171, then 6' go to `note`)"
        raise ValueError(msg)
    if not 2 <= len(re.sub(r"\D", "", text)) <= 40:
        msg = f"'{text}' is not a phone number"
        raise ValueError(msg)
    return text


def _age(value: str) -> str:
    if not _AGE.match(value):
        msg = f"'{value}' is not a date: write 2025, 2025-03, 2025-03-12 or 'about 2022'"
        raise ValueError(msg)
    return value


def _as_of(value: str) -> str:
    return value if value == "unknown" else _age(value)


def _hours(value: dict[str, str]) -> dict[str, str]:
    for days, times in value.items():
        ends = days.split("-")
        if not all(day in _DAYS for day in ends) or len(ends) > 2:
            msg = f"'{days}' is no day: use mon tue wed thu fri sat sun, or a range such as mon-fri"
            raise ValueError(msg)
        for span in times.split(","):
            if span.strip() not in {"closed", "24 hours"} and not _HOURS.match(span.strip()):
                msg = f"'{times}' are no hours: write 08:00-17:00, several with a comma, closed, or 24 hours"
                raise ValueError(msg)
            if _HOURS.match(span.strip()) and _minutes(span)[0] == _minutes(span)[1]:
                msg = f"'{span.strip()}' opens and closes at the same time"
                raise ValueError(msg)
    return value


def _minutes(span: str) -> tuple[int, int]:
    start, end = (tuple(map(int, x.strip().split(":"))) for x in span.strip().split("-"))
    return start[0] * 60 + start[1], end[0] * 60 + end[1]


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 48:
        msg = f"'{value}' is no id: small letters, digits and single hyphens, at most 48"
        raise ValueError(msg)
    return value


def _number(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        msg = f"'{value}' is not a number"
        raise ValueError(msg) from None


Line = Annotated[str, AfterValidator(_one_line)]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no"]})]
Https = Annotated[str, AfterValidator(_https)]
Url = Annotated[str, AfterValidator(_any_url)]
Phone = Annotated[str, AfterValidator(_phone), WithJsonSchema({"type": ["string", "integer"]})]
Age = Annotated[str, AfterValidator(_age), WithJsonSchema({"type": ["string", "integer"]})]
AsOf = Annotated[str, AfterValidator(_as_of), WithJsonSchema({"type": ["string", "integer"]})]
Hours = Annotated[
    dict[str, str],
    AfterValidator(_hours),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
Id = Annotated[str, AfterValidator(_id)]
Text = Annotated[Line, Field(max_length=MAX_TEXT)]
Title = Annotated[Line, Field(max_length=MAX_TITLE)]
Degrees = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Months = Annotated[int, BeforeValidator(_number), Field(ge=1, le=600), WithJsonSchema({"type": "integer"})]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Shape(BaseModel):
    """A mapping whose words are all known: an unknown one is refused, so a typo never hides a fact."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class SourceShape(Shape):
    publisher: Line
    title: Line
    url: Url | None = None
    date: Age | None = None


class PhrasingsShape(Shape):
    title: Title
    ask: Annotated[list[Line], Field(min_length=1)]


class QuestionTexts(Shape):
    es: PhrasingsShape
    en: PhrasingsShape


class SharedQuestion(QuestionTexts):
    id: Id


class QuestionsFile(Shape):
    """knowledge/shared/questions/<topic>.yaml"""

    topic: Topic
    questions: list[SharedQuestion]


class AnswerTextShape(Shape):
    text: Text
    who: Line | None = None
    requirements: list[Line] = []
    steps: list[Line] = []
    cost: Line | None = None
    deadline: Line | None = None
    duration: Line | None = None
    confirm_at: Line | None = None


class ConfirmationShape(Shape):
    by: Line
    date: Age


class AnswerShape(Shape):
    id: Id | None = None
    answers: Id | None = None
    question: QuestionTexts | None = None
    status: Status
    certainty: Certainty = "confirm"
    volatile: YesNo = False
    es: AnswerTextShape
    en: AnswerTextShape
    official: Https | None = None
    lines: list[Id] = []
    places: list[Id] = []
    nearest: list[PlaceKind] = []
    see_also: list[Id] = []
    sources: list[SourceShape] = []
    as_of: AsOf | None = None
    confirmed: ConfirmationShape | None = None
    research: list[str] = []


class AnswersFile(Shape):
    """knowledge/<country>/<topic>.yaml"""

    topic: Topic
    answers: list[AnswerShape]


class PointShape(Shape):
    latitude: Annotated[Degrees, Field(ge=-90, le=90)]
    longitude: Annotated[Degrees, Field(ge=-180, le=180)]
    exact: Exactness


class PlaceTextShape(Shape):
    services: Line | None = None
    serves: Line | None = None


class PlaceShape(Shape):
    id: Id
    kind: PlaceKind
    name: Line
    city: Line
    region: Line | None = None
    address: Line | None = None
    point: PointShape | None = None
    phone: Phone | None = None
    whatsapp: Phone | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")] | None = None
    web: Https | None = None
    hours: Hours = {}
    appointment: YesNo | None = None
    free: YesNo | None = None
    certainty: Certainty = "confirm"
    es: PlaceTextShape = PlaceTextShape()
    en: PlaceTextShape = PlaceTextShape()
    sources: Annotated[list[SourceShape], Field(min_length=1)]
    as_of: AsOf
    research: list[str] = []


class PlacesFile(Shape):
    """knowledge/<country>/places.yaml"""

    places: list[PlaceShape]


class LineTextShape(Shape):
    name: Line
    note: Line | None = None


class LineShape(Shape):
    id: Id
    purposes: Annotated[list[Purpose], Field(min_length=1)]
    phone: Phone | None = None
    whatsapp: Phone | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")] | None = None
    es: LineTextShape
    en: LineTextShape
    free: YesNo | None = None
    certainty: Certainty = "confirm"
    sources: Annotated[list[SourceShape], Field(min_length=1)]
    as_of: AsOf
    research: list[str] = []


class LinesFile(Shape):
    """knowledge/<country>/lines.yaml"""

    lines: list[LineShape]


class LeadShape(Shape):
    about: Line
    verify: Line
    where: Line | None = None
    why: Line | None = None
    research: list[str] = []


class LeadsFile(Shape):
    """knowledge/<country>/leads.yaml: what editors should find out; never shown to people"""

    leads: list[LeadShape]


class TestShape(Shape):
    ask: Line
    country: CountryCode | None = None
    expect: str | None = None
    never: list[Id] = []


class TestsFile(Shape):
    """knowledge/<country>/tests.yaml and knowledge/shared/tests.yaml"""

    tests: list[TestShape]


class CityShape(Shape):
    name: Line
    aliases: list[Line] = []
    latitude: Annotated[Degrees, Field(ge=-90, le=90)]
    longitude: Annotated[Degrees, Field(ge=-180, le=180)]


class CountryShape(Shape):
    code: CountryCode
    folder: Id | None = None
    covered: YesNo = False
    flag: str
    es: Line
    en: Line
    aliases: list[Line] = []
    demonyms: list[Line] = []
    hints: list[Line] = []
    cities: list[CityShape] = []
    time_zone: str = "UTC"
    currency: str = ""
    emergency: Phone | None = None
    emergency_source: SourceShape | None = None


class CountriesFile(Shape):
    """knowledge/shared/countries.yaml"""

    countries: list[CountryShape]


class DangerTextShape(Shape):
    title: Title
    now: Annotated[Line, Field(max_length=300)]
    phrases: Annotated[list[Line], Field(min_length=1)]
    near_misses: list[Line] = []


class DangerPhrasesShape(Shape):
    phrases: Annotated[list[Line], Field(min_length=1)]
    near_misses: list[Line] = []


class DangerShape(Shape):
    id: Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
    purposes: Annotated[list[Purpose], Field(min_length=1)]
    questions: list[Id] = []
    es: DangerTextShape
    en: DangerTextShape
    pt: DangerPhrasesShape | None = None


class DangerFile(Shape):
    """knowledge/shared/danger.yaml"""

    dangers: list[DangerShape]


class DangerTestShape(Shape):
    text: str
    language: Literal["es", "en", "pt"]
    expect: str


class DangerTestsFile(Shape):
    """knowledge/shared/danger_tests.yaml"""

    tests: list[DangerTestShape]


class SmallTalkTextShape(Shape):
    say: Annotated[list[str], Field(min_length=1)]
    reply: Annotated[Line, Field(max_length=300)]


class SmallTalkShape(Shape):
    id: Id
    outcome: Literal["smalltalk", "not_known"]
    es: SmallTalkTextShape
    en: SmallTalkTextShape


class SmallTalkFile(Shape):
    """knowledge/shared/smalltalk.yaml"""

    small_talk: list[SmallTalkShape]


class VocabularyFile(Shape):
    """knowledge/shared/vocabulary.yaml"""

    chat_words: dict[str, Line]
    fillers: list[Line]
    protected: list[Line]
    everyday: list[Line]


class AgeLimitsShape(Shape):
    due: Months
    overdue: Months
    expired: Months | Literal["never"]


class FreshnessFile(Shape):
    """knowledge/shared/freshness.yaml"""

    stable: AgeLimitsShape
    volatile: AgeLimitsShape
    places: AgeLimitsShape
    lines: AgeLimitsShape


SHARED_FILES: dict[str, type[Shape]] = {
    "shared/countries.yaml": CountriesFile,
    "shared/danger.yaml": DangerFile,
    "shared/danger_tests.yaml": DangerTestsFile,
    "shared/smalltalk.yaml": SmallTalkFile,
    "shared/vocabulary.yaml": VocabularyFile,
    "shared/freshness.yaml": FreshnessFile,
    "shared/tests.yaml": TestsFile,
}
COUNTRY_FILES: dict[str, type[Shape]] = {
    "places.yaml": PlacesFile,
    "lines.yaml": LinesFile,
    "leads.yaml": LeadsFile,
    "tests.yaml": TestsFile,
}
