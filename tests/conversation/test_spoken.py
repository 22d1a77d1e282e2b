"""The language of the reply: told by the first message, kept by the conversation, changed by a sentence or by a wish."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.plain import plain_text
from bot.conversation.records import Memory
from bot.knowledge.records import Language
from bot.matching.records import LanguageGuess, Understanding
from tests.conversation.small import Chat, understood

SPANISH = understood(("asylum", 0.95), asked="PE")
ENGLISH = understood(("asylum", 0.95), asked="PE", language="en")


def short(heard: str, reply_in: Language) -> Understanding:
    """A message too short to be sure of its language. `reply_in`: what the matching room would answer in."""
    return understood(language=reply_in, heard=heard, sure=False)


@pytest.mark.parametrize(
    ("told", "hint", "language"),
    [
        (short("en", "en"), None, "en"),
        (short("en", "en"), "es", "en"),  # what is written says more than how the phone is set
        (short("pt", "es"), "en", "es"),
        (short("?", "en"), "es", "es"),
        (short("?", "es"), "en-GB", "en"),
        (short("?", "en"), None, "en"),
        (ENGLISH, "es", "en"),
    ],
)
def test_the_first_message_is_answered_in_the_likeliest_language(
    told: Understanding, hint: str | None, language: str
) -> None:
    chat = Chat(memory=Memory(greeted=True), police_number=told)
    assert chat.say("police number", language_hint=hint).happened.language == language


def test_a_language_guessed_from_the_channel_gives_way_to_the_first_words() -> None:
    chat = Chat(memory=Memory(), free_lawyer=short("en", "en"))
    chat.say("/start", language_hint="es")
    assert chat.say("free lawyer", language_hint="es").happened.language == "en"


@pytest.mark.parametrize(("first", "language", "heard"), [(SPANISH, "es", "en"), (ENGLISH, "en", "es")])
def test_one_short_message_never_changes_the_language(
    first: Understanding, language: Language, heard: str
) -> None:
    chat = Chat(primero=first, ok=short(heard, language), nada=short("?", language))
    chat.say("primero")
    for text in ("ok", "nada"):
        assert chat.say(text).happened.language == language


def test_two_in_a_row_do() -> None:
    chat = Chat(primero=SPANISH, need_job=short("en", "es"), work_permit=short("en", "es"))
    chat.say("primero")
    assert chat.say("need job").happened.language == "es"
    assert chat.say("work permit").happened.language == "en"


def test_two_that_are_not_in_a_row_do_not() -> None:
    chat = Chat(primero=SPANISH, need_job=short("en", "es"), si_pues=short("es", "es"))
    chat.say("primero")
    for text in ("need job", "si pues", "need job"):
        assert chat.say(text).happened.language == "es"


def test_the_first_of_two_is_forgotten_after_half_an_hour_and_by_a_danger_message() -> None:
    for between in (lambda chat: chat.say("mi marido me pega"), lambda chat: None):
        chat = Chat(primero=SPANISH, need_job=short("en", "es"), mi_marido_me_pega=understood(sure=False))
        chat.say("primero")
        chat.say("need job")
        between(chat)
        chat.now += timedelta(minutes=31)
        assert chat.say("need job").happened.language == "es"


def test_a_whole_sentence_changes_the_language_and_back() -> None:
    chat = Chat(primero=SPANISH, second=ENGLISH)
    assert [chat.say(t).happened.language for t in ("primero", "second", "primero")] == ["es", "en", "es"]


def test_portuguese_keeps_a_spanish_conversation_spanish() -> None:
    chat = Chat(primero=SPANISH, abrigo=short("pt", "es"))
    chat.say("primero")
    assert chat.say("abrigo").happened.language == "es"


def test_a_wish_for_a_language_is_granted_and_said() -> None:
    wish = understood()
    wish = Understanding(
        LanguageGuess("en", "en", sure=True, wished=True), wish.mention, (), (), None, "english", empty=False
    )
    chat = Chat(primero=SPANISH, english=wish)
    chat.say("primero")
    outcome = chat.say("english")
    assert outcome.happened.language == "en"
    assert "English" in plain_text(outcome.reply)


def test_a_chosen_language_stays_whatever_is_written() -> None:
    chat = Chat(second=ENGLISH, need_job=short("en", "en"))
    chat.press("l:es")
    for text in ("second", "need job", "need job"):
        assert chat.say(text).happened.language == "es"
