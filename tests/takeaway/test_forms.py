"""The same page as text, web page, phone picture and A4 sheet: light, legible, and holding nothing but itself."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from bot.options.person import Person
from bot.takeaway import html, picture, text
from bot.takeaway.drawing import draw, page_fields, page_of
from bot.takeaway.html import POLICY, STYLE, page_html
from bot.takeaway.layout import a4
from bot.takeaway.picture import HEIGHT, WIDTH
from bot.takeaway.sheet import Run, measured, wrapped
from bot.takeaway.text import page_text
from tests.takeaway.real_pages import link, pages
from tests.takeaway.small import page, takeaway_release

TELEGRAM_KEEPS = 1280  # pixels of a photo's longer side


@cache
def pictures() -> dict[str, bytes]:
    return {f"{p.country} {p.language}": picture.picture(p, link(p)) for p in pages()}


def test_every_text_and_web_page_is_light() -> None:
    for printed in pages():
        assert len(page_text(printed, link(printed)).encode()) <= text.MOST_BYTES == 20_000
        assert len(page_html(printed, link(printed)).encode()) <= html.MOST_BYTES == 20_000


def test_every_picture_is_light_and_as_large_as_telegram_keeps() -> None:
    assert max(WIDTH, HEIGHT) <= TELEGRAM_KEEPS
    for name, png in pictures().items():
        assert len(png) <= picture.MOST_BYTES == 60_000, name
        assert Image.open(io.BytesIO(png)).size == (WIDTH, HEIGHT), name


def test_the_code_on_every_picture_can_be_scanned() -> None:
    for printed in pages():
        image = Image.open(io.BytesIO(pictures()[f"{printed.country} {printed.language}"]))
        assert [found.text for found in zxingcpp.read_barcodes(image)] == [link(printed)], printed.country


def test_a_picture_holds_nothing_beside_what_is_seen() -> None:
    for png in pictures().values():
        assert Image.open(io.BytesIO(png)).info == {}
        kinds = set(re.findall(rb"IHDR|PLTE|IDAT|IEND|tEXt|zTXt|iTXt|eXIf|tIME|pHYs", png))
        assert kinds <= {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def test_two_people_with_the_same_options_carry_the_very_same_picture() -> None:
    release = takeaway_release()
    one = page(release, person=Person({"plan": "work", "fear": "yes", "victim": "trafficking"}))
    other = page(release, person=Person({"plan": "work"}))
    assert picture.picture(one, one.code) == picture.picture(other, other.code)


def test_a_sheet_is_a4_and_its_numbers_are_text() -> None:
    for printed in [pages()[n] for n in range(0, len(pages()), 3)]:  # both languages, every third page
        read = PdfReader(io.BytesIO(a4(printed, link(printed))))
        assert len(read.pages) <= 2
        assert [round(float(x)) for x in read.pages[0].mediabox[2:]] == [595, 842]
        said = " ".join(p.extract_text() for p in read.pages)
        assert printed.code in said
        for piece in printed.section("lines").pieces:  # type: ignore[union-attr]
            assert piece.label.split(" · ")[0] in said.replace("\n", " "), (printed.country, piece.label)
        assert set(read.metadata or {}) == {"/Title"}


def test_a_web_page_runs_nothing_and_asks_nobody() -> None:
    for printed in pages():
        page_ = page_html(printed, link(printed))
        assert not re.search(r"(?i)<script|<img|<link|<iframe|@import|url\(|\son\w+=", page_)
        assert set(re.findall(r'(?:href|src)="([a-z]+:)', page_)) <= {"https:", "tel:"}
        assert f"<style>{STYLE}</style>" in page_
    assert "script-src" not in POLICY
    assert "default-src 'none'" in POLICY


def test_what_editors_write_is_never_markup() -> None:
    release = takeaway_release()
    hostile = page(release).section("lines").pieces[0]  # type: ignore[union-attr]
    assert "<b>" in page_html(page(release), "x")
    printed = page(release)
    bad = replace(hostile, text='<script>alert(1)</script>"&')
    section = replace(printed.sections[0], pieces=(bad,))
    assert "<script" not in page_html(replace(printed, sections=(section,)), "x")


def test_no_line_is_wider_than_its_column() -> None:
    runs = [Run("Teléfonos", bold=True), Run("de " + "x" * 200 + " y algo más que sigue después")]
    for line in wrapped(runs, 9, 120):
        assert sum(measured(run.text, 9, bold=run.bold) for run in line) <= 121


async def test_the_child_process_draws_what_was_asked_and_keeps_it() -> None:
    printed = page()
    first = await draw(printed, "verify-x", "png")
    assert first is not None
    assert first.startswith(b"\x89PNG")
    assert await draw(printed, "verify-x", "png") is first


def test_a_page_survives_the_way_to_the_child_process() -> None:
    printed = page(city="Lima")
    assert page_of(json.loads(json.dumps(page_fields(printed)))) == printed
