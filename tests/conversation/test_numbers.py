"""A message that is only the number of a help line is told whose it is; a number in a story is none of that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.plain import plain_text
from bot.conversation.records import Memory
from bot.knowledge.records import Release
from tests.conversation.small import Chat, entry, line, question, small_release, understood


def with_lines() -> Release:
    """Peru has 100 and 105, Ecuador 911 and a longer number; 100 is a fire brigade in Ecuador."""
    base = small_release()
    lines = (
        line("pe-violence", "PE", "violence", phone="100"),
        line("pe-police", "PE", "emergency", phone="105"),
        line("ec-crime", "EC", "violence", phone="911"),
        line("ec-emergency", "EC", "emergency", phone="9-1-1"),
        line("ec-fire", "EC", "fire", phone="100"),
        line("ec-long", "EC", "violence", phone="1800 335486"),
    )
    return replace(base, lines={x.id: x for x in lines})


def said(text: str, country: str | None = "PE") -> tuple[str, str]:
    outcome = Chat(with_lines(), Memory(greeted=True, country=country)).say(text)
    return outcome.happened.outcome, plain_text(outcome.reply)


@pytest.mark.parametrize(
    "text", ["100", "que es el 100", "q es el 100", "¿La línea 100 es gratis?", "what is the number 100?"]
)
def test_whose_number_it_is_in_the_country_of_the_person(text: str) -> None:
    outcome, reply = said(text)
    assert outcome == "answer"
    assert "pe-violence: 100" in reply
    assert "ec-fire" not in reply


def test_a_number_of_another_country_is_told_as_such_after_the_own_emergency_number() -> None:
    _, reply = said("911")
    assert reply.index("105") < reply.index("otro país") < reply.index("ec-emergency: 9-1-1")
    assert "ec-crime" not in reply, "one line of a country is enough"


def test_without_a_country_every_country_with_that_number_is_told() -> None:
    _, reply = said("100", None)
    assert "pe-violence" in reply
    assert "ec-fire" in reply


def test_a_country_may_be_named_and_signs_inside_the_number_do_not_matter() -> None:
    assert "ec-long" in said("1800-335486", "EC")[1]
    assert "ec-long" in said("1800 335 486 ecuador", None)[1]


@pytest.mark.parametrize(
    "text", ["me piden 100 soles", "100 o 105", "2023", "10", "debo 100 de arriendo al dueño", "105 dolares"]
)
def test_a_number_in_a_story_is_none_of_that(text: str) -> None:
    assert said(text)[0] == "not_known"


def test_an_answer_about_that_very_line_says_more_than_its_name() -> None:
    base = with_lines()
    about = replace(base.by_question["violence", "PE"], lines=("pe-violence",))
    release = replace(
        base,
        entries={**base.entries, about.id: about},
        by_question={**base.by_question, ("violence", "PE"): about},
    )
    heard = {"que_es_el_100": understood(("violence", 0.95)), "que_es_el_105": understood(("violence", 0.95))}
    chat = Chat(release, Memory(greeted=True, country="PE"), **heard)
    assert chat.say("que es el 100").happened.entry == "pe-violence"
    assert "pe-police: 105" in plain_text(chat.say("que es el 105").reply)


def test_a_question_of_the_country_about_that_number_is_answered_as_one() -> None:
    base = with_lines()
    own = question("pe-line", "protection", "PE")
    texts = {x: replace(text, title="Línea 100, paso a paso") for x, text in own.texts.items()}
    about = entry("pe-line", "PE")
    release = replace(
        base,
        questions={**base.questions, own.id: replace(own, texts=texts)},
        entries={**base.entries, about.id: about},
        by_question={**base.by_question, ("pe-line", "PE"): about},
    )
    assert Chat(release, Memory(greeted=True, country="PE")).say("linea 100").happened.entry == "pe-line"


def with_emergency_numbers() -> Release:
    base = with_lines()
    numbers, answer = (
        question("emergency-numbers", "emergency"),
        entry("emergency-numbers", "PE", "emergency"),
    )
    return replace(
        base,
        questions={**base.questions, numbers.id: numbers},
        entries={**base.entries, answer.id: answer},
        by_question={**base.by_question, ("emergency-numbers", "PE"): answer},
    )


@pytest.mark.parametrize(
    "text", ["emergencia", "EMERGENCIA!!", "número de emergencia", "what is the emergency number?"]
)
def test_the_bare_word_gives_the_emergency_numbers(text: str) -> None:
    chat = Chat(with_emergency_numbers(), Memory(greeted=True, country="PE"))
    assert chat.say(text).happened.entry == "pe-emergency-numbers"
    asked = Chat(with_emergency_numbers()).say(text).happened
    assert (asked.outcome, asked.question) == ("ask_country", "emergency-numbers")


@pytest.mark.parametrize("text", ["hospital de emergencia", "visa de emergencia", "pasaporte emergencia"])
def test_a_word_beside_it_asks_something_else(text: str) -> None:
    chat = Chat(with_emergency_numbers(), Memory(greeted=True, country="PE"))
    assert chat.say(text).happened.question != "emergency-numbers"
