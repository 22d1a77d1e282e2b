"""A message that is nothing but the number of a help line ("144", "que es el 144"): whose number it is.

And one that asks for nothing but the emergency numbers.

The matcher reads all numbers alike, so it could never tell one line from another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import actions, answers, screens
from bot.conversation.actions import action
from bot.conversation.contacts import line_contact, oldest_date
from bot.conversation.records import Block, Button, Note, Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.knowledge.folding import fold
from bot.knowledge.freshness import line_freshness
from bot.knowledge.records import Country, HelpLine
from bot.matching.words import word_set

NUMBERS = "emergency-numbers"  # the question whose answers list a country's numbers
_FEWEST = 3  # digits
_MOST = 8  # countries shown; 911 is a number in many
_NUMBER = re.compile(r"[+*#]?\d(?:[\d\s().-]*\d)?")
_EMERGENCY = word_set("emergencia emergencias emergency emergencies")
_AROUND = _EMERGENCY | word_set(
    "hola oye el la los las un una que q k ke qe es de del a al en y o por para sirve quien cual linea lineas numero "
    "telefono fono llamar llamo llamas marcar marco gratis ayuda hello hi the a an what is of to in for who "
    "whose which line number phone telephone call dial free help o ligar ligo telefone do da"
)


def emergency_asked(scene: Scene, text: str, country: str | None) -> Outcome | None:
    """The emergency numbers, where they are all that a message asks for ("emergencia"); None where it asks anything else."""
    asked = NUMBERS in scene.release.questions and not _EMERGENCY.isdisjoint(re.findall(r"\w+", fold(text)))
    return answers.give(scene, NUMBERS, country) if asked and _nothing_else(scene, text) else None


def number_asked(scene: Scene, text: str, country: str | None, surely: str | None = None) -> Outcome | None:
    """The lines with the number that is all a message asks about; None where it asks anything else, or no line has it.

    `country`: the one asked about: its line alone, where it has one. Else every country's with that number. `surely`: the
    question that is surely meant: where its answer is about this very line, it says more.
    """
    numbers = _NUMBER.findall(text)
    digits = _digits(numbers[0]) if len(numbers) == 1 else ""
    if len(digits) < _FEWEST or not _nothing_else(scene, _NUMBER.sub(" ", text)):
        return None
    if country and (about := _question_about(scene, digits, country, surely)):
        return answers.give(scene, about, country)
    usable = [
        line
        for line in scene.release.lines.values()
        if line.phone and _digits(line.phone) == digits
        if line_freshness(line, scene.release.freshness, scene.today) != "expired"
    ]
    here = [line for line in usable if line.country == country]
    return _told(scene, here or _one_a_country(usable), country) if usable else None


def _question_about(scene: Scene, digits: str, country: str, surely: str | None) -> str | None:
    """The question about the number itself: the country's own with it in the title ("Línea 144"), or the one that is surely
    meant, where the answer lists that line."""
    for question in scene.release.questions.values():
        titled = question.country == country and _NUMBER.findall(question.texts[scene.language].title)
        if titled and digits in map(_digits, titled):
            return question.id
    answer = scene.release.answer(surely, country) if surely else None
    lines = [scene.release.lines[x].phone for x in answer.lines if x in scene.release.lines] if answer else []
    return surely if any(phone and _digits(phone) == digits for phone in lines) else None


def _one_a_country(lines: Sequence[HelpLine]) -> list[HelpLine]:
    """Of each country the line for emergencies, where one has this number, else its first."""
    ordered = sorted(lines, key=lambda line: "emergency" not in line.purposes)
    found = {line.country: line for line in reversed(ordered)}
    return sorted(found.values(), key=lines.index)[:_MOST]


def _told(scene: Scene, lines: Sequence[HelpLine], country: str | None) -> Outcome:
    words = scene.words
    blocks: list[Block] = []
    if country is not None and lines[0].country != country:
        record = scene.release.countries.get(country)
        if record and record.emergency:
            name = scene.country_name(country)
            blocks.append(
                Paragraph(words.say("not_covered_emergency", country=name, number=record.emergency))
            )
        blocks.append(Paragraph(words.say("number_elsewhere")))
    for line in lines:
        contact = line_contact(line, words)
        flag = scene.release.countries[line.country].flag
        blocks.append(replace(contact, label=f"{flag} {contact.label}"))
    if oldest := oldest_date(lines):
        blocks.append(Note(words.say("danger_checked", date=words.date(oldest))))
    of = [country] if country else list(dict.fromkeys(line.country for line in lines))
    entry = scene.release.answer(NUMBERS, of[0]) if len(of) == 1 else None
    rows: list[tuple[Button, ...]] = []
    if entry is not None:
        title = scene.release.questions[NUMBERS].texts[scene.language].title
        rows.append((Button(title, action(actions.QUESTION, NUMBERS, of[0])),))
    rows.append((screens.menu_button(scene),))
    happened = scene.happened(
        "answer",
        country=of[0] if len(of) == 1 else country,
        topic="emergency",
        question=NUMBERS if NUMBERS in scene.release.questions else None,
        entry=entry.id if entry else None,
        confidence=1.0,
    )
    return scene.outcome(
        Reply(blocks=tuple(blocks), buttons=tuple(rows)), happened, scene.about(NUMBERS, country)
    )


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _nothing_else(scene: Scene, text: str) -> bool:
    """Whether a text without its number has only words that one asks about a number with, and names of countries."""
    left = [word for word in re.findall(r"\w+", fold(text)) if word not in _AROUND]
    return not left or set(left) <= {word for c in scene.release.countries.values() for word in _named(c)}


def _named(country: Country) -> set[str]:
    return {word for name in (*country.names.values(), *country.aliases) for word in fold(name).split()}
