"""An option applies, may apply, doesn't, or has ended; and each says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.option_records import Conditions, Entered
from bot.options.changing import what_would_change
from bot.options.judging import Judged, judge, judge_all
from bot.options.person import UNKNOWN, Person
from tests.options.people import EARLY, ENDED, FAMILY, STUDY, TODAY, country, one_of, option, small_release

RELEASE = small_release()


def judged(of: object, **answers: str) -> Judged:
    person = Person({name.replace("_", "-"): value for name, value in answers.items()})
    return judge(of, person, TODAY, RELEASE)  # type: ignore[arg-type]


def test_an_option_applies_when_every_condition_of_one_way_holds() -> None:
    found = judged(FAMILY, inside="yes", family="national child")
    assert (found.judgement, found.met, found.open) == ("applies", ("inside", "family"), ())


def test_what_is_not_known_leaves_it_open() -> None:
    assert judged(FAMILY, inside="yes").open == ("family",)
    assert judged(FAMILY, inside="yes", family=UNKNOWN).judgement == "may"


def test_one_condition_that_fails_is_enough_to_say_no_and_is_named() -> None:
    found = judged(FAMILY, inside="yes", family="none")
    assert (found.judgement, found.failed) == ("no", ("family",))


def test_any_way_is_enough() -> None:
    assert judged(STUDY, papers="passport", plan="work").judgement == "applies"
    assert judged(STUDY, papers="passport", plan="none").judgement == "no"


@pytest.mark.parametrize(
    ("day", "judgement"), [("2024-07-01", "applies"), ("2024-07-02", "no"), (UNKNOWN, "may")]
)
def test_the_day_of_entry_is_held_against_the_limit(day: str, judgement: str) -> None:
    assert judged(EARLY, nationality="VE", entered=day, had_card="yes").judgement == judgement


def test_a_deadline_counts_from_the_day_of_entry() -> None:
    soon = option("soon", Conditions(entered=Entered(within_days=30)))
    release = small_release(soon)
    assert judge(soon, Person({"entered": "2026-10-27"}), TODAY, release).judgement == "applies"
    assert judge(soon, Person({"entered": "2026-10-26"}), TODAY, release).judgement == "no"


def test_years_of_residence_count_too() -> None:
    long = option("long", Conditions(entered=Entered(days_ago=730)))
    release = small_release(long)
    assert judge(long, Person({"entered": "2024-11-26"}), TODAY, release).judgement == "applies"
    assert judge(long, Person({"entered": "2024-11-27"}), TODAY, release).judgement == "no"


def test_who_is_not_in_the_country_has_no_permit_and_no_entry_behind_them() -> None:
    visitor = option("visitor", one_of(permit="visitor"))
    assert judge(visitor, Person({"inside": "no"}), TODAY, small_release(visitor)).judgement == "no"
    assert judged(EARLY, inside="no", nationality="VE").judgement == "no"


def test_an_ended_option_never_applies() -> None:
    assert judged(ENDED, inside="yes").judgement == "ended"


@pytest.mark.parametrize("change", [{"status": "announced"}, {"status": "unknown"}])
def test_what_is_not_in_force_only_may_apply(change: dict[str, str]) -> None:
    doubtful = replace(FAMILY, **change)  # type: ignore[arg-type]
    assert judged(doubtful, inside="yes", family="national child").judgement == "may"


def test_what_must_be_confirmed_only_may_apply() -> None:
    answer = replace(RELEASE.entries[FAMILY.answer], certainty="confirm")
    release = replace(RELEASE, entries={**RELEASE.entries, FAMILY.answer: answer})
    found = judge(FAMILY, Person({"inside": "yes", "family": "national child"}), TODAY, release)
    assert (found.judgement, found.open) == ("may", ())


def test_fear_of_return_puts_asylum_first() -> None:
    person = Person({"inside": "yes", "fear": "yes", "family": "national child"})
    assert judge_all(country(), person, TODAY, RELEASE)[0].option.kind == "asylum"
    calm = person.saying("fear", "no")
    assert judge_all(country(), calm, TODAY, RELEASE)[0].option.id == "pe-option-family"


def test_a_victim_sees_protection_first() -> None:
    shelter = option("shelter", one_of(victim="trafficking"), kind="protection")
    release = small_release(FAMILY, shelter)
    person = Person({"inside": "yes", "family": "national child", "victim": "trafficking"})
    first = judge_all(release.options["PE"], person, TODAY, release)[0]
    assert first.option.id == "pe-option-shelter"


def test_what_only_a_paper_keeps_closed_is_told_as_something_to_change() -> None:
    person = Person(
        {"inside": "yes", "papers": "expired passport", "plan": "study", "family": "none", "fear": "no"}
    )
    changes = list(what_would_change(judge_all(country(), person, TODAY, RELEASE)))
    assert [(c.option.id, c.names) for c in changes] == [("pe-option-study", ("papers",))]
