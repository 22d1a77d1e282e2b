"""Messages that only make sense with the last question, and those that ask something of their own."""

from __future__ import annotations

import pytest

from bot.matching.matcher import Matcher


def follow_up(matcher: Matcher, text: str) -> str | None:
    return matcher.understand(text, language="es", country=None).follow_up


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("y cuánto cuesta?", "cost"),
        ("y cuanto es", "cost"),
        ("how much", "cost"),
        ("how much is it?", "cost"),
        ("es gratis?", "cost"),
        ("y dónde queda eso", "where"),
        ("where is it", "where"),
        ("la dirección por favor", "where"),
        ("qué papeles piden", "papers"),
        ("and what documents do i need", "papers"),
        ("cuánto demora", "time"),
        ("how long does it take", "time"),
        ("y en chile?", "country"),
        ("and in Ecuador?", "country"),
        ("en perú", "country"),
        ("quito", "country"),
        ("otra vez", "again"),
        ("repite por favor", "again"),
        ("más", "more"),
        ("quiero más información", "more"),
        ("tell me more", "more"),
        ("sí", "yes"),
        ("yes please", "yes"),
        ("no", "no"),
        ("no, gracias", "no"),
        ("claro que sí", "yes"),
        ("ninguna de esas", "no"),
        ("none of these", "no"),
        ("y eso dónde queda?", "where"),
        ("y a qué hora abren", "where"),
        ("a dónde voy", "where"),
        ("y para mi hijo", "for"),
        ("y mi esposa también?", "for"),
        ("and for my son?", "for"),
        ("para los niños", "for"),
        ("y si estoy en Perú?", "country"),
        ("estoy en lima", "country"),
        ("hola, vivo en Quito ahora", "country"),
        ("soy venezolano pero estoy en ecuador", "country"),
        ("soy de Venezuela, estoy en Lima, voy a Ecuador", "country"),
        ("y en ecuador cuánto cuesta", "cost"),
    ],
)
def test_follow_ups(matcher: Matcher, text: str, kind: str | None) -> None:
    assert follow_up(matcher, text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "¿cuánto cuesta la residencia?",
        "dónde queda el consulado",
        "como pido asilo en peru",
        "no me pagan",
        "más de dos meses esperando el carnet",
        "sí tengo papeles pero no trabajo",
        "where can i sleep tonight",
        "cuanto cuesta y donde queda y que papeles piden ustedes",
        "hola",
        "hello mi hermano",
        "necesito ayuda para mi hijo",
        "mi hijo nació en Perú",
        "soy venezolano",
        "they are for sale",
        "",
    ],
)
def test_questions_of_their_own_are_no_follow_ups(matcher: Matcher, text: str) -> None:
    assert follow_up(matcher, text) is None
