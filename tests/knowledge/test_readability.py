"""Texts are judged as their readers meet them; what no editor can shorten is not held against a text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge.load import read_knowledge
from bot.knowledge.readability import SHORTEST, Readability, readability, text_score
from bot.knowledge.records import Language
from bot.knowledge.syllables import english_syllables, spanish_syllables
from tests.knowledge.folder import TODAY, line_of, replace, write_folder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SHARE = 0.95  # of the texts that ship must keep the limit of their language

EASY = {
    "es": "Puedes ir al puesto de salud sin papeles. Es gratis. Lleva un carné si lo tienes. Llega antes de las nueve. "
    "Si te dicen que no, llama y cuenta lo que te pasó.",
    "en": "You can go to the health post with no papers. It is free. Bring a card if you have one. Get there before nine. "
    "If they say no, call and tell them what took place.",
}
HARD = {
    "es": "La regularización administrativa excepcional contemplada en la reglamentación vigente comprende exclusivamente "
    "procedimientos documentales complementarios cuya tramitación corresponde a las autoridades competentes según la "
    "naturaleza jurídica de la solicitud presentada oportunamente.",
    "en": "The exceptional administrative regularisation contemplated in applicable regulations exclusively encompasses "
    "complementary documentary procedures whose consideration corresponds to the competent authorities according to the "
    "juridical nature of the application opportunely presented.",
}


@pytest.mark.parametrize(
    ("word", "count"),
    [
        # open vowels part, closed ones join, an accent parts them again
        ("casa", 2), ("aéreo", 4), ("leer", 2), ("océano", 4), ("ciudad", 2), ("cuota", 2), ("viaje", 2),
        ("cuidado", 3), ("viuda", 2), ("día", 2), ("país", 2), ("oído", 3), ("baúl", 2), ("hacía", 3), ("hacia", 2),
        ("cuídalo", 3), ("averiguáis", 4), ("migración", 3), ("extranjería", 5),
        # h changes nothing, u is silent in que and gui
        ("ahí", 2), ("ahora", 3), ("búho", 2), ("quien", 1), ("guerra", 2), ("averigüe", 4), ("pingüino", 3),
        # y is a vowel at the end and alone
        ("y", 1), ("hoy", 1), ("muy", 1), ("rey", 1), ("Uruguay", 3), ("ayuda", 3), ("yo", 1),
        ("SJM", 1),
    ],
)  # fmt: skip
def test_spanish_syllables_follow_the_rules_of_spelling(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("you", 1), ("people", 2), ("passport", 2), ("residence", 3), ("asylum", 3), ("free", 1), ("apply", 2)],
)
def test_english_syllables_are_those_of_the_dictionary(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize("language", ["es", "en"])
def test_plain_words_are_easy_and_an_offices_words_are_not(language: Language) -> None:
    easy, hard = judged(EASY[language], language), judged(HARD[language], language)
    assert easy.easy
    assert not hard.easy
    assert hard.beyond > 20 > 0 > easy.beyond


def judged(text: str, language: Language) -> Readability:
    score = text_score(text, language)
    assert score is not None
    return Readability("x", "PE", language, score, text, None)  # type: ignore[arg-type]


def test_the_formulas_are_those_of_their_authors() -> None:
    one = "la casa " * 13  # 26 words, 39 syllables, one sentence
    assert text_score(one, "es") == pytest.approx(206.835 - 62.3 * 39 / 26 - 26)
    assert text_score("the passport " * 13, "en") == pytest.approx(0.39 * 26 + 11.8 * 1.5 - 15.59)


def test_a_short_text_is_not_judged() -> None:
    assert text_score("la casa " * ((SHORTEST - 1) // 2), "es") is None


@pytest.mark.parametrize("end", [".", "!", "?", "…", ";", ":"])
def test_a_sentence_ends_with_a_full_stop_a_semicolon_or_a_colon(end: str) -> None:
    half = "la casa " * 6 + "la casa"
    two = f"{half}{end} {half}{end}"
    assert text_score(two, "es") == pytest.approx(206.835 - 62.3 * 1.5 - 14)


@pytest.mark.parametrize("text", ["a las 8:30", "S/ 1,130.50", "en la Av. España", "a las 5 p. m.", "v2.0"])
def test_a_number_or_an_abbreviation_ends_no_sentence(text: str) -> None:
    whole = "la casa " * 13
    score, plain = text_score(f"{whole}{text}", "es"), text_score(whole, "es")
    assert score is not None
    assert plain is not None
    assert score < plain  # one sentence, only longer


def test_names_numbers_and_capitals_lengthen_a_sentence_and_are_no_hard_words() -> None:
    words = "you can ask at the office and bring your card with you when you go there on the day " * 2
    plain, named = text_score(words, "en"), text_score(f"{words} Superintendencia PPT 1130", "en")
    common = text_score(f"{words} superintendencia administration regularisation", "en")
    assert plain is not None
    assert named is not None
    assert common is not None
    assert plain < named < common
    assert named - plain == pytest.approx(0.39 * 3)


def test_the_hardest_text_comes_first_with_its_line(tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    replace(root, "peru/documents.yaml", "        - Pide cita.\n", f"        - {HARD['es']}\n")
    replace(root, "peru/documents.yaml", "        - Ask for an appointment.\n", f"        - {HARD['en']}\n")
    reading = read_knowledge(root, TODAY)
    assert reading.release
    found = readability(reading.release, reading.within)
    lines = {
        f"peru/documents.yaml:{line_of(root, 'peru/documents.yaml', HARD[x][:30])}" for x in ("es", "en")
    }
    assert {str(x.origin) for x in found[:2]} == lines
    assert {x.record for x in found} == {"pe-renew-residence"}


@pytest.mark.parametrize("language", ["es", "en"])
def test_nearly_every_text_that_ships_reads_easily(language: Language) -> None:
    reading = read_knowledge(KNOWLEDGE, datetime.now(UTC).date())
    assert reading.release
    found = [x for x in readability(reading.release, reading.within) if x.language == language]
    hard = [f"{x.origin}: {x.score:.1f}" for x in found if not x.easy]
    assert len(hard) <= (1 - SHARE) * len(found), hard
