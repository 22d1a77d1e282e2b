"""What a person in danger gets: what to do now, numbers, what the bot is not, then the matching answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import actions, screens
from bot.conversation.actions import action
from bot.conversation.contacts import danger_lines, emergency_numbers, line_contact, oldest_date
from bot.conversation.records import Block, Button, Choice, Items, Note, Outcome, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.knowledge.records import HelpLine


def danger_reply(scene: Scene, kind: str, country: str | None) -> Outcome:
    """The reply to danger of `kind`. Nothing of it is remembered: the context is dropped, the country stays as it was."""
    words = scene.words
    texts = scene.release.dangers[kind].texts[scene.language]
    blocks: list[Block] = [Paragraph(texts.now)]
    lines = danger_lines(scene.release, country, scene.release.dangers[kind].purposes) if country else []
    here = country if lines else None
    blocks += _country_lines(scene, here, lines) if here else _all_numbers(scene, country)
    blocks.append(Paragraph(words.say("danger_not_alone")))
    offered = _answers(scene, kind, country)
    if offered:
        blocks.append(Paragraph(words.say("danger_more")))
    rows = [] if here else list(_country_buttons(scene, kind))
    parts = (here,) if here else ()
    for choice in offered:
        title = scene.release.questions[choice.question].texts[scene.language].title
        rows.append((Button(title, action(actions.QUESTION, choice.question, *parts)),))
    rows.append((screens.menu_button(scene),))
    happened = scene.happened("danger", country=country, danger=kind, confidence=1.0, choices=offered)
    memory = replace(scene.memory, language=scene.language, context=None)
    return scene.outcome(Reply(blocks=tuple(blocks), buttons=tuple(rows)), happened, memory)


def with_offer(scene: Scene, kind: str, outcome: Outcome) -> Outcome:
    """The outcome with a quiet offer below: help for a danger that the message may have told of. Nothing of it is kept."""
    line = Note(scene.words.say("danger_offer"))
    button = Button(scene.words.say("danger_offer_button"), action(actions.DANGER, kind))
    reply = replace(
        outcome.reply, blocks=(*outcome.reply.blocks, line), buttons=((button,), *outcome.reply.buttons)
    )
    happened = replace(outcome.happened, unanswered_words=None)
    return replace(outcome, reply=reply, happened=happened, unanswered=None)


def _country_lines(scene: Scene, country: str, lines: Sequence[HelpLine]) -> list[Block]:
    record = scene.release.countries[country]
    blocks: list[Block] = [
        Paragraph(f"{record.flag} {scene.country_name(country)}. {scene.words.say('danger_call')}")
    ]
    blocks += [line_contact(line, scene.words) for line in lines]
    oldest = oldest_date(lines)
    if oldest:
        blocks.append(Note(scene.words.say("danger_checked", date=scene.words.date(oldest))))
    return blocks


def _all_numbers(scene: Scene, country: str | None) -> list[Block]:
    """Every country's number; of a country that is known but has no lines yet, its own number comes first."""
    words = scene.words
    record = scene.release.countries.get(country) if country else None
    numbers = emergency_numbers(scene.release.countries.values(), words)
    if record and record.emergency:
        first = f"{record.flag} {record.names[scene.language]}: {record.emergency}"
        return [Items(words.say("danger_call"), (first,))]
    return [
        Items(words.say("danger_all_countries"), tuple(numbers)),
        Paragraph(words.say("danger_which_country")),
    ]


def _country_buttons(scene: Scene, kind: str) -> screens.Rows:
    buttons = [
        Button(f"{c.flag} {c.names[scene.language]}", action(actions.DANGER, kind, c.code))
        for c in scene.covered
    ]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def _answers(scene: Scene, kind: str, country: str | None) -> tuple[Choice, ...]:
    questions = [q for q in scene.release.dangers[kind].questions if q in scene.release.questions]
    if country and scene.is_known_in_part(country):
        questions = [q for q in questions if scene.release.answer(q, country)]
    return tuple(scene.choice(q, country) for q in questions)[:3]
