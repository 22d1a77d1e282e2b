""" "Tell me when you know": what can be waited for, what its buttons carry, and what is told once it is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import waiting
from bot.conversation.actions import MAX_BYTES, WAIT, action
from bot.conversation.plain import plain_text
from bot.conversation.records import Awaited, Wait, WaitNoMore
from bot.conversation.telling import answer_to_tell, telling
from bot.conversation.waiting import awaited_question, with_wait_button
from bot.knowledge.records import Release
from bot.wording import wording
from tests.conversation.small import NOW, Chat, ToldAlarm, entry, small_release, understood

ES = wording("es")


def release(**changes: object) -> Release:
    """Where Peru's school answer is not confirmed; `changes` are set on it."""
    small = small_release()
    entries = dict(small.entries)
    changed = {"status": "not confirmed", "sources": (), **changes}
    entries["pe-school"] = replace(entries["pe-school"], **changed)  # type: ignore[arg-type]
    return replace(small, entries=entries, by_question={(e.question, e.country): e for e in entries.values()})


def chat(alarm: ToldAlarm | None = None, **told: object) -> Chat:
    return Chat(release(), alarm=alarm, **told)  # type: ignore[arg-type]


SCHOOL_PE, SCHOOL_EC = (
    awaited_question(release(), "school", "PE"),
    awaited_question(release(), "school", "EC"),
)


@pytest.mark.parametrize(("country", "awaited"), [("PE", SCHOOL_PE), ("EC", SCHOOL_EC)])
def test_a_question_without_an_answer_from_a_source_can_be_waited_for(
    country: str, awaited: Awaited | None
) -> None:
    outcome = chat(escuela=understood(("school", 0.95), asked=country)).say("escuela")
    assert awaited is not None
    assert outcome.unanswered == awaited
    assert (awaited.question, awaited.country, len(awaited.mark)) == ("school", country, 16)


def test_an_answer_from_a_source_leaves_nothing_to_wait_for() -> None:
    assert chat(asilo=understood(("asylum", 0.95), asked="PE")).say("asilo").unanswered is None


def test_a_country_without_answers_can_be_waited_for_and_a_place_that_is_none_cannot() -> None:
    outcome = chat(escuela=understood(("school", 0.95), asked="CL")).say("escuela")
    assert outcome.unanswered == awaited_question(release(), "school", "CL") != SCHOOL_PE
    assert awaited_question(release(), "school", "ZZ") is None
    assert awaited_question(release(), "pe-cpp", "EC") is None, "Peru's own question"
    assert awaited_question(release(), "violence", "EC") is None, (
        "an answer must not come to a phone others read"
    )


def test_nothing_can_be_waited_for_where_a_danger_may_be_meant() -> None:
    alarm = ToldAlarm(escuela=0.5)
    outcome = chat(alarm, escuela=understood(("school", 0.95), asked="PE")).say("escuela")
    assert "d:violence" in [b.action for row in outcome.reply.buttons for b in row], (
        "the quiet offer is there"
    )
    assert outcome.unanswered is None


@pytest.mark.parametrize(
    "awaited", [SCHOOL_PE, Awaited(bytes(range(240, 256)), country="PE"), Awaited(b"\xff" * 16)]
)
def test_the_button_fits_and_pressed_says_the_same_wish(awaited: Awaited) -> None:
    outcome = chat().say("hola")
    button = with_wait_button(outcome, awaited, ES).reply.buttons[0][0]
    assert len(button.action.encode()) <= MAX_BYTES
    assert chat().press(button.action).effects == (Wait(awaited),)
    stop = waiting.wait_kept(awaited, ES, 90).buttons[0][0]
    assert len(stop.action.encode()) <= MAX_BYTES
    assert chat().press(stop.action).effects == (WaitNoMore(awaited.mark),)


def test_the_longest_ids_still_fit() -> None:
    assert len(action(WAIT, "q" * 48, "PE").encode()) <= MAX_BYTES


def test_a_press_alone_says_honestly_that_it_does_not_work_here() -> None:
    outcome = chat().press("w:school:PE")
    assert "Aquí no puedo avisarte" in plain_text(outcome.reply)
    assert (outcome.happened.outcome, outcome.happened.question, outcome.happened.country) == (
        "menu",
        None,
        None,
    )


@pytest.mark.parametrize(
    "pressed",
    [
        "w", "w:", "w:school", "w:school:ZZ", "w:nothing:PE", "w:violence:PE", "w:school:PE' OR 1=1", "wp", "wp:",
        "wp:short", "wp:" + "A" * 23, "wp:AAAAAAAAAAAAAAAAAAAAAB", "wp:AAAAAAAAAAAAAAAAAAAAAA:ZZ", "wp:ñññ", "wx:zz",
    ],
)  # fmt: skip
def test_what_no_button_of_ours_says_is_an_old_button(pressed: str) -> None:
    outcome = chat().press(pressed)
    assert outcome.effects == ()
    assert "Aquí no puedo avisarte" not in plain_text(outcome.reply)


# ---- what is told -----------------------------------------------------------------------------------------


def test_a_question_is_told_once_its_country_has_an_answer_from_a_source() -> None:
    small = small_release()
    assert answer_to_tell(release(), "school", "PE", None) is None
    assert answer_to_tell(release(status="in force"), "school", "PE", None) is None, "no source"
    assert answer_to_tell(small, "school", "PE", None) == small.entries["pe-school"]
    assert answer_to_tell(small, "school", "EC", None) is None
    assert answer_to_tell(small, "gone", "PE", None) is None


def test_words_given_to_an_entry_are_answered_in_the_country_they_were_asked_for() -> None:
    small = small_release()
    assert answer_to_tell(small, "", "PE", "pe-asylum") == small.entries["pe-asylum"]
    assert answer_to_tell(small, "", "EC", "pe-asylum") == small.entries["ec-asylum"]
    assert answer_to_tell(small, "", "CL", "pe-asylum") is None, "never another country's answer"
    assert answer_to_tell(small, "", "", "pe-asylum") == small.entries["pe-asylum"]
    assert answer_to_tell(small, "", "CL", "xx-scam-check") == small.entries["xx-scam-check"]
    assert answer_to_tell(small, "", "PE", "pe-not-served-yet") is None
    assert answer_to_tell(small, "", "PE", None) is None


@pytest.mark.parametrize("country", ["PE", ""])
def test_the_message_begins_with_why_it_comes_and_holds_the_whole_answer(country: str) -> None:
    small = small_release()
    reply = telling(small, small.entries["pe-school"], country, "es", NOW, {})
    text = plain_text(reply)
    assert text.startswith("Nos pediste que te avisáramos")
    assert "Respuesta school de PE." in text
    assert "Fuente" in text
    assert "Ya borré tu pedido de aviso." in text
    english = plain_text(telling(small, small.entries["pe-school"], country, "en", NOW, {}))
    assert english.startswith("You asked us to tell you")
    assert "Answer school of PE." in english


def test_an_answer_of_the_region_is_told_whole() -> None:
    small = small_release()
    for country in ("PE", "CL", "XX", ""):
        text = plain_text(telling(small, small.entries["xx-scam-check"], country, "es", NOW, {}))
        assert "Respuesta scam-check de XX." in text, country


def test_an_answer_of_a_country_that_is_not_covered_is_told() -> None:
    small = small_release()
    chile = entry("school", "CL", "education")
    entries = {**small.entries, "cl-school": chile}
    grown = replace(
        small, entries=entries, by_question={(e.question, e.country): e for e in entries.values()}
    )
    assert "Respuesta school de CL." in plain_text(telling(grown, chile, "CL", "es", NOW, {}))
