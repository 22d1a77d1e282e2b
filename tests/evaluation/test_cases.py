"""Labelled messages are read as they were typed, and every mistake in their file is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.cases import check_needs, drawn, read_cases, read_needs, unknown_questions
from bot.evaluation.reading import BadFile
from tests.conversation.small import small_release
from tests.evaluation.small import files, small_needs

GOOD = "- {id: a, lang: es, text: hola, need: thanks, in_scope: true}\n"


def test_a_message_keeps_its_text_and_its_labels(tmp_path: Path) -> None:
    cases, needs = files(tmp_path)
    read = {case.id: case for case in read_cases(cases)}
    assert len(read) == 12
    assert read["right"].country == "PE"
    assert read["right"].in_scope
    assert read["asked"].style == ("no_accents",)
    assert read["wrong"].style == ()
    assert read["weather"].text == "<b>weather</b> tomorrow"
    assert read["beaten"].urgent == "violence"
    assert read["right"].line == 2
    assert read_needs(needs) == small_needs()


def test_what_yaml_would_change_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(
        "- id: 007\n  lang: ES\n  text: '22:30'\n  country: NO\n  need: on\n  in_scope: Yes\n"
        '- id: b\n  lang: es\n  text: "sí\\u200d 🏳️‍⚧️\\t no"\n  need: x\n  in_scope: FALSE\n',
        encoding="utf-8",
    )
    first, second = read_cases(file)
    assert (first.id, first.language, first.text, first.country, first.need) == (
        "007",
        "es",
        "22:30",
        "NO",
        "on",
    )
    assert first.in_scope
    assert second.text == "sí\u200d 🏳️‍⚧️\t no"
    assert not second.in_scope
    assert second.topic == "other"


def test_a_list_under_one_name_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("about: our messages\nmessages:\n" + GOOD, encoding="utf-8")
    assert [case.id for case in read_cases(file)] == ["a"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "m.yaml is empty"),
        ("# nothing\n", "m.yaml is empty"),
        ("[]\n", "m.yaml is empty"),
        ("hello\n", "m.yaml:1: should hold a list"),
        ("a: {b: c}\n", "m.yaml:1: should hold a list"),
        ("- hola\n", "item 1 is no message"),
        ("- {id: a, lang: es\n", "m.yaml:2: is not YAML"),
        ("- id: a\n  text: b: c\n", "m.yaml:2: is not YAML"),
        (GOOD + "- {id: b, lang: es, need: thanks}\n", "m.yaml:2: this message lacks text, in_scope"),
        ("- {id: a, lang: es, text: null, need: x, in_scope: true}\n", "lacks text"),
        (
            "- {id: a, lang: fr, text: b, need: x, in_scope: true}\n",
            "'lang' is 'fr': it should be es, en, pt, mixed",
        ),
        ("- {id: a, lang: es, text: b, need: x, in_scope: maybe}\n", "it should be true or false"),
        ("- {id: a, lang: es, text: b, need: x, in_scope: true, country: PER}\n", "two letters such as PE"),
        ("- {id: a, lang: es, text: [b], need: x, in_scope: true}\n", "'text' should be a text"),
        (
            "- {id: a, lang: es, text: b, need: x, in_scope: true, style: {a: b}}\n",
            "'style' should be a list",
        ),
        (GOOD + GOOD, "m.yaml:2: the id 'a' stands twice, first in line 1"),
        ("- {id: a, id: b}\n", "'id' stands twice"),
        (GOOD + "---\n" + GOOD, "starts a second document"),
        ("- &x {id: a}\n- *x\n", "uses an alias"),
        ("- " + "[" * 60_000 + "\n", "nested more than"),
        ("- {[a]: b}\n", "a name is expected"),
        ("- {id: \x07}\n", "m.yaml is not YAML"),
    ],
)
def test_a_mistake_is_one_clear_line(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile) as told:
        read_cases(file)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="is not a file"):
        read_cases(tmp_path / "nowhere.yaml")
    (tmp_path / "m.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadFile, match="is not UTF-8"):
        read_cases(tmp_path / "m.yaml")


@pytest.mark.parametrize("content", ["", "needs:\n", "needs: [a]\n", "- a\n", "needs: {a: {b: c}}\n"])
def test_a_needs_file_without_needs_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "needs.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile):
        read_needs(file)


def test_a_need_is_served_elsewhere_too(tmp_path: Path) -> None:
    file = tmp_path / "needs.yaml"
    file.write_text("needs: {a: [one]}\ncovered_elsewhere: {two: [a, b]}\n", encoding="utf-8")
    read = read_needs(file)
    assert read.questions == {"a": frozenset({"one", "two"}), "b": frozenset({"two"})}


def test_an_unknown_need_is_named_with_its_line_and_the_likely_one(tmp_path: Path) -> None:
    messages = GOOD + "- {id: b, lang: es, text: b, need: aply for asylum, in_scope: true}\n"
    cases = read_cases(files(tmp_path, messages)[0])
    with pytest.raises(
        BadFile, match=r"messages\.yaml:2: 'aply for asylum' is no need .* 'apply for asylum'"
    ):
        check_needs("messages.yaml", cases, small_needs(), small_release())


def test_a_need_may_be_a_question_of_the_knowledge(tmp_path: Path) -> None:
    messages = "- {id: b, lang: es, text: b, need: scam-check, in_scope: true}\n"
    cases, release = read_cases(files(tmp_path, messages)[0]), small_release()
    check_needs("messages.yaml", cases, small_needs(), release)
    assert small_needs().wanted("scam-check", release) == {"scam-check"}


def test_questions_that_the_knowledge_lacks_are_left_out_and_listed() -> None:
    release = small_release()
    assert small_needs().wanted("school for a child", release) == {"school"}
    assert unknown_questions(small_needs(), release) == ("no-such-question",)


def test_a_limit_draws_by_the_seed_and_keeps_the_order(tmp_path: Path) -> None:
    cases = read_cases(files(tmp_path)[0])
    some = drawn(cases, 5, 1)
    assert len(some) == 5
    assert some == drawn(cases, 5, 1)
    assert some != drawn(cases, 5, 2)
    assert sorted(some, key=lambda c: c.line) == list(some)
    assert drawn(cases, 100, 1) == drawn(cases, None, 1) == cases
