"""What one country adds: its own words find its own questions there, and move nothing anywhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.records import Release
from bot.matching.encoder import find_encoder
from bot.matching.fitting import Fitted, Phrasing, fit, phrasings
from bot.matching.likeness import QUESTIONS, alike
from bot.matching.local import telling_words
from bot.matching.matcher import NO_COUNTRY, Matcher
from bot.matching.scoring import Scorer, Text
from bot.matching.words import word_list
from tests.matching.small import local_release

COUNTRIES = (None, "PE", "EC", "CL", "??")
WORDS = st.lists(
    st.sampled_from(
        word_list("vacante jornal cpp virte asilo escuela para mi hijo no me dan permiso work school zz")
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def spoken() -> Release:
    """The small release with words of Peru and of Ecuador."""
    return local_release()


@pytest.fixture(scope="module")
def fitted(spoken: Release) -> Fitted:
    return fit(spoken, 0.03)


@pytest.fixture(scope="module")
def local(spoken: Release, fitted: Fitted) -> Matcher:
    return Matcher(spoken, fitted)


def scorer(fitted: Fitted) -> Scorer:
    return Scorer(
        fitted.index, fitted.meaning, fitted.labels, len(fitted.questions), fitted.weights, fitted.parts, fitted.local
    )  # fmt: skip


def text(fitted: Fitted, words: list[str], *countries: str | None) -> Text:
    encoder = find_encoder() if fitted.meaning is not None else None
    vectors = encoder.vectors([" ".join(words)]) if encoder else None
    return scorer(fitted).texts([words], vectors, [c for c in countries if c])[0]


def best(matcher: Matcher, said: str, country: str | None) -> str:
    return matcher.understand(said, language="es", country=country).candidates[0].question


def test_a_country_may_ask_in_words_that_mean_something_else_next_door(local: Matcher) -> None:
    assert best(local, "necesito una vacante", "PE") == "school"
    assert best(local, "necesito una vacante", "EC") == "work-permit"


def test_what_is_asked_everywhere_is_understood_in_every_country(local: Matcher) -> None:
    for country in COUNTRIES:
        assert best(local, "quiero pedir asilo", country) == "asylum"
        assert best(local, "inscribir a mi hija en la escuela", country) == "school"


def test_the_words_of_one_country_are_worth_nothing_elsewhere(local: Matcher) -> None:
    def chance(country: str | None) -> float:
        found = local.understand("mi jornal", language="es", country=country).candidates
        return next((c.probability for c in found if c.question == "unpaid-wage"), 0.0)

    assert chance("PE") > 0.5
    assert max(chance(country) for country in COUNTRIES if country != "PE") < chance("PE") / 2


@given(WORDS)
def test_a_countrys_part_moves_nothing_where_it_is_not_asked(fitted: Fitted, words: list[str]) -> None:
    peru = fitted.local["PE"]
    shaken = replace(fitted, local={**fitted.local, "PE": replace(peru, dual=peru.dual * 1000)})
    without = replace(fitted, local={c: model for c, model in fitted.local.items() if c != "PE"})
    for country in (None, "EC", "CL"):
        said = text(fitted, words, country)
        scores = scorer(fitted).scores([said], country)
        for other in (shaken, without):
            assert (scorer(other).scores([said], country) == scores).all()


@given(WORDS, st.sampled_from(COUNTRIES))
def test_a_question_of_one_country_has_no_score_in_another(
    fitted: Fitted, spoken: Release, words: list[str], country: str | None
) -> None:
    said = text(fitted, words, country)
    scores = scorer(fitted).scores([said], country)[0]
    for name, score in zip(fitted.questions, scores, strict=True):
        question = spoken.questions.get(name)
        askable = question is None or question.country in {None, country}
        assert np.isfinite(score) == askable, name
    chosen, proof = scorer(fitted).weigh(said, scores, country)
    assert np.isfinite(scores[chosen]).all()
    assert np.isfinite(proof).all()


def test_the_shared_model_learns_from_no_countrys_phrasings(fitted: Fitted) -> None:
    starts = [start for start, _ in fitted.parts.values()]
    size = min(starts)
    assert fitted.weights.meaning is None or len(fitted.weights.meaning) == size
    shared = {int(x) for row in range(size) for x in fitted.index.row(row)[0]}
    others = [x for x in range(len(fitted.index.idf)) if x not in shared]
    assert others
    assert not fitted.weights.letters[others].any()


def test_more_phrasings_in_peru_leave_every_other_country_its_best_question(
    matcher: Matcher, local: Matcher, release: Release
) -> None:
    for question in release.questions.values():
        for language, texts in question.texts.items():
            for asked in texts.ask:
                for country in (None, "EC", "CL"):
                    one, other = (
                        m.understand(asked, language=language, country=country) for m in (matcher, local)
                    )
                    assert one.candidates[0].question == other.candidates[0].question, (asked, country)


def test_a_guessed_country_lets_its_own_questions_in_a_little_lower(fitted: Fitted) -> None:
    place = fitted.questions.index("pe-cpp")
    said = text(fitted, ["cpp"], None, "PE")
    guessed, known = (scorer(fitted).scores([said], country)[0] for country in (None, "PE"))
    before = guessed.copy()
    scorer(fitted).add_own(guessed, said, "PE", NO_COUNTRY)
    assert guessed[place] == pytest.approx(known[place] - NO_COUNTRY, abs=1e-5)
    assert np.flatnonzero(guessed != before).tolist() == [place]


def test_the_rows_of_a_country_are_compared_as_they_were_learnt(fitted: Fitted) -> None:
    for country, model in fitted.local.items():
        start, stop = fitted.parts[country]
        assert model.rows[: stop - start].tolist() == list(range(start, stop))
        assert (model.rows[stop - start :] < min(start for start, _ in fitted.parts.values())).all()
        ids, weight = fitted.index.row(start)
        near = model.letters.similarities(ids, weight, len(model.rows))
        expected = alike(fitted.index, None, QUESTIONS, np.array([start]), model.rows)[0]
        assert near == pytest.approx(expected, abs=1e-3)


def test_the_phrasings_name_where_they_are_asked(spoken: Release) -> None:
    found = phrasings(spoken)
    assert Phrasing("school", "es", "vacante en primaria", "PE") in found
    assert {x.country for x in found if x.question == "pe-cpp"} == {"PE"}
    assert {x.country for x in found if x.question in {"asylum", "greeting"}} == {None}


def test_an_answer_to_no_question_adds_no_phrasing(spoken: Release) -> None:
    less = {q: record for q, record in spoken.questions.items() if q != "school"}
    assert "school" not in {x.question for x in phrasings(replace(spoken, questions=less))}


def test_a_saved_matcher_keeps_what_a_country_adds(local: Matcher, spoken: Release, tmp_path: Path) -> None:
    local.save(tmp_path / "one.fit")
    loaded = Matcher.load(tmp_path / "one.fit", spoken)
    assert loaded is not None
    for said in ("necesito una vacante", "mi jornal", "cpp", "pido asilo"):
        for country in COUNTRIES:
            assert best(loaded, said, country) == best(local, said, country)


# ---- words that tell a country -----------------------------------------------------------------------------


def telling(*texts: tuple[str | None, str]) -> dict[str, set[str]]:
    found = telling_words([(country, words.split()) for country, words in texts])
    return {word: set(countries) for word, countries in found.items()}


def test_a_word_that_one_country_alone_uses_tells_it() -> None:
    assert telling(("PE", "saco vacante"), ("PE", "vacante"), ("EC", "saco cupo")) == {"vacante": {"PE"}}


def test_one_use_tells_nothing_however_often_it_says_the_word() -> None:
    assert telling(("PE", "vacante vacante vacante")) == {}


def test_a_word_of_two_countries_tells_none() -> None:
    assert telling(*[("PE", "vacante")] * 3, *[("EC", "vacante")] * 3) == {}


def test_a_word_asked_everywhere_tells_none_and_a_mere_example_there_does_no_harm() -> None:
    four = [("PE", "cpp")] * 4
    assert telling(*four, (None, "cpp")) == {"cpp": {"PE"}}
    assert telling(*four, *[(None, "cpp")] * 4) == {}


def test_the_knowledge_finds_its_telling_words(fitted: Fitted) -> None:
    assert fitted.telling["jornal"] == fitted.telling["cpp"] == {"PE"}
    assert fitted.telling["virte"] == {"EC"}
    assert "vacante" not in fitted.telling
