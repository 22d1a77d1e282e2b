"""The danger rules of the project's own knowledge: few cries for help missed, few false alarms.

What must and must not be recognised stands in knowledge/shared/danger_tests.yaml.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.danger import DangerWatch
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from bot.knowledge.yaml_reader import read_document

ROOT = Path(__file__).parents[2] / "knowledge"
RECALL_OF_EACH_KIND = 0.95
RECALL = 0.98
RIGHT_KIND = 0.95
FALSE_ALARMS = 0.01
NO_DANGER = "none"
LANGUAGES = ("es", "en", "pt")
ABOUT_DANGER = ("protection", "emergency")  # topics whose questions are asked in danger
# Ordinary questions that may raise an alarm: somebody who asks this may well be in danger.
MAY_ALARM = frozenset(
    {
        "gang want to kill me, this count for asylum?",
        "criminals asked my mother for money every week at her shop until we had to run away, is that enough to"
        " be a refugee",
        "Me urge viajar, mi papá está grave y no tengo pasaporte",
        "a mi ijo le pegan y lo yaman veneco en clase",
        "¿Cómo sé si mi primo está preso o en un hospital?",
        "el encargado me acosa y me grita dond denunsio",
        "Mi hermana trabaja interna en una casa, no la dejan descansar los domingos y le dan las sobras, ¿qué dice la"
        " ley laboral?",
    }
)

Sentence = tuple[str, str, str]  # text, expected kind, recognised kind


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


def test_ordinary_questions_raise_no_alarm(watch: DangerWatch) -> None:
    alarms = []
    for topic, text in phrasings():
        kind = watch.kind(text)
        if kind and topic not in ABOUT_DANGER and text not in MAY_ALARM:
            alarms.append((text, NO_DANGER, kind))
    assert not alarms, listed(alarms)


def phrasings() -> list[tuple[str, str]]:
    """Topic and text of every way to ask the questions that all countries share."""
    found = []
    for path in sorted((ROOT / "shared" / "questions").glob("*.yaml")):
        root = read_document(path, path.name).value
        assert isinstance(root, dict)
        questions = root["questions"]
        assert isinstance(questions, list)
        for question in questions:
            assert isinstance(question, dict)
            for language in LANGUAGES:
                texts = question.get(language) or {}
                assert isinstance(texts, dict)
                found += [(str(root["topic"]), str(ask)) for ask in texts.get("ask") or []]
    assert found
    return found
