"""Answers, asks, or says it doesn't know; and never gives one country's answer for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.plain import plain_text
from bot.conversation.records import Memory, Outcome
from bot.knowledge.records import AnswerText
from tests.conversation.small import LIMA, Chat, entry, small_release, understood


def text_of(outcome: Outcome) -> str:
    return plain_text(outcome.reply)


def actions_of(outcome: Outcome) -> list[str]:
    return [button.action for row in outcome.reply.buttons for button in row]


def test_a_sure_question_with_a_known_country_is_answered_at_once() -> None:
    chat = Chat(pido_asilo=understood(("asylum", 0.95), asked="PE"))
    outcome = chat.say("pido asilo")
    assert outcome.happened.outcome == "answer"
    assert (outcome.happened.entry, outcome.happened.country) == ("pe-asylum", "PE")
    assert "Respuesta asylum de PE." in text_of(outcome)


def test_an_answer_ends_with_its_source_and_its_age() -> None:
    chat = Chat(pido_asilo=understood(("asylum", 0.95), asked="PE"))
    assert "Fuente: Migraciones, junio de 2026." in text_of(chat.say("pido asilo"))


def test_an_answer_for_peru_is_never_given_in_chile() -> None:
    chat = Chat(pido_asilo=understood(("asylum", 0.95), asked="CL"))
    outcome = chat.say("pido asilo")
    assert outcome.happened.outcome == "not_known"
    assert outcome.happened.entry is None
    assert "Respuesta" not in text_of(outcome)
    assert "133" in text_of(outcome)


def test_a_scheme_of_another_country_is_never_answered_where_it_does_not_exist() -> None:
    chat = Chat(el_cpp=understood(("pe-cpp", 0.99), asked="EC"))
    outcome = chat.say("el cpp")
    assert outcome.happened.outcome == "not_known"
    assert "PE" not in text_of(outcome).replace("PERÚ", "")


def test_a_country_without_an_answer_says_so_and_names_human_help() -> None:
    chat = Chat(escuela=understood(("school", 0.95), asked="EC"))
    outcome = chat.say("escuela")
    assert outcome.happened.outcome == "not_known"
    assert "911" in text_of(outcome)
    assert "Respuesta" not in text_of(outcome)


@given(
    st.sampled_from(sorted(small_release().questions)),
    st.sampled_from(["PE", "EC", "CL", "US", None]),
    st.sampled_from(["PE", "EC", None]),
    st.floats(0, 1),
)
def test_the_country_firewall_is_absolute(
    name: str, asked: str | None, remembered: str | None, sure: float
) -> None:
    chat = Chat(memory=Memory(greeted=True, country=remembered), algo=understood((name, sure), asked=asked))
    outcome = chat.say("algo")
    release = chat.talk.release
    meant = asked or remembered or release.questions[name].country
    if outcome.happened.entry:
        given_entry = release.entries[outcome.happened.entry]
        assert given_entry.country in {meant, "XX"}
    for code in {"PE", "EC"} - {meant}:
        assert f" de {code}." not in text_of(outcome)


def test_where_the_country_matters_and_is_unknown_it_is_asked_and_then_answered() -> None:
    chat = Chat(pido_asilo=understood(("asylum", 0.95)))
    asked = chat.say("pido asilo")
    assert asked.happened.outcome == "ask_country"
    assert "c:PE:asylum" in actions_of(asked)
    answered = chat.press("c:EC:asylum")
    assert answered.happened.entry == "ec-asylum"
    assert chat.memory.country == "EC"


def test_a_question_of_the_whole_region_needs_no_country() -> None:
    chat = Chat(es_estafa=understood(("scam-check", 0.95)))
    assert chat.say("es estafa").happened.entry == "xx-scam-check"


def test_two_countries_without_a_clear_one_are_asked_between() -> None:
    chat = Chat(peru_o_ecuador=understood(("asylum", 0.95), others=("PE", "EC")))
    outcome = chat.say("peru o ecuador")
    assert outcome.happened.outcome == "ask_country"
    assert actions_of(outcome) == ["c:EC:asylum", "c:PE:asylum"]


def test_a_country_named_for_one_question_does_not_replace_the_persons_own() -> None:
    chat = Chat(
        memory=Memory(greeted=True, country="PE"), en_ecuador=understood(("asylum", 0.95), asked="EC")
    )
    assert chat.say("en ecuador").happened.entry == "ec-asylum"
    assert chat.memory.country == "PE"


def test_an_unsure_question_offers_at_most_three_choices_and_none_of_these() -> None:
    chat = Chat(
        algo=understood(("asylum", 0.6), ("school", 0.5), ("residence-cost", 0.45), ("scam-check", 0.4))
    )
    outcome = chat.say("algo")
    assert outcome.happened.outcome == "choices"
    assert [c.question for c in outcome.happened.choices] == ["asylum", "school", "residence-cost"]
    assert actions_of(outcome)[-1] == "n"


def test_none_of_these_leads_to_the_topics_and_not_back_to_the_choices() -> None:
    chat = Chat(algo=understood(("asylum", 0.6), ("school", 0.5)))
    chat.say("algo")
    outcome = chat.press("n")
    assert outcome.happened.outcome == "menu"
    assert all(a.startswith("g:") for a in actions_of(outcome))


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    outcome = Chat().say("cosas raras")
    assert outcome.happened.outcome == "not_known"
    assert "prefiero no inventar" in text_of(outcome)
    assert outcome.happened.unanswered_words == "algo que no sabemos"


def test_two_needs_in_one_message_get_both_answers() -> None:
    told = understood(("asylum", 0.9), asked="PE", second=(("school", 0.9),))
    outcome = Chat(asilo_y_escuela=told).say("asilo y escuela")
    assert "Respuesta asylum de PE." in text_of(outcome)
    assert "Respuesta school de PE." in text_of(outcome)
    assert {"f:y:pe-asylum", "f:y:pe-school"} <= set(actions_of(outcome))


def test_a_second_need_that_is_not_sure_is_not_answered() -> None:
    told = understood(("asylum", 0.9), asked="PE", second=(("school", 0.5),))
    assert "school" not in text_of(Chat(asilo_y_escuela=told).say("asilo y escuela"))


def test_an_unconfirmed_answer_says_where_to_confirm_it() -> None:
    unsure = entry("asylum", "PE", "asylum", certainty="confirm")
    release = small_release(by_question={("asylum", "PE"): unsure})
    chat = Chat(release, asilo=understood(("asylum", 0.95), asked="PE"))
    assert "confirma en: Migraciones" in text_of(chat.say("asilo"))


@pytest.mark.parametrize(("as_of", "said"), [("2024-01", "Dato antiguo"), (None, "Dato sin fecha")])
def test_an_overdue_answer_says_so_in_one_line(as_of: str | None, said: str) -> None:
    old = entry("asylum", "PE", "asylum", certainty="confirm", as_of=as_of)
    chat = Chat(
        small_release(by_question={("asylum", "PE"): old}), asilo=understood(("asylum", 0.95), asked="PE")
    )
    assert said in text_of(chat.say("asilo"))


def test_an_expired_claim_is_withheld_and_the_official_place_given() -> None:
    old = entry("asylum", "PE", "asylum", volatile=True, as_of="2019-01")
    chat = Chat(
        small_release(by_question={("asylum", "PE"): old}), asilo=understood(("asylum", 0.95), asked="PE")
    )
    text = text_of(chat.say("asilo"))
    assert "Respuesta asylum" not in text
    assert "10 soles" not in text
    assert "https://www.gob.pe/migraciones" in text


def test_an_old_cost_is_withheld_while_the_lasting_text_stays() -> None:
    old = entry("asylum", "PE", "asylum", as_of="2020-01")
    chat = Chat(
        small_release(by_question={("asylum", "PE"): old}), asilo=understood(("asylum", 0.95), asked="PE")
    )
    text = text_of(chat.say("asilo"))
    assert "Respuesta asylum de PE." in text
    assert "10 soles" not in text


DATED_PARTS = AnswerText(
    "Sí.", cost="10 soles", deadline="30 días", duration="2 meses", confirm_at="Migraciones"
)


def told(**more: object) -> str:
    """The reply for an answer of June 2026 with all three parts."""
    dated = entry("asylum", "PE", "asylum", texts={"es": DATED_PARTS, "en": DATED_PARTS}, **more)
    release = small_release(by_question={("asylum", "PE"): dated})
    return text_of(Chat(release, asilo=understood(("asylum", 0.95), asked="PE")).say("asilo"))


def test_a_part_with_a_date_of_its_own_shows_it_and_the_others_do_not() -> None:
    text = told(part_as_of={"cost": "2026-02"})
    assert "10 soles (febrero de 2026)" in text
    assert "30 días (" not in text
    assert "2 meses (" not in text


def test_a_part_whose_date_is_the_answers_does_not_repeat_it() -> None:
    assert "10 soles (" not in told(part_as_of={"cost": "2026-06"})


def test_a_part_that_is_too_old_is_withheld_while_another_stays() -> None:
    text = told(part_as_of={"cost": "2020-01"})
    assert "10 soles" not in text
    assert "30 días" in text
    assert "2 meses" in text
    assert "Migraciones" in text


def test_a_part_younger_than_its_answer_stays_when_the_others_are_withheld() -> None:
    text = told(as_of="2020-01", part_as_of={"cost": "2026-02"})
    assert "10 soles (febrero de 2026)" in text
    assert "30 días" not in text


def test_a_part_that_the_law_fixes_stays_when_the_others_are_withheld() -> None:
    text = told(as_of="2020-01", lasting=("cost",))
    assert "10 soles" in text
    assert "30 días" not in text


def test_a_follow_up_about_a_part_that_is_too_old_does_not_tell_it() -> None:
    dated = entry(
        "asylum", "PE", texts={"es": DATED_PARTS, "en": DATED_PARTS}, part_as_of={"cost": "2020-01"}
    )
    chat = Chat(
        small_release(by_question={("asylum", "PE"): dated}),
        asilo=understood(("asylum", 0.95), asked="PE"),
        cuanto=understood(follow_up="cost"),
        cuando=understood(follow_up="time"),
    )
    chat.say("asilo")
    assert "10 soles" not in text_of(chat.say("cuanto"))
    chat.say("asilo")
    assert "30 días" in text_of(chat.say("cuando"))


def test_feedback_is_asked_under_answers_only() -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"), algo=understood(("asylum", 0.5)))
    assert any(a.startswith("f:") for a in actions_of(chat.say("asilo")))
    for other in (chat.say("algo"), chat.say("nada"), chat.say("/menu"), chat.press("g:health")):
        assert not any(a.startswith("f:") for a in actions_of(other))


@pytest.mark.parametrize(("said", "kept"), [("y", "yes"), ("n", "no")])
def test_feedback_thanks_and_takes_the_buttons_away(said: str, kept: str) -> None:
    outcome = Chat().press(f"f:{said}:pe-asylum")
    assert (outcome.happened.outcome, outcome.happened.feedback, outcome.happened.entry) == (
        "feedback",
        kept,
        "pe-asylum",
    )
    assert outcome.reply.replaces_buttons
    assert outcome.reply.toast


def test_places_of_the_persons_city_come_first() -> None:
    chat = Chat(hospital=understood(("health-post", 0.95), asked="PE", city=LIMA))
    text = text_of(chat.say("hospital"))
    assert "Hospital exacto" in text
    assert "Hospital ciudad" in text
    assert "Hospital lejos" not in text


@pytest.mark.parametrize("follow_up", ["cost", "time", "papers", "where", "again", "more", "country"])
def test_a_follow_up_is_about_the_last_question(follow_up: str) -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"), y_eso=understood(follow_up=follow_up))
    chat.say("asilo")
    outcome = chat.say("y eso")
    assert (outcome.happened.outcome, outcome.happened.entry) == ("answer", "pe-asylum")


def test_and_in_ecuador_gives_the_same_question_there() -> None:
    chat = Chat(
        asilo=understood(("asylum", 0.95), asked="PE"),
        y_en_ecuador=understood(follow_up="country", asked="EC"),
    )
    chat.say("asilo")
    assert chat.say("y en ecuador").happened.entry == "ec-asylum"


def test_how_much_after_an_answer_gives_its_cost_or_says_it_is_not_confirmed() -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"), cuanto=understood(follow_up="cost"))
    chat.say("asilo")
    assert "10 soles" in text_of(chat.say("cuanto"))
    free_of_cost = entry(
        "asylum", "PE", texts={"es": AnswerText("Sí.", confirm_at="CEPR"), "en": AnswerText("Yes.")}
    )
    other = Chat(
        small_release(by_question={("asylum", "PE"): free_of_cost}),
        asilo=understood(("asylum", 0.95), asked="PE"),
        cuanto=understood(follow_up="cost"),
    )
    other.say("asilo")
    assert "No tengo un costo confirmado" in text_of(other.say("cuanto"))


def test_how_much_out_of_nowhere_asks_the_cost_of_what() -> None:
    outcome = Chat(cuanto=understood(follow_up="cost")).say("cuanto")
    assert outcome.happened.outcome == "choices"
    assert "costo de qué" in text_of(outcome)


def test_a_follow_up_is_forgotten_after_thirty_minutes() -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"), y_eso=understood(follow_up="again"))
    chat.say("asilo")
    chat.now += timedelta(minutes=31)
    assert chat.say("y eso").happened.entry is None


def test_portuguese_is_answered_in_spanish_kindly() -> None:
    chat = Chat(refugio=understood(("asylum", 0.95), asked="PE", heard="pt"))
    text = text_of(chat.say("refugio"))
    assert "Respuesta asylum de PE." in text
    assert "portugués" in text


def test_every_button_fits_and_is_understood_by_any_process() -> None:
    chat = Chat(
        asilo=understood(("asylum", 0.95), asked="PE"), algo=understood(("asylum", 0.6), ("school", 0.5))
    )
    seen: set[str] = set()
    waiting = [*actions_of(chat.say("asilo")), *actions_of(chat.say("algo")), *actions_of(chat.say("/menu"))]
    while waiting:
        action = waiting.pop()
        assert len(action.encode()) <= 64
        if action in seen:
            continue
        seen.add(action)
        fresh = Chat(
            memory=Memory(greeted=True, country="PE")
        )  # another process: nothing remembered of the offer
        outcome = fresh.press(action)
        assert "Ese botón es de antes" not in text_of(outcome)
        waiting += actions_of(outcome)
    assert len(seen) > 15


@pytest.mark.parametrize(
    "action",
    ["", "zzz", "q:nothing", "q:asylum:CL", "f:y:gone", "t:health:x", "c:US", "l:fr", "d:a:PE", ":" * 64],
)
def test_an_old_or_unknown_button_gets_a_kind_line_and_the_menu(action: str) -> None:
    outcome = Chat().press(action)
    assert "Ese botón es de antes" in text_of(outcome)
    assert outcome.reply.buttons


@given(st.text(max_size=80))
def test_no_button_text_can_break_the_conversation(action: str) -> None:
    outcome = Chat().press(action)
    assert outcome.reply.blocks or outcome.reply.toast


def test_the_language_of_the_message_is_the_language_of_the_reply() -> None:
    chat = Chat(asylum=understood(("asylum", 0.95), asked="PE", language="en"), ok=understood(sure=False))
    assert "Answer asylum of PE." in text_of(chat.say("asylum"))
    assert chat.say("ok").happened.language == "en"  # one short word does not flip it


def test_a_chosen_language_is_never_changed_by_a_message() -> None:
    chat = Chat(asylum=understood(("asylum", 0.95), asked="PE", language="en"))
    chat.press("l:es")
    assert "Respuesta asylum de PE." in text_of(chat.say("asylum"))


def test_entries_of_other_questions_stay_out_of_the_reply() -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"))
    assert "Respuesta school" not in text_of(chat.say("asilo"))
    assert replace(chat.memory, context=None).country == "PE"
