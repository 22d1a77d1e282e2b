"""Which country a message asks about, and where its writer comes from, in the words people use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.gazetteer import Gazetteer
from bot.matching.normalise import Wording, readable, sentences
from bot.matching.places import Places, read_places
from bot.matching.words import word_list
from tests.matching.small import COUNTRIES, VOCABULARY

WORDING = Wording.of(VOCABULARY)
KNOWN = (
    frozenset(word_list("visa como para cuenta quiero hospital refugio posta carnet")) | VOCABULARY.everyday
)
GAZETTEER = Gazetteer(COUNTRIES, VOCABULARY.protected, KNOWN.__contains__)
COVERED = ("PE", "EC")


def read(text: str) -> Places:
    return read_places(_words(text), GAZETTEER, COVERED)


def _words(text: str) -> list[str]:
    return [w for stretch in sentences(readable(text), WORDING) for w in stretch]


@pytest.mark.parametrize(
    ("text", "asked", "origin"),
    [
        ("¿Cómo pido asilo en Perú?", "PE", None),
        ("como pido refugio en el ecuador", "EC", None),
        ("estoy en lima y no tengo papeles", "PE", None),
        ("vivo en Quito hace dos años", "EC", None),
        ("llegué a Guayakil ayer", "EC", None),
        ("aqui en tacna no me atienden", "PE", None),
        ("soy venezolano, ¿cómo saco la visa?", None, "VE"),
        ("soy de venezuela y quiero trabajar", None, "VE"),
        ("vengo de vzla con mis hijos", None, "VE"),
        ("somos colombianos y vivimos en Ecuador", "EC", "CO"),
        ("soy peruano y vivo en quito", "EC", "PE"),
        ("soy ecuatoriana, estoy en arequipa", "PE", "EC"),
        ("soy peruano", None, "PE"),
        ("pasaporte venezolano vencido en peru", "PE", "VE"),
        ("tengo pasaporte de colombia y estoy en Lima", "PE", "CO"),
        ("donde queda el consulado de venezuela en lima", "PE", "VE"),
        ("dónde está la embajada de colombia", None, "CO"),
        ("visa peruana para colombianos", "PE", "CO"),
        ("la frontera ecuatoriana está abierta?", "EC", None),
        ("mi carnet cpp se venció", "PE", None),
        ("cuánto cuesta la virte", "EC", None),
        ("gano 500 soles al mes", "PE", None),
        ("quiero ir a Perú, ¿necesito visa?", "PE", None),
        ("estoy en ecuador y quiero entrar a peru, que piden", "PE", None),
        ("estoy en perú y voy a ecuador, necesito visa?", "EC", None),
        ("necesito papeles para entrar al ecuador", "EC", None),
        ("visa para chile", "CL", None),
        ("estoy en Chile sin papeles", "CL", None),
        ("quiero ir a estados unidos", "US", None),
        ("cómo pido asilo en USA", "US", None),
        ("mi hijo nació en Perú, soy venezolana", "PE", "VE"),
        ("mi esposo es ecuatoriano", "EC", None),
        ("quiero regresar a venezuela desde lima", "PE", "VE"),
        ("quiero volver a mi pais", None, None),
        ("mi mamá está en venezuela y yo en guayaquil", "EC", "VE"),
        ("como mando plata a venezuela desde peru", "PE", "VE"),
        ("estoy en venezuela y no se que hacer", "VE", None),
        ("I am from Haiti and I live in Peru", "PE", "HT"),
        ("im venezuelan, how do i get work permit in ecuador", "EC", "VE"),
        ("can I enter Peru with a Haitian passport", "PE", "HT"),
        ("how to cross the border to ecuador", "EC", None),
        ("is the Haitian embassy open in Lima", "PE", "HT"),
        ("we are in Quito with two kids", "EC", None),
        ("going to peru next month, do i need a visa", "PE", None),
        ("peruvian visa for venezuelans", "PE", "VE"),
        ("moro em Lima e preciso de trabalho", "PE", None),
        ("me quito la plata un policia", None, None),
        ("como saco el carnet", None, None),
        ("estoy en guayaqil", "EC", None),
        ("vivo en arequipaa", "PE", None),
        ("san juan de lurigancho hospital", "PE", None),
        ("hospital en sjl", "PE", None),
        ("soy de cuenca venezuela", None, "VE"),
    ],
)
def test_the_country_asked_about_and_the_one_left(text: str, asked: str | None, origin: str | None) -> None:
    mention = read(text).mention
    assert (mention.asked, mention.origin) == (asked, origin)


def test_two_covered_countries_without_a_clear_one_are_left_open() -> None:
    mention = read("diferencias entre peru y ecuador").mention
    assert mention.asked is None
    assert set(mention.others) == {"PE", "EC"}


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("estoy en Quito", "Quito"),
        ("hospital en sjl", "San Juan de Lurigancho"),
        ("busco albergue en guayakil", "Guayaquil"),
        ("estoy en peru", None),
    ],
)
def test_the_city_is_told(text: str, city: str | None) -> None:
    found = read(text).mention.city
    assert (found.name if found else None) == city


def test_places_say_nothing_of_the_question_but_protected_names_do() -> None:
    words = _words("hospital en quito cerca de monte sinai ecuador con cpp")
    masked = {words[i] for i in read_places(words, GAZETTEER, COVERED).masked}
    assert "quito" in masked
    assert not {"ecuador", "cpp", "hospital"} & masked


@pytest.mark.parametrize("text", ["cuenta de banco", "quiero manta y ropa", "posta medica", "pero"])
def test_everyday_words_are_no_misspelt_places(text: str) -> None:
    assert read(text).mention.asked is None


@given(
    st.lists(
        st.sampled_from(word_list("soy de en peru ecuador quito venezolano voy a para visa cpp chile mi x")),
        max_size=20,
    )
)
def test_any_row_of_words_gives_known_codes(words: list[str]) -> None:
    mention = read_places(words, GAZETTEER, COVERED).mention
    codes = {c.code for c in COUNTRIES}
    assert {mention.asked, mention.origin, *mention.others} <= codes | {None}
    assert mention.asked not in mention.others
    assert mention.asked is not None or mention.city is None
