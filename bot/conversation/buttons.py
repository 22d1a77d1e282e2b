"""Pressed buttons. Whatever they carry is looked up and never trusted; an old one gets a kind line and the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation import actions, answers, closed, screens, takeaway, waiting
from bot.conversation.actions import Action, read_action
from bot.conversation.danger_reply import danger_reply
from bot.conversation.near import search as near
from bot.conversation.near.handling import press as near_press
from bot.conversation.records import Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.walk import handling as walk
from bot.knowledge.records import LANGUAGES


def press(scene: Scene, text: str) -> Outcome:
    """The outcome of a pressed button."""
    pressed = read_action(text)
    handlers: dict[str, Callable[[Scene, Action], Outcome | None]] = {
        actions.MENU: _menu,
        actions.GROUP: _group,
        actions.TOPIC: _topic,
        actions.QUESTION: _question,
        actions.COUNTRY: _country,
        actions.COUNTRIES: _countries,
        actions.LANGUAGE: _language,
        actions.USEFUL: _useful,
        actions.NONE_OF_THESE: _menu,
        **dict.fromkeys(near.VERBS, near_press),
        actions.DANGER: _danger,
        actions.FORGET: _forget,
        actions.CLOSED: closed.ask,
        actions.CLOSED_SURE: closed.said,
        actions.CLOSED_WHICH: closed.which,
        **dict.fromkeys(actions.WALK_VERBS, walk.press),
        actions.WAIT: waiting.wait_for_question,
        actions.WAIT_WORDS: waiting.wait_for_words,
        actions.WAIT_NO_MORE: waiting.wait_no_more,
        actions.TAKEAWAY: takeaway.press,
    }
    handler = handlers.get(pressed.verb)
    return (handler(scene, pressed) if handler else None) or old_button(scene)


def old_button(scene: Scene) -> Outcome:
    """A button of an earlier release, or none of ours."""
    reply = screens.menu(scene, Paragraph(scene.words.say("old_button")))
    return scene.outcome(reply, scene.happened("menu"))


def _menu(scene: Scene, _: Action) -> Outcome:
    return scene.outcome(screens.menu(scene), scene.happened("menu"))


def _group(scene: Scene, pressed: Action) -> Outcome | None:
    name = pressed.part(0)
    if name not in screens.GROUPS:
        return None
    return scene.outcome(screens.group(scene, name), scene.happened("menu"))


def _topic(scene: Scene, pressed: Action) -> Outcome | None:
    name, page = screens.find_topic(pressed.part(0)), pressed.part(1) or "0"
    if name is None or not page.isdecimal():
        return None
    return scene.outcome(screens.topic(scene, name, int(page[:3])), scene.happened("menu", topic=name))


def _question(scene: Scene, pressed: Action) -> Outcome | None:
    question, country = pressed.part(0), pressed.part(1)
    if question is None or question not in scene.release.questions:
        return None
    if country is not None and not scene.has_answers(country):
        return None
    return answers.give(scene, question, country or scene.country)


def _country(scene: Scene, pressed: Action) -> Outcome | None:
    code, question = pressed.part(0), pressed.part(1)
    if code is None or not scene.is_covered(code):
        return None
    scene = replace(scene, memory=replace(scene.memory, country=code, context=None))
    if question and question in scene.release.questions:
        return answers.give(scene, question, code)
    line = Paragraph(scene.words.say("country_set", country=scene.country_name(code)))
    return scene.outcome(screens.menu(scene, line), scene.happened("command", country=code))


def _countries(scene: Scene, pressed: Action) -> Outcome | None:
    question = pressed.part(0)
    if question is not None and question not in scene.release.questions:
        return None
    return scene.outcome(screens.countries(scene, question), scene.happened("command"))


def _language(scene: Scene, pressed: Action) -> Outcome | None:
    language = next((x for x in LANGUAGES if x == pressed.part(0)), None)
    if language is None:
        return None
    scene = scene.speaking(language, chosen=True)
    reply = screens.menu(scene, Paragraph(scene.words.say("language_set")))
    return scene.outcome(reply, scene.happened("command"))


def _useful(scene: Scene, pressed: Action) -> Outcome | None:
    said, entry = pressed.part(0), scene.release.entries.get(pressed.part(1) or "")
    if said not in {"y", "n"} or entry is None:
        return None
    useful = said == "y"
    happened = scene.happened(
        "feedback",
        feedback="yes" if useful else "no",
        entry=entry.id,
        question=entry.question,
        topic=entry.topic,
        country=entry.country,
    )
    if useful:
        return scene.outcome(Reply(toast=scene.words.say("thanks_yes"), replaces_buttons=True), happened)
    reply = screens.menu(scene, Paragraph(scene.words.say("thanks_no_more")))
    return scene.outcome(replace(reply, toast=scene.words.say("thanks_no"), replaces_buttons=True), happened)


def _danger(scene: Scene, pressed: Action) -> Outcome | None:
    kind, country = pressed.part(0), pressed.part(1)
    if kind is None or kind not in scene.release.dangers:
        return None
    if country is None:
        return danger_reply(scene, kind, scene.country)
    if not scene.is_covered(country):
        return None
    scene = replace(scene, memory=replace(scene.memory, country=country))
    return danger_reply(scene, kind, country)


def _forget(scene: Scene, pressed: Action) -> Outcome | None:
    if pressed.part(0) == "n":
        return scene.outcome(
            screens.menu(scene, Paragraph(scene.words.say("forget_kept"))), scene.happened("command")
        )
    if pressed.part(0) != "y":
        return None
    reply = Reply(blocks=(Paragraph(scene.words.say("forget_done")),))
    return replace(scene.outcome(reply, scene.happened("command")), effects=("forget",))
