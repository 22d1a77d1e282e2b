"""First contact, commands, small talk, danger, location and everything that is not text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.memory import memory_bytes, read_memory
from bot.conversation.plain import plain_text
from bot.conversation.records import Context, Incoming, Memory, Outcome
from bot.conversation.scene import guessed_language
from tests.conversation.small import NOW, Chat, understood


def text_of(outcome: Outcome) -> str:
    return plain_text(outcome.reply)


def actions_of(outcome: Outcome) -> list[str]:
    return [button.action for row in outcome.reply.buttons for button in row]


# ---- first contact ----------------------------------------------------------------------------------------


def test_start_greets_says_what_is_kept_and_shows_the_menu_in_the_order_of_need() -> None:
    chat = Chat(memory=Memory())
    outcome = chat.say("/start", language_hint="es-VE")
    assert "soy Rumbo" in text_of(outcome)
    assert "No guardo tu nombre" in text_of(outcome)
    assert actions_of(outcome) == [
        "g:papers",
        "g:health",
        "g:lodging",
        "g:work_school",
        "g:protection",
        "g:more",
    ]


def test_the_first_answer_carries_the_notice_once() -> None:
    chat = Chat(memory=Memory(), asilo=understood(("asylum", 0.95), asked="PE"))
    assert "Soy un programa" in text_of(chat.say("asilo"))
    assert "Soy un programa" not in text_of(chat.say("asilo"))


@pytest.mark.parametrize(
    ("hint", "language"),
    [
        ("es", "es"),
        ("en-GB", "en"),
        ("pt-br", "es"),
        ("ht", "es"),
        ("zh", "en"),
        (None, "es"),
        ("x" * 1000, "en"),
    ],
)
def test_the_first_language_is_guessed_from_the_channel(hint: str | None, language: str) -> None:
    assert guessed_language(hint) == language


def test_a_deep_link_gives_its_answer() -> None:
    chat = Chat(memory=Memory())
    outcome = chat.say("/start pe-asylum")
    assert outcome.happened.entry == "pe-asylum"
    assert "No guardo tu nombre" in text_of(outcome)


@pytest.mark.parametrize("target", ["../../etc/passwd", "<b>", "pe-nothing", "x" * 64, "drop table"])
def test_an_unknown_deep_link_greets(target: str) -> None:
    outcome = Chat(memory=Memory()).say(f"/start {target}")
    assert "soy Rumbo" in text_of(outcome)
    assert target not in text_of(outcome)


# ---- commands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("/ayuda", "/help"),
        ("/idioma", "/language"),
        ("/pais", "/country"),
        ("/privacidad", "/privacy"),
        ("/misdatos", "/mydata"),
        ("/borrar", "/forget"),
    ],
)
def test_every_command_works_in_both_languages(spanish: str, english: str) -> None:
    one, other = (
        Chat(memory=Memory(greeted=True)).say(spanish),
        Chat(memory=Memory(greeted=True)).say(english),
    )
    assert (one.happened.language, other.happened.language) == ("es", "en")
    assert actions_of(one) == actions_of(other)
    assert text_of(one) != text_of(other)


def test_a_command_may_name_the_bot_and_use_capitals() -> None:
    assert Chat().say("/Menu@RumboBot").happened.outcome == "command"


def test_stats_are_for_admins_only() -> None:
    chat = Chat()
    assert chat.say("/stats").reply.stats is None
    allowed = chat.talk.respond(Incoming(text="/stats"), Memory(greeted=True), NOW, admin=True)
    assert allowed.reply.stats is not None


def test_my_data_shows_what_is_remembered_and_nothing_else() -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"))
    chat.say("asilo")
    text = text_of(chat.say("/misdatos"))
    assert "Idioma: Español" in text
    assert "País: Perú" in text
    assert "Título asylum" in text


def test_forgetting_asks_once_and_then_forgets() -> None:
    chat = Chat()
    assert actions_of(chat.say("/borrar")) == ["x:y", "x:n"]
    assert chat.press("x:n").effects == ()
    assert chat.press("x:y").effects == ("forget",)


def test_privacy_tells_of_unanswered_words_only_where_they_are_kept() -> None:
    chat = Chat()
    assert "palabras comunes" in text_of(chat.say("/privacidad"))
    object.__setattr__(chat.talk, "keeps_unanswered", False)
    assert "palabras comunes" not in text_of(chat.say("/privacidad"))


def test_the_menu_leads_to_every_question_of_a_topic() -> None:
    chat = Chat(memory=Memory(greeted=True, country="PE"))
    assert actions_of(chat.press("g:papers"))[:2] == ["q:residence-cost", "q:pe-cpp"]
    assert "q:ec-virte" not in actions_of(chat.press("g:papers"))
    assert actions_of(chat.press("g:work_school"))[:2] == ["t:work", "t:education"]


# ---- small talk and other kinds ---------------------------------------------------------------------------


def test_thanks_get_one_warm_line_and_the_menu() -> None:
    outcome = Chat(gracias=understood(("thanks", 0.95))).say("gracias")
    assert outcome.happened.outcome == "smalltalk"
    assert "¡De nada!" in text_of(outcome)
    assert "g:papers" in actions_of(outcome)


@pytest.mark.parametrize(
    "kind", ["photo", "voice", "sticker", "contact", "poll", "document", "edited", "something new"]
)
def test_what_is_not_text_gets_a_kind_line_and_the_menu(kind: str) -> None:
    outcome = Chat().send(kind)
    assert outcome.happened.outcome == "other"
    assert outcome.reply.blocks
    assert "g:papers" in actions_of(outcome)


def test_a_message_without_words_gets_an_example() -> None:
    assert "médico sin papeles" in text_of(Chat(algo=understood(empty=True)).say("algo"))


def test_in_groups_only_commands_are_answered_and_nothing_is_remembered() -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"))
    assert chat.say("asilo", group=True).reply.silent
    outcome = chat.say("/start", group=True)
    assert "en privado" in text_of(outcome)
    assert chat.memory.context is None


@given(st.text(max_size=200))
def test_any_text_gets_a_reply(text: str) -> None:
    outcome = Chat().say(text)
    assert outcome.reply.blocks
    assert outcome.reply.buttons


# ---- danger -----------------------------------------------------------------------------------------------


def test_danger_opens_with_what_to_do_and_the_countrys_lines() -> None:
    chat = Chat(memory=Memory(greeted=True, country="PE"))
    outcome = chat.say("mi marido me pega")
    assert (outcome.happened.outcome, outcome.happened.danger) == ("danger", "violence")
    text = text_of(outcome)
    assert (
        text.index("Ponte a salvo.") < text.index("100") < text.index("105") < text.index("Soy un programa")
    )
    assert "q:violence:PE" in actions_of(outcome)


def test_danger_without_a_country_gives_every_countrys_number() -> None:
    outcome = Chat(memory=Memory()).say("mi marido me pega")
    for number in ("105", "911", "133"):
        assert number in text_of(outcome)
    assert "d:violence:PE" in actions_of(outcome)


def test_danger_comes_before_any_understanding() -> None:
    told = {"mi_marido_me_pega": understood(("thanks", 1.0))}
    assert Chat(**told).say("mi marido me pega").happened.outcome == "danger"


@pytest.mark.parametrize(
    "text", ["mi marido m pega", "ME PEGA", "mi marido me g o l p e a", "mi marido me gol​peaba", "he hits me"]
)
def test_danger_is_seen_through_chat_words_capitals_and_hidden_signs(text: str) -> None:
    assert Chat().say(text).happened.danger == "violence"


def test_a_near_miss_is_no_danger() -> None:
    assert Chat().say("en la playa me pega el sol").happened.danger is None


def test_a_near_miss_does_not_hide_real_danger_beside_it() -> None:
    assert Chat().say("me pega el sol y mi marido me golpea").happened.danger == "violence"


def test_nothing_of_danger_is_remembered() -> None:
    chat = Chat(asilo=understood(("asylum", 0.95), asked="PE"))
    chat.say("asilo")
    chat.say("mi marido me pega")
    assert chat.memory.context is None
    assert b"violence" not in memory_bytes(chat.memory, NOW)


def test_the_first_danger_reply_carries_no_notice() -> None:
    assert "No guardo" not in text_of(Chat(memory=Memory()).say("me pega"))


# ---- location ---------------------------------------------------------------------------------------------


def test_a_location_gives_exact_places_as_pins_and_city_points_as_text_only() -> None:
    chat = Chat()
    chat.press("pw:h")
    outcome = chat.share(-12.0464, -77.0428)
    assert [v.title for v in outcome.reply.venues] == ["Hospital exacto"]
    assert "Hospital ciudad" in text_of(outcome)
    assert "sin punto exacto" in text_of(outcome)
    assert "Hospital lejos" not in text_of(outcome)


def test_a_location_is_used_and_forgotten() -> None:
    chat = Chat()
    chat.press("pw:h")
    outcome = chat.share(-12.046412, -77.042834)
    assert "-12.046" not in repr(outcome.memory) + repr(outcome.happened) + text_of(outcome)


@pytest.mark.parametrize(
    "point", [(91.0, 0.0), (0.0, 0.0), (float("nan"), 1.0), (float("inf"), 1.0), (10.0, -160.0)]
)
def test_a_point_that_is_nowhere_asks_for_a_city(point: tuple[float, float]) -> None:
    assert "nombre de la ciudad" in text_of(Chat().share(*point))


# ---- memory -----------------------------------------------------------------------------------------------


def test_memory_survives_being_written_and_read() -> None:
    memory = Memory("en", True, "PE", True, Context(NOW, "asylum", "PE", "Lima", None))
    assert read_memory(memory_bytes(memory, NOW), NOW) == memory


def test_a_context_older_than_thirty_minutes_is_neither_written_nor_read() -> None:
    memory = Memory("es", False, "PE", True, Context(NOW, "asylum", "PE"))
    written = memory_bytes(memory, NOW)
    assert read_memory(written, NOW + timedelta(minutes=31)).context is None
    assert b"asylum" not in memory_bytes(memory, NOW + timedelta(minutes=31))


@given(st.binary(max_size=100))
def test_unreadable_memory_is_an_unknown_person(content: bytes) -> None:
    assert isinstance(read_memory(content, NOW), Memory)
