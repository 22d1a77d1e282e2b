"""A shelter or clinic of one city is no answer for who names another: what is known of the whole country stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.scene import Scene
from bot.knowledge.folding import fold
from bot.knowledge.records import City, Entry, Place
from bot.matching.records import Candidate, Understanding
from bot.places.directions import distance_km

_BOUND = frozenset({"lodging", "health"})  # topics of places one goes to on the same day
_SAME_DAY_KM = 60.0


def without_other_cities(scene: Scene, understanding: Understanding) -> Understanding:
    """The same understanding without the candidates that only another city's places would answer.

    These are a country's own questions that are titled after a city, with places all far from the one that was named. What
    is asked of the named city in the same topic takes its place, else the first question that its answer leads on to which
    is asked everywhere.
    """
    city = understanding.mention.city
    if city is None:
        return understanding
    said = f" {understanding.normal_text} "

    def standing(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for candidate in candidates:
            entry = _bound(scene, candidate.question)
            elsewhere = entry is not None and _is_elsewhere(scene, entry, city, said)
            question = _stand_in(scene, entry, city) if entry and elsewhere else candidate.question
            if question is not None:
                found.setdefault(question, replace(candidate, question=question))
        return tuple(found.values())

    return replace(
        understanding,
        candidates=standing(understanding.candidates),
        second_need=standing(understanding.second_need),
    )


def _bound(scene: Scene, name: str) -> Entry | None:
    """The answer to a question of one country about places one goes to; None for any other question."""
    question = scene.release.questions.get(name)
    if question is None or question.country is None or question.topic not in _BOUND:
        return None
    return scene.release.answer(name, question.country)


def _cities(scene: Scene, entry: Entry) -> set[str]:
    """The cities that the question is titled after, of those where its places are."""
    title = fold(scene.release.questions[entry.question].texts[scene.language].title)
    return {city for place in _places(scene, entry) if (city := fold(place.city)) in title}


def _places(scene: Scene, entry: Entry) -> list[Place]:
    return [scene.release.places[x] for x in entry.places if x in scene.release.places]


def _is_elsewhere(scene: Scene, entry: Entry, city: City, said: str) -> bool:
    titled = _cities(scene, entry)
    if not titled or any(f" {other} " in said for other in titled):
        return False
    points = [place.point for place in _places(scene, entry) if place.point is not None]
    return bool(points) and all(distance_km(point, city.point) > _SAME_DAY_KM for point in points)


def _stand_in(scene: Scene, other: Entry, city: City) -> str | None:
    for name, question in scene.release.questions.items():
        if question.country == other.country and question.topic == other.topic:
            entry = _bound(scene, name)
            if entry is not None and fold(city.name) in _cities(scene, entry):
                return name
    shared = (scene.release.questions.get(name) for name in other.see_also)
    return next((q.id for q in shared if q and q.country is None and q.topic == other.topic), None)
