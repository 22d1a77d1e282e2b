"""Gives answers, choices, the question back for a country, or an honest "I don't have this". The country firewall is here.

An entry is given only for the country that was asked about, or from the region. There is no other way from a question to an
entry: `give` looks it up by (question, country) and refuses a question that belongs to another country.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.conversation import actions, screens
from bot.conversation.actions import action
from bot.conversation.closed import closed_button
from bot.conversation.compose import Focus, answer_blocks, entry_places, focused_blocks
from bot.conversation.contacts import human_lines, line_contact
from bot.conversation.near.screens import near_button
from bot.conversation.near.search import letters_of
from bot.conversation.records import Block, Button, Note, Outcome, OutcomeKind, Paragraph, Reply
from bot.conversation.scene import Scene
from bot.conversation.waiting import awaited_question
from bot.knowledge.records import REGION, City, Country, Entry, Place, Question

PAPER_QUESTIONS = ("which-papers", "regularise", "asylum")
COST_QUESTIONS = ("residence-cost", "passport-renewal", "overstay-fine")
WALK_TOPICS = ("documents", "asylum", "family")  # below their answers the options walk is offered
_MOST_BESIDE = 3  # questions of the same topic, beside what was asked
HUMAN_QUESTIONS = ("legal-help", "ngo-contact")


def give(
    scene: Scene,
    question: str,
    country: str | None,
    *,
    confidence: float = 1.0,
    city: City | None = None,
    second: str | None = None,
    focus: Focus | None = None,
) -> Outcome:
    """The answer to `question` in `country`; asks for the country where it matters and is not known.

    `second` is another question of the same message, answered below the first. `focus` gives one part only.
    """
    record = scene.release.questions[question]
    if record.country is not None and country is None:
        country = record.country
    if record.country not in (None, country):
        return not_known(scene, country)
    if country is not None and not scene.is_covered(country):
        return _elsewhere(scene, question, country, confidence)
    entry = scene.release.answer(question, country or REGION)
    if entry is None and country is None:
        return ask_country(scene, question, confidence=confidence)
    if entry is None:
        missing = awaited_question(scene.release, question, country)
        return replace(not_known(scene, country), unanswered=missing)
    return _answered(scene, entry, country, confidence=confidence, city=city, second=second, focus=focus)


def _answered(
    scene: Scene,
    entry: Entry,
    country: str | None,
    *,
    confidence: float,
    city: City | None,
    second: str | None,
    focus: Focus | None,
) -> Outcome:
    asked = scene.asked(city)
    blocks = focused_blocks(entry, focus, asked) if focus else answer_blocks(entry, asked)
    entries = [entry]
    if second and (other := scene.release.answer(second, country or REGION)) and other is not entry:
        blocks += [Paragraph(scene.words.say("second_need")), *answer_blocks(other, asked)]
        entries.append(other)
    places = [p for e in entries for p in entry_places(e, asked)] if focus in {None, "where"} else []
    reply = Reply(blocks=tuple(blocks), buttons=_answer_buttons(scene, entries, places))
    happened = scene.happened(
        "answer",
        country=country,
        topic=entry.topic,
        question=entry.question,
        entry=entry.id,
        confidence=confidence,
    )
    outcome = scene.outcome(
        reply, happened, scene.about(entry.question, country, city.name if city else None)
    )
    return replace(outcome, unanswered=awaited_question(scene.release, entry.question, country))


def _answer_buttons(scene: Scene, entries: list[Entry], places: list[Place]) -> screens.Rows:
    """Was it useful · what may help next · a place was closed · near me, another country, menu."""
    words = scene.words
    rows: list[tuple[Button, ...]] = []
    for entry in entries:
        title = scene.release.questions[entry.question].texts[scene.language].title
        many = len(entries) > 1
        yes = words.say("useful_yes_for", title=title) if many else words.say("useful_yes")
        no = words.say("useful_no_for", title=title) if many else words.say("useful_no")
        rows.append(
            (
                Button(yes, action(actions.USEFUL, "y", entry.id)),
                Button(no, action(actions.USEFUL, "n", entry.id)),
            )
        )
    first = entries[0]
    if first.topic in WALK_TOPICS and first.country in scene.release.options:
        rows.append((Button(words.say("walk_button"), action(actions.WALK, first.country)),))
    for question in first.see_also[:2]:
        label = scene.release.questions[question].texts[scene.language].title
        rows.append((Button(label, action(actions.QUESTION, question)),))
    if was_closed := closed_button(scene, places):
        rows.append((was_closed,))
    last = [near_button(scene, letters_of(first.place_kinds))] if first.place_kinds else []
    if first.country != REGION and scene.release.questions[first.question].country is None:
        last.append(Button(words.say("other_country"), action(actions.COUNTRIES, first.question)))
    rows.append((*last, screens.menu_button(scene)))
    return tuple(rows)


def ask_country(
    scene: Scene, question: str, *, confidence: float = 1.0, only: tuple[str, ...] = ()
) -> Outcome:
    """Asks which country, once, with a button each; the question waits."""
    key = "ask_country_between" if only else "ask_country"
    title = scene.release.questions[question].texts[scene.language].title
    about = scene.words.say("asked_about", title=title)
    blocks = (Paragraph(f"{about} {scene.words.say(key)}"),)
    reply = Reply(blocks=blocks, buttons=screens.country_rows(scene, question, only))
    record = scene.release.questions[question]
    happened = scene.happened(
        "ask_country", country=None, topic=record.topic, question=question, confidence=confidence
    )
    return scene.outcome(reply, happened, scene.about(question, None))


def offer(
    scene: Scene, questions: tuple[str, ...], country: str | None, *, confidence: float, say: str = "choices"
) -> Outcome:
    """ "Did you mean": at most three questions as buttons, and "none of these", which leads to the topics."""
    chosen = tuple(q for q in questions if _askable(scene.release.questions.get(q), country))[:3]
    if not chosen:
        return not_known(scene, country)
    parts = (country,) if country and scene.has_answers(country) else ()
    rows: list[tuple[Button, ...]] = [
        (Button(scene.release.questions[q].texts[scene.language].title, action(actions.QUESTION, q, *parts)),)
        for q in chosen
    ]
    rows.append((Button(scene.words.say("none_of_these"), actions.NONE_OF_THESE),))
    key = "choices_one" if say == "choices" and len(chosen) == 1 else say
    reply = Reply(blocks=(Paragraph(scene.words.say(key)),), buttons=tuple(rows))
    choices = tuple(scene.choice(q, country) for q in chosen)
    happened = scene.happened("choices", country=country, confidence=confidence, choices=choices)
    return scene.outcome(reply, happened, scene.about(None, country, offered=chosen))


def _askable(question: Question | None, country: str | None) -> bool:
    return question is not None and (question.country is None or country in (None, question.country))


def not_known(
    scene: Scene, country: str | None, *, words_for_scrubber: str | None = None, confidence: float = 0.0
) -> Outcome:
    """Says that it does not know, names the nearest human help, and shows the topics.

    `confidence`: the probability of the best question that was not sure enough.
    """
    words = scene.words
    blocks: list[Block] = [Paragraph(words.say("not_known"))]
    if country and scene.is_covered(country):
        lines = human_lines(scene.release, country, scene.today)
        blocks.append(Paragraph(words.say("not_known_human")))
        blocks += [line_contact(x, words) for x in lines]
        known = [q for q in HUMAN_QUESTIONS if scene.release.answer(q, country)]
        rows = _question_rows(scene, known, country)
    else:
        blocks.append(Paragraph(words.say("not_known_country")))
        rows = screens.country_rows(scene)
    blocks.append(Note(words.say("not_known_hint")))
    reply = Reply(blocks=tuple(blocks), buttons=(*rows, *screens.menu_rows(scene)))
    happened = scene.happened(
        "not_known", country=country, unanswered_words=words_for_scrubber, confidence=confidence
    )
    return scene.outcome(reply, happened, scene.about(None, country))


def _elsewhere(scene: Scene, question: str, country: str, confidence: float) -> Outcome:
    """A country that is not covered: its own answer if there is one, what holds in the whole region, else says so."""
    entry = scene.release.answer(question, country)
    if entry is not None:
        return _answered(scene, entry, country, confidence=confidence, city=None, second=None, focus=None)
    missing = awaited_question(scene.release, question, country)
    return replace(not_covered(scene, country, question=question), unanswered=missing)


def not_covered(
    scene: Scene, country: str, *, question: str | None = None, nearest: tuple[str, ...] = ()
) -> Outcome:
    """Says which countries are known, and the emergency number of the one that was asked about.

    `nearest`: what may have been asked; of these, what holds in the whole region is offered. Of a country that is known in
    part, what is known of it comes first.
    """
    words, name = scene.words, scene.country_name(country)
    own = _known_there(scene, country, (question, *nearest) if question else nearest)
    blocks: list[Block] = [
        Paragraph(
            words.say("partly_covered", country=name)
            if own
            else words.say("not_covered", country=name, countries=scene.covered_names())
        )
    ]
    record: Country | None = scene.release.countries.get(country)
    if record and record.emergency:
        blocks.append(Note(words.say("not_covered_emergency", country=name, number=record.emergency)))
    if own:
        blocks.append(Paragraph(words.say("partly_known", country=name)))
    rest = [q for q in nearest if q not in own]
    everywhere = tuple(scene.choice(q, REGION) for q in rest if scene.release.answer(q, REGION))
    if everywhere:
        blocks.append(Paragraph(words.say("not_covered_everywhere")))
    rows = (
        *_question_rows(scene, own, country),
        *_question_rows(scene, [x.question for x in everywhere], REGION),
        *screens.country_rows(scene, question),
        (screens.menu_button(scene),),
    )
    topic = scene.release.questions[question].topic if question else None
    offered = (*(scene.choice(q, country) for q in own), *everywhere)
    outcome: OutcomeKind = "choices" if offered else "not_known"
    happened = scene.happened(outcome, country=country, question=question, topic=topic, choices=offered)
    return scene.outcome(Reply(blocks=tuple(blocks), buttons=rows), happened, scene.about(question, None))


def _known_there(scene: Scene, country: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Of a country that is known in part (Venezuela): what may have been asked, then its topics, then the overview."""
    if not scene.is_known_in_part(country):
        return ()
    known = {
        question: scene.release.questions[question].topic
        for question, where in scene.release.by_question
        if where == country
    }
    topics = {scene.release.questions[q].topic for q in asked if q in scene.release.questions}
    near = [q for q in asked if q in known]
    beside = [q for q, topic in known.items() if topic in topics and q not in near]
    found = dict.fromkeys((*near, *beside[:_MOST_BESIDE], screens.OVERVIEW))
    return tuple(q for q in found if q in known)


def _question_rows(scene: Scene, questions: Iterable[str], country: str) -> screens.Rows:
    """A button for each question, in its own row."""
    return tuple(
        (
            Button(
                scene.release.questions[q].texts[scene.language].title,
                action(actions.QUESTION, q, country),
            ),
        )
        for q in questions
    )
