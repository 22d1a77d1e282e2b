"""A page says what helps and nothing about who carries it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.knowledge.records import Point
from bot.options.person import Person, code_of
from bot.takeaway.link import link_to
from bot.takeaway.page import build_page, city_named
from bot.takeaway.text import page_text
from tests.conversation.small import entry, place
from tests.conversation.small import line as small_line
from tests.takeaway.real_pages import TODAY as REAL_TODAY
from tests.takeaway.real_pages import pages
from tests.takeaway.real_pages import release as real_release
from tests.takeaway.small import OPTIONS, TODAY, option, page, takeaway_release

DOOR = Point(-12.06, -77.03, "building")
TELLING = re.compile(
    r"(?i)\b(trata de personas|contra la trata|tr[aá]fico|traffick\w*|v[ií]ctimas?|victims?|explot\w*|exploit\w*"
    r"|persegu\w*|persecut\w*|temes|afraid|you fear|huyes|flee\w*|tortur\w*)\b"
)
ANSWERS = {
    "nationality": "VE",
    "inside": "yes",
    "fear": "yes",
    "victim": "trafficking",
    "entry": "no control",
    "record": "has",
}


def text(printed: object) -> str:
    return page_text(printed, printed.code)  # type: ignore[arg-type, attr-defined]


def test_every_country_has_its_numbers_its_health_a_bed_legal_help_options_and_asylum() -> None:
    for printed in pages():
        assert printed.emergency, printed.country
        names = [section.name for section in printed.sections]
        assert names[:6] == ["lines", "health", "lodging", "legal", "options", "other"], printed.country
        assert len(printed.section("health").pieces) == 3  # type: ignore[union-attr]
        assert 3 <= len(printed.section("options").pieces) <= 8  # type: ignore[union-attr]
        for piece in printed.section("lines").pieces:  # type: ignore[union-attr]
            assert re.search(r"\d", piece.label), piece


def test_no_page_names_what_a_person_may_have_suffered_or_fear() -> None:
    for printed in pages():
        said = text(printed)
        found = [m.group() for m in TELLING.finditer(said) if "¿" not in m.group()]
        assert not found, (printed.country, printed.language, found)


def test_the_heading_and_title_are_neutral() -> None:
    for printed in pages():
        headings = " ".join([printed.title, *(s.heading for s in printed.sections)])
        assert not re.search(r"(?i)refug|asyl|\basil|migra", headings)


def test_the_page_of_a_walk_prints_the_options_left_and_nothing_that_was_said() -> None:
    release = takeaway_release()
    walked = page(release, person=Person({"plan": "work", "fear": "yes", "family": "none"}))
    assert [p.id for p in walked.section("options").pieces] == ["pe-work"]  # type: ignore[union-attr]
    plain = page(release)
    for name in ("lines", "health", "lodging", "legal", "other", "places"):
        assert walked.section(name) == plain.section(name)
    assert (walked.title, walked.day_line, walked.notes) == (plain.title, plain.day_line, plain.notes)


def test_fear_and_exploitation_leave_no_trace_on_a_page() -> None:
    silent = page(person=Person({"plan": "work"}))
    assert page(person=Person({"plan": "work", "fear": "yes", "victim": "trafficking"})) == silent
    assert page(person=Person({"fear": "yes", "plan": "work", "record": "has"})) == silent


def test_the_answers_of_a_real_walk_are_in_no_text_and_no_code() -> None:
    country = real_release().options["PE"]
    person = Person(ANSWERS)
    printed = build_page(real_release(), "PE", "es", REAL_TODAY, person=person)
    said = page_text(printed, link_to(None, printed.code))
    assert code_of(person, country) not in said
    assert not TELLING.search(said)
    assert said.count("Refugio") == 1  # as on every page


def test_asylum_is_on_every_page_under_a_neutral_heading_and_without_its_reason() -> None:
    other = page().section("other")
    assert other is not None
    assert (other.heading, other.pieces[0].text) == ("Otros trámites", "Se pide gratis.")


def test_a_claim_that_is_too_old_is_withheld_and_says_where_to_ask() -> None:
    old = entry("health-care", "PE", "health", volatile=True, as_of="2019")
    health = page(takeaway_release(entries=(old,))).section("health")
    assert health is not None
    assert "Respuesta" not in health.pieces[1].text
    assert "demasiado antiguo" in health.pieces[1].text


def test_a_place_that_is_too_old_or_found_closed_is_not_printed() -> None:
    release = takeaway_release(places=(replace(place("viejo", "Lima", DOOR), as_of="2001"),))
    printed = page(release, city="Lima", closed=("exacto",)).section("places")
    assert printed is not None
    assert {"viejo", "exacto"}.isdisjoint(p.id for p in printed.pieces)


def test_a_number_is_printed_once_with_all_it_is_for() -> None:
    release = takeaway_release(lines=(small_line("pe-fire", "PE", "fire", phone="105"),))
    labels = [p.label for p in page(release).section("lines").pieces]  # type: ignore[union-attr]
    assert "105 · Policía, bomberos" in labels
    assert len([x for x in labels if x.startswith("105")]) == 1


def test_the_line_against_trafficking_is_there_without_its_name() -> None:
    labels = [p.label for p in page().section("lines").pieces]  # type: ignore[union-attr]
    assert "1818 · Otra ayuda" in labels


def test_more_options_than_fit_are_told() -> None:
    many = tuple(option(f"pe-way-{n}") for n in range(12))
    printed = page(takeaway_release(options=(*OPTIONS, *many)))
    assert len(printed.section("options").pieces) == 8  # type: ignore[union-attr]
    assert printed.more
    assert page().more is None


def test_a_city_is_found_as_people_type_it() -> None:
    assert city_named(real_release(), "PE", "tumbes") == "Tumbes"
    assert city_named(real_release(), "PE", "tunbes") == "Tumbes"
    assert city_named(real_release(), "PE", "Atlantis") is None


def test_a_country_without_answers_has_no_page() -> None:
    for code in ("CL", "ZZ"):
        with pytest.raises(LookupError):
            build_page(takeaway_release(), code, "es", TODAY)
