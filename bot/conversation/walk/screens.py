"""The screens of the walk before its outcome: a country, a question, the answers so far."""

from __future__ import annotations

from bot.conversation import actions, screens
from bot.conversation.actions import action
from bot.conversation.records import Block, Button, Note, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.walk.sayings import Sayings
from bot.knowledge.option_records import CountryOptions
from bot.options.asking import MOST_QUESTIONS, Walk
from bot.options.person import KEYS, UNKNOWN, Person, code_of, outside

_PER_ROW = {"nationality": 3, "entered": 1}


def countries(scene: Scene) -> Reply:
    """Choose the country whose options one wants to see."""
    buttons = [
        Button(f"{c.flag} {c.names[scene.language]}", action(actions.WALK, c.code))
        for c in scene.covered
        if c.code in scene.release.options
    ]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    said = scene.words.say("walk_which_country")
    return Reply(blocks=(Paragraph(said),), buttons=(*rows, (screens.menu_button(scene),)))


def question(scene: Scene, walk: Walk, person: Person, name: str, *lines: Block) -> Reply:
    """One question with a button for every answer, "I don't know", the answers so far, and the way out."""
    words, sayings = scene.words, sayings_of(scene, walk.country)
    blocks: list[Block] = list(lines)
    if not person.answers:
        blocks.append(Paragraph(words.say("walk_start", country=sayings.country_name)))
    number = min(MOST_QUESTIONS, len([n for n in person.answers if n != name]) + 1)
    blocks.append(Paragraph(sayings.ask(name)))
    blocks.append(Note(words.say("walk_number", number=number, most=MOST_QUESTIONS)))
    buttons = [
        Button(label, to(walk.country, person.saying(name, value)))
        for value, label in _answers(walk, sayings, name)
    ]
    size = _PER_ROW.get(name, 2 if all(len(b.label) <= 16 for b in buttons) else 1)
    rows = [tuple(buttons[i : i + size]) for i in range(0, len(buttons), size)]
    if name == "permit" and person.knows("inside") is None:
        rows.append((Button(sayings.label("inside", "no"), to(walk.country, outside(person))),))
    rows.append((Button(words.say("walk_dont_know"), to(walk.country, person.saying(name, UNKNOWN))),))
    last = [Button(words.say("walk_leave"), action(actions.WALK_LEAVE))]
    if person.answers:
        last.insert(0, Button(words.say("walk_change"), to(walk.country, person, actions.WALK_CHANGE)))
    return Reply(blocks=tuple(blocks), buttons=(*rows, tuple(last)))


def _answers(walk: Walk, sayings: Sayings, name: str) -> list[tuple[str, str]]:
    """Value and label of every answer."""
    if name == "entered":
        return [(i.day.isoformat(), sayings.interval_label(i)) for i in walk.intervals]
    return [(value, sayings.label(name, value)) for value in walk.answers(name)]


def change(scene: Scene, country: CountryOptions, person: Person) -> Reply:
    """Every answer given, each a button to give another."""
    sayings = sayings_of(scene, country)
    rows = [
        (
            Button(
                _capital(sayings.said(name, person)), to(country, person, actions.WALK, key_of(name, country))
            ),
        )
        for name in person.answers
    ]
    back = Button(scene.words.say("walk_back"), to(country, person))
    return Reply(blocks=(Paragraph(scene.words.say("walk_change_pick")),), buttons=(*rows, (back,)))


def to(country: CountryOptions, person: Person, verb: str = actions.WALK, *more: str) -> str:
    """The action that leads to a person's state in a country's walk."""
    return action(verb, country.country, code_of(person, country), *more)


def key_of(name: str, country: CountryOptions) -> str:
    """The character that stands for a question in buttons."""
    return KEYS.get(name) or next(q.key for q in country.questions if q.id == name)


def name_of(key: str, country: CountryOptions) -> str | None:
    """The question a character stands for, or None."""
    named = {k: n for n, k in KEYS.items()} | {q.key: q.id for q in country.questions}
    return named.get(key)


def sayings_of(scene: Scene, country: CountryOptions) -> Sayings:
    """How this country's walk is said in the scene's language. Raises LookupError without words for the walk."""
    if scene.release.walk is None:
        raise LookupError("the release has no words for the walk")
    return Sayings(scene.release, country, scene.release.walk, scene.words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
