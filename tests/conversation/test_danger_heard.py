"""Rules and alarm together: both raise it, a strong sound alone raises it, a hint alone makes a quiet offer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.danger import HINTS, SOUNDS, SOUNDS_WITH_RULE, Danger, DangerWatch
from bot.conversation.memory import memory_bytes
from bot.conversation.plain import plain_text
from bot.conversation.records import Memory, Outcome
from bot.knowledge.records import DangerKind, DangerTexts, Release
from tests.conversation.small import HERE, NOW, Chat, ToldAlarm, small_release, understood

RULE = "me pega"  # a rule of violence fits
PLAIN = "algo raro"  # none does


def two_kinds() -> Release:
    texts = {x: DangerTexts("Emergencia", "Respira.", (), ()) for x in ("es", "en")}
    medical = DangerKind("medical", ("ambulance", "emergency"), ("health-post",), texts, HERE)
    release = small_release()
    return replace(release, dangers={**release.dangers, "medical": medical})


def met(text: str, kind: str, probability: float) -> Danger | None:
    alarm = ToldAlarm(kind, **{text.replace(" ", "_"): probability})
    return DangerWatch(two_kinds(), alarm).danger(text)  # type: ignore[arg-type]


def text_of(outcome: Outcome) -> str:
    return plain_text(outcome.reply)


def actions_of(outcome: Outcome) -> list[str]:
    return [button.action for row in outcome.reply.buttons for button in row]


@pytest.mark.parametrize(
    ("text", "probability", "certain"),
    [
        (RULE, 1.0, True),
        (RULE, SOUNDS_WITH_RULE, True),
        (RULE, SOUNDS_WITH_RULE - 0.01, False),
        (RULE, 0.0, False),
        (PLAIN, SOUNDS, True),
        (PLAIN, SOUNDS - 0.01, False),
        (PLAIN, HINTS, False),
    ],
)
def test_danger_is_certain_or_an_offer(text: str, probability: float, certain: bool) -> None:
    assert met(text, "violence", probability) == Danger("violence", certain)


@pytest.mark.parametrize("probability", [HINTS - 0.01, 0.0])
def test_neither_rule_nor_sound_is_no_danger(probability: float) -> None:
    assert met(PLAIN, "violence", probability) is None


def test_what_is_heard_clearly_names_the_kind_and_else_the_rule_does() -> None:
    assert met(RULE, "medical", 0.9) == Danger("medical", certain=True)
    assert met(RULE, "medical", HINTS) == Danger("violence", certain=False)
    assert met(PLAIN, "medical", HINTS) == Danger("medical", certain=False)


def test_without_an_alarm_the_rules_decide_for_certain() -> None:
    watch = DangerWatch(two_kinds())
    assert watch.danger(RULE) == Danger("violence", certain=True)
    assert watch.danger(PLAIN) is None


@given(st.text(max_size=100), st.floats(0, 1))
def test_no_rule_is_ever_silenced_and_no_alarm_overheard(text: str, probability: float) -> None:
    watch = DangerWatch(two_kinds(), ToldAlarm("medical", **{text: probability}))  # type: ignore[arg-type]
    found, rule, heard = watch.danger(text), watch.kind(text), watch._alarm.hear(text).probability  # type: ignore[union-attr]
    assert (found is None) == (rule is None and heard < HINTS)
    assert found is None or found.kind in {rule, "medical"}
    assert heard < SOUNDS or found == Danger("medical", certain=True)


# ---- what the person gets ----------------------------------------------------------------------------------


def person(**heard: float) -> Chat:
    told = {
        "cómo_pido_asilo": understood(("asylum", 0.95)),
        "me_pega": understood(("school", 0.95)),
        "algo_raro": understood(),
        "permiso": understood(("asylum", 0.5), ("school", 0.45)),
    }
    return Chat(memory=Memory(greeted=True, country="PE"), alarm=ToldAlarm("violence", **heard), **told)


def test_danger_that_no_rule_foresaw_gets_the_danger_reply() -> None:
    outcome = person(algo_raro=0.9).say(PLAIN)
    assert (outcome.happened.outcome, outcome.happened.danger) == ("danger", "violence")
    assert text_of(outcome).startswith("Ponte a salvo.")
    assert "100" in text_of(outcome)


def test_a_hint_leaves_the_answer_and_offers_help_below_it() -> None:
    chat = person(cómo_pido_asilo=HINTS)
    plain, hinted = person().say("cómo pido asilo"), chat.say("cómo pido asilo")
    assert hinted.happened == plain.happened
    assert hinted.reply.blocks[:-1] == plain.reply.blocks
    assert actions_of(hinted) == ["d:violence", *actions_of(plain)]
    assert "peligro" in text_of(hinted).lower()


def test_a_rule_that_the_alarm_does_not_believe_offers_help_beside_the_answer() -> None:
    outcome = person().say(RULE)
    assert outcome.happened.entry == "pe-school"
    assert actions_of(outcome)[0] == "d:violence"


@pytest.mark.parametrize("text", ["algo raro", "permiso"])
def test_the_offer_stands_below_whatever_is_said(text: str) -> None:
    outcome = person(**{text.replace(" ", "_"): HINTS}).say(text)
    assert outcome.happened.outcome in {"not_known", "choices"}
    assert actions_of(outcome)[0] == "d:violence"


def test_the_offer_speaks_the_language_of_the_reply() -> None:
    heard = {"I am scared": understood(("asylum", 0.95), language="en")}
    chat = Chat(memory=Memory("en", True, "PE", True), alarm=ToldAlarm("violence", **{"I am scared": HINTS}))
    chat.matcher.told |= heard
    outcome = chat.say("I am scared")
    assert "danger" in text_of(outcome)
    assert outcome.reply.buttons[0][0].action == "d:violence"


def test_the_offer_gives_the_danger_reply_for_the_persons_country() -> None:
    chat = person(cómo_pido_asilo=HINTS)
    chat.say("cómo pido asilo")
    outcome = chat.press("d:violence")
    assert (outcome.happened.outcome, outcome.happened.danger, outcome.happened.country) == (
        "danger",
        "violence",
        "PE",
    )
    text = text_of(outcome)
    assert text.index("Ponte a salvo.") < text.index("100") < text.index("105")
    assert "133" not in text
    assert "q:violence:PE" in actions_of(outcome)


def test_the_offer_taken_where_no_country_is_known_gives_every_countrys_number() -> None:
    outcome = Chat(memory=Memory(greeted=True)).press("d:violence")
    for number in ("105", "911", "133"):
        assert number in text_of(outcome)
    assert "d:violence:EC" in actions_of(outcome)


def test_the_country_of_the_danger_reply_can_still_be_named() -> None:
    chat = Chat(memory=Memory(greeted=True))
    chat.press("d:violence")
    outcome = chat.press("d:violence:EC")
    assert "Ecuador" in text_of(outcome)
    assert outcome.memory.country == "EC"


@pytest.mark.parametrize("action", ["d:", "d:nothing", "d:violence:VE", "d:violence:CL", "d:nothing:PE"])
def test_a_danger_button_that_is_none_of_ours_is_an_old_button(action: str) -> None:
    outcome = Chat(memory=Memory(greeted=True, country="PE")).press(action)
    assert outcome.happened.outcome == "menu"
    assert outcome.happened.danger is None


def test_nothing_of_a_hint_is_kept() -> None:
    chat = person(cómo_pido_asilo=HINTS, algo_raro=HINTS)
    plain = person()
    for text in ("cómo pido asilo", PLAIN):
        hinted, usual = chat.say(text), plain.say(text)
        assert hinted.happened.danger is None
        assert memory_bytes(hinted.memory, NOW) == memory_bytes(usual.memory, NOW)
        assert b"violence" not in memory_bytes(hinted.memory, NOW)


def test_words_that_hint_at_danger_are_not_put_aside_as_unanswered() -> None:
    """What danger was told in is never stored, whether it was certain or not."""
    assert person().say(PLAIN).happened.unanswered_words == "algo que no sabemos"
    assert person(algo_raro=HINTS).say(PLAIN).happened.unanswered_words is None


def test_nothing_of_the_danger_that_the_offer_led_to_is_kept() -> None:
    chat = person(cómo_pido_asilo=HINTS)
    chat.say("cómo pido asilo")
    chat.press("d:violence")
    assert chat.memory.context is None
    assert chat.memory.country == "PE"
    assert b"violence" not in memory_bytes(chat.memory, NOW)
