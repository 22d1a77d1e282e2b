""" "I went and it was closed": one button, one question more, thanks and another place; and the warning that others see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.actions import MAX_BYTES
from bot.conversation.closed import closed_button, find_place
from bot.conversation.compose import MOST_PLACES
from bot.conversation.plain import plain_text
from bot.conversation.records import Incoming, Memory, Outcome, SaidClosed
from bot.conversation.scene import Scene
from bot.knowledge.records import Point, Release
from tests.conversation.small import NOW, Chat, entry, place, small_release
from tests.places.small import register

LABEL = "🚪 Fui y estaba cerrado"
WARNING = "⚠ Tres personas o más dijeron que estaba cerrado (desde noviembre de 2026)."
LATELY = date(2026, 11, 20)


def warned(chat: Chat, action: str, *closed: str) -> Outcome:
    return chat.talk.respond(Incoming(action=action), chat.memory, NOW, closed=dict.fromkeys(closed, LATELY))


def buttons(outcome: Outcome) -> Mapping[str, str]:
    return {button.label: button.action for row in outcome.reply.buttons for button in row}


def with_places(*names: str, **more: object) -> Release:
    places = [place(name, "Lima", Point(-12.0 - i / 100, -77.0, "building")) for i, name in enumerate(names)]
    return small_release(places={p.id: replace(p, **more) for p in places})  # type: ignore[arg-type]


# ---- the button -----------------------------------------------------------------------------------------


def test_below_one_place_the_button_leads_to_the_question():
    assert buttons(Chat(with_places("solo")).press("q:health-post:PE"))[LABEL] == "z:solo"


def test_below_several_places_there_is_still_one_button_and_it_leads_to_their_names():
    chat = Chat()
    answer = chat.press("q:health-post:PE")
    assert sum(button.label == LABEL for row in answer.reply.buttons for button in row) == 1
    choice = chat.press(buttons(answer)[LABEL])
    assert buttons(choice) == {
        "Hospital exacto": "z:exacto", "Hospital ciudad": "z:ciudad", "Hospital lejos": "z:lejos", "☰ Menú": "m",
    }  # fmt: skip
    assert choice.effects == ()


def test_the_nearest_places_have_it_too():
    chat = Chat()
    chat.press("q:health-post:PE")
    assert LABEL in buttons(chat.share(-12.05, -77.04))


def test_an_answer_that_names_no_place_has_no_such_button():
    chat = Chat()
    assert LABEL not in buttons(chat.press("q:asylum:PE"))
    assert LABEL not in buttons(chat.share(0.0, 0.0))


def test_seven_places_with_the_longest_ids_fit_into_one_button():
    release = with_places(*(f"{'x' * 46}{i:02d}" for i in range(9)))
    button = closed_button(Scene(release, Memory(), NOW), release.places.values())
    assert button is not None
    assert len(button.action.encode()) <= MAX_BYTES
    choice = Chat(release).press(button.action)
    assert len(choice.reply.buttons) == 7 + 1
    assert all(len(action.encode()) <= MAX_BYTES for action in buttons(choice).values())
    sure = Chat(release).press(f"z:{'x' * 46}00")
    assert all(len(action.encode()) <= MAX_BYTES for action in buttons(sure).values())


# ---- asked once more ------------------------------------------------------------------------------------


def test_a_slip_of_the_finger_is_asked_about_first():
    asked = Chat().press("z:exacto")
    assert "¿Fuiste y estaba cerrado? Hospital exacto" in plain_text(asked.reply)
    assert buttons(asked) == {"Sí, estaba cerrado": "zs:y:exacto", "No": "zs:n:exacto"}
    assert asked.effects == ()


def test_the_hours_are_shown_where_they_are_known():
    asked = Chat(with_places("solo", hours={"mon-fri": "08:00-17:00"})).press("z:solo")
    assert "lun-vie 08:00-17:00" in plain_text(asked.reply)


def test_no_counts_nothing_and_takes_the_question_away():
    said = Chat().press("zs:n:exacto")
    assert said.effects == ()
    assert said.reply.replaces_buttons
    assert "no anoté nada" in plain_text(said.reply)


def test_yes_is_told_on_with_the_place_and_nothing_of_the_person():
    said = Chat().press("zs:y:exacto")
    assert said.effects == (SaidClosed("exacto", "PE"),)
    assert said.reply.replaces_buttons
    assert said.happened.outcome == "menu"
    assert "exacto" not in str(said.happened) + str(said.memory)


def test_after_a_yes_the_person_hears_what_happens_and_gets_the_nearest_other_place():
    said = plain_text(Chat(with_places("uno", "dos", "tres")).press("zs:y:uno").reply)
    assert "Si tres personas dicen lo mismo en 14 días" in said
    assert "Hospital dos: Calle 1, Lima · a unos 1.1 km" in said
    assert "Hospital tres" not in said


def test_the_place_that_is_offered_instead_is_none_that_others_found_closed():
    chat = Chat(with_places("uno", "dos", "tres"))
    assert "Hospital tres" in plain_text(warned(chat, "zs:y:uno", "dos").reply)


def test_where_there_is_no_other_place_there_are_the_lines():
    said = plain_text(warned(Chat(with_places("solo")), "zs:y:solo").reply)
    assert "Línea pe-ombudsman: 0800-15170" in said


@pytest.mark.parametrize(
    "action",
    ["z", "z:", "z:nowhere", "zs:y:nowhere", "zs:y", "zs", "zs::exacto", "zs:maybe:exacto", "zw", "zw:PE", "zw:PE:zzz",
     "zw:XX:1", "zw:", "zw:PE::::", "z:" + "x" * 200],
)  # fmt: skip
def test_an_unknown_place_is_an_old_button_and_nothing_more(action: str):
    outcome = Chat().press(action)
    assert outcome.effects == ()
    assert "Ese botón es de antes" in plain_text(outcome.reply)


def test_in_a_group_nothing_is_said_and_nothing_told_on():
    outcome = Chat().talk.respond(Incoming(action="zs:y:exacto", group=True), Memory(), NOW)
    assert (outcome.reply.silent, outcome.effects) == (True, ())


def test_english_speakers_get_all_of_it_in_english():
    chat = Chat(memory=Memory(language="en", greeted=True))
    assert "🚪 I went, it was closed" in buttons(chat.press("q:health-post:PE"))
    assert "Did you go and was it closed?" in plain_text(chat.press("z:exacto").reply)
    assert "Thank you for telling" in plain_text(chat.press("zs:y:exacto").reply)


# ---- the warning ----------------------------------------------------------------------------------------


def test_a_place_that_people_found_closed_comes_after_the_others_with_a_warning():
    chat = Chat()
    before = plain_text(warned(chat, "q:health-post:PE").reply)
    after = plain_text(warned(chat, "q:health-post:PE", "exacto").reply)
    assert WARNING not in before
    assert before.index("Hospital exacto") < before.index("Hospital ciudad")
    assert after.index("Hospital exacto") > after.index("Hospital lejos")
    assert after.count(WARNING) == 1
    assert after.index(WARNING) > after.index("Hospital exacto")


def test_among_more_places_than_are_shown_it_gives_way_to_open_ones():
    names = [f"n{i}" for i in range(MOST_PLACES + 1)]
    shown = plain_text(warned(Chat(with_places(*names)), "q:health-post:PE", "n0").reply)
    assert "Hospital n0" not in shown
    assert "Hospital n4" in shown


def test_a_place_that_the_answer_names_is_warned_of_too():
    release = small_release()
    named = entry("school", "PE", "education", places=("lejos",))
    release = replace(
        release,
        entries={**release.entries, named.id: named},
        by_question={**release.by_question, ("school", "PE"): named},
    )
    assert WARNING in plain_text(warned(Chat(release), "q:school:PE", "lejos").reply)


def test_among_the_nearest_it_comes_last_with_a_warning_also_at_its_pin():
    chat = Chat()
    chat.press("q:health-post:PE")
    incoming = Incoming(location=(-12.06, -77.03))
    found = chat.talk.respond(incoming, chat.memory, NOW, closed={"exacto": LATELY}).reply
    text = plain_text(found)
    assert text.index("Hospital ciudad") < text.index("Hospital exacto")
    [pin] = [venue for venue in found.venues if venue.title == "Hospital exacto"]
    assert any(WARNING.removeprefix("⚠ ") in str(block) for block in pin.detail)


def test_a_place_of_a_register_works_the_same():
    rows = (
        {"id": "re-1"},
        {"id": "re-2", "name": "Posta Dos", "latitude": "-12.07000"},
        {"id": "re-3", "name": "Posta Tres"},
    )
    release = small_release(facilities={"PE": register(*rows)})
    assert [find_place(release, x) is not None for x in ("re-1", "re-2", "re-9")] == [True, True, False]
    assert "¿Fuiste y estaba cerrado? Posta Uno" in plain_text(Chat(release).press("z:re-1").reply)
    said = warned(Chat(release), "zs:y:re-1", "re-3")
    assert said.effects == (SaidClosed("re-1", "PE"),)
    assert "Posta Dos: " in plain_text(said.reply)
    button = closed_button(
        Scene(release, Memory(), NOW), [p for x in ("re-1", "re-3") if (p := find_place(release, x))]
    )
    assert button is not None
    assert set(buttons(Chat(release).press(button.action))) == {"Posta Uno", "Posta Tres", "☰ Menú"}
