"""Messages that lean on the last ones: "and in Ecuador?", "how much is it?", "for my son too", "yes", "the second one"."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import answers, screens
from bot.conversation.compose import Focus
from bot.conversation.records import Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.knowledge.folding import fold
from bot.matching.records import Understanding
from bot.matching.words import word_set

FOCUS: dict[str, Focus] = {"cost": "cost", "time": "time", "papers": "papers", "where": "where"}
_NUMBERS = (
    word_set("1 uno una primero primera primer first one"),
    word_set("2 dos segundo segunda second two"),
    word_set("3 tres tercero tercera tercer third three"),
)
_AROUND_A_NUMBER = word_set("el la lo opcion numero the option number quiero por favor please esa si yes")


def picked(scene: Scene, text: str) -> str | None:
    """The offered question that a text such as "2" or "the first one" picks; None where it picks none."""
    offered = scene.context.offered if scene.context else ()
    words = [w for w in fold(text).split() if w not in _AROUND_A_NUMBER]
    if len(words) == 2 and words[1] == "one":  # "the second one"
        words.pop()
    if len(words) != 1:
        return None
    named = (q for q, names in zip(offered, _NUMBERS, strict=False) if words[0] in names)
    return next((q for q in named if q in scene.release.questions), None)


def follow_up(scene: Scene, understanding: Understanding, country: str | None) -> Outcome | None:
    """What a message says about the last question or offer. None where it is a question of its own."""
    kind = understanding.follow_up
    if scene.picked:
        return answers.give(scene, scene.picked, country)
    if kind is None:
        return None
    offered = scene.offered
    last = offered[0] if len(offered) == 1 and kind != "again" else scene.last_question
    if kind == "country" and country is None:
        return _between(scene, understanding, last)
    if len(offered) > 1 or (offered and kind in {"yes", "no", "again"}):
        return _to_an_offer(scene, understanding, offered, country)
    if last is None:
        return _of_nothing(scene, kind, country)
    city = understanding.mention.city or (scene.city_named(scene.context.city) if scene.context else None)
    if kind in FOCUS:
        return answers.give(scene, last, country, city=city, focus=FOCUS[kind])
    if kind in {"country", "again", "more"}:
        return answers.give(scene, last, country, city=city)
    return _for_another(scene, understanding, (last,), country) if kind == "for" else None


def _for_another(
    scene: Scene, understanding: Understanding, about: tuple[str, ...], country: str | None
) -> Outcome:
    """ "And for my son?": what the same topic has for him, and the last questions: their answer may not hold for him."""
    topics = {"family", *(scene.release.questions[q].topic for q in about)}
    near = [
        c.question
        for c in understanding.candidates
        if not c.small_talk
        and c.question not in about
        and scene.release.questions[c.question].topic in topics
    ]
    confidence = understanding.candidates[0].probability if understanding.candidates else 0.0
    return answers.offer(scene, (*near[:2], *about), country, confidence=confidence)


def _to_an_offer(
    scene: Scene, understanding: Understanding, offered: tuple[str, ...], country: str | None
) -> Outcome | None:
    """Yes to the one question offered is that question; no to all of them is the topics; else they are offered again."""
    kind = understanding.follow_up
    if kind == "no":
        return scene.without_offer().outcome(screens.menu(scene), scene.happened("menu"))
    if kind == "yes" and len(offered) == 1:
        return answers.give(scene, offered[0], country)
    if kind == "for":
        return _for_another(scene, understanding, offered, country)
    say = "choices_cost" if kind == "cost" else "choices_which" if len(offered) > 1 else "choices"
    return answers.offer(scene, offered, country, confidence=0.0, say=say)


def _between(scene: Scene, understanding: Understanding, last: str | None) -> Outcome | None:
    """Only places were named, and more than one country: ask which, for the last question if there is one."""
    mention = understanding.mention
    only = tuple(c for c in mention.others or mention.shared if scene.is_covered(c))
    if len(only) < 2:
        return None
    if last:
        return answers.ask_country(scene, last, only=only)
    line = Paragraph(scene.words.say("ask_country_between"))
    reply = Reply(blocks=(line,), buttons=screens.country_rows(scene, None, only))
    return scene.outcome(reply, scene.happened("ask_country", country=None))


def _of_nothing(scene: Scene, kind: str, country: str | None) -> Outcome | None:
    """A follow-up without anything before it: ask what it is about. Yes and no alone are small talk."""
    if country and not scene.is_covered(country) and kind not in {"yes", "no", "for"}:
        return answers.not_covered(scene, country)
    if kind == "cost":
        return answers.offer(scene, answers.COST_QUESTIONS, country, confidence=0.0, say="choices_cost")
    if kind == "papers":
        return answers.offer(scene, answers.PAPER_QUESTIONS, country, confidence=0.0, say="choices_papers")
    if kind in {"where", "time", "again", "more"}:
        reply = screens.menu(scene, Paragraph(scene.words.say("choices_follow_up")))
        return scene.outcome(reply, scene.happened("choices", country=country))
    return _country_named(scene, country) if kind == "country" and country else None


def _country_named(scene: Scene, country: str) -> Outcome:
    """Only a country was named: it becomes the person's."""
    memory = replace(scene.about(None, country), country=country)
    line = Paragraph(scene.words.say("country_set", country=scene.country_name(country)))
    there = replace(scene, memory=memory)
    reply = Reply(blocks=(line, Paragraph(scene.words.say("menu"))), buttons=screens.menu_rows(there))
    return scene.outcome(reply, scene.happened("smalltalk", country=country), memory)
