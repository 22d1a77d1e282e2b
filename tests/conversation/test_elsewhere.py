"""A country that is not covered but has answers of its own (Venezuela's papers): those are given, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.plain import plain_text
from bot.conversation.records import Memory, Outcome
from bot.knowledge.records import REGION, Release
from tests.conversation.small import Chat, entry, question, small_release, understood


def text_of(outcome: Outcome) -> str:
    return plain_text(outcome.reply)


def actions_of(outcome: Outcome) -> list[str]:
    return [button.action for row in outcome.reply.buttons for button in row]


def with_chile() -> Release:
    """Chile is not covered; it has an answer about asylum, and a question that exists there alone."""
    release = small_release()
    own = question("cl-cedula", "documents", "CL")
    entries = (entry("asylum", "CL", "asylum"), entry("cl-cedula", "CL"))
    return replace(
        release,
        questions={**release.questions, own.id: own},
        entries={**release.entries, **{e.id: e for e in entries}},
        by_question={**release.by_question, **{(e.question, "CL"): e for e in entries}},
    )


def asks(name: str, country: str | None = None, *, memory: Memory | None = None) -> tuple[Chat, Outcome]:
    told = {"algo": understood((name, 0.95), asked=country)}
    chat = Chat(with_chile(), memory or Memory(greeted=True), **told)
    return chat, chat.say("algo")


def test_its_own_answer_is_given_with_its_source() -> None:
    _, outcome = asks("asylum", "CL")
    assert (outcome.happened.outcome, outcome.happened.entry, outcome.happened.country) == (
        "answer",
        "cl-asylum",
        "CL",
    )
    assert "Respuesta asylum de CL." in text_of(outcome)
    assert "Migraciones" in text_of(outcome)


def test_a_question_that_exists_there_alone_needs_no_country() -> None:
    _, outcome = asks("cl-cedula")
    assert outcome.happened.entry == "cl-cedula"


def test_what_it_has_no_answer_to_is_not_answered_from_a_neighbour() -> None:
    _, outcome = asks("school", "CL")
    assert outcome.happened.outcome == "not_known"
    assert "Respuesta" not in text_of(outcome)
    assert "133" in text_of(outcome)


def test_of_a_country_known_in_part_what_is_known_is_offered_and_nothing_that_leads_nowhere() -> None:
    told = {
        "otro": understood(("asylum-deadline", 0.4), ("school", 0.3), asked="CL"),
        "varios": understood(("school", 0.5), ("asylum", 0.4), asked="CL"),
    }
    base = with_chile()
    more = question("asylum-deadline", "asylum")
    release = replace(base, questions={**base.questions, more.id: more})
    chat = Chat(release, Memory(greeted=True), **told)
    beside = chat.say("otro")
    assert [c.entry for c in beside.happened.choices] == ["cl-asylum"], "the same topic, answered there"
    assert beside.happened.outcome == "choices"
    assert "no lo tengo confirmado para Chile" in text_of(beside)
    several = chat.say("varios")
    assert [c.entry for c in several.happened.choices] == ["cl-asylum"]
    assert not any("school" in action for action in actions_of(several))


def test_danger_there_gets_the_lines_that_are_known_there() -> None:
    base = with_chile()
    line = replace(next(iter(base.lines.values())), id="cl-911", country="CL", phone="911")
    chat = Chat(replace(base, lines={**base.lines, line.id: line}), Memory(greeted=True, country="CL"))
    outcome = chat.say("me pega")
    assert outcome.happened.danger == "violence"
    assert "911" in text_of(outcome)
    assert not any(action.endswith(":PE") for action in actions_of(outcome)), "the country is known"


def test_what_holds_in_the_whole_region_holds_there_too() -> None:
    _, outcome = asks("scam-check", "CL")
    assert outcome.happened.entry == "xx-scam-check"


def test_what_may_have_been_asked_is_offered_where_it_holds_in_the_whole_region() -> None:
    chat = Chat(
        small_release(),
        Memory(greeted=True),
        algo=understood(("school", 0.4), ("scam-check", 0.35), asked="CL"),
    )
    outcome = chat.say("algo")
    assert [c.entry for c in outcome.happened.choices] == ["xx-scam-check"]
    assert outcome.happened.outcome == "choices"
    assert "133" in text_of(outcome)
    assert "Esto vale en toda la región:" in text_of(outcome)
    pressed = chat.press(actions_of(outcome)[0])
    assert pressed.happened.entry == "xx-scam-check"
    assert chat.memory.country is None


def test_where_nothing_holds_in_the_whole_region_it_is_only_told_that_the_country_is_not_known() -> None:
    chat = Chat(small_release(), Memory(greeted=True), algo=understood(("school", 0.4), asked="CL"))
    outcome = chat.say("algo")
    assert (outcome.happened.outcome, outcome.happened.choices) == ("not_known", ())
    assert "toda la región" not in text_of(outcome)


def test_its_own_question_is_not_answered_for_somebody_who_asks_about_peru() -> None:
    _, outcome = asks("cl-cedula", "PE")
    assert outcome.happened.outcome == "not_known"
    assert "cl-cedula" not in " ".join(actions_of(outcome))


def test_it_is_not_among_the_countries_to_choose_from() -> None:
    chat, _ = asks("asylum", "CL")
    for outcome in (chat.say("/pais"), chat.press("k:asylum"), Chat(with_chile()).press("d:violence")):
        assert not any(action.split(":")[-1] == "CL" for action in actions_of(outcome))


def test_asking_about_it_does_not_move_the_person() -> None:
    chat, _ = asks("asylum", "CL", memory=Memory(greeted=True, country="PE"))
    assert chat.memory.country == "PE"


@pytest.mark.parametrize("name", ["asylum", "cl-cedula"])
def test_every_button_below_its_answer_is_understood(name: str) -> None:
    chat, outcome = asks(name, "CL")
    assert actions_of(outcome)
    for action in actions_of(outcome):
        assert "Ese botón es de antes" not in text_of(chat.press(action))


@given(
    st.sampled_from(["asylum", "school", "cl-cedula", "pe-cpp", "ec-virte", "scam-check", "violence"]),
    st.sampled_from([None, "PE", "EC", "CL"]),
    st.sampled_from([None, "PE", "EC", "CL"]),
)
def test_no_answer_crosses_its_border(name: str, asked: str | None, home: str | None) -> None:
    _, outcome = asks(name, asked, memory=Memory(greeted=True, country=home))
    given_entry = with_chile().entries.get(outcome.happened.entry or "")
    if given_entry is not None:
        own = with_chile().questions[name].country
        assert given_entry.country in {asked or home or own, REGION}
