"""A figure is the same however it is written, and another figure is never taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.figures import known_figures


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("The fine is S/ 1,130.50 in 2025.", "La multa es de 1.130,50 soles (2025)."),
        ("wait thirty days", "espera 30 días"),
        ("twenty-one working days", "21 días hábiles"),
        ("half of the fine", "el 50 % de la multa"),
        ("open from 8 to 5 pm", "08:00-17:00"),
        ("Mon-Fri 8:30 to 1 p.m.", "8:30-13:00"),
        ("by 2024-07-02", "2 de julio de 2024, mes 7"),
        ("call 0800-15170", "llama al 0800 15170"),
        ("call 080015170", "llama al 0800-15170"),
        ("phone: (01) 311-0300", "+51 1 311 0300"),
        ("phone: +51 1 311 0300", "311-0300"),
        ("phone: 2250-2373 / 2219-6905", "2250 2373 y 2219 6905"),
        ("WhatsApp 942841978", "+51 942 841 978"),
    ],
)
def test_a_figure_is_known_however_it_is_written(fact: str, text: str) -> None:
    assert known_figures([fact]).missing(text) == []


@pytest.mark.parametrize(
    ("fact", "text", "missing"),
    [
        ("wait thirty days", "espera 20 días", ["20"]),
        ("open from 8 to 5 pm", "08:00-16:00", ["16"]),
        ("the fine is 130", "la multa es de 1,130", ["1130"]),
        ("the fine is 1,130", "la multa es de 130", ["130"]),
        ("16,693 (2), 21,143 (3)", "16,693 (2), 21,144 (3)", ["21144"]),
        ("call 0800-15170", "llama al 0800-15171", ["15171"]),
        ("phone: 2250-2373", "2250 2374", ["2374"]),
        ("phone: 105", "llama al 1105", ["1105"]),
        ("phone: 1105", "llama al 105", ["105"]),
        ("nothing", "el 5", ["5"]),
    ],
)
def test_another_figure_is_missing(fact: str, text: str, missing: list[str]) -> None:
    assert known_figures([fact]).missing(text) == missing


@pytest.mark.parametrize(
    ("fact", "number", "known"),
    [
        ("0800-15170", "0800-15170", True),
        ("0800-15170", "080015170", True),
        ("311-0300", "(01) 311-0300", True),
        ("+51 1 311 0300", "311 0300", True),
        ("311-0300", "+51 1 311 0301", False),
        ("911", "911", True),
        ("911", "9110", False),
        ("1800 911 911", "911", False),
        ("2993200 ext. 23035", "23035", True),
    ],
)
def test_a_telephone_number_is_known_with_its_countrys_code_or_without(
    fact: str, number: str, known: bool
) -> None:
    assert known_figures([fact]).has_number(number) is known


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_is_known_where_it_stands_and_only_there(one: int, other: int) -> None:
    known = known_figures([f"it costs {one} pesos"])
    assert known.missing(f"cuesta {one:,} pesos") == []
    assert bool(known.missing(f"cuesta {other} pesos")) == (
        one != other and not (str(one).endswith(str(other)) and other > 9999)
        and not (str(other).endswith(str(one)) and one > 99999)
    )  # fmt: skip
