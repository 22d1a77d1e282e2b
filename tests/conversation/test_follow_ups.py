"""Messages that lean on what was said before: what they keep, what they never reach, and when it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.country import country_for
from bot.conversation.follow_ups import picked
from bot.conversation.memory import memory_bytes, read_memory
from bot.conversation.plain import plain_text
from bot.conversation.records import Context, Memory, Outcome
from bot.conversation.scene import Scene
from bot.matching.records import Understanding
from tests.conversation.small import NOW, Chat, small_release, understood
from tests.conversation.small import question as asked

ASYLUM = understood(("asylum", 0.95), asked="PE")
OFFER = understood(("asylum", 0.6), ("school", 0.5), asked="PE")
ONE = understood(("asylum", 0.6), asked="PE")


def text_of(outcome: Outcome) -> str:
    return plain_text(outcome.reply)


def actions_of(outcome: Outcome) -> list[str]:
    return [button.action for row in outcome.reply.buttons for button in row]


def offered_by(outcome: Outcome) -> list[str]:
    return [choice.question for choice in outcome.happened.choices]


def going(told: Understanding) -> Understanding:
    return replace(told, mention=replace(told.mention, going=True))


def sharing(told: Understanding, *countries: str, likely: str | None = None) -> Understanding:
    return replace(told, mention=replace(told.mention, shared=countries, likely=likely))


# ---- for somebody else ------------------------------------------------------------------------------------


def test_and_for_my_son_keeps_the_topic_and_the_country() -> None:
    chat = Chat(
        asilo=ASYLUM,
        y_para_mi_hijo=understood(("residence-cost", 0.3), ("asylum", 0.2), follow_up="for"),
    )
    chat.say("asilo")
    outcome = chat.say("y para mi hijo")
    assert outcome.happened.country == "PE"
    assert offered_by(outcome) == ["asylum"]  # what asylum has; nothing of another topic


def test_and_for_my_son_offers_what_the_same_topic_has_for_him_first() -> None:
    chat = Chat(
        costo=understood(("residence-cost", 0.95), asked="PE"),
        y_para_mi_hijo=understood(("pe-cpp", 0.4), ("school", 0.3), follow_up="for"),
    )
    chat.say("costo")
    assert offered_by(chat.say("y para mi hijo")) == ["pe-cpp", "residence-cost"]


def test_and_for_my_son_out_of_nowhere_is_a_question_like_any_other() -> None:
    told = understood(("school", 0.95), asked="PE", follow_up="for")
    assert Chat(y_para_mi_hijo=told).say("y para mi hijo").happened.entry == "pe-school"


# ---- yes and no to an offer -------------------------------------------------------------------------------


def test_yes_to_the_one_question_offered_answers_it() -> None:
    chat = Chat(algo=ONE, si=understood(("thanks", 0.9), follow_up="yes"))
    chat.say("algo")
    assert chat.say("si").happened.entry == "pe-asylum"


def test_yes_to_several_questions_asks_which() -> None:
    chat = Chat(algo=OFFER, si=understood(("thanks", 0.9), follow_up="yes"))
    chat.say("algo")
    outcome = chat.say("si")
    assert "Cuál de estas" in text_of(outcome)
    assert offered_by(outcome) == ["asylum", "school"]


def test_no_to_an_offer_leads_to_the_topics_and_forgets_it() -> None:
    chat = Chat(algo=OFFER, no=understood(follow_up="no"), si=understood(("thanks", 0.9), follow_up="yes"))
    chat.say("algo")
    assert chat.say("no").happened.outcome == "menu"
    assert chat.say("si").happened.outcome == "smalltalk"


def test_yes_after_an_answer_is_small_talk_and_never_repeats_it() -> None:
    chat = Chat(asilo=ASYLUM, si=understood(("thanks", 0.9), follow_up="yes"))
    chat.say("asilo")
    assert chat.say("si").happened.outcome == "smalltalk"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("la primera", "asylum"),
        ("el segundo", "school"),
        ("1", "asylum"),
        ("opción 2", "school"),
        ("The second one, please", "school"),
        ("the first", "asylum"),
        ("la tercera", None),
        ("uno de mis hijos", None),
        ("dos meses", None),
        ("", None),
    ],
)
def test_a_number_picks_one_of_the_questions_offered(text: str, question: str | None) -> None:
    context = Context(NOW, country="PE", offered=("asylum", "school"))
    assert picked(Scene(small_release(), Memory(context=context), NOW), text) == question


def test_a_picked_question_is_answered_for_the_country_of_the_offer() -> None:
    chat = Chat(algo=OFFER)
    chat.say("algo")
    assert chat.say("la segunda").happened.entry == "pe-school"


def test_a_country_after_an_offer_is_the_country_of_the_offer() -> None:
    chat = Chat(
        algo=understood(("asylum", 0.6), ("school", 0.5)),
        en_ecuador=understood(asked="EC", follow_up="country"),
    )
    chat.say("algo")
    assert actions_of(chat.say("en ecuador"))[:2] == ["q:asylum:EC", "q:school:EC"]


def test_the_cost_of_the_one_question_offered_is_told() -> None:
    chat = Chat(algo=ONE, cuanto=understood(follow_up="cost"))
    chat.say("algo")
    assert "10 soles" in text_of(chat.say("cuanto"))


# ---- which country ----------------------------------------------------------------------------------------


def test_a_question_that_waits_for_its_country_gets_it_from_the_next_message() -> None:
    chat = Chat(
        asilo=understood(("asylum", 0.95)), estoy_en_quito=understood(asked="EC", follow_up="country")
    )
    assert chat.say("asilo").happened.outcome == "ask_country"
    assert chat.say("estoy en quito").happened.entry == "ec-asylum"


def test_two_countries_named_and_nothing_asked_is_asked_between() -> None:
    chat = Chat(voy=understood(others=("PE", "EC"), follow_up="country"))
    outcome = chat.say("voy")
    assert outcome.happened.outcome == "ask_country"
    assert actions_of(outcome)[:2] == ["c:EC", "c:PE"]


@pytest.mark.parametrize(("remembered", "country"), [(None, "PE"), ("EC", "EC")])
def test_a_paper_of_several_countries_means_the_conversations_else_the_usual(
    remembered: str | None, country: str
) -> None:
    told = sharing(understood(("asylum", 0.95)), "PE", "EC", likely="PE")
    chat = Chat(memory=Memory(greeted=True, country=remembered), el_rut=told)
    assert chat.say("el rut").happened.country == country


def test_a_paper_of_several_countries_without_a_usual_one_is_asked_between_them() -> None:
    outcome = Chat(conadis=sharing(understood(("asylum", 0.95)), "PE", "EC", "CL")).say("conadis")
    assert outcome.happened.outcome == "ask_country"
    assert actions_of(outcome) == ["c:EC:asylum", "c:PE:asylum"]


def test_a_destination_is_not_taken_for_the_country_a_person_is_in() -> None:
    told = going(understood(("asylum", 0.95), asked="EC"))
    chat = Chat(memory=Memory(greeted=True, country="PE"), voy_a_ecuador=told)
    outcome = chat.say("voy a ecuador")
    assert outcome.happened.outcome == "ask_country"
    assert actions_of(outcome) == ["c:EC:asylum", "c:PE:asylum"]


def test_a_destination_is_the_country_asked_about_while_no_other_is_known() -> None:
    chat = Chat(voy_a_ecuador=going(understood(("asylum", 0.95), asked="EC")))
    assert chat.say("voy a ecuador").happened.entry == "ec-asylum"


@pytest.mark.parametrize(
    ("question", "remembered", "country"),
    [
        ("asylum-travel", "PE", "PE"),  # of the country one leaves
        ("asylum-travel", None, None),
        ("entry-visa", "PE", "EC"),  # of the country one enters
        ("entry-visa", None, "EC"),
        ("asylum", "EC", "EC"),
        ("asylum", None, "EC"),
        ("asylum", "PE", None),  # may be of either: ask
        ("asylum", "CL", "EC"),  # we have nothing for Chile to choose
    ],
)
def test_a_person_on_the_move_may_ask_about_either_country(
    question: str, remembered: str | None, country: str | None
) -> None:
    release = small_release()
    more = {name: asked(name) for name in ("asylum-travel", "entry-visa")}
    release = replace(release, questions={**release.questions, **more})
    scene = Scene(release, Memory(country=remembered), NOW)
    mention = going(understood(asked="EC")).mention
    assert country_for(scene, mention, question) == country


def test_danger_on_the_way_gets_the_lines_of_where_the_person_is() -> None:
    told = going(understood(asked="EC"))
    chat = Chat(memory=Memory(greeted=True, country="PE"), mi_marido_me_pega_y_voy_a_ecuador=told)
    assert chat.say("mi marido me pega y voy a ecuador").happened.country == "PE"


# ---- forgetting -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("follow_up", ["cost", "where", "again", "more", "for", "yes"])
@pytest.mark.parametrize("minutes", [30, 31, 24 * 60])
def test_nothing_leans_on_what_is_half_an_hour_old(follow_up: str, minutes: int) -> None:
    chat = Chat(asilo=ASYLUM, algo=OFFER, y_eso=understood(follow_up=follow_up))
    chat.say("asilo")
    chat.say("algo")
    chat.now += timedelta(minutes=minutes)
    outcome = chat.say("y eso")
    assert outcome.happened.entry is None
    assert not {"asylum", "school"} & set(offered_by(outcome))


def test_until_then_it_does() -> None:
    chat = Chat(asilo=ASYLUM, y_eso=understood(follow_up="again"))
    chat.say("asilo")
    chat.now += timedelta(minutes=29)
    assert chat.say("y eso").happened.entry == "pe-asylum"


@pytest.mark.parametrize("before", ["asilo", "algo"])
@pytest.mark.parametrize("follow_up", ["cost", "where", "again", "more", "for", "yes", "country"])
def test_no_follow_up_reaches_across_a_danger_message(before: str, follow_up: str) -> None:
    chat = Chat(asilo=ASYLUM, algo=OFFER, y_eso=understood(follow_up=follow_up))
    chat.say(before)
    chat.say("mi marido me pega")
    assert chat.memory.context is None
    outcome = chat.say("y eso")
    assert outcome.happened.entry is None
    assert not {"asylum", "school", "violence"} & set(offered_by(outcome))
    assert chat.say("la primera").happened.entry not in {"pe-asylum", "pe-school", "pe-violence"}


def test_what_was_offered_survives_a_restart_and_is_forgotten_with_the_context() -> None:
    chat = Chat(algo=OFFER)
    chat.say("algo")
    written = memory_bytes(chat.memory, NOW)
    assert read_memory(written, NOW) == chat.memory
    assert b"school" not in memory_bytes(chat.memory, NOW + timedelta(minutes=31))
