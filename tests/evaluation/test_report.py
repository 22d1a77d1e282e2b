"""The report says what was found, shows texts harmlessly, and its page asks nothing of anybody."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from rich.console import Console

from bot.evaluation import drawing
from bot.evaluation.baselines import Baseline
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.plots import drawings, drawn, plots
from bot.evaluation.report import BY_ID, report
from bot.evaluation.report_html import as_html
from bot.evaluation.report_markdown import as_markdown
from bot.evaluation.summary import print_summary
from tests.evaluation.small import evaluated


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """With baselines, one of them absent."""
    found = evaluated(tmp_path_factory.mktemp("files"), baselines=True)
    return replace(found, baselines=(*found.baselines, Baseline.absent("another", "some-library")))


def cells(evaluation: Evaluation) -> dict[str, tuple[str, ...]]:
    return {
        row[0]: row
        for section in report(evaluation).sections
        for table in section.tables
        for row in table.rows
    }


def test_the_figures_are_in_the_report(evaluation: Evaluation) -> None:
    found = cells(evaluation)
    assert found["In scope: right at once (accuracy)"][1].startswith("42.9 %")
    assert found["In scope: right within choices"][1].startswith("57.1 %")
    assert found["Danger: recall"][1].startswith("50.0 %")
    assert found["Out of scope: answered"][1].startswith("50.0 %")
    assert found["violence"][1:3] == ("1", "100.0 % (20.7–100.0)")
    assert found["another"][1] == "not installed: pip install some-library"
    assert found["Rumbo"][1].startswith("57.1 %")


def test_every_table_is_whole(evaluation: Evaluation) -> None:
    for section in report(evaluation).sections:
        for table in section.tables:
            assert all(len(row) == len(table.heads) for row in table.rows), table.caption


def test_what_went_badly_is_listed_with_its_text(evaluation: Evaluation) -> None:
    listed = next(s for s in report(evaluation).sections if s.title == BY_ID)
    tables = {table.caption: [row[0] for row in table.rows] for table in listed.tables}
    assert tables["Wrong answers (1)"] == ["wrong"]
    assert tables["Missed dangers (1)"] == ["unheard"]
    assert tables["Out of scope, answered (1)"] == ["weather"]


def test_markdown_shows_texts_as_they_were_typed_and_keeps_its_tables(evaluation: Evaluation) -> None:
    text = as_markdown(report(evaluation))
    assert r"\<b\>weather\</b\> tomorrow" in text
    assert r"school \| papers?" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows
    assert all(line.endswith("|") for line in rows)


class Page(HTMLParser):
    """Collects what a page would fetch or run, and what it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.shown: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "data"}]

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def test_the_page_asks_nothing_of_anybody_and_runs_nothing(evaluation: Evaluation) -> None:
    html = as_html(report(evaluation), {"outcomes": b"<svg/>"})
    page = Page(html)
    assert all(a.startswith(("data:image/svg+xml;base64,", "#")) for a in page.addresses)
    assert "script" not in page.tags
    assert "b" not in page.tags, "a message's own markup is text"
    assert "<b>weather</b> tomorrow" in page.shown
    assert page.tags.count("img") == 1
    assert not re.search(r"url\(|@import|https?://", html)
    assert 'name="viewport"' in html


def test_the_plots_are_pictures_and_the_same_each_time(evaluation: Evaluation) -> None:
    found = plots(evaluation)
    assert set(found) == {"outcomes", "calibration", "levels", "danger", "noise"}, "five topics are too few"
    assert all(b"<svg" in svg and b"<script" not in svg for svg in found.values())
    assert plots(evaluation) == found


def test_odd_names_can_be_drawn() -> None:
    bars = [{"label": "$x^2 <b> 😀 ñ", "parts": {"right": 0.5, "wrong": 0.5}}]
    lines = [{"label": "$", "points": [[0.0, 0.1], [0.1, 0.5]]}]
    found = drawn({"topics": {"bars": bars}, "levels": {"lines": lines, "setting": [0.02, 0.4]}})
    assert set(found) == {"topics", "levels"}


def test_without_a_drawing_library_the_page_has_its_tables(
    evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.evaluation.plots.sys.executable", "/nowhere/python")
    assert plots(evaluation) == {}
    assert "<table>" in as_html(report(evaluation), {})
    assert set(drawings(evaluation)) <= set(drawing._DRAW)


def test_the_terminal_shows_ids_and_no_texts(evaluation: Evaluation) -> None:
    console = Console(width=160, record=True, file=io.StringIO())
    print_summary(evaluation, console)
    shown = console.export_text()
    assert "wrong answers (1): wrong" in shown
    assert "missed dangers (1): unheard" in shown
    assert "42.9 %" in shown
    assert "quero asilo" not in shown
    assert "weather" in shown, "an id"
    assert "tomorrow" not in shown
