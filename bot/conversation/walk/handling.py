"""Buttons, commands and typed answers of the walk. Its whole state travels in the buttons, and is never trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation import actions, screens
from bot.conversation.actions import Action
from bot.conversation.records import Context, Note, Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.walk import compare, outcome, typed
from bot.conversation.walk.screens import change, countries, name_of, question
from bot.options.asking import Walk, next_question
from bot.options.person import Person, code_of, person_of


def start(scene: Scene, country: str | None = None) -> Outcome:
    """Begins the walk: in the country given or known, else asks which."""
    code = country or scene.country
    if code is None or not scene.is_covered(code):
        return _done(scene, countries(scene))
    walk = walk_in(scene, code)
    if walk is None:
        line = Paragraph(scene.words.say("walk_none_here", country=scene.country_name(code)))
        return _done(scene, screens.menu(scene, line))
    return proceed(scene, walk, Person())


def walk_in(scene: Scene, code: str | None) -> Walk | None:
    """The walk of a country today, or None where it has no options."""
    country = scene.release.options.get(code or "")
    if country is None or scene.release.walk is None:
        return None
    return Walk.of(scene.release, country, scene.today)


def proceed(scene: Scene, walk: Walk, person: Person, ask: str | None = None) -> Outcome:
    """The next question, or the one to answer again, or the outcome."""
    name = ask or next_question(walk, person)
    code = walk.country.country
    if name is None:
        return _done(scene, outcome.outcome(outcome.result_of(scene, walk, person)), code)
    reply = question(scene, walk, person, name)
    return _asking(scene, reply, code, f"{code}:{code_of(person, walk.country)}:{name}")


def press(scene: Scene, pressed: Action) -> Outcome | None:
    """The outcome of a button of the walk; None for one that no release of ours made."""
    if pressed.verb == actions.WALK_LEAVE:
        line = Paragraph(scene.words.say("walk_left"))
        return _done(scene, screens.menu(scene, line))
    if pressed.part(0) is None:
        return start(scene)
    walk = walk_in(scene, pressed.part(0))
    person = person_of(pressed.part(1) or "", walk.country) if walk else None
    if walk is None or person is None:
        return None
    if pressed.verb == actions.WALK:
        key = pressed.part(2)
        name = name_of(key, walk.country) if key else None
        return None if key and name not in walk.names else proceed(scene, walk, person, name)
    if pressed.verb == actions.WALK_COMPARE:
        return _compare(scene, walk, person, pressed.parts[2:])
    views: dict[str, Callable[[], Reply]] = {
        actions.WALK_CHANGE: lambda: change(scene, walk.country, person),
        actions.WALK_PAPERS: lambda: outcome.checklist(outcome.result_of(scene, walk, person)),
        actions.WALK_WHY_NOT: lambda: outcome.why_not(outcome.result_of(scene, walk, person)),
    }
    return _done(scene, views[pressed.verb](), walk.country.country)


def _compare(scene: Scene, walk: Walk, person: Person, others: tuple[str, ...]) -> Outcome | None:
    if not any(others):
        return _done(scene, compare.pick(scene, walk.country, person), walk.country.country)
    more = [walk_in(scene, code) for code in others[: compare.MOST - 1]]
    if any(w is None or w.country.country == walk.country.country for w in more):
        return None
    walks = [walk, *(w for w in more if w)]
    return _done(scene, compare.side_by_side(scene, walks, person), walk.country.country)


def answered_in_words(scene: Scene, text: str) -> Outcome | None:
    """The outcome of a typed answer to the question of the walk; None where no question waits or it is no answer to it."""
    waiting = scene.context.walk if scene.context else None
    if not waiting or waiting.count(":") != 2:
        return None
    code, answers, name = waiting.split(":")
    walk = walk_in(scene, code)
    person = person_of(answers, walk.country) if walk else None
    if walk is None or person is None or name not in walk.names:
        return None
    read = typed.read(scene, walk, name, text)
    if read is None:
        return None
    if read.problem:
        reply = question(scene, walk, person, name, Note(read.problem, warning=True))
        return _asking(scene, reply, code, waiting)
    return proceed(scene, walk, person.saying(name, read.value))


def compared_in_words(scene: Scene, text: str) -> Outcome | None:
    """The comparison that a text asks for; None where it asks for none."""
    walks = [walk_in(scene, code) for code in typed.countries_compared(scene, text)]
    if not walks or any(w is None for w in walks):
        return None
    return _done(scene, compare.side_by_side(scene, [w for w in walks if w], Person()), None)


def _asking(scene: Scene, reply: Reply, country: str, waiting: str) -> Outcome:
    """Remembers for 30 minutes, sealed, which question waits, so that its answer may also be typed."""
    context = Context(scene.now, country=country, walk=waiting)
    memory = replace(scene.memory, context=context)
    return scene.outcome(reply, scene.happened("command", country=country), memory)


def _done(scene: Scene, reply: Reply, country: str | None = None) -> Outcome:
    """Forgets the walk: what comes after it begins anew."""
    memory = replace(scene.memory, context=Context(scene.now, country=country) if country else None)
    return scene.outcome(reply, scene.happened("command", country=country or scene.country), memory)
