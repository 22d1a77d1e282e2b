"""Turns the shapes of shared/landmarks.yaml into records."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.build_shared import source_of
from bot.knowledge.files import Folder
from bot.knowledge.landmark_records import Landmark
from bot.knowledge.records import Point
from bot.knowledge.schema_landmarks import LandmarksFile

LANDMARKS_FILE = "shared/landmarks.yaml"


def landmarks(folder: Folder) -> Iterator[Landmark]:
    """The landmarks in the order of the file; none where the folder has no such file."""
    shape = folder.shapes.get(LANDMARKS_FILE)
    if not isinstance(shape, LandmarksFile):
        return
    for i, x in enumerate(shape.landmarks):
        yield Landmark(
            id=x.id,
            country=x.country,
            city=x.city,
            kind=x.kind,
            names={"es": x.es, "en": x.en},
            point=Point(x.point.latitude, x.point.longitude, x.point.exact),
            sources=tuple(map(source_of, x.sources)),
            as_of=None if x.as_of == "unknown" else x.as_of,
            origin=folder.origin(LANDMARKS_FILE, "landmarks", i),
        )
