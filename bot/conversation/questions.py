"""A free text: what it asks, and what to say to it. Answer, ask or say that we do not know."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.conversation import answers, screens
from bot.conversation.compose import Focus
from bot.conversation.records import Note, Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.knowledge.records import Language
from bot.matching.decision import decide
from bot.matching.records import Candidate, Thresholds, Understanding

FOCUS: dict[str, Focus] = {"cost": "cost", "time": "time", "papers": "papers", "where": "where"}
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
    context = scene.context
    question = scene.release.questions.get(context.question) if context and context.question else None
    understanding = matcher.understand(
        text,
        language=scene.memory.language,
        country=scene.country,
        topic=question.topic if question else None,
    )
    guess = understanding.language
    if scene.memory.language_chosen or not guess.sure:
        return scene.speaking(scene.language), understanding
    return scene.speaking(guess.reply_in), understanding


def question(scene: Scene, understanding: Understanding, thresholds: Thresholds) -> Outcome:
    """The outcome of a text that is neither danger nor command."""
    outcome = _question(scene, understanding, thresholds)
    if understanding.language.heard == "pt" and understanding.language.sure:
        kind_line = Note(scene.words.say("portuguese"))
        outcome = replace(outcome, reply=replace(outcome.reply, blocks=(*outcome.reply.blocks, kind_line)))
    return outcome


def _question(scene: Scene, understanding: Understanding, thresholds: Thresholds) -> Outcome:
    if understanding.empty:
        reply = screens.menu(scene, Paragraph(scene.words.say("empty")))
        return scene.outcome(reply, scene.happened("smalltalk"))
    mention = understanding.mention
    country = mention.asked or (None if mention.others else scene.country)
    if followed := _follow_up(scene, understanding, country):
        return followed
    decision = decide(understanding, thresholds)
    best = decision.chosen[0] if decision.chosen else None
    if best and best.small_talk and decision.kind == "answer":
        return _small_talk(scene, understanding, best)
    asked = tuple(c for c in decision.chosen if not c.small_talk)
    if decision.kind == "answer" and asked:
        return _give(scene, understanding, asked[0], country, thresholds)
    if country and not scene.is_covered(country):
        return answers.not_covered(scene, country)
    if decision.kind == "choices" and asked:
        names = tuple(c.question for c in asked)
        return answers.offer(scene, names, country, confidence=asked[0].probability)
    likeliest = understanding.candidates[0].probability if understanding.candidates else 0.0
    return answers.not_known(
        scene, country, words_for_scrubber=understanding.normal_text, confidence=likeliest
    )


def _give(
    scene: Scene, understanding: Understanding, best: Candidate, country: str | None, thresholds: Thresholds
) -> Outcome:
    mention = understanding.mention
    others = tuple(c for c in mention.others if scene.is_covered(c))
    shared = scene.release.questions[best.question].country is None
    if mention.asked is None and len(others) > 1 and shared:
        return answers.ask_country(scene, best.question, confidence=best.probability, only=others)
    second = None
    if understanding.second_need and understanding.second_need[0].probability >= thresholds.answer:
        candidate = understanding.second_need[0]
        second = None if candidate.small_talk else candidate.question
    city = mention.city or (scene.city_named(scene.context.city) if scene.context else None)
    return answers.give(scene, best.question, country, confidence=best.probability, city=city, second=second)


def _follow_up(scene: Scene, understanding: Understanding, country: str | None) -> Outcome | None:
    """ "And in Ecuador?", "how much is it?": about the last question. None where the text is a question of its own."""
    kind = understanding.follow_up
    if kind is None:
        return None
    context = scene.context
    last = context.question if context and context.question in scene.release.questions else None
    if last is None:
        return _follow_up_of_nothing(scene, kind, country)
    city = understanding.mention.city or (scene.city_named(context.city) if context else None)
    if kind in FOCUS:
        return answers.give(scene, last, country, city=city, focus=FOCUS[kind])
    if kind in {"country", "again", "more", "yes"}:
        return answers.give(scene, last, country, city=city)
    return None


def _follow_up_of_nothing(scene: Scene, kind: str, country: str | None) -> Outcome | None:
    """A follow-up without anything before it: ask what it is about. Yes and no alone are small talk."""
    if kind == "cost":
        return answers.offer(scene, answers.COST_QUESTIONS, country, confidence=0.0, say="choices_cost")
    if kind in {"where", "time", "papers", "again", "more"}:
        reply = screens.menu(scene, Paragraph(scene.words.say("choices_follow_up")))
        return scene.outcome(reply, scene.happened("choices", country=country))
    if kind == "country" and country:
        return _country_named(scene, country)
    return None


def _country_named(scene: Scene, country: str) -> Outcome:
    """Only a country was named: it becomes the person's."""
    if not scene.is_covered(country):
        return answers.not_covered(scene, country)
    memory = replace(scene.about(None, country), country=country)
    line = Paragraph(scene.words.say("country_set", country=scene.country_name(country)))
    reply = Reply(blocks=(line, Paragraph(scene.words.say("menu"))), buttons=screens.menu_rows(scene))
    return scene.outcome(reply, scene.happened("smalltalk", country=country), memory)


def _small_talk(scene: Scene, understanding: Understanding, best: Candidate) -> Outcome:
    """One warm line and the menu; or, for what we do not cover, an honest line."""
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
