"""A free text: what it asks, and what to say to it. Answer, ask or say that we do not know."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.conversation import answers, follow_ups, screens
from bot.conversation.country import country_for, country_of, left_open
from bot.conversation.other_cities import without_other_cities
from bot.conversation.records import Note, Outcome, Paragraph
from bot.conversation.scene import Scene
from bot.conversation.spoken import in_the_language_of, language_so_far
from bot.knowledge.folding import fold
from bot.knowledge.records import Language
from bot.matching.cues import PREPOSITIONS
from bot.matching.decision import decide
from bot.matching.records import Candidate, Thresholds, Understanding

UNCOVERED = "uncovered-country"


class Understands(Protocol):
    """What the conversation needs of the matching room."""

    @property
    def thresholds(self) -> Thresholds:
        """Where the three-way decision cuts."""

    @property
    def loo_accuracy(self) -> float:
        """The share of the knowledge's phrasings that are understood when they are left out of the fit."""

    def understand(
        self, text: str, *, language: Language | None, country: str | None, topic: str | None = None
    ) -> Understanding:
        """What the text asks, given what is known from the conversation."""


def hear(scene: Scene, text: str, matcher: Understands) -> tuple[Scene, Understanding]:
    """What was understood, and the scene in the language the reply will have."""
    last = scene.last_question or next(iter(scene.offered), None)
    understanding = matcher.understand(
        text,
        language=language_so_far(scene),
        country=scene.country,
        topic=scene.release.questions[last].topic if last else None,
    )
    heard = in_the_language_of(scene, understanding.language)
    return replace(heard, picked=follow_ups.picked(scene, text)), understanding


def question(scene: Scene, understanding: Understanding, thresholds: Thresholds) -> Outcome:
    """The outcome of a text that is neither danger nor command."""
    outcome = _question(scene, understanding, thresholds)
    if understanding.language.heard == "pt" and understanding.language.sure:
        kind_line = Note(scene.words.say("portuguese"))
        outcome = replace(outcome, reply=replace(outcome.reply, blocks=(*outcome.reply.blocks, kind_line)))
    return outcome


def is_question(text: str, understanding: Understanding, thresholds: Thresholds) -> bool:
    """Whether a bare name asks a question of ours so clearly that it is not meant as a town ("IPE", "frontera")."""
    return bool(surely(understanding, thresholds)) and PREPOSITIONS.isdisjoint(fold(text).split())


def surely(understanding: Understanding, thresholds: Thresholds) -> str | None:
    """The question, or small talk, that is surely meant; None where nothing is sure."""
    best = next(iter(understanding.candidates), None)
    return best.question if best and best.probability >= thresholds.answer else None


def _question(scene: Scene, understanding: Understanding, thresholds: Thresholds) -> Outcome:
    if understanding.empty:
        reply = screens.menu(scene, Paragraph(scene.words.say("empty")))
        return scene.outcome(reply, scene.happened("smalltalk"))
    if understanding.language.wished:
        reply = screens.menu(scene, Paragraph(scene.words.say("language_set")))
        return scene.outcome(reply, scene.happened("smalltalk"))
    country = country_of(scene, understanding.mention)
    understanding = without_other_cities(scene, understanding)
    if followed := follow_ups.follow_up(scene, understanding, country):
        return followed
    decision = decide(understanding, thresholds)
    best = decision.chosen[0] if decision.chosen else None
    if best and best.small_talk and decision.kind == "answer":
        return _small_talk(scene, understanding, best)
    asked = tuple(c for c in decision.chosen if not c.small_talk)
    if decision.kind == "answer" and asked:
        return _give(scene, understanding, asked[0], thresholds)
    names = tuple(c.question for c in asked)
    if country and not scene.is_covered(country):
        known = tuple(q for q in names if (q, country) in scene.release.by_question)
        if not known or decision.kind != "choices":
            return answers.not_covered(scene, country, nearest=names)
        names = known
    if decision.kind == "choices" and asked:
        return answers.offer(scene, names, country, confidence=asked[0].probability)
    likeliest = understanding.candidates[0].probability if understanding.candidates else 0.0
    return answers.not_known(
        scene, country, words_for_scrubber=understanding.normal_text, confidence=likeliest
    )


def _give(scene: Scene, understanding: Understanding, best: Candidate, thresholds: Thresholds) -> Outcome:
    mention = understanding.mention
    country = country_for(scene, mention, best.question)
    only = left_open(scene, mention, best.question)
    shared = scene.release.questions[best.question].country is None
    if country is None and len(only) > 1 and shared:
        return answers.ask_country(scene, best.question, confidence=best.probability, only=only)
    second = None
    if understanding.second_need and understanding.second_need[0].probability >= thresholds.answer:
        candidate = understanding.second_need[0]
        second = None if candidate.small_talk else candidate.question
    city = mention.city or (scene.city_named(scene.context.city) if scene.context else None)
    return answers.give(scene, best.question, country, confidence=best.probability, city=city, second=second)


def _small_talk(scene: Scene, understanding: Understanding, best: Candidate) -> Outcome:
    """One warm line and the menu; or, for what we do not cover, an honest line."""
    scene = scene.without_offer()
    kind = scene.release.small_talk[best.question]
    line = kind.texts[scene.language].reply
    if kind.outcome == "smalltalk":
        reply = screens.menu(scene, Paragraph(line))
        return scene.outcome(reply, scene.happened("smalltalk", confidence=best.probability))
    named = understanding.mention.asked
    if named and not scene.is_covered(named) and best.question == UNCOVERED:
        return answers.not_covered(scene, named)
    reply = screens.menu(scene, Paragraph(line))
    return scene.outcome(reply, scene.happened("not_known", confidence=best.probability))
