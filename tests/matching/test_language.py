"""The language of one message, and when it is too short to tell."""

from __future__ import annotations

import pytest

from bot.knowledge.records import Language
from bot.matching.language import LanguageModel
from bot.matching.letters import LetterModel
from bot.matching.matcher import Matcher
from bot.matching.normalise import Wording, readable, sentences
from tests.matching.small import VOCABULARY

WORDING = Wording.of(VOCABULARY)


def hear(matcher: Matcher, text: str, language: Language | None = None) -> tuple[str, str, bool]:
    guess = matcher.understand(text, language=language, country=None).language
    return guess.reply_in, guess.heard, guess.sure


@pytest.mark.parametrize(
    ("text", "reply_in", "heard"),
    [
        ("¿Cómo puedo pedir asilo en este país?", "es", "es"),
        ("nesesito aser los papeles de mi hija", "es", "es"),
        ("me botaron del trabajo y no me pagan", "es", "es"),
        ("how can i get a work permit here", "en", "en"),
        ("my boss dont pay me since 2 months", "en", "en"),
        ("i need doctor for my baby", "en", "en"),
        ("preciso de ajuda para tirar meus documentos", "es", "pt"),
        ("onde posso conseguir um abrigo para hoje", "es", "pt"),
        ("não tenho dinheiro e estou sem trabalho", "es", "pt"),
        ("hello how i can get the carnet de extranjeria", "en", "en"),
        ("necesito el work permit para mi hijo", "es", "es"),
    ],
)
def test_whole_sentences_are_told_apart(matcher: Matcher, text: str, reply_in: str, heard: str) -> None:
    assert hear(matcher, text) == (reply_in, heard, True)


@pytest.mark.parametrize(
    ("text", "heard"), [("hello", "en"), ("gracias", "es"), ("obrigado", "pt"), ("hola", "es")]
)
def test_one_decisive_word_is_enough(matcher: Matcher, text: str, heard: str) -> None:
    _, told, sure = hear(matcher, text)
    assert (told, sure) == (heard, True)


@pytest.mark.parametrize("text", ["visa", "ok", "cpp", "911", "lima", "hospital"])
@pytest.mark.parametrize("spoken", ["es", "en"])
def test_a_bare_word_never_changes_the_language_of_the_conversation(
    matcher: Matcher, text: str, spoken: Language
) -> None:
    reply_in, _, sure = hear(matcher, text, spoken)
    assert reply_in == spoken
    assert not sure


def test_an_english_message_changes_a_spanish_conversation(matcher: Matcher) -> None:
    assert hear(matcher, "where can i sleep tonight with my children", "es")[0] == "en"


def test_function_words_tell_the_language_without_the_letter_model() -> None:
    model = LanguageModel(None, {"es": {}, "en": {}})
    words = [w for s in sentences(readable("where can i find help for my son"), WORDING) for w in s]
    assert model.guess(words, " ".join(words), "es").reply_in == "en"


def test_the_letter_model_is_there_and_knows_its_three_languages() -> None:
    letters = LetterModel.load()
    assert letters is not None
    for at, text in enumerate(
        ("quiero encontrar trabajo pronto", "looking for something nice", "preciso encontrar emprego")
    ):
        scores = letters.log_probabilities(text)
        assert max(scores) == scores[at]
    assert len(set(letters.log_probabilities(""))) == 1
