"""Both releases are asked as people ask: the whole conversation over one fit, and only what an edit touches twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answer_changes import changes_between, comparing, without_asking
from bot.editing.changes import Asked, Given
from bot.knowledge.records import Release
from bot.matching.matcher import Matcher
from tests.real import real_conversation

NOW = datetime(2026, 12, 1, tzinfo=UTC)
ENTRY = "pe-overstay-fine"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    found = real_conversation().matcher
    assert isinstance(found, Matcher)
    return found


@pytest.fixture(scope="module")
def old() -> Release:
    """The real release with Peru's tests and those of danger only, so that they are soon asked."""
    release = real_conversation().release
    kept = tuple(t for t in release.tests if t.country == "PE" or "danger" in (t.expect or ""))
    return replace(release, id="old", tests=kept)


def without(release: Release, entry: str) -> Release:
    entries = {k: v for k, v in release.entries.items() if k != entry}
    by_question = {k: v for k, v in release.by_question.items() if v.id != entry}
    return replace(release, id="new", entries=entries, by_question=by_question)


def reworded(release: Release, entry: str) -> Release:
    was = release.entries[entry]
    texts = {**was.texts, "es": replace(was.texts["es"], text="Otra frase.")}
    entries = {**release.entries, entry: replace(was, texts=texts)}
    by_question = {(e.question, e.country): e for e in entries.values()}
    return replace(release, id="new", entries=entries, by_question=by_question)


def test_the_same_knowledge_changes_nothing(old: Release, matcher: Matcher) -> None:
    found = changes_between(old, replace(old, id="same"), matcher, [], NOW)
    assert (found.answers, found.standings, found.broken) == ((), (), ())
    assert not found.refit


def test_an_answer_taken_out_is_lost_for_its_tests_and_for_people_who_asked(
    old: Release, matcher: Matcher
) -> None:
    asked = [Asked(t.ask, "PE", "es") for t in old.tests if t.expect == ENTRY][:1]
    found = changes_between(old, without(old, ENTRY), matcher, asked, NOW)
    assert (old.entries[ENTRY].question, "PE", "lost") in [
        (x.question, x.country, x.sort) for x in found.standings
    ]
    assert ENTRY in {x.test.expect for x in found.broken}
    assert all(x.before.entry == ENTRY or ENTRY in x.before.choices for x in found.answers)
    assert found.needs_words


def test_other_words_in_one_answer_reach_only_those_who_ask_for_it(old: Release, matcher: Matcher) -> None:
    found = changes_between(old, reworded(old, ENTRY), matcher, [], NOW)
    assert {x.after.entry for x in found.answers} == {ENTRY}
    assert {x.sort for x in found.answers} == {"reworded"}
    assert not found.needs_words


def test_an_edit_of_one_country_asks_what_can_reach_it_and_nothing_else(
    old: Release, matcher: Matcher
) -> None:
    asked = [
        Asked("cuanto pago de multa", "PE"),
        Asked("cuanto pago de multa", "CL"),
        Asked("cuanto pago de multa en el peru", "CL"),
        Asked("cuanto pago de multa en arequipaa", "CL"),
        Asked("cuanto pago de multa", None),
    ]
    few = replace(old, tests=())
    assert changes_between(few, reworded(few, ENTRY), matcher, asked, NOW).asked == 4


def test_what_the_old_release_gave_is_remembered_between_two_looks(old: Release, matcher: Matcher) -> None:
    few = replace(old, tests=old.tests[:20])
    known: dict[Asked, Given] = {}
    changes_between(few, reworded(few, ENTRY), matcher, [], NOW, known)
    assert 0 < len(known) <= 20
    never = {
        asked: replace(given, outcome="not_known", entry=None, question=None, choices=())
        for asked, given in known.items()
    }
    assert changes_between(few, reworded(few, ENTRY), matcher, [], NOW, never).answers == ()


def test_new_ways_to_ask_are_said_to_need_a_new_fit(old: Release, matcher: Matcher) -> None:
    question = old.questions["asylum"]
    spanish = replace(question.texts["es"], ask=(*question.texts["es"].ask, "quiero que me protejan aqui"))
    asked = replace(question, texts={**question.texts, "es": spanish})
    new = replace(old, id="new", questions={**old.questions, "asylum": asked}, tests=old.tests[:5])
    assert comparing(lambda: matcher, lambda: NOW)(replace(old, tests=old.tests[:5]), new, []).refit
    assert without_asking(old, new, []).refit
