"""`rumbo options check` finds what no single line shows: dead ends, options nobody reaches, needless questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.knowledge.option_records import Conditions, CountryOptions, Entered, Option, Situation
from bot.options.advice import walk_problems
from tests.conversation.small import HERE
from tests.options.people import ASYLUM, FAMILY, RETURN, TODAY, country, one_of, option, small_release


def said(*options: Option, situations: tuple[Situation, ...] = (), questions: bool = False) -> str:
    release = small_release(*options)
    own = country(*options)
    walk: CountryOptions = replace(own, situations=situations, questions=own.questions if questions else ())
    release = replace(release, options={"PE": walk})
    return "\n".join(p.message for p in walk_problems(release, walk, TODAY))


def example(**more: object) -> Situation:
    fields: dict[str, object] = {
        "id": "parent", "country": "PE", "texts": {"es": "x", "en": "x"}, "person": {}, "applies": (), "may": (),
        "not_": (), "first": None, "origin": HERE, **more,
    }  # fmt: skip
    return Situation(**fields)  # type: ignore[arg-type]


def test_a_path_without_any_option_is_a_dead_end() -> None:
    assert "a dead end" in said(FAMILY)
    assert "a dead end" not in said(FAMILY, option("always", one_of(inside=("yes", "no"))))


def test_conditions_that_exclude_each_other_are_a_contradiction() -> None:
    impossible = option("impossible", one_of(inside="no", permit="residence"))
    assert "nobody fulfils both" in said(FAMILY, impossible, RETURN)


def test_an_option_that_nobody_can_fulfil_is_unreachable() -> None:
    future = option("future", Conditions(entered=Entered(since=date(2030, 1, 1))))
    assert "no path of the walk leads to 'pe-option-future'" in said(future, RETURN)


def test_a_question_that_no_condition_needs_is_named() -> None:
    assert "nobody is ever asked 'had-card'" in said(FAMILY, RETURN, questions=True)


def test_two_options_with_the_same_conditions_and_answer_are_named() -> None:
    twin = replace(FAMILY, id="pe-option-twin")
    assert "has the same conditions and the same answer as 'pe-option-family'" in said(FAMILY, twin, RETURN)


def test_an_outcome_without_a_source_is_named() -> None:
    release = small_release(FAMILY, RETURN)
    bare = replace(release.entries[FAMILY.answer], sources=())
    release = replace(release, entries={**release.entries, FAMILY.answer: bare})
    problems = walk_problems(release, release.options["PE"], TODAY)
    assert any("names no source" in p.message for p in problems)


def test_an_example_that_comes_out_otherwise_is_named_with_the_reason() -> None:
    wrong = example(
        person={"inside": "yes", "family": "none"}, applies=("pe-option-family",), first="pe-option-return"
    )
    text = said(FAMILY, RETURN, situations=(wrong,))
    assert "'pe-option-family' should be 'applies', the walk says 'no' (fails: family)" in text
    right = example(
        person={"inside": "yes", "fear": "yes"}, applies=("pe-option-asylum",), first="pe-option-asylum"
    )
    assert "should" not in said(FAMILY, ASYLUM, RETURN, situations=(right,))


def test_too_few_examples_are_asked_for() -> None:
    assert "has 0 example persons" in said(FAMILY, RETURN)
