"""The small types of which the YAML files are made: a line of text, a date, a phone, an id. Each says how to mend it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from bot.knowledge.freshness import earliest_day
from bot.knowledge.links import official_address, source_address
from bot.knowledge.problems import short

MAX_TEXT = 700
MAX_TITLE = 40
MAX_LINE = 1000
MAX_ID = 48
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ID_FORM = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_AGE_FORM = r"^(about )?(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_SPAN = re.compile(rf"^({_CLOCK})-({_CLOCK}|24:00)$")
_EMAIL = re.compile(r"^[a-z0-9._%+-]+@([a-z0-9-]+\.)+[a-z]{2,}$", re.IGNORECASE)
_MARKUP = re.compile(r"[<>]|\*\*|\]\(|__|`|&[a-z]+;|https?://|www\.", re.IGNORECASE)
_PHONE_WORDS = re.compile(r"\b(ext|opt|option|opción|opcion|y|and|o|or)\b\.?", re.IGNORECASE)


def _line(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        msg = "is empty: write it or take the word out"
        raise ValueError(msg)
    if mark := _MARKUP.search(text):
        said = "links go to `official` or `web`" if mark[0].endswith(("/", ".")) else "no HTML or Markdown"
        msg = f"holds '{mark[0]}': texts are plain, {said}"
        raise ValueError(msg)
    return text


def _yes_no(value: Any) -> bool:
    if value in ("yes", "no"):
        return bool(value == "yes")
    msg = f"must be yes or no, in small letters, not '{short(value)}'"
    raise ValueError(msg)


def _phone(value: str) -> str:
    text = " ".join(value.split())
    plain = _PHONE_WORDS.sub(" ", text)
    if re.search(r"[^\W\d_]", plain):
        msg = f"'{short(text)}' holds letters: write the digits only (words such as 'dial 171, then 6' go to `note`)"
        raise ValueError(msg)
    if not re.fullmatch(r"[0-9 +()\-.,;/*#]+", plain) or not 2 <= len(re.sub(r"[^0-9]", "", text)) <= 40:
        msg = f"'{short(text)}' is not a phone number: write it with digits, as you would dial it"
        raise ValueError(msg)
    return text


def _email(value: str) -> str:
    text = value.strip()
    if not _EMAIL.fullmatch(text):
        msg = f"'{short(text)}' is not an e-mail address: write it as name@organisation.org"
        raise ValueError(msg)
    return text


def _age(value: str) -> str:
    if not re.fullmatch(_AGE_FORM, value):
        msg = f"'{short(value)}' is not a date: write 2025, 2025-03, 2025-03-12 or 'about 2022'"
        raise ValueError(msg)
    try:
        earliest_day(value)
    except ValueError:
        msg = f"'{value}' is no day of the calendar: check the day and the month"
        raise ValueError(msg) from None
    return value


def _as_of(value: str) -> str:
    return value if value == "unknown" else _age(value)


def _days(value: str) -> str:
    ends = value.split("-")
    if len(ends) > 2 or not all(day in DAYS for day in ends):
        msg = f"'{short(value)}' is no day: use mon tue wed thu fri sat sun, or a range such as mon-fri"
        raise ValueError(msg)
    return value


def _times(value: str) -> str:
    for span in (part.strip() for part in value.split(",")):
        if span in {"closed", "24 hours"}:
            continue
        found = _SPAN.fullmatch(span)
        if not found:
            msg = (
                f"'{short(value)}' are no hours: write 08:00-17:00, several with a comma, closed, or 24 hours"
            )
            raise ValueError(msg)
        if _minutes(found[1]) == _minutes(found[2]):
            msg = f"'{span}' opens and closes at the same time: write '24 hours' or correct it"
            raise ValueError(msg)
    return value


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _id(value: str) -> str:
    if not re.fullmatch(_ID_FORM, value) or len(value) > MAX_ID:
        msg = f"'{short(value)}' is no id: small letters, digits and single hyphens, at most {MAX_ID} characters"
        raise ValueError(msg)
    return value


def _danger_id(value: str) -> str:
    if not re.fullmatch(r"[a-z]+(_[a-z]+)*", value) or len(value) > MAX_ID:
        msg = f"'{short(value)}' is no id of a danger: small letters, words joined with _"
        raise ValueError(msg)
    return value


def _country_code(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value):
        msg = f"'{short(value)}' is no country code: two capital letters, such as PE"
        raise ValueError(msg)
    return value


def _degrees(value: Any) -> float:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,10})?", value):
        return float(value)
    msg = f"'{short(value)}' is not a number of degrees: write it with a point, such as -12.05"
    raise ValueError(msg)


def _months(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}", value) and 1 <= int(value) <= 600:
        return int(value)
    msg = f"'{short(value)}' is not a number of months: write a whole number from 1 to 600"
    raise ValueError(msg)


def _months_or_never(value: Any) -> int | None:
    return None if value == "never" else _months(value)


def text_schema(most: int, *examples: str) -> dict[str, Any]:
    """A line of text; a number without quotes is one too, as our reader has it."""
    return {"type": ["string", "number"], "maxLength": most} | ({"examples": [*examples]} if examples else {})


_DATE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "pattern": _AGE_FORM},
        {"type": "integer", "minimum": 1900, "maximum": 2099},
    ],
    "examples": ["2024", "2024-06", "2024-06-30", "about 2022"],
}
_AS_OF_SCHEMA: dict[str, Any] = {
    "anyOf": [*_DATE_SCHEMA["anyOf"], {"const": "unknown"}],
    "examples": ["2024-06", "about 2022", "unknown"],
}
_PHONE_SCHEMA: dict[str, Any] = {"type": ["string", "integer"], "examples": ["105", "+51 1 200 1000"]}
_ID_SCHEMA: dict[str, Any] = {
    "type": "string",
    "pattern": _ID_FORM,
    "maxLength": MAX_ID,
    "examples": ["renew-residence"],
}
_TIMES_SCHEMA: dict[str, Any] = {
    "type": "string",
    "examples": ["08:00-17:00", "08:00-13:00, 14:00-17:00", "closed", "24 hours"],
}
_DAYS_SCHEMA: dict[str, Any] = {"type": "string", "pattern": rf"^({'|'.join(DAYS)})(-({'|'.join(DAYS)}))?$"}

Line = Annotated[
    str, AfterValidator(_line), Field(max_length=MAX_LINE), WithJsonSchema(text_schema(MAX_LINE))
]
Text = Annotated[
    str, AfterValidator(_line), Field(max_length=MAX_TEXT), WithJsonSchema(text_schema(MAX_TEXT))
]
Title = Annotated[
    str, AfterValidator(_line), Field(max_length=MAX_TITLE), WithJsonSchema(text_schema(MAX_TITLE))
]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no"]})]
Https = Annotated[
    str,
    AfterValidator(official_address),
    WithJsonSchema(
        {"type": "string", "pattern": "^https://", "examples": ["https://www.gob.pe/migraciones"]}
    ),
]
Url = Annotated[
    str, AfterValidator(source_address), WithJsonSchema({"type": "string", "pattern": "^https?://"})
]
Phone = Annotated[str, AfterValidator(_phone), WithJsonSchema(_PHONE_SCHEMA)]
Email = Annotated[str, AfterValidator(_email)]
Age = Annotated[str, AfterValidator(_age), WithJsonSchema(_DATE_SCHEMA)]
AsOf = Annotated[str, AfterValidator(_as_of), WithJsonSchema(_AS_OF_SCHEMA)]
Hours = Annotated[
    dict[Annotated[str, AfterValidator(_days)], Annotated[str, AfterValidator(_times)]],
    WithJsonSchema({"type": "object", "propertyNames": _DAYS_SCHEMA, "additionalProperties": _TIMES_SCHEMA}),
]
Id = Annotated[str, AfterValidator(_id), WithJsonSchema(_ID_SCHEMA)]
DangerId = Annotated[str, AfterValidator(_danger_id)]
CountryCode = Annotated[
    str, AfterValidator(_country_code), WithJsonSchema({"type": "string", "examples": ["PE", "EC"]})
]
Latitude = Annotated[
    float,
    BeforeValidator(_degrees),
    Field(ge=-90, le=90),
    WithJsonSchema({"type": "number", "minimum": -90, "maximum": 90}),
]
Longitude = Annotated[
    float,
    BeforeValidator(_degrees),
    Field(ge=-180, le=180),
    WithJsonSchema({"type": "number", "minimum": -180, "maximum": 180}),
]
Months = Annotated[
    int, BeforeValidator(_months), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 600})
]
MonthsOrNever = Annotated[
    int | None,
    BeforeValidator(_months_or_never),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 600}, {"const": "never"}]}),
]


class Shape(BaseModel):
    """A mapping whose words are all known: an unknown one is refused, so that a typo never hides a fact."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SourceShape(Shape):
    """Who said it, where and when."""

    publisher: Line
    """Who published it: the newspaper, the organisation, the office."""
    title: Line
    """The title of the page or document."""
    url: Url | None = None
    """The address of the page. Leave it out when it is on paper only."""
    date: Age | None = None
    """The date that the page itself bears, never today's. Leave it out when it bears none."""
