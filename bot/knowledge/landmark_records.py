"""A point people can ask their way to: a border bridge, a bus terminal, a station, a square."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.knowledge.basics import Language, Origin

if TYPE_CHECKING:
    from bot.knowledge.records import Point, Source

LandmarkKind = Literal["border crossing", "bridge", "bus terminal", "square", "port", "station"]
ON_THE_BORDER: frozenset[LandmarkKind] = frozenset({"border crossing", "bridge"})


@dataclass(frozen=True, slots=True)
class Landmark:
    """A reference point near which a place can be found on foot.

    A bridge between two countries stands once, under the city it is told by, and serves both sides.
    """

    id: str
    country: str
    city: str  # one of the country's cities in shared/countries.yaml
    kind: LandmarkKind
    names: Mapping[Language, str]
    point: Point
    sources: tuple[Source, ...]  # who states where it is
    as_of: str | None  # the date the sources speak for; None = unknown
    origin: Origin
