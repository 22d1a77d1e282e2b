"""Whom a place serves is read from its words; a man is never sent to a women's shelter; unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.places.audiences import Audience, is_free, serves
from tests.places.small import SHELTER, shelter

TABLE: list[tuple[str, str, bool | None, bool | None, bool | None]] = [  # es, en, women, men, children
    ("todas las personas", "everyone", True, True, True),
    ("personas migrantes y refugiadas", "migrants and refugees", True, True, True),
    ("migrantes y refugiados", "migrants and refugees", True, True, True),
    ("mujeres", "women", True, False, None),
    ("mujeres que viven violencia", "women who live with violence", True, False, None),
    ("mujeres migrantes y refugiadas", "migrant and refugee women", True, False, None),
    ("solo mujeres, también familias de ellas", "women only", True, False, None),
    ("niñas y niños", "children", False, False, True),
    ("embarazadas, niñas y niños", "pregnant women and children", True, False, True),
    ("hombres mayores de 18", "men over 18", False, True, False),
    ("solo hombres", "men only", False, True, False),
    ("hombres y mujeres", "men and women", True, True, False),
    ("familias con niños", "families with children", True, True, True),
    ("mujeres y todas las personas con hijos", "women and anyone with children", True, True, True),
]


@pytest.mark.parametrize(("es", "en", "women", "men", "children"), TABLE)
def test_the_words_for_whom_say_yes_no_or_nothing(
    es: str, en: str, women: bool | None, men: bool | None, children: bool | None
) -> None:
    for place in (shelter(es), shelter(None, en)):
        found = [serves(place, audience) for audience in ("women", "men", "children")]
        assert found == [women, men, children], place.texts


@pytest.mark.parametrize("audience", ["women", "men", "children", "lgbti", "no papers"])
def test_a_place_that_says_nothing_is_unknown_for_everybody(audience: Audience) -> None:
    assert serves(SHELTER, audience) is None


def test_a_shelter_named_after_women_is_not_given_to_men() -> None:
    assert serves(shelter(name="Refugio para mujeres migrantes"), "men") is False
    assert serves(shelter(name="Refugio para mujeres migrantes"), "women") is True
    assert serves(shelter(does="alojamiento para mujeres con hijos"), "men") is False


def test_a_name_keeps_nobody_from_a_hospital() -> None:
    maternity = replace(SHELTER, kind="hospital", name="Hospital Materno Infantil")
    assert serves(maternity, "men") is None
    assert serves(maternity, "children") is True
    assert serves(replace(maternity, name="Hospital Niño Jesús"), "children") is None  # a saint's name


def test_everyone_is_no_promise_for_lgbti_people() -> None:
    assert serves(shelter("todas las personas"), "lgbti") is None
    assert serves(shelter("personas LGBTIQ+ que llegan solas"), "lgbti") is True
    assert serves(shelter(None, "trans people and women"), "lgbti") is True


@pytest.mark.parametrize(
    ("es", "said"),
    [
        ("toda persona inmigrante, con o sin papeles", True),
        ("personas en cualquier situación migratoria", True),
        ("personas aseguradas", False),
        ("residentes con 3 o 5 años en el país", False),
        ("personas migrantes", None),
    ],
)
def test_whether_papers_are_asked_for_is_read_and_never_guessed(es: str, said: bool | None) -> None:
    assert serves(shelter(es), "no papers") is said


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("cama y comida gratis", True),
        ("no es gratis", False),
        ("cama con costo", False),
        ("cama y comida", None),
    ],
)
def test_whether_it_is_free_is_read_from_its_field_then_from_its_words(does: str, said: bool | None) -> None:
    assert is_free(shelter(does=does)) is said
    assert is_free(replace(shelter(does=does), free=True)) is True
