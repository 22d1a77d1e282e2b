"""Every path of every country's walk: no dead end, six questions at most, every outcome sourced and short enough."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from bot.channels.telegram.render import render
from bot.conversation.records import Memory, Note
from bot.conversation.scene import Scene
from bot.conversation.walk.handling import walk_in
from bot.conversation.walk.outcome import Result, outcome, result_of
from bot.conversation.walk.screens import question
from bot.knowledge.load import load_release
from bot.knowledge.records import LANGUAGES, Release
from bot.options.advice import walk_problems
from bot.options.asking import MOST_QUESTIONS, Walk
from bot.options.paths import Step, every_step
from bot.settings import PROJECT

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
COVERED = ("AR", "BO", "BR", "CL", "CO", "CR", "EC", "MX", "PA", "PE", "PY", "UY")


@cache
def real() -> Release:
    return load_release(PROJECT / "knowledge", NOW.date())


def scene(language: str) -> Scene:
    return Scene(real(), Memory(language=language, country=None), NOW)  # type: ignore[arg-type]


@cache
def steps(code: str) -> tuple[Walk, list[Step]]:
    walk = walk_in(scene("es"), code)
    assert walk is not None, f"{code} has no options"
    return walk, list(every_step(walk))


def test_every_covered_country_has_its_options() -> None:
    assert sorted(real().options) == sorted(c.code for c in real().countries.values() if c.covered)


@pytest.mark.parametrize("code", COVERED)
def test_the_walk_checks_and_its_example_persons_come_out_as_written(code: str) -> None:
    country = real().options[code]
    assert len(country.situations) >= 8
    assert [str(p) for p in walk_problems(real(), country, NOW.date())] == []


@pytest.mark.parametrize("code", COVERED)
def test_every_path_ends_within_six_questions_with_sourced_options_in_one_message(code: str) -> None:
    walk, all_steps = steps(code)
    ends = [step for step in all_steps if step.question is None]
    assert len(ends) > 100
    for number, step in enumerate(ends):
        assert step.depth <= MOST_QUESTIONS
        result = result_of(scene(LANGUAGES[number % 2]), walk, step.person)
        _assert_sourced(result)
        reply = outcome(result)
        assert all(len(b.action.encode()) <= 64 for row in reply.buttons for b in row)


def _assert_sourced(result: Result) -> None:
    possible = [j for j in result.judged if j.judgement in {"applies", "may"}]
    assert possible, f"a dead end: {dict(result.person.answers)}"
    for judged in possible:
        entry = result.entry(judged)
        assert entry.sources or (entry.status == "not confirmed" and judged.judgement == "may"), entry.id


@pytest.mark.parametrize("code", COVERED)
def test_the_longest_outcomes_fit_one_telegram_message(code: str) -> None:
    walk, all_steps = steps(code)
    ends = [step for step in all_steps if step.question is None]
    longest = sorted(
        (outcome(result_of(scene("es"), walk, s.person)) for s in ends[:: max(1, len(ends) // 150)]),
        key=lambda reply: -len(str(reply.blocks)),
    )[:5]
    for reply in longest:
        messages = render(reply, "es")
        assert len(messages) == 1, [type(m).__name__ for m in messages]


@pytest.mark.parametrize("code", COVERED)
def test_every_question_has_a_button_for_every_answer_and_for_not_knowing(code: str) -> None:
    walk, all_steps = steps(code)
    for name in {s.question for s in all_steps if s.question}:
        step = next(s for s in all_steps if s.question == name)
        for language in LANGUAGES:
            reply = question(scene(language), walk, step.person, name)
            labels = [b.label for row in reply.buttons for b in row]
            assert len(set(labels)) == len(labels)
            assert len(labels) >= len(walk.answers(name)) + 2
            assert "{" not in "".join(labels) + str(reply.blocks)


@pytest.mark.parametrize("code", COVERED)
def test_the_outcome_promises_nothing_and_names_legal_help(code: str) -> None:
    walk, all_steps = steps(code)
    end = next(s for s in all_steps if s.question is None)
    for language in LANGUAGES:
        reply = outcome(result_of(scene(language), walk, end.person))
        assert scene(language).words.say("walk_legal") in str(reply.blocks)
        assert Note(scene(language).words.say("walk_no_promise"), warning=True) in reply.blocks
