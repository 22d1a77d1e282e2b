"""Tables, files and charts show the same numbers; no file can act, and a chart passes the strictest policy."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from bot.storage.engine import Database
from bot.usage.analysis import charts
from bot.usage.analysis.building import build_analysis
from bot.usage.analysis.charts import Drawings, Figure, Series, figures_of
from bot.usage.analysis.clean_svg import clean_svg
from bot.usage.analysis.export import csv_text, xlsx_bytes
from bot.usage.analysis.publishing import publish_due
from bot.usage.analysis.records import Analysis, Filters
from bot.usage.analysis.tables import Table, notes_of, share, tables_of
from bot.usage.analysis.weeks import Period
from bot.usage.analysis.words import Words
from tests.storage.kit import MovedClock
from tests.usage.analysis.kit import MONDAY, made_week, store

EVIL = "=cmd|' /C calc'!A0 <script>alert(1)</script> $\\frac{$ \x07"
BAD = Table("bad", EVIL, ("@name", "n"), ((EVIL, 12), ("+49 30", None), ("-2", 1.5)), "-note")


@pytest.fixture
async def analysis(embedded: Database, clock: MovedClock) -> Analysis:
    await store(embedded, made_week(1, 4000, 500))
    clock.now = datetime(2025, 3, 10, 4, tzinfo=UTC)
    await publish_due(embedded)
    return await build_analysis(embedded, Period(MONDAY, MONDAY), compare=True)


def test_every_part_of_the_page_has_a_table_in_both_languages(analysis: Analysis):
    names = {"PE": "Perú", "documents-0": "¿Cómo renuevo mi cédula?"}
    spanish, english = (tables_of(analysis, Words(language, names)) for language in ("es", "en"))  # type: ignore[arg-type]
    wanted = {"groups", "days", "weeks", "countries", "topics", "languages", "outcomes", "votes", "questions"}
    wanted |= {"people", "hours", "times"}
    assert wanted <= {table.name for table in spanish}
    assert [table.name for table in spanish] == [table.name for table in english]
    assert all(len(row) == len(table.columns) for table in spanish for row in table.rows)
    by_name = {table.name: table for table in spanish}
    assert by_name["countries"].rows[0][0] == "Perú"
    assert by_name["questions"].rows[0][0] == "¿Cómo renuevo mi cédula?"
    assert [row[0] for row in by_name["groups"].rows] == [
        "respondidas",
        "con una pregunta de vuelta",
        "sin respuesta",
    ]
    assert len(by_name["hours"].rows) == 24


async def test_the_notes_say_what_is_not_told(analysis: Analysis, embedded: Database):
    narrow = await build_analysis(embedded, Period(MONDAY, MONDAY), Filters(country="BO", topic="transit"))
    assert (narrow.messages, narrow.questions) == (0, ())
    notes = " ".join(notes_of(narrow, Words("en")))
    assert f"Up to {narrow.unplaced:,} more messages" in notes
    later = await build_analysis(embedded, Period(MONDAY.replace(day=10), MONDAY.replace(day=10)))
    assert "Not published yet: 2025-03-10" in " ".join(notes_of(later, Words("en")))


def test_no_percentages_of_fewer_than_fifty():
    assert (share(20, 49), share(25, 50)) == (None, "50%")


# ---- files ----------------------------------------------------------------------------------------------


def test_csv_holds_every_table_and_no_cell_acts_as_a_formula(analysis: Analysis):
    tables = tables_of(analysis, Words("en"))
    lines = list(
        csv.reader(io.StringIO(csv_text(tables, notes_of(analysis, Words("en"))).removeprefix("\ufeff")))
    )
    for table in tables:
        assert [table.title] in lines
        assert [str(value if value is not None else "") for value in table.rows[0]] in lines
    bad = list(csv.reader(io.StringIO(csv_text([BAD]))))
    assert not [
        cell for line in bad for cell in line if re.match(r"[=+\-@\t\r]", cell.removeprefix("\ufeff"))
    ]
    change = csv_text([Table("t", "t", ("change",), (("+12%",), ("-3%",)))])
    assert "\r\n+12%\r\n-3%\r\n" in change, "a change stays a number"


def test_xlsx_has_a_sheet_a_table_and_texts_stay_texts(analysis: Analysis):
    tables = tables_of(analysis, Words("es"))
    book = load_workbook(io.BytesIO(xlsx_bytes(tables, ("nota",))))
    assert book.sheetnames[0] == "Rumbo"
    assert len(book.sheetnames) == len(tables) + 1
    sheet = book[tables[0].title]
    assert [cell.value for cell in sheet[2]] == list(tables[0].rows[0])
    packed = xlsx_bytes([BAD])
    bad = load_workbook(io.BytesIO(packed)).worksheets[1]
    assert [cell.data_type for row in bad.iter_rows(max_row=4, max_col=1) for cell in row] == ["s"] * 4
    with zipfile.ZipFile(io.BytesIO(packed)) as members:
        assert not [name for name in members.namelist() if b"<f>" in members.read(name)]


# ---- charts ---------------------------------------------------------------------------------------------


async def test_charts_hold_no_style_and_no_script_and_say_what_they_show(analysis: Analysis):
    figures = figures_of(analysis, Words("es"))
    assert {"days", "people", "groups", "countries", "topics", "questions", "hours"} <= {
        f.name for f in figures
    }
    drawn = await Drawings().svg(figures)
    assert drawn.keys() == {figure.name for figure in figures}
    ids: list[str] = []
    for figure in figures:
        text = drawn[figure.name]
        assert not re.search(
            r"style|script|href=\"(?!#)|\son\w+=|url\((?!#)|<!|<\?|foreignObject", text, re.IGNORECASE
        )
        root = ET.fromstring(text)
        assert root.get("role") == "img"
        said = {element.get("id"): element.text for element in root[:2]}
        assert root.get("aria-labelledby", "").split() == list(said)
        assert list(said.values()) == [figure.title, figure.description]
        assert figure.table.rows, "the same numbers stand beside it"
        own = [element.get("id") for element in root.iter() if element.get("id")]
        linked = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)
        assert {a or b for a, b in linked} <= set(own)
        ids += own
    assert len(ids) == len(set(ids)), "all fit on one page"


async def test_hostile_names_are_drawn_as_text_and_nothing_else():
    figure = Figure("bad", "bars", EVIL, EVIL, (EVIL, "", "$x$"), (Series("n", (12.0, 0.0, 3.0)),), BAD)
    [text] = (await Drawings().svg([figure])).values()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert await Drawings().png([figure], EVIL)


def test_charts_write_their_numbers_as_the_language_does(analysis: Analysis):
    for words, written in ((Words("es"), "4\u202f321"), (Words("en"), "4,321")):
        assert words.number(4321) == written
        assert {figure.thousands for figure in figures_of(analysis, words)} == {written[1]}


async def test_the_thousands_of_a_bar_are_drawn_as_the_figure_says():
    series = (Series("n", (4321.0,)),)
    told = Figure("f", "bars", "title", "said", ("a",), series, BAD, thousands="\u202f")
    for narrow in (False, True):
        [text] = (await Drawings().svg([told], narrow=narrow)).values()
        assert "4\u202f321" in text


def test_what_is_not_known_is_left_out_of_a_drawing():
    dirty = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1" onload="x()">'
        '<style>*{}</style><script>x()</script><g id="a" style="fill: #fff; behavior: url(x)" onclick="x()">'
        '<use xlink:href="http://evil/#a"/><use xlink:href="#a"/><path clip-path="url(#c)" d="M0"/>'
        '<text style="font: bold 9px Arial">t</text></g></svg>'
    )
    clean = clean_svg(dirty, "n", "T", "D")
    assert not re.search(r"style|script|onload|onclick|evil|behavior", clean)
    for part in (
        'id="n-a"',
        'fill="#fff"',
        'href="#n-a"',
        'clip-path="url(#n-c)"',
        'font-size="9px"',
        'font-weight="bold"',
    ):
        assert part in clean


async def test_the_same_figures_are_drawn_once_and_others_anew(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
):
    figures = figures_of(analysis, Words("en"))[:2]
    drawings = Drawings(most=3)
    first, picture = await drawings.svg(figures), await drawings.png(figures, "Use")
    assert picture
    assert picture.startswith(b"\x89PNG")

    async def never(*_: object) -> None:
        return None

    monkeypatch.setattr(charts, "drawn_by", never)
    assert await drawings.svg(figures) == first
    assert await drawings.png(figures, "Use") == picture
    assert await drawings.png(figures, "Other") is None
    assert await Drawings().svg(figures) == {}, "without a drawing the tables stay"
    assert await drawings.png(()) is None
