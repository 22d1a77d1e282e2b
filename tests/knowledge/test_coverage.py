"""The coverage table is computed: what is not confirmed is no answer, and an answer is as old as its oldest part."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from bot.coverage_report import coverage_report
from bot.knowledge.coverage import Cell, Coverage, coverage, standing
from bot.knowledge.coverage_export import coverage_html, coverage_json
from bot.knowledge.load import load_release
from bot.knowledge.records import Entry, Release
from bot.knowledge.translations import accepted
from tests.knowledge import folder
from tests.knowledge.folder import TODAY, write_folder


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return load_release(write_folder(tmp_path), TODAY)


def seen(release: Release, only: str | None = None) -> Coverage:
    return coverage(release, TODAY, accepted(release, {}, None), only)


def cell(found: Coverage, country: str, topic: str) -> Cell:
    return next(c for x in found.countries if x.code == country for c in x.cells if c.topic == topic)


def without(release: Release, name: str) -> Release:
    kept = {k: v for k, v in release.entries.items() if k != name}
    return replace(release, entries=kept, by_question={(e.question, e.country): e for e in kept.values()})


def test_rows_are_the_covered_countries_and_the_region_columns_the_topics(release: Release) -> None:
    found = seen(release)
    assert [x.code for x in found.countries] == ["PE", "EC", "XX"]
    assert found.topics == ("documents", "health", "about")
    assert [x.covered for x in found.countries] == [True, True, False]


def test_what_is_not_confirmed_is_no_answer(release: Release) -> None:
    health = cell(seen(release), "PE", "health")
    assert (health.answered, len(health.shared)) == (0, 1)
    assert health.worst is None
    assert [x.question.id for x in health.standing("not confirmed")] == ["see-doctor"]


def test_what_holds_in_the_whole_region_is_an_answer_in_each_country(release: Release) -> None:
    about = cell(seen(release), "EC", "about")
    assert (about.answered, len(about.shared)) == (1, 1)


def test_a_country_without_any_entry_is_counted_as_unanswered(release: Release) -> None:
    health = cell(seen(without(release, "ec-see-doctor")), "EC", "health")
    assert (health.answered, len(health.shared)) == (0, 1)
    assert [x.entry for x in health.shared] == [None]


def test_a_countrys_own_questions_are_counted_apart(release: Release) -> None:
    documents = cell(seen(release), "PE", "documents")
    assert (documents.answered, len(documents.shared), len(documents.own)) == (1, 1, 1)
    assert seen(release).countries[0].own_questions == 1


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"as_of": "2026-10"}, "fresh"),
        ({"as_of": "2026-04"}, "due"),
        ({"as_of": "2025-03"}, "overdue"),
        ({"as_of": None}, "undated"),
        ({"as_of": "2019"}, "expired"),
        ({"as_of": "2019", "status": "ended"}, "fresh"),
        ({"status": "not confirmed"}, "not confirmed"),
        ({"as_of": "2026-10", "part_as_of": {"cost": "2019"}}, "expired"),
        ({"as_of": "2025-06", "volatile": False}, "overdue"),
        ({"as_of": "2025-06", "volatile": False, "lasting": ("cost", "deadline", "duration")}, "fresh"),
    ],
)
def test_an_answer_stands_as_the_oldest_of_its_parts(
    more: dict[str, object], expected: str, release: Release
) -> None:
    entry: Entry = replace(release.entries["pe-renew-residence"], **more)  # type: ignore[arg-type]
    assert standing(entry, release, TODAY) == expected


def test_the_figures_of_a_country_are_those_of_its_own_folder(release: Release) -> None:
    peru = seen(release).countries[0]
    assert (peru.entries, peru.places, peru.lines, peru.leads) == (3, 1, 1, 1)
    assert peru.sourced == pytest.approx(2 / 3)
    assert peru.standings == {"overdue": 1, "fresh": 1, "not confirmed": 1}
    assert {x: peru.answered_in(x) for x in ("es", "en")} == {"es": 2, "en": 2}


def test_a_stale_english_is_shown(release: Release) -> None:
    ledger = accepted(release, {}, None) | {"answer pe-renew-residence en": "0" * 12}
    peru = coverage(release, TODAY, ledger).countries[0]
    assert peru.english == {"stale": 1, "current": 2}
    assert coverage_json(coverage(release, TODAY, ledger))["countries"][0]["topics"]["documents"][
        "stale_english"
    ] == ["renew-residence"]


def test_the_worst_topics_come_first_and_the_good_ones_not_at_all(release: Release) -> None:
    worst = [(c.country, c.topic) for c in seen(release).worst_cells()]
    assert worst == [("PE", "health"), ("EC", "health"), ("PE", "documents"), ("EC", "documents")]


def test_one_country_can_be_looked_at_alone(release: Release) -> None:
    assert [x.code for x in seen(release, "EC").countries] == ["EC"]


def test_the_json_says_what_the_table_says(release: Release) -> None:
    said = json.loads(json.dumps(coverage_json(seen(release))))
    peru = said["countries"][0]
    assert (peru["answered"], peru["questions"]) == (2, 3)
    assert peru["topics"]["documents"]["standings"]["overdue"] == ["pe-renew-residence"]
    assert peru["topics"]["health"]["standings"]["not confirmed"] == ["pe-see-doctor"]
    assert peru["topics"]["documents"]["answered_in"] == {"es": 1, "en": 1}


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_terminal_shows_every_topic_at_any_width(width: int, release: Release) -> None:
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(*coverage_report(seen(release), width, worst=9), sep="\n")
    text = console.export_text()
    assert re.search(r"Peru +2/3 +1/1 o", text)
    assert "not confirmed: see-doctor" in " ".join(text.split())
    assert all(topic in text for topic in ("documents", "health", "about"))


def page(release: Release) -> str:
    return coverage_html(seen(release))


def test_the_page_asks_for_nothing_and_runs_nothing(release: Release) -> None:
    html = page(release)
    assert "default-src 'none'" in html
    assert not re.search(r"<(script|link|img|iframe|form|object)\b|@import|url\(|\bon\w+=", html)
    assert set(re.findall(r'(?:href|src|action)="([^"]*)"', html)) == set(re.findall(r'"(#[^"]*)"', html))


def test_every_link_of_the_page_leads_to_a_place_on_it(release: Release) -> None:
    html = page(release)
    for name in re.findall(r'href="#([^"]*)"', html):
        assert f'id="{name}"' in html


def test_the_page_names_every_answer_with_its_file_and_line(release: Release) -> None:
    html = page(release)
    for entry in release.entries.values():
        assert f"<code>{entry.origin}</code>" in html


def test_the_page_says_the_standing_in_words_and_not_by_colour_alone(release: Release) -> None:
    assert re.search(r'<td class="overdue"><a href="#PE-documents">1/1<small>overdue</small>', page(release))


def test_what_an_editor_wrote_is_never_taken_for_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_folder(tmp_path)
    folder.replace(root, "shared/countries.yaml", "en: Peru", "en: Peru & \"Co\" 'x'")
    assert "Peru &amp; &#34;Co&#34; &#39;x&#39;" in page(load_release(root, TODAY))


def test_the_table_is_of_the_day_that_was_asked_for(release: Release) -> None:
    later = coverage(release, date(2040, 1, 1), {})
    assert cell(later, "PE", "documents").worst == "expired"
