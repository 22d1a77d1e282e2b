"""The shape of shared/landmarks.yaml: reference points for finding a place on foot."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.knowledge.fields import AsOf, CountryCode, Id, Latitude, Line, Longitude, Shape, SourceShape
from bot.knowledge.landmark_records import LandmarkKind
from bot.knowledge.records import Exactness


class LandmarkPointShape(Shape):
    """Where it is on the map, and how exactly the sources say so."""

    latitude: Latitude
    """Degrees; south is negative."""
    longitude: Longitude
    """Degrees; west is negative."""
    exact: Exactness
    """street: two sources agree, or one map, register or encyclopedia. city: less. building: two state its very point."""


class LandmarkShape(Shape):
    """Something everybody in the town can show: a border bridge, a bus terminal, a station."""

    id: Id
    """Its short name, beginning with the country's code (co-rumichaca); never changes."""
    country: CountryCode
    """The country. A bridge between two countries stands once and serves both sides."""
    city: Line
    """The city it belongs to, as countries.yaml writes it."""
    kind: LandmarkKind
    """What kind of landmark it is."""
    es: Line
    """Its name in Spanish, as people say it."""
    en: Line
    """Its name in English."""
    point: LandmarkPointShape
    """Where it is on the map."""
    sources: Annotated[list[SourceShape], Field(min_length=1)]
    """Who states its coordinates or its exact place."""
    as_of: AsOf
    """The date the sources speak for; or unknown."""


class LandmarksFile(Shape):
    """knowledge/shared/landmarks.yaml: reference points for finding a place on foot"""

    landmarks: list[LandmarkShape]
    """One landmark after the other."""
