"""Before a release is published it is known which answers change, and a loss is never overlooked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.editing.changes import Asked, Given, compare
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from tests.knowledge.folder import TODAY, replace, write_folder

DOCUMENTS = "peru/documents.yaml"


@pytest.fixture
def old(root: Path) -> Release:
    return load_release(root, TODAY)


def new(root: Path, *edits: tuple[str, str]) -> Release:
    for before, after in edits:
        replace(root, DOCUMENTS, before, after, 2)
    return load_release(root, TODAY)


def always(**said: object):
    """A release that gives the same to every question."""
    return lambda asked: Given(**{"outcome": "answer", "language": "es", **said})  # type: ignore[arg-type]


PHRASING = Asked("como renuevo", "PE", "es")
RENEW = {"entry": "pe-renew-residence", "question": "renew-residence"}


@pytest.mark.parametrize(
    ("before", "after", "sort"),
    [
        (RENEW, {"outcome": "not_known"}, "lost"),
        (RENEW, {"outcome": "ask_country", "question": "renew-residence"}, "lost"),
        ({"outcome": "danger"}, {"outcome": "not_known"}, "lost"),
        ({"outcome": "danger"}, RENEW, "other"),
        (RENEW, {"outcome": "choices", "choices": ("pe-renew-residence", "pe-own-permit")}, "other"),
        (RENEW, {"entry": "pe-own-permit", "question": "pe-own-permit"}, "other"),
        ({"outcome": "not_known"}, RENEW, "gained"),
        ({"outcome": "choices", "choices": ("a",)}, {"outcome": "choices", "choices": ("b",)}, "other"),
    ],
)
def test_each_question_says_what_happened_to_it(old: Release, before: dict, after: dict, sort: str) -> None:
    found = compare(old, old, always(**before), always(**after), [PHRASING], TODAY)
    assert [x.sort for x in found.answers if x.asked == PHRASING] == [sort]
    assert found.needs_words == (sort == "lost")


def test_the_same_answer_in_other_words_is_told_and_stops_nothing(root: Path, old: Release) -> None:
    release = new(root, ("cost: 20 soles", "cost: 25 soles"))
    found = compare(old, release, always(**RENEW), always(**RENEW), [PHRASING], TODAY)
    assert {x.sort for x in found.answers} == {"reworded"}
    assert found.standings == ()
    assert not found.needs_words


def test_lines_that_only_moved_change_nothing(root: Path, old: Release) -> None:
    replace(root, DOCUMENTS, "topic: documents", "# a comment\ntopic: documents")
    found = compare(old, load_release(root, TODAY), always(**RENEW), always(**RENEW), [PHRASING], TODAY)
    assert (found.answers, found.standings) == ((), ())


def test_an_answer_that_states_nothing_any_more_is_a_loss_whatever_words_people_use(
    root: Path, old: Release
) -> None:
    release = new(root, ("status: in force", "status: not confirmed"))
    found = compare(old, release, always(), always(), [], TODAY)
    assert [(x.question, x.country, x.sort) for x in found.standings] == [("renew-residence", "PE", "lost")]
    assert found.needs_words
    assert found.counts()["PE", "es"]["lost"] == found.counts()["PE", "en"]["lost"] == 1


def test_an_answer_that_ages_out_by_its_new_date_is_a_loss(root: Path, old: Release) -> None:
    replace(root, DOCUMENTS, "date: 2025-03\n    as_of: 2025-03", "date: 2015-03\n    as_of: 2015-03")
    found = compare(old, load_release(root, TODAY), always(), always(), [], TODAY)
    assert [(x.question, x.sort) for x in found.standings] == [("renew-residence", "lost")]


def test_a_test_that_begins_to_fail_stops_the_release_and_one_that_failed_before_does_not(
    old: Release,
) -> None:
    right, missed = always(verdict="right"), always(verdict="missed")
    assert len(compare(old, old, right, missed, [], TODAY).broken) == len(old.tests)
    assert compare(old, old, missed, missed, [], TODAY).broken == ()
    assert len(compare(old, old, missed, right, [], TODAY).mended) == len(old.tests)


def test_a_new_test_that_fails_stops_the_release(root: Path, old: Release) -> None:
    replace(
        root,
        "shared/tests.yaml",
        "tests:\n",
        "tests:\n  - {ask: otra cosa, country: PE, expect: see-doctor}\n",
    )
    found = compare(
        old, load_release(root, TODAY), always(verdict="missed"), always(verdict="missed"), [], TODAY
    )
    assert [(x.test.ask, x.before) for x in found.broken] == [("otra cosa", None)]


def test_the_small_folder_is_written_for_the_day_of_these_tests(tmp_path: Path) -> None:
    assert load_release(write_folder(tmp_path / "x"), TODAY)
