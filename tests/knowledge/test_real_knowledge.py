"""The knowledge that ships with the project checks, covers twelve countries, and sends people to known places only."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.knowledge.check import SHARED_PHRASINGS
from bot.knowledge.folding import fold
from bot.knowledge.load import load_release
from bot.knowledge.records import LANGUAGES, REGION, Place, Release

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SHELTERING = re.compile(r"\b(casas? de acogida|albergue|refugio|hogar|shelter|refuge|safe house)s?\b")
VICTIMS = re.compile(
    r"\b(violencia|violence|trata|trafficking|explotacion|exploitation|maltratad\w+|battered|abusad\w+|abused)\b"
)
OFFICIAL_HOSTS = Path(__file__).parent / "official_hosts.txt"
COVERED = ["AR", "BO", "BR", "CL", "CO", "CR", "EC", "MX", "PA", "PE", "PY", "UY"]
SOURCED = 0.8  # of the shared questions, in each covered country; the first twelve have 0.87 or more
LEAST_PLACES = {"PE": 20, "EC": 20}  # the sources of the other countries name few that may be published
ELSEWHERE = "VE"  # not covered: people ask about its papers from everywhere


@pytest.fixture(scope="module")
def release() -> Release:
    return load_release(KNOWLEDGE, datetime.now(UTC).date())


def covered(release: Release) -> list[str]:
    return [country.code for country in release.countries.values() if country.covered]


def shared(release: Release) -> list[str]:
    return [question.id for question in release.questions.values() if question.country is None]


def test_it_checks_and_covers_twelve_countries(release: Release) -> None:
    assert sorted(covered(release)) == COVERED


def test_each_covered_country_answers_every_shared_question_mostly_from_sources(release: Release) -> None:
    for code in covered(release):
        given = {question: release.answer(question, code) for question in shared(release)}
        empty = [question for question, entry in given.items() if entry is None]
        assert not empty, (code, empty)
        sourced = sum(bool(entry and entry.sources) for entry in given.values()) / len(given)
        assert sourced >= SOURCED, (code, sourced)


def test_no_answer_is_given_for_another_country(release: Release) -> None:
    for code in release.countries:
        for question in release.questions:
            entry = release.answer(question, code)
            assert entry is None or entry.country in {code, REGION}, (question, code)


def test_each_covered_country_has_places_to_go_to(release: Release) -> None:
    for code in covered(release):
        places = sum(place.country == code for place in release.places.values())
        assert places >= LEAST_PLACES.get(code, 2), code


def test_a_country_that_is_not_covered_answers_about_its_own_papers(release: Release) -> None:
    assert not release.countries[ELSEWHERE].covered
    own = [entry for entry in release.entries.values() if entry.country == ELSEWHERE]
    assert len(own) >= 30
    assert all(entry.sources or entry.status == "not confirmed" for entry in own)
    assert release.country_lines(ELSEWHERE, "emergency")
    others = {e.country for e in release.entries.values()} - {*COVERED, ELSEWHERE, REGION}
    assert not others, "a folder more: is the country covered?"


def test_every_shared_question_is_asked_in_enough_ways(release: Release) -> None:
    for question in release.questions.values():
        if question.country is None:
            for language in LANGUAGES:
                assert len({fold(x) for x in question.texts[language].ask}) >= SHARED_PHRASINGS, question.id


def test_every_covered_country_has_lines_for_the_worst_moments(release: Release) -> None:
    for code in covered(release):
        for purpose in ("emergency", "violence"):
            assert release.country_lines(code, purpose), (code, purpose)  # type: ignore[arg-type]


def told(place: Place) -> str:
    texts = [
        place.name,
        *(
            x or ""
            for language in LANGUAGES
            for x in (place.texts[language].services, place.texts[language].serves)
        ),
    ]
    return fold(" . ".join(texts))


def hides_victims(place: Place) -> bool:
    """Whether a place looks like one where people hide from those who hurt them."""
    shelters = place.kind == "shelter" or SHELTERING.search(told(place))
    return bool(shelters and VICTIMS.search(told(place)))


def test_no_refuge_for_victims_of_violence_can_be_found_through_us(release: Release) -> None:
    for place in release.places.values():
        if hides_victims(place):
            assert place.address is None, place.id
            assert place.point is None or place.point.exact == "city", place.id


def test_the_search_for_refuges_would_find_one(release: Release) -> None:
    place = next(iter(release.places.values()))
    refuge = replace(place, kind="other", name="Casa de acogida para víctimas de violencia de género")
    assert hides_victims(refuge)


def test_people_are_sent_to_known_hosts_only(release: Release) -> None:
    links = [*(x.official for x in release.entries.values()), *(x.web for x in release.places.values())]
    hosts = {str(urlsplit(link).hostname) for link in links if link}
    known = OFFICIAL_HOSTS.read_text(encoding="utf-8").split()
    assert known == sorted(set(known))
    new, gone = sorted(hosts - set(known)), sorted(set(known) - hosts)
    assert not new, f"is each the body's own? Then add it to {OFFICIAL_HOSTS.name}: {new}"
    assert not gone, f"no longer in the knowledge, take it out of {OFFICIAL_HOSTS.name}: {gone}"
