"""The walk asks only what still separates the options, six questions at most, and never where nobody can answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.options.asking import MOST_QUESTIONS, Walk, next_question
from bot.options.judging import judge_all
from bot.options.paths import every_step
from bot.options.person import UNKNOWN, Person
from bot.options.tree import tree
from tests.options.people import ASYLUM, FAMILY, TODAY, one_of, option, small_release

RELEASE = small_release()
WALK = Walk.of(RELEASE, RELEASE.options["PE"], TODAY)


def test_nothing_is_asked_that_no_option_needs() -> None:
    assert {s.question for s in every_step(WALK) if s.question} <= set(WALK.names)
    assert "money" not in WALK.names


def test_a_question_whose_answer_changes_nothing_any_more_is_not_asked() -> None:
    person = Person({"inside": "no", "papers": "none"})
    asked = {s.question for s in every_step(WALK) if s.person.answers.items() >= person.answers.items()}
    assert not asked & {"family", "entered", "had-card", "plan"}


def test_the_walk_ends_when_nothing_is_open() -> None:
    release = small_release(FAMILY)
    walk = Walk.of(release, release.options["PE"], TODAY)
    assert next_question(walk, Person({"inside": "yes", "family": "none"})) is None
    assert next_question(walk, Person({"inside": "yes"})) == "family"


def test_no_path_asks_more_than_six_questions() -> None:
    assert max(step.depth for step in every_step(WALK)) <= MOST_QUESTIONS


def test_i_dont_know_to_everything_still_ends_with_options() -> None:
    person, asked = Person(), 0
    while question := next_question(WALK, person):
        person, asked = person.saying(question, UNKNOWN), asked + 1
    assert asked <= MOST_QUESTIONS
    judged = judge_all(WALK.country, person, TODAY, RELEASE)
    assert {j.judgement for j in judged if j.option.status != "ended"} == {"may"}


def test_the_buttons_for_the_day_of_entry_come_from_the_limits_that_options_name() -> None:
    assert [(str(i.since), str(i.before)) for i in WALK.intervals] == [
        ("2024-07-02", "None"),
        ("None", "2024-07-02"),
    ]


def test_a_day_on_a_button_stands_for_its_whole_span() -> None:
    for interval in WALK.intervals:
        assert interval.since is None or interval.day >= interval.since
        assert interval.before is None or interval.day < interval.before
        assert interval.day <= TODAY


def test_the_own_nationality_of_the_country_is_no_answer() -> None:
    assert WALK.answers("nationality") == ("VE", "CO", "ZZ")


@given(st.data())
def test_any_order_of_answers_is_walked_without_a_dead_end(data: st.DataObject) -> None:
    person = Person()
    while question := next_question(WALK, person):
        person = person.saying(question, data.draw(st.sampled_from([*WALK.answers(question), UNKNOWN])))
    assert len(person.answers) <= MOST_QUESTIONS
    assert judge_all(WALK.country, person, TODAY, RELEASE)


def test_the_tree_joins_answers_that_lead_to_the_same_place() -> None:
    only = option("visa", one_of(nationality=("VE", "CO")))
    release = small_release(ASYLUM, only)
    root = tree(Walk.of(release, release.options["PE"], TODAY), release, 6)
    groups = {b.answers for b in root.below if root.question == "nationality"} or {
        b.answers for below in root.below for b in below.below if below.question == "nationality"
    }
    assert ("VE", "CO") in groups or any("VE" in g and "CO" in g for g in groups)
    assert root.leaves >= 2
