"""Danger in the project's own knowledge: few cries for help missed, few false alarms, by the rules and by what is learnt.

What must and must not be recognised stands in knowledge/shared/danger_tests.yaml. The rules are tested with all of it; the
alarm has learnt from it, so it is tested by what it made of sentences that were left out.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.danger import Danger, DangerWatch
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from bot.knowledge.yaml_reader import read_document
from tests.real import real_conversation, real_matcher, real_release

ROOT = Path(__file__).parents[2] / "knowledge"
RECALL_OF_EACH_KIND = 0.95
RECALL = 0.98
RIGHT_KIND = 0.95
FALSE_ALARMS = 0.01
NO_DANGER = "none"
LANGUAGES = ("es", "en", "pt")
ABOUT_DANGER = ("protection", "emergency", "asylum")  # topics whose questions are asked in danger
CERTAIN = (
    0.012  # of ordinary questions, the most that may be met as danger; half of them the alarm has not seen
)
HEARD = 0.88  # of left-out cries, the recorded share that the alarm hears by itself; raise it when it rises
MISHEARD = (
    0.09  # of left-out hard sentences without danger, the recorded share that it takes for one; lower it
)

Sentence = tuple[str, str, str]  # text, expected kind, kind that the rules recognise
Told = tuple[str, str, str, Danger | None]


@pytest.fixture(scope="module")
def release() -> Release:
    return load_release(ROOT, datetime.now(UTC).date())


@pytest.fixture(scope="module")
def watch(release: Release) -> DangerWatch:
    return DangerWatch(release)


@pytest.fixture(scope="module")
def sentences(watch: DangerWatch) -> list[Sentence]:
    root = read_document(ROOT / "shared" / "danger_tests.yaml", "shared/danger_tests.yaml").value
    assert isinstance(root, dict)
    tests = root["tests"]
    assert isinstance(tests, list)
    found = []
    for test in tests:
        assert isinstance(test, dict)
        text, expected = str(test["text"]), str(test["expect"])
        found.append((text, expected, watch.kind(text) or NO_DANGER))
    return found


@pytest.fixture(scope="module")
def told(sentences: list[Sentence]) -> list[Told]:
    """The cries, with what rules and alarm together make of each."""
    watch = real_conversation().watch
    return [(*cry, watch.danger(cry[0])) for cry in cries(sentences)]


def listed(sentences: list[Sentence]) -> str:
    return "\n" + "\n".join(f"  {want}, found {found}: {text}" for text, want, found in sentences)


def cries(sentences: list[Sentence]) -> list[Sentence]:
    return [x for x in sentences if x[1] != NO_DANGER]


def test_the_sentences_name_known_kinds_once(release: Release, sentences: list[Sentence]) -> None:
    unknown = {want for _, want, _ in sentences} - set(release.dangers) - {NO_DANGER}
    assert not unknown
    assert len({text for text, _, _ in sentences}) == len(sentences)


def test_hardly_any_cry_for_help_is_missed(sentences: list[Sentence]) -> None:
    missed = [x for x in cries(sentences) if x[2] == NO_DANGER]
    assert len(missed) <= (1 - RECALL) * len(cries(sentences)), listed(missed)


def test_no_kind_of_danger_is_missed_more_than_rarely(release: Release, sentences: list[Sentence]) -> None:
    of_kind: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in cries(sentences):
        of_kind[sentence[1]].append(sentence)
    assert set(of_kind) == set(release.dangers)
    for kind, told in of_kind.items():
        missed = [x for x in told if x[2] == NO_DANGER]
        assert len(missed) <= (1 - RECALL_OF_EACH_KIND) * len(told), kind + listed(missed)


def test_danger_is_called_by_its_kind(sentences: list[Sentence]) -> None:
    wrong = [x for x in cries(sentences) if x[2] != x[1]]
    assert len(wrong) <= (1 - RIGHT_KIND) * len(cries(sentences)), listed(wrong)


def test_hardly_any_everyday_sentence_raises_an_alarm(sentences: list[Sentence]) -> None:
    everyday = [x for x in sentences if x[1] == NO_DANGER]
    alarms = [x for x in everyday if x[2] != NO_DANGER]
    assert everyday
    assert len(alarms) <= FALSE_ALARMS * len(everyday), listed(alarms)


def test_every_kind_is_recognised_in_every_language(release: Release) -> None:
    without = [
        f"{kind.id}, {language}"
        for kind in release.dangers.values()
        for language in LANGUAGES
        if language not in kind.texts or not kind.texts[language].phrases
    ]
    assert release.dangers
    assert not without


def test_hardly_any_ordinary_question_is_met_as_danger() -> None:
    """Rules and alarm together, over all shared ways to ask; a quiet offer below the answer does no harm.

    The alarm has learnt from every second of them that none was; the others it has not seen.
    """
    watch = real_conversation().watch
    ordinary = [text for topic, text in phrasings() if topic not in ABOUT_DANGER]
    alarms = [(x, NO_DANGER, met.kind) for x in ordinary if (met := watch.danger(x)) and met.certain]
    assert len(alarms) <= CERTAIN * len(ordinary), f"{len(alarms)} of {len(ordinary)}" + listed(alarms)


def test_the_alarm_hears_sentences_that_were_left_out_of_its_fit() -> None:
    alarm = real_matcher().alarm
    assert alarm is not None, "the knowledge has too few danger examples of some kind"
    assert alarm.fitted.recall >= HEARD, alarm.fitted.recall
    assert alarm.fitted.alarms <= MISHEARD, alarm.fitted.alarms


def test_nothing_that_a_rule_finds_passes_without_an_offer(told: list[Told]) -> None:
    silent = [(text, want, rule) for text, want, rule, met in told if rule != NO_DANGER and met is None]
    assert not silent, listed(silent)


def test_hardly_any_cry_gets_no_more_than_an_offer(told: list[Told]) -> None:
    """The alarm has learnt from these sentences: what it does not believe here, it believes nowhere."""
    quiet = [(text, want, rule) for text, want, rule, met in told if not (met and met.certain)]
    assert len(quiet) <= (1 - RECALL) * len(told), listed(quiet)


def phrasings() -> list[tuple[str, str]]:
    """Topic and text of every way to ask the questions that all countries share."""
    return [
        (question.topic, text)
        for question in real_release().questions.values()
        if question.country is None
        for texts in question.texts.values()
        for text in texts.ask
    ]
