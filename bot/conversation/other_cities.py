"""A shelter or clinic of one city is no answer for who names another: what is known of the whole country stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.scene import Scene
from bot.knowledge.folding import fold
from bot.knowledge.records import City, Entry
from bot.matching.records import Candidate, Understanding
from bot.places.directions import distance_km

_BOUND = frozenset({"lodging", "health"})  # topics of places one goes to on the same day
_SAME_DAY_KM = 60.0


def without_other_cities(scene: Scene, understanding: Understanding) -> Understanding:
    """The same understanding without the candidates that only another city's places would answer.

    These are a country's own questions that are titled after a city, with places all far from the one that was named. The
    first question of the same topic that such an answer leads on to takes its place, if it is asked everywhere.
    """
    city = understanding.mention.city
    if city is None:
        return understanding
    said = f" {understanding.normal_text} "

    def standing(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for candidate in candidates:
            other = _of_another_city(scene, candidate.question, city, said)
            question = _stand_in(scene, other) if other else candidate.question
            if question is not None:
                found.setdefault(question, replace(candidate, question=question))
        return tuple(found.values())

    return replace(
        understanding,
        candidates=standing(understanding.candidates),
        second_need=standing(understanding.second_need),
    )


def _of_another_city(scene: Scene, name: str, city: City, said: str) -> Entry | None:
    """The answer to a question, where it is another city's."""
    question = scene.release.questions.get(name)
    if question is None or question.country is None or question.topic not in _BOUND:
        return None
    entry = scene.release.answer(name, question.country)
    places = [scene.release.places[x] for x in entry.places if x in scene.release.places] if entry else []
    title = fold(question.texts[scene.language].title)
    titled = {fold(place.city) for place in places if fold(place.city) in title}
    if not titled or any(f" {other} " in said for other in titled):
        return None
    points = [place.point for place in places if place.point is not None]
    far = points and all(distance_km(point, city.point) > _SAME_DAY_KM for point in points)
    return entry if far else None


def _stand_in(scene: Scene, entry: Entry) -> str | None:
    shared = (scene.release.questions.get(name) for name in entry.see_also)
    return next((q.id for q in shared if q and q.country is None and q.topic == entry.topic), None)
