"""What the shipped knowledge lets us hear in a few words: the country behind a paper or an office, and the language."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.load import read_release
from bot.knowledge.records import LANGUAGES, Language, Release
from bot.matching.fitting import phrasings
from bot.matching.language import LanguageModel
from bot.matching.letters import LetterModel
from bot.matching.normalise import Wording, readable, sentences
from bot.matching.reading import Reader
from bot.matching.records import LanguageGuess, Mention

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def words_of(text: str, wording: Wording) -> list[str]:
    return [w for stretch in sentences(readable(text), wording) for w in stretch]


class Ears:
    """The reader and the language model of the shipped knowledge, without a fitted matcher."""

    def __init__(self, release: Release) -> None:
        wording = Wording.of(release.vocabulary)
        counts: dict[Language, Counter[str]] = {language: Counter() for language in LANGUAGES}
        for phrasing in phrasings(release):
            counts[phrasing.language].update(words_of(phrasing.text, wording))
        self.wording = wording
        self.reader = Reader(release, counts)
        self.language = LanguageModel(LetterModel.load(), counts)

    def mention(self, text: str) -> Mention:
        return self.reader.places(words_of(text, self.wording)).mention

    def guess(self, text: str, keep: Language | None = None) -> LanguageGuess:
        words = words_of(text, self.wording)
        return self.language.guess(words, " ".join(words), keep)


@pytest.fixture(scope="module")
def ears() -> Ears:
    release, _ = read_release(KNOWLEDGE, date(2026, 11, 23))
    assert release is not None
    return Ears(release)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("cuánto cuesta el carné de extranjería", "PE"),
        ("qué es el especial residente", "PE"),
        ("los del serenazgo me quitaron todo", "PE"),
        ("cómo entro a la Senescyt", "EC"),
        ("visa de amparo por mi hijo", "EC"),
        ("sigue abierta la virte", "EC"),
        ("me anoto en el CBC de la UBA", "AR"),
        ("caref atiende sin turno?", "AR"),
        ("me rechazaron la AUH", "AR"),
        ("denuncia en seclo", "AR"),
        ("saque mi cita en segip", "BO"),
        ("la multa en ufv", "BO"),
        ("agendamento CRNM", "BR"),
        ("sin carteira assinada", "BR"),
        ("revalidar por carolina bori", "BR"),
        ("qué es el EUNACOM", "CL"),
        ("cuántas UTM es la multa", "CL"),
        ("me operaron en la posta central", "CL"),
        ("hora con carabineros", "CL"),
        ("pep tutor sigue abierto", "CO"),
        ("me hago el sisben", "CO"),
        ("what is RUMV", "CO"),
        ("la unidad de refugio no contesta", "CR"),
        ("cómo saco el dimex", "CR"),
        ("COMAR appointment", "MX"),
        ("mi hermano está en la siglo XXI", "MX"),
        ("queja en la CNDH", "MX"),
        ("permiso del mitradel", "PA"),
        ("hospital pereira rossell", "UY"),
        ("gano 300 soles", "PE"),
        ("me deben 50 mil colones", "CR"),
        ("duermo en un hotel de cochabamba", "BO"),
    ],
)
def test_a_paper_or_an_office_names_its_country(ears: Ears, text: str, country: str) -> None:
    assert ears.mention(text).asked == country


@pytest.mark.parametrize(
    ("text", "country"), [("no tengo rut", "CL"), ("renovar el ppt", "CO"), ("con precaria", "AR")]
)
def test_a_paper_of_two_countries_means_the_usual_one_while_nothing_else_tells(
    ears: Ears, text: str, country: str
) -> None:
    mention = ears.mention(text)
    assert mention.asked is None
    assert mention.likely == country


@pytest.mark.parametrize(
    "text",
    [
        "carnet del conadis", "la conare no contesta", "afiliarme a la afp", "tengo DNI", "necesito la cédula",
        "la ley 370", "el decreto 366", "los papeles para mi hijo", "sus hijos no comen", "servicio jesuita sjm",
        "mandar bolivares a mi mama", "para que se usa el 134", "la declaracion de salud",
    ],
)  # fmt: skip
def test_a_word_of_several_countries_or_of_none_names_no_country(ears: Ears, text: str) -> None:
    mention = ears.mention(text)
    assert (mention.asked, mention.likely) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "documents", "police number", "free lawyer", "no pay salary", "overstay fine", "refill medicine", "hmm",
        "stupid bot", "visa for haitian", "card mexico humanitarian", "appointment COMAR", "shelter tonight", "hungry",
        "my boss cheat", "passport expired", "work permit", "boss no pay", "where sleep", "bad people", "child school",
    ],
)  # fmt: skip
def test_a_few_english_words_are_heard_as_english(ears: Ears, text: str) -> None:
    assert ears.guess(text).reply_in == "en"


@pytest.mark.parametrize(
    "text",
    [
        "documentos", "numero policia", "abogado gratis", "cita comar", "ok listo", "tengo hambre", "visa humanitaria",
        "albergue hoy", "requisitos", "multa", "me pega", "sin papeles", "abrigo para hoje", "preciso de trabalho",
        "carnet", "wifi gratis", "asilo", "no me pagan", "epa chamo", "911",
    ],
)  # fmt: skip
def test_a_few_spanish_or_portuguese_words_are_answered_in_spanish(ears: Ears, text: str) -> None:
    assert ears.guess(text).reply_in == "es"


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "gracias",
        "hello",
        "hola amigo",
        "ok",
        "work permit",
        "permiso de trabajo",
        "no papers",
        "visa",
        "no",
    ],
)
def test_one_short_message_never_changes_the_language_of_a_conversation(
    ears: Ears, text: str, spoken: Language
) -> None:
    assert ears.guess(text, spoken).reply_in == spoken


@pytest.mark.parametrize(
    ("text", "spoken", "reply_in"),
    [
        ("boss no pay me for two months", "es", "en"),
        ("where can i see a doctor", "es", "en"),
        ("mi jefe no me paga hace dos meses", "en", "es"),
        ("dónde me atienden sin papeles", "en", "es"),
        ("posto de saúde perto de mim", "en", "es"),
        ("meu patrão não me paga", "en", "es"),
    ],
)
def test_a_whole_sentence_does(ears: Ears, text: str, spoken: Language, reply_in: Language) -> None:
    assert ears.guess(text, spoken).reply_in == reply_in


@pytest.mark.parametrize(
    ("text", "reply_in"),
    [
        ("necesito renovar my work permit porque se vence", "es"),
        ("hola mi carnet is expired y no tengo cita", "es"),
        ("hello how do i get the carnet de extranjeria in lima", "en"),
        ("my son needs vacunas where is the posta", "en"),
        ("tô no abrigo, cuándo me toca interiorizar", "es"),
    ],
)
def test_a_mixed_message_is_answered_in_the_language_that_carries_it(
    ears: Ears, text: str, reply_in: Language
) -> None:
    assert ears.guess(text).reply_in == reply_in


@pytest.mark.parametrize(
    ("text", "spoken", "reply_in"),
    [
        ("english please", "es", "en"),
        ("In English?", "es", "en"),
        ("no hablo español", "es", "en"),
        ("español por favor", "en", "es"),
        ("no english", "en", "es"),
    ],
)
def test_a_wish_for_a_language_is_granted_at_once(
    ears: Ears, text: str, spoken: Language, reply_in: Language
) -> None:
    guess = ears.guess(text, spoken)
    assert (guess.reply_in, guess.sure, guess.wished) == (reply_in, True, True)


@pytest.mark.parametrize("text", ["clases de español gratis", "english course in quito", "curso de ingles"])
def test_a_language_course_is_no_wish_for_a_language(ears: Ears, text: str) -> None:
    assert not ears.guess(text).wished
