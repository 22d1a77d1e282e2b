"""A poster for the wall: the code opens the bot in this country, and everything on it can be read."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from bot.takeaway.poster import build_poster
from bot.takeaway.poster_drawing import TABS, poster_pdf, poster_png
from tests.takeaway.real_pages import TODAY, USERNAME, release
from tests.takeaway.small import takeaway_release


def test_the_code_opens_the_bot_in_this_country() -> None:
    made = build_poster(release(), "PE", "es", TODAY, USERNAME, city="Tumbes")
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(poster_png(made))))
    assert [x.text for x in found] == [f"https://t.me/{USERNAME}?start=pe"]


def test_the_words_of_both_languages_the_number_the_places_and_the_tabs_are_text() -> None:
    made = build_poster(release(), "PE", "en", TODAY, USERNAME, city="Tumbes")
    read = PdfReader(io.BytesIO(poster_pdf(made)))
    said = " ".join(read.pages[0].extract_text().split())
    assert len(read.pages) == 1
    for expected in (
        "Questions in Tumbes?",
        "¿Dudas en Tumbes?",
        "No name needed",
        "105",
        "Encuentros SJM Tumbes",
    ):
        assert expected in said
    assert said.count(f"@{USERNAME}") == TABS + 1


def test_every_country_has_a_poster_that_fits() -> None:
    for country in release().countries.values():
        if country.covered:
            made = build_poster(release(), country.code, "es", TODAY, "A" * 32)
            assert len(PdfReader(io.BytesIO(poster_pdf(made))).pages) == 1, country.code


def test_a_country_without_answers_has_no_poster() -> None:
    with pytest.raises(LookupError):
        build_poster(takeaway_release(), "CL", "es", TODAY, USERNAME)
