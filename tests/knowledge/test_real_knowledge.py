"""The knowledge that ships with the project checks, covers both countries, and sends people to known places only."""

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
from bot.knowledge.records import LANGUAGES, Place, Release

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SHELTERING = re.compile(r"\b(casas? de acogida|albergue|refugio|hogar|shelter|refuge|safe house)s?\b")
VICTIMS = re.compile(
    r"\b(violencia|violence|trata|trafficking|explotacion|exploitation|maltratad\w+|battered|abusad\w+|abused)\b"
)
OFFICIAL_HOSTS = [
    "agenciavirtual.migraciones.gob.pe",
    "familylinks.icrc.org",
    "hee.gob.ec",
    "help.unhcr.org",
    "hgdz.gob.ec",
    "hpas.gob.ec",
    "juntos.educacion.gob.ec",
    "misionscalabriniana.org.ec",
    "nrc.org.co",
    "peru.iom.int",
    "portal.rree.gob.pe",
    "pruebadevihgratis.pe",
    "serviciosdigitales.cancilleria.gob.ec",
    "siau.senescyt.gob.ec",
    "veninformado.pe",
    "www.ant.gob.ec",
    "www.defensoria.gob.ec",
    "www.defensoria.gob.pe",
    "www.dpe.gob.ec",
    "www.ecu911.gob.ec",
    "www.fiscalia.gob.ec",
    "www.gob.ec",
    "www.gob.pe",
    "www.iess.gob.ec",
    "www.registrocivil.gob.ec",
    "www.salud.gob.ec",
    "www.sri.gob.ec",
    "www.sunedu.gob.pe",
    "www.trabajo.gob.ec",
]


@pytest.fixture(scope="module")
def release() -> Release:
    return load_release(KNOWLEDGE, datetime.now(UTC).date())


def covered(release: Release) -> list[str]:
    return [country.code for country in release.countries.values() if country.covered]


def test_it_checks_and_covers_two_countries(release: Release) -> None:
    assert covered(release) == ["PE", "EC"]


def test_each_covered_country_has_sourced_answers_and_places(release: Release) -> None:
    for code in covered(release):
        sourced = [x for x in release.entries.values() if x.country == code and x.sources]
        assert len(sourced) >= 45, code
        assert sum(place.country == code for place in release.places.values()) >= 20, code


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
    hosts = sorted({str(urlsplit(link).hostname) for link in links if link})
    assert sorted(OFFICIAL_HOSTS) == OFFICIAL_HOSTS
    assert hosts == OFFICIAL_HOSTS, "a new host: check that it is the body's own, then add it here"
