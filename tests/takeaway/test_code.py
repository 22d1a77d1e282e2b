"""The code of a page: it fits into a link, and tells whether the page is current, changed, withdrawn or not ours."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.records import AnswerText
from bot.takeaway.checking import check_code
from bot.takeaway.code import MOST_CHARACTERS, PREFIX
from tests.conversation.small import entry, line
from tests.takeaway.real_pages import TODAY as REAL_TODAY
from tests.takeaway.real_pages import pages
from tests.takeaway.real_pages import release as real_release
from tests.takeaway.small import OPTIONS, TODAY, page, takeaway_release

CODE = page(city="Lima").code
RELEASE = takeaway_release()


def test_a_code_fits_into_a_link_to_the_bot() -> None:
    for printed in pages():
        assert re.fullmatch(r"verify-[A-Za-z0-9_-]{1,57}", printed.code), printed.country


def test_the_page_of_today_is_current_today_and_tomorrow() -> None:
    checked = check_code(RELEASE, CODE, TODAY)
    assert checked.state == "current"
    assert (checked.country, checked.language, checked.day) == ("PE", "es", TODAY)
    assert check_code(RELEASE, CODE, TODAY + timedelta(days=1)).state == "current"


def test_every_real_page_is_current() -> None:
    for printed in pages():
        checked = check_code(real_release(), printed.code, REAL_TODAY)
        assert (checked.state, checked.country, checked.language) == (
            "current",
            printed.country,
            printed.language,
        )


def test_an_edited_answer_makes_the_page_changed_and_is_named() -> None:
    text = AnswerText("Ahora es distinto.")
    edited = entry("pregnancy", "PE", "health", texts={"es": text, "en": text})
    checked = check_code(takeaway_release(entries=(edited,)), CODE, TODAY)
    assert (checked.state, checked.changed, checked.withdrawn) == ("changed", ("Embarazo",), ())


def test_a_new_number_makes_the_page_changed() -> None:
    moved = line("pe-ambulance", "PE", "ambulance", phone="116")
    checked = check_code(takeaway_release(lines=(moved,)), CODE, TODAY)
    assert (checked.state, checked.changed) == ("changed", ("Ambulancia: 116",))


def test_an_edited_option_makes_the_page_changed() -> None:
    work = OPTIONS[2]
    texts = {**work.texts, "es": replace(work.texts["es"], summary="Ahora cuesta.")}
    changed = tuple(replace(o, texts=texts) if o is work else o for o in OPTIONS)
    checked = check_code(takeaway_release(options=changed), CODE, TODAY)
    assert (checked.state, checked.changed) == ("changed", ("Trámite pe-work",))


def test_a_line_that_was_removed_makes_the_page_withdrawn() -> None:
    checked = check_code(takeaway_release(without=("pe-ambulance",)), CODE, TODAY)
    assert (checked.state, checked.withdrawn) == ("withdrawn", ("Ambulancia",))


def test_an_answer_that_was_removed_makes_the_page_withdrawn() -> None:
    checked = check_code(takeaway_release(without=("pe-shelter-tonight",)), CODE, TODAY)
    assert (checked.state, checked.withdrawn) == ("withdrawn", ("Dónde dormir",))


def test_an_option_that_ended_is_named_and_one_that_is_gone_is_counted() -> None:
    ended = tuple(replace(o, status="ended") if o.id == "pe-work" else o for o in OPTIONS)
    checked = check_code(takeaway_release(options=ended), CODE, TODAY)
    assert (checked.state, checked.withdrawn) == ("withdrawn", ("Trámite pe-work",))
    gone = tuple(o for o in OPTIONS if o.id != "pe-work")
    checked = check_code(takeaway_release(options=gone), CODE, TODAY)
    assert (checked.state, checked.withdrawn, checked.withdrawn_unnamed) == ("withdrawn", (), 1)


def test_a_place_that_people_found_closed_is_withdrawn() -> None:
    checked = check_code(RELEASE, CODE, TODAY, closed=("albergue",))
    assert (checked.state, checked.withdrawn) == ("withdrawn", ("Hospital albergue",))


def test_a_claim_that_grew_too_old_is_withdrawn() -> None:
    aging = entry("health-care", "PE", "health", volatile=True, as_of="2026-06")
    release = takeaway_release(entries=(aging,))
    code = page(release).code
    assert check_code(release, code, TODAY).state == "current"
    later = check_code(release, code, TODAY.replace(year=TODAY.year + 6))
    assert "Médico" in later.withdrawn


def test_a_new_source_date_alone_changes_nothing() -> None:
    renewed = entry("pregnancy", "PE", "health", as_of="2026-11")
    assert check_code(takeaway_release(entries=(renewed,)), CODE, TODAY).state == "current"


def test_a_code_with_one_wrong_sign_is_not_ours() -> None:
    body = CODE.removeprefix(PREFIX)
    for place in range(len(body)):
        for wrong in "A7_":
            forged = PREFIX + body[:place] + wrong + body[place + 1 :]
            if forged != CODE:
                assert check_code(RELEASE, forged, TODAY).state == "not ours", forged


def test_a_code_that_was_cut_off_is_not_ours() -> None:
    for length in range(len(CODE)):
        assert check_code(RELEASE, CODE[:length], TODAY).state == "not ours", length


def test_a_code_from_the_future_or_of_another_country_is_not_ours() -> None:
    assert check_code(RELEASE, CODE, TODAY - timedelta(days=9)).state == "not ours"
    without_peru = replace(RELEASE, countries={k: v for k, v in RELEASE.countries.items() if k != "PE"})
    assert check_code(without_peru, CODE, TODAY).state == "not ours"


@given(st.text(max_size=200))
def test_any_text_as_a_code_gets_a_plain_answer(said: str) -> None:
    assert check_code(RELEASE, said, TODAY).state == "not ours"
    assert check_code(RELEASE, PREFIX + said, TODAY).state in {"not ours", "changed", "withdrawn"}


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", max_size=80))
def test_invented_codes_never_count_as_current(said: str) -> None:
    assert check_code(RELEASE, PREFIX + said, TODAY).state != "current"
    assert (
        len(PREFIX + said) <= MOST_CHARACTERS or check_code(RELEASE, PREFIX + said, TODAY).state == "not ours"
    )
