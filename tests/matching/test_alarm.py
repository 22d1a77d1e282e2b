"""The learnt alarm: it tells a cry from a question that uses its words, and is there only where it could learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.records import NO_DANGER, DangerExample, Release
from bot.matching.alarm import Alarm, AlarmFit, alarm_arrays, alarm_of, fit_alarm
from bot.matching.matcher import Matcher
from tests.matching.small import alarming_release


@pytest.fixture(scope="module")
def alarming() -> Release:
    return alarming_release()


@pytest.fixture(scope="module")
def fitted(alarming: Release) -> AlarmFit:
    found = fit_alarm(alarming)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def alarm(alarming: Release, fitted: AlarmFit) -> Alarm:
    return Alarm(alarming, fitted)


def test_what_it_learnt_from_it_hears(alarm: Alarm, alarming: Release) -> None:
    for example in alarming.danger_examples:
        heard = alarm.hear(example.text)
        assert (heard.probability >= 0.5) == (example.kind != NO_DANGER), example
        assert example.kind in (heard.kind, NO_DANGER)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mi esposo me pega y me quiere matar", "violence"),
        ("MI MARIDO ME GOLPEA", "violence"),
        ("my husband hit me and wants to kill me", "violence"),
        ("mi hijo no respira", "medical"),
        ("my son is not breathing", "medical"),
        ("no despierta y sangra mucho", "medical"),
    ],
)
def test_a_cry_in_other_words_is_heard(alarm: Alarm, text: str, kind: str) -> None:
    heard = alarm.hear(text)
    assert heard.kind == kind
    assert heard.probability >= 0.5


@pytest.mark.parametrize("text", ["mi hijo no respirra", "mi espooso me pega mucho", "mimarido me golpea"])
def test_a_cry_typed_in_haste_is_heard_as_in_mended_words(alarm: Alarm, text: str) -> None:
    assert alarm.hear(text).probability >= 0.5


@pytest.mark.parametrize(
    "text",
    ["cómo pido asilo", "where is the school", "el sol me pega fuerte", "examen de sangre", "gracias", "vacunas"],
)  # fmt: skip
def test_an_everyday_question_is_not(alarm: Alarm, text: str) -> None:
    assert alarm.hear(text).probability < 0.5


def test_the_figures_are_shares_of_sentences_that_were_left_out(fitted: AlarmFit) -> None:
    assert 0.5 <= fitted.recall <= 1
    assert 0 <= fitted.alarms <= 0.5
    assert fitted.kinds == ("violence", "medical", NO_DANGER)


def test_small_talk_and_ordinary_phrasings_are_its_examples_of_no_danger(alarming: Release) -> None:
    """Hard sentences without danger may be missing: the knowledge's own phrasings stand for no danger."""
    cries = tuple(x for x in alarming.danger_examples if x.kind != NO_DANGER)
    found = fit_alarm(replace(alarming, danger_examples=cries))
    assert found is not None
    assert Alarm(alarming, found).hear("cómo pido asilo").probability < 0.5
    assert found.alarms == 0  # of none, none is heard


def test_where_there_is_nothing_to_learn_from_there_is_no_alarm(release: Release, alarming: Release) -> None:
    assert fit_alarm(release) is None
    assert fit_alarm(replace(alarming, danger_examples=())) is None
    one_kind = tuple(x for x in alarming.danger_examples if x.kind != "medical")
    assert fit_alarm(replace(alarming, danger_examples=one_kind)) is None
    assert Matcher.fit(release).alarm is None


def test_a_sentence_without_words_teaches_nothing(alarming: Release) -> None:
    more = (*alarming.danger_examples, DangerExample("🙏", "violence"), DangerExample("…", NO_DANGER))
    assert fit_alarm(replace(alarming, danger_examples=more)) is not None


def test_it_is_saved_and_loaded_with_the_matcher(alarming: Release, tmp_path: Path) -> None:
    matcher = Matcher.fit(alarming)
    matcher.save(tmp_path / "one.fit")
    loaded = Matcher.load(tmp_path / "one.fit", alarming)
    assert loaded is not None
    one, other = matcher.alarm, loaded.alarm
    assert one is not None
    assert other is not None
    assert (other.fitted.kinds, other.fitted.recall, other.fitted.alarms) == (
        one.fitted.kinds,
        one.fitted.recall,
        one.fitted.alarms,
    )
    for example in alarming.danger_examples:
        assert other.hear(example.text).kind == one.hear(example.text).kind
        assert other.hear(example.text).probability == pytest.approx(
            one.hear(example.text).probability, abs=0.01
        )


def test_a_matcher_without_an_alarm_is_loaded_without_one(
    matcher: Matcher, release: Release, tmp_path: Path
) -> None:
    matcher.save(tmp_path / "one.fit")
    loaded = Matcher.load(tmp_path / "one.fit", release)
    assert loaded is not None
    assert loaded.alarm is None


def test_its_arrays_give_it_back(alarming: Release, fitted: AlarmFit) -> None:
    again = alarm_of(alarm_arrays(fitted))
    assert (again.recall, again.alarms) == (fitted.recall, fitted.alarms)
    heard = Alarm(alarming, again).hear("mi marido me pega")
    assert heard.probability == pytest.approx(
        Alarm(alarming, fitted).hear("mi marido me pega").probability, abs=0.01
    )


def test_new_examples_are_learnt_from(alarming: Release) -> None:
    more = (*alarming.danger_examples, DangerExample("me tienen encerrada", "violence"))
    assert Matcher.key(replace(alarming, danger_examples=more)) != Matcher.key(alarming)


@pytest.mark.usefixtures("no_encoder")
def test_letters_alone_hear_too(alarming: Release) -> None:
    found = fit_alarm(alarming)
    assert found is not None
    assert found.meaning is None
    hear = Alarm(alarming, found).hear
    for text, kind in {"mi marido me pegaba": "violence", "mi hijo no respira": "medical"}.items():
        assert hear(text).kind == kind
        assert hear(text).probability >= 0.5
    for text in ("cómo pido asilo", "where is the school", "gracias", "visa"):
        assert hear(text).probability < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "🙏" * 4096, "\u200b\u200d\ufeff" * 1000, "\x00", "\ud800", "a" * 4096, "a " * 2048, "مرحبا " * 600,
        "我丈夫打我", "муж меня бьёт", "0" * 4096, "?!" * 2048, "\u202eagep em\u2066",
    ],
)  # fmt: skip
def test_any_text_has_a_probability_and_what_says_nothing_is_no_danger(alarm: Alarm, text: str) -> None:
    heard = alarm.hear(text)
    assert 0 <= heard.probability < 0.5
    assert heard.kind in alarm.fitted.kinds


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(alarm: Alarm, text: str) -> None:
    heard = alarm.hear(text)
    assert 0 <= heard.probability <= 1
    assert heard.kind in alarm.fitted.kinds[:-1]


def test_a_cry_at_the_end_of_a_long_story_is_heard_as_far_as_it_reads(alarm: Alarm) -> None:
    """About 120 words are looked at, and always the same way."""
    story = "ayer fui al parque " * 200
    assert alarm.hear("mi marido me pega " + story) == alarm.hear("mi marido me pega " + story + "fin")
