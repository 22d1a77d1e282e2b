"""The form of a register's two files: health_facilities.csv, and health_facilities.yaml that says where it comes from."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from bot.knowledge.fields import AsOf, Line, Shape, SourceShape
from bot.knowledge.problems import short

STEM = "health_facilities"
REGISTER_FILE = f"{STEM}.csv"
ABOUT_FILE = f"{STEM}.yaml"
COLUMNS = (
    "id", "kind", "name", "address", "city", "region", "latitude", "longitude", "exact",
    "phone", "hours", "owner", "network", "source", "as_of",
)  # fmt: skip
OWNERS = ("public", "ngo", "private", "unknown")
MAX_PLACES = 300_000  # in one register
MAX_BYTES = 120 * 1024 * 1024  # of one register file
LENGTHS = {  # characters, at most
    "name": 160, "address": 240, "city": 80, "region": 80, "phone": 60, "network": 120, "source": 240,
}  # fmt: skip
PHONE = re.compile(r"[0-9 +()\-.,;/*#]{2,60}")
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)  # what an editor cannot see: control characters, zero widths, the overrides that turn a text around
MARKUP = re.compile(r"[<>`]|\*\*|\]\(|__|&[a-zA-Z]+;|&#|https?://|www\.", re.IGNORECASE)


def _count(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,7}", value):
        return int(value)
    msg = f"'{short(value)}' is not a number of places: write the number of rows of {REGISTER_FILE}"
    raise ValueError(msg)


Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})]


class RegisterShape(Shape):
    """knowledge/<country>/health_facilities.yaml: where the register beside it comes from, and how old it is"""

    source: SourceShape
    """Who publishes the register."""
    as_of: AsOf
    """The date the register speaks for, not that of the import; or unknown."""
    licence: Line
    """The licence, as the publisher states it."""
    columns: dict[str, Line]
    """Which column of the publisher's file became which of ours."""
    count: Count
    """How many places it holds: the rows of health_facilities.csv without its first."""
