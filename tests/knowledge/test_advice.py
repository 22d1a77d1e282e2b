"""Advice: ways to ask that stand twice or nearly so under two questions. And half pairs of quotes, which are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.advice import advice as editors_advice
from bot.knowledge.load import read_knowledge
from tests.knowledge.folder import TODAY, line_of, replace, write_folder

SHARED = "shared/questions/documents.yaml"
PERU = "peru/documents.yaml"
ALSO = "  - answers: renew-residence\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def advice(root: Path) -> list[str]:
    reading = read_knowledge(root, TODAY)
    assert reading.release
    assert reading.problems == []
    return [str(x) for x in editors_advice(reading.release, reading.within)]


def also_ask(root: Path, words: str, file: str = PERU) -> None:
    replace(root, file, ALSO, f"{ALSO}    also_asked:\n      es: [{words}]\n")


def test_ways_to_ask_that_differ_need_no_advice(root: Path) -> None:
    assert advice(root) == []


def test_the_same_words_twice_in_one_question_are_named_with_both_lines(root: Path) -> None:
    replace(
        root, SHARED, "        - kiero renovar la residencia\n", "        - kiero renovar la residencia\n" * 2
    )
    replace(root, SHARED, "kiero renovar la residencia\n    en", "¡KIERO renovár la residencia!\n    en")
    first, second = (line_of(root, SHARED, word) for word in ("kiero", "KIERO"))
    assert advice(root) == [
        f"{SHARED}:{second}: '¡KIERO renovár la residencia!' already stands at {SHARED}:{first}: take one of them out"
    ]


def test_a_local_way_to_ask_that_is_already_asked_everywhere_is_named(root: Path) -> None:
    also_ask(root, "quiero renovar la residencia")
    assert [x.split(" already")[0] for x in advice(root)] == [f"{PERU}:5: 'quiero renovar la residencia'"]


def test_two_countries_may_ask_one_question_in_the_same_words(root: Path) -> None:
    also_ask(root, "sacar el carnet de nuevo")
    also_ask(root, "sacar el carnet de nuevo", "ecuador/documents.yaml")
    assert advice(root) == []


def test_nearly_the_same_words_under_two_questions_are_named(root: Path) -> None:
    also_ask(root, "como saco el permiso azull")
    (said,) = advice(root)
    line = line_of(root, PERU, "- cómo saco el permiso azul")
    assert said == (
        f"{PERU}:{line}: 'cómo saco el permiso azul' (pe-own-permit) is nearly 'como saco el permiso azull' "
        f"of 'renew-residence' ({PERU}:5): make them differ, or keep it under one of them"
    )


def test_nearly_the_same_words_in_two_countries_are_two_things(root: Path) -> None:
    also_ask(root, "como saco el permiso azull", "ecuador/documents.yaml")
    assert advice(root) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("donde queda la linea 133 en lima", "donde queda la linea 137 en lima"),
        ("que es el cpp ahora mismo", "que es el ppt ahora mismo"),
    ],
)
def test_a_number_or_the_name_of_a_paper_tells_two_ways_apart(one: str, other: str, root: Path) -> None:
    also_ask(root, one)
    replace(
        root,
        PERU,
        "          - kiero el permiso azul\n",
        f"          - kiero el permiso azul\n          - {other}\n",
    )
    assert advice(root) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("duration: 10 días", """duration: '"10 días'"""),
        ("- Pide cita.", "- Pide cita (en línea."),
        ("- Pide cita.", "- ¿Pide cita."),
        ("- pasaporte\n", "- pasaporte «vigente\n"),
    ],
)
def test_half_a_pair_of_quotes_or_brackets_is_named_with_its_line(old: str, new: str, root: Path) -> None:
    line = replace(root, PERU, old, new)
    (said,) = map(str, read_knowledge(root, TODAY).problems)
    assert said.startswith(f"{PERU}:{line}: 'pe-renew-residence' has ")


def test_numbered_points_in_a_text_are_no_half_pair(root: Path) -> None:
    replace(root, PERU, "- Pide cita.", "- Pide cita a) en línea b) allí.")
    assert advice(root) == []
