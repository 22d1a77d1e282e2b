"""A page to keep: by command, by the button of a walk, and checked by its code."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.actions import MAX_BYTES
from bot.conversation.plain import plain_text
from bot.conversation.records import Memory, Outcome
from bot.options.person import Person, code_of
from tests.conversation.small import Chat, entry
from tests.takeaway.small import page, takeaway_release

RELEASE = takeaway_release()
IN_PERU = Memory(language="es", country="PE", greeted=True)


def actions(outcome: Outcome) -> list[str]:
    return [button.action for row in outcome.reply.buttons for button in row]


def chat(memory: Memory = IN_PERU, **more: object) -> Chat:
    return Chat(takeaway_release(**more), memory)  # type: ignore[arg-type]


def test_the_command_gives_the_page_of_the_country_that_is_known() -> None:
    for command in ("/llevar", "/takeaway"):
        outcome = chat().say(command)
        assert outcome.reply.takeaway == page(RELEASE)
        said = plain_text(outcome.reply)
        assert "1818" in said
        assert page(RELEASE).code in said
        assert outcome.happened.outcome == "command"


def test_where_the_country_is_not_known_it_is_asked_and_a_button_answers() -> None:
    talk = chat(Memory(language="es", greeted=True))
    asked = talk.say("/llevar")
    assert asked.reply.takeaway is None
    assert actions(asked) == ["k:EC", "k:PE"]
    assert talk.press("k:PE").reply.takeaway == page(RELEASE)


def test_a_country_or_a_city_can_be_typed_after_the_command() -> None:
    nowhere = Memory(language="es", greeted=True)
    assert chat(nowhere).say("/llevar Perú").reply.takeaway == page(RELEASE)
    for typed in ("/llevar peru lima", "/llevar lima"):
        made = chat(nowhere).say(typed).reply.takeaway
        assert made is not None
        assert made.city == "Lima"
    assert chat(nowhere).say("/llevar xyz").reply.takeaway is None


def test_a_page_changes_nothing_that_is_remembered() -> None:
    talk = chat()
    before = talk.memory
    talk.say("/llevar")
    assert talk.memory == before


def test_the_button_of_a_walk_prints_the_options_that_are_left() -> None:
    country = RELEASE.options["PE"]
    person = Person({"plan": "work", "family": "none", "fear": "yes", "victim": "trafficking"})
    outcome = chat().press(f"k:PE:{code_of(person, country)}")
    made = outcome.reply.takeaway
    assert made is not None
    assert [p.id for p in made.section("options").pieces] == ["pe-work"]  # type: ignore[union-attr]
    shown = plain_text(outcome.reply)
    assert code_of(person, country) not in shown
    assert "Refugio" in shown  # as on everybody's page
    everybody = page(RELEASE, person=Person({"plan": "work", "family": "none"}))
    assert made == everybody


def test_the_longest_walk_still_fits_into_the_button() -> None:
    assert len(f"k:PE:{'x' * 49}") <= MAX_BYTES


def test_a_button_of_no_release_of_ours_gets_the_menu() -> None:
    for action in ("k:ZZ", "k:CL", "k:PE:???", "k:EC:w0", "k:pe"):
        outcome = chat().press(action)
        assert outcome.reply.takeaway is None
        assert outcome.reply.buttons


def test_the_code_tells_that_a_page_is_current() -> None:
    code = page(RELEASE).code
    for typed in (f"/start {code}", code, f"  {code}".strip()):
        said = plain_text(chat().say(typed).reply)
        assert "sigue al día" in said
        assert "cree a la de hoy" in said


def test_the_code_tells_what_changed_and_what_was_withdrawn() -> None:
    code = page(RELEASE).code
    other = entry("pregnancy", "PE", "health", official=None, status="unknown")
    changed = plain_text(chat(entries=(other,)).say(f"/start {code}").reply)
    assert "cambió en parte" in changed
    assert "• Embarazo" in changed
    gone = plain_text(chat(without=("pe-ambulance",)).say(f"/start {code}").reply)
    assert "ya no vale en parte" in gone
    assert "• Ambulancia" in gone


def test_a_forged_or_broken_code_gets_a_plain_reply_and_a_way_to_a_new_page() -> None:
    for typed in ("/start verify-", "verify-x", "/start verify-AAAA BBBB", "verify-" + "A" * 900):
        outcome = chat().say(typed)
        assert "No reconozco ese código" in plain_text(outcome.reply)
        assert "k" in actions(outcome)


def test_a_code_is_understood_in_the_persons_own_language() -> None:
    said = plain_text(chat(replace(IN_PERU, language="en")).say(page(RELEASE).code).reply)
    assert "is still right" in said


def test_somebody_new_who_scans_a_code_reads_the_notice_once() -> None:
    for typed in (f"/start {page(RELEASE).code}", page(RELEASE).code):
        said = plain_text(Chat(RELEASE, Memory()).say(typed).reply)
        assert said.count("Soy un programa") == 1


def test_a_place_found_closed_is_not_printed() -> None:
    talk = chat()
    outcome = talk.talk.respond(
        *_turn("/llevar lima"), talk.now, closed={"albergue": talk.now.date(), "exacto": talk.now.date()}
    )
    assert "albergue" not in plain_text(outcome.reply)


def _turn(text: str) -> tuple[object, Memory]:
    from bot.conversation.records import Incoming

    return Incoming(text=text), IN_PERU


def test_the_help_names_the_command() -> None:
    assert "/llevar" in plain_text(chat().say("/ayuda").reply)
    assert "/takeaway" in plain_text(chat(replace(IN_PERU, language="en")).say("/help").reply)
