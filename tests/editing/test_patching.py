"""An edit changes its own lines and nothing else, in every file that editors have written by hand."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from bot.editing.entries import LISTS, FileText, kind_of, standings
from bot.editing.patching import patched, plain, with_item, without_item
from bot.editing.refusals import CannotEdit
from bot.editing.spans import spots
from bot.knowledge.walking import knowledge_files
from bot.knowledge.yaml_reader import read_text

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
FILES = [name for name, _ in knowledge_files(KNOWLEDGE) if kind_of(name)]

SMALL = """\
# Papers.
topic: documents
answers:
  # Asked every day.
  - answers: renew   # the short one
    status: in force
    es:
      text: >-
        Puedes renovar la residencia hasta treinta días antes de que venza, en la oficina de tu barrio o
        por internet, con cita.
      steps:
        - Pide cita.
        # never on Mondays
        - Ve a la oficina.
      cost: '20 soles: en caja'
    see_also: [one, two]   # in this order
    sources:
      - {publisher: Diario, title: Renovar, date: 2025-03}
    as_of: 2025-03

  - answers: other
    status: ended
"""


def changed(before: str, after: str) -> list[str]:
    """The lines that a git diff would show, without its head."""
    diff = unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


def entry(**other: object) -> dict[str, object]:
    """The first answer of SMALL with other parts."""
    value = spots(SMALL, "x").at(("answers", 0))
    assert value is not None
    said = value.value()
    assert isinstance(said, dict)
    return {**said, **other}


@pytest.mark.parametrize("name", FILES)
def test_writing_an_entry_as_it_stands_leaves_its_file_byte_for_byte(name: str) -> None:
    raw = (KNOWLEDGE / name).read_bytes()
    form = FileText.of(raw)
    kind = kind_of(name)
    assert kind
    for standing in list(standings(form.text, name, "xx"))[:: 1 if len(raw) < 9_000 else 12]:
        same = patched(form.text, name, (LISTS[kind], standing.index), standing.values)
        assert form.raw(same) == raw


@pytest.mark.parametrize("name", random.Random(7).sample(FILES, 40))
def test_an_edit_of_one_value_changes_its_own_lines_only(name: str) -> None:
    chance, text = random.Random(name), (KNOWLEDGE / name).read_text(encoding="utf-8")
    kind = kind_of(name)
    assert kind
    for standing in chance.sample(list(standings(text, name, "xx")), 1):
        start = text.count("\n", 0, text.index(standing.text))
        span = range(start, start + standing.text.count("\n"))
        for path in chance.sample(list(leaves(standing.values)), 3):
            value = copy.deepcopy(standing.values)
            old = str(at(value, path))
            put(
                value, path, chance.choice([f"{old} más", f"#{old}", f"{old}: 'así'", "Otra cosa", "x " * 90])
            )
            made = patched(text, name, (LISTS[kind], standing.index), value)
            assert made.split("\n")[: span.start] == text.split("\n")[: span.start]
            assert made.endswith("\n".join(text.split("\n")[span.stop :]))
            assert plain(dict(read_text(made, name).value)[LISTS[kind]][standing.index]) == plain(value)  # type: ignore[arg-type,index,call-overload]
            assert sum(line[0] == "-" for line in changed(text, made)) <= max(1, len(old) // 60 + 2)


def test_a_new_fee_is_one_line_of_the_diff() -> None:
    es = {**entry()["es"], "cost": "25 soles: en caja"}  # type: ignore[dict-item]
    made = patched(SMALL, "x", ("answers", 0), entry(es=es))
    assert changed(SMALL, made) == ["-      cost: '20 soles: en caja'", "+      cost: '25 soles: en caja'"]


def test_a_changed_word_of_a_long_text_leaves_the_lines_before_and_behind_it() -> None:
    text = str(entry()["es"]["text"]).replace("internet", "teléfono")  # type: ignore[index,call-overload]
    made = patched(SMALL, "x", ("answers", 0), entry(es={**entry()["es"], "text": text}))  # type: ignore[dict-item]
    assert changed(SMALL, made) == ["-        por internet, con cita.", "+        por teléfono, con cita."]


def test_comments_stay_where_they_are_when_a_list_grows_and_shrinks() -> None:
    es = {**entry()["es"], "steps": ["Pide cita.", "Paga.", "Ve a la oficina."]}  # type: ignore[dict-item]
    made = patched(SMALL, "x", ("answers", 0), entry(es=es, see_also=["two"]))
    assert changed(SMALL, made) == [
        "+        - Paga.",
        "-    see_also: [one, two]   # in this order",
        "+    see_also: [two]   # in this order",
    ]
    es = {**entry()["es"], "steps": ["Ve a la oficina."]}  # type: ignore[dict-item]
    assert changed(SMALL, patched(SMALL, "x", ("answers", 0), entry(es=es))) == ["-        - Pide cita."]


def test_a_new_part_stands_where_its_kind_stands_and_a_given_up_one_goes() -> None:
    order = ["answers", "status", "certainty", "es", "see_also", "sources", "as_of"]
    value = entry(certainty="sure")
    made = patched(SMALL, "x", ("answers", 0), {k: value[k] for k in order})
    assert changed(SMALL, made) == ["+    certainty: sure"]
    del value["see_also"], value["certainty"]
    made = patched(SMALL, "x", ("answers", 0), value)
    assert changed(SMALL, made) == ["-    see_also: [one, two]   # in this order"]


def test_a_new_entry_comes_last_after_an_empty_line_and_goes_without_a_trace() -> None:
    made = with_item(SMALL, "x", "answers", {"answers": "third", "status": "ended"})
    assert made == SMALL + "\n  - answers: third\n    status: ended\n"
    assert without_item(made, "x", "answers", 2) == SMALL


@pytest.mark.parametrize(
    "typed",
    [
        "yes",
        "null",
        "~",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "'a'",
        '"a',
        "@a",
        "*a",
        "{a}",
        "[a",
        "a\\b",
        "012",
        "22:30",
        "¿a?",
        "a,b",
    ],
)
def test_whatever_is_typed_is_read_back_as_it_was(typed: str) -> None:
    for value in (entry(see_also=[typed]), entry(es={**entry()["es"], "cost": typed, "steps": [typed]})):  # type: ignore[dict-item]
        assert plain(
            spots(patched(SMALL, "x", ("answers", 0), value), "x").at(("answers", 0)).value()
        ) == plain(value)  # type: ignore[union-attr]


def test_what_cannot_be_written_is_refused_and_nothing_is_guessed() -> None:
    with pytest.raises(CannotEdit):
        patched(SMALL, "x", ("answers", 9), entry())
    with pytest.raises(CannotEdit):
        patched(SMALL, "x", ("answers", 0), entry(es="a text where a mapping stands"))


def test_line_ends_and_the_mark_of_a_windows_editor_stay() -> None:
    raw = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    form = FileText.of(raw)
    made = patched(form.text, "x", ("answers", 1), {"answers": "other", "status": "unknown"})
    assert form.raw(made) == raw.replace(b"status: ended", b"status: unknown")


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from leaves(part, (*path, i))
    elif isinstance(value, str):
        yield path


def at(value: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


def put(value: object, path: tuple[str | int, ...], new: str) -> None:
    at(value, path[:-1])[path[-1]] = new  # type: ignore[index]
