"""What counts as right, offered, wrong, refused, heard: twelve messages whose outcome is known beforehand."""

from __future__ import annotations

import pytest

from bot.evaluation import scoring
from bot.evaluation.evaluate import Evaluation, steps
from bot.evaluation.figures import Share
from bot.evaluation.noise import KINDS
from tests.evaluation.small import evaluated


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return evaluated(tmp_path_factory.mktemp("files"))


def test_each_message_goes_into_its_group_and_gets_its_verdict(evaluation: Evaluation) -> None:
    assert {h.case.id: (h.group, h.verdict) for h in evaluation.asked} == {
        "right": ("covered", "right"),
        "asked": ("covered", "right"),
        "offered": ("covered", "offered"),
        "wrong": ("covered", "wrong"),
        "other": ("covered", "other choices"),
        "unknown": ("covered", "not known"),
        "papers": ("covered", "right"),
        "elsewhere": ("uncovered", "refused"),
        "thanks": ("outside", "refused"),
        "weather": ("outside", "answered"),
        "beaten": ("danger", "right kind"),
        "unheard": ("danger", "missed"),
    }


def test_questions_in_scope_are_counted(evaluation: Evaluation) -> None:
    found = scoring.questions(evaluation.asked)
    assert found.right == Share(3, 7)
    assert found.within == Share(4, 7)
    assert found.wrong == Share(1, 7)
    assert found.answered == Share(4, 7)
    assert found.precision == Share(3, 4)
    assert sum(share.count for share in found.verdicts.values()) == 7


def test_danger_is_counted_by_kind(evaluation: Evaluation) -> None:
    found = scoring.dangers(evaluation.asked)
    assert found.recall == found.right_kind == found.reached == Share(1, 2)
    assert found.false_alarms == found.false_offers == Share(0, 10)
    assert found.kinds["violence"]["right kind"] == Share(1, 1)
    assert found.kinds["self_harm"]["missed"] == Share(1, 1)


def test_portuguese_is_answered_in_spanish_and_mixed_messages_in_either(evaluation: Evaluation) -> None:
    wrong = [h.case.id for h in evaluation.asked if not scoring.language_right(h)]
    assert wrong == ["weather", "unheard"]


def test_countries_are_right_asked_silent_wrong_or_invented(evaluation: Evaluation) -> None:
    found = scoring.countries(evaluation.asked)
    assert found.right == Share(3, 4)  # right, wrong, elsewhere
    assert found.wrong == Share(1, 4)  # "unknown" is of Peru, Ecuador was understood
    assert found.asked == found.silent == Share(0, 4)
    assert found.invented == Share(0, 8)


def test_a_country_known_before_is_used(evaluation: Evaluation) -> None:
    known = {h.case.id: h.happened.country for h in evaluation.in_country}
    assert known["right"] == "PE"
    assert known["asked"] is None


def test_breakdowns_hold_the_covered_messages_only(evaluation: Evaluation) -> None:
    by_language = scoring.breakdown(evaluation.asked, lambda h: (h.case.language,))
    assert {name: q.of for name, q in by_language.items()} == {"es": 3, "en": 2, "mixed": 1, "pt": 1}
    assert list(scoring.by_length(evaluation.asked)) == ["1–2 words", "3–5 words"]
    assert scoring.length(" ".join("a" * 31)) == "over 30 words"


def test_confusions_say_what_should_have_come_and_what_came(evaluation: Evaluation) -> None:
    assert scoring.confusions(evaluation.asked, "wrong") == [("apply for asylum", "residence-cost", 1)]
    assert scoring.confusions(evaluation.asked, "other choices") == [
        ("school for a child", "residence-cost", 1)
    ]
    assert scoring.confusions(evaluation.asked, "answered") == [("off-topic", "asylum", 1)]


def test_probabilities_leave_danger_and_small_talk_out(evaluation: Evaluation) -> None:
    assert sum(b.right.of for b in scoring.calibrated(evaluation.asked)) == 9
    assert scoring.answer_curve(evaluation.asked)[-1].right == pytest.approx(4 / 7)


def test_noise_shakes_the_covered_and_the_danger_messages(evaluation: Evaluation) -> None:
    assert set(evaluation.noisy) == set(KINDS)
    assert {h.case.id for h in evaluation.noisy["typos"]} == {h.case.id for h in evaluation.clean("typos")}
    assert len(evaluation.clean("typos")) == 9
    assert steps(12) >= 2 * 12 + 9 * len(KINDS)


def test_what_the_labels_lack_is_noted(evaluation: Evaluation) -> None:
    assert any("no-such-question" in note for note in evaluation.notes)
    assert any("self_harm" in note for note in evaluation.notes)


def test_times_are_of_the_reply_alone(evaluation: Evaluation) -> None:
    p50, p99 = scoring.milliseconds(evaluation.asked)
    assert 0 < p50 <= p99
