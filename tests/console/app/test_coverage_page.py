"""The coverage board: what it counts is what `rumbo coverage` counts, and people find where to begin."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from bot.console.app.pages.coverage_board import Boards
from bot.console.app.words import words_of
from bot.knowledge.coverage import STANDINGS, coverage
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import TOPICS, Release
from bot.knowledge.translations import accepted
from tests.console.app.house import open_house
from tests.console.app.test_pages import said
from tests.conversation.small import country, entry, question, small_release

SAY = words_of("en").say


def old_release(many: int = 0) -> Release:
    """Peru's school answer is from 2015, its asylum answer is not confirmed; `many` old answers in Ecuador."""
    small = small_release()
    entries = dict(small.entries)
    entries["pe-school"] = replace(entries["pe-school"], as_of="2015-01")
    entries["pe-asylum"] = replace(entries["pe-asylum"], status="not confirmed")
    questions = dict(small.questions)
    for number in range(many):
        name = f"ec-old-{number:03}"
        questions[name] = question(name, "work", "EC")
        entries[name] = entry(name, "EC", "work", as_of="2015-01", sources=())
    by_question = {(x.question, x.country): x for x in entries.values()}
    return replace(small, id=f"old-{many}", entries=entries, questions=questions, by_question=by_question)


async def shown(tmp_path: Path, query: str = "", role: str = "reader", **more: object) -> str:
    """The page in English."""
    house = await open_house(tmp_path / "data", None, **{"release": old_release, **more})
    try:
        async with await house.signed_in(role) as browser:  # type: ignore[arg-type]
            await browser.post("/console/language", data={"language": "en"})
            response = await browser.get(f"/console/coverage{query}")
            assert response.status_code == 200, said(response)
            return response.text
    finally:
        await house.close()


def rows(page: str, caption: str) -> list[list[str]]:
    """The cells of the table of that caption, as words."""
    table = (
        html.unescape(page)
        .split(f"<caption>{SAY(caption)}</caption>")[1]
        .split("</table>")[0]
        .split("<tbody>")[1]
    )
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("</tr>"))
    words = [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]
    return [row for row in words if row]


@pytest.mark.parametrize("role", ["admin", "editor", "reviewer", "reader"])
async def test_everybody_who_is_signed_in_reads_the_board(tmp_path: Path, role: str) -> None:
    page = await shown(tmp_path, role=role)
    assert SAY("coverage_board") in page
    assert '<a href="/console/coverage"' in page, "it is in the navigation"


async def test_the_worst_cell_comes_first_and_counts_as_the_command_does(tmp_path: Path) -> None:
    first, *_ = rows(await shown(tmp_path, "?country=PE"), "coverage_worst_caption")
    release = old_release()
    house = await open_house(tmp_path / "other")
    found = coverage(release, house.clock().date(), {}, "PE")
    await house.close()
    worst = found.worst_cells()[0]
    assert first[1] == SAY(f"coverage_topic_{worst.topic}")
    assert first[2].endswith(f"{worst.answered}/{len(worst.shared)}")
    assert [cell.split()[0] for cell in first[3:-1]] == [str(len(worst.standing(x))) for x in STANDINGS]


async def test_a_cell_says_in_words_and_a_sign_what_its_colour_says(tmp_path: Path) -> None:
    cells = rows(await shown(tmp_path, "?country=PE"), "coverage_worst_caption")
    asylum = next(row for row in cells if row[1] == SAY("coverage_topic_asylum"))
    education = next(row for row in cells if row[1] == SAY("coverage_topic_education"))
    assert asylum[2] == f"0% ✗ {SAY('coverage_state_open')} 0/1"
    assert SAY("coverage_state_old") in education[2] or SAY("coverage_state_open") in education[2]


async def test_below_stand_the_answers_that_wait_and_no_others(tmp_path: Path) -> None:
    work = rows(await shown(tmp_path, "?country=PE"), "coverage_work_caption")
    titles = {row[0]: row[3] for row in work}
    assert titles["Title asylum"] == SAY("coverage_standing_not_confirmed")
    assert titles["Title school"] in {SAY("coverage_standing_overdue"), SAY("coverage_standing_expired")}
    assert "Title violence" not in titles
    assert {row[1] for row in work} == {old_release().countries["PE"].names["en"]}


async def test_one_country_hides_the_others_and_an_unknown_one_hides_nothing(tmp_path: Path) -> None:
    one = {row[0] for row in rows(await shown(tmp_path, "?country=EC"), "coverage_board_caption")}
    house_wide = {row[0] for row in rows(await shown(tmp_path, "?country=ZZ"), "coverage_board_caption")}
    assert len(one) == 1
    assert len(house_wide) > 2
    assert SAY("region") in house_wide


async def test_a_long_list_is_read_page_by_page_with_the_filters_kept(tmp_path: Path) -> None:
    many = partial(old_release, 120)
    first = await shown(tmp_path, "?country=EC&language=es", release=many)
    last = await shown(tmp_path, "?country=EC&language=es&entries=99", release=many)
    odd = await shown(tmp_path, "?entries=-1&cells=%C2%B2&language=xx", release=many)
    assert len(rows(first, "coverage_work_caption")) == 50
    assert "?country=EC&amp;language=es&amp;entries=2#entries" in first
    assert 1 <= len(rows(last, "coverage_work_caption")) < 50
    assert 'rel="next"' not in last
    assert len(rows(odd, "coverage_work_caption")) == 50


async def test_an_english_text_that_fell_behind_is_counted_and_listed(tmp_path: Path) -> None:
    ledger = accepted(old_release(), {}, None) | {"answer pe-cpp en": "0" * 12}
    page = await shown(tmp_path, "?country=PE&language=en", reviewed=lambda: ledger)
    (peru,) = rows(page, "coverage_english_caption")
    assert peru[3:] == ["1 !", "0"]
    listed = next(row for row in rows(page, "coverage_work_caption") if row[0] == "Title pe-cpp")
    assert SAY("coverage_behind") in listed[3]


async def test_a_broken_ledger_is_said_and_the_board_stays(tmp_path: Path) -> None:
    def broken() -> dict[str, str]:
        raise KnowledgeRefused([Problem("translations.json", 1, "is broken")])

    page = await shown(tmp_path, reviewed=broken)
    assert SAY("coverage_ledger_broken") in page
    assert rows(page, "coverage_board_caption")


async def test_what_a_title_contains_is_escaped(tmp_path: Path) -> None:
    release = old_release()
    hostile = question("asylum", "asylum")
    texts = {x: replace(t, title="<script>alert(1)</script>") for x, t in hostile.texts.items()}
    questions = {**release.questions, "asylum": replace(hostile, texts=texts)}
    page = await shown(tmp_path, release=lambda: replace(release, id="hostile", questions=questions))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_knowledge_without_any_answer_is_a_page_too(tmp_path: Path) -> None:
    small = small_release()
    empty = replace(
        small,
        id="empty",
        entries={},
        by_question={},
        questions={},
        countries={"CL": country("CL", "Chile", covered=False, emergency="133")},
    )
    page = await shown(tmp_path, release=lambda: empty)
    assert SAY("coverage_nothing") in page
    assert SAY("coverage_no_work") in page


def test_every_topic_and_every_standing_has_its_words() -> None:
    words = words_of("es")
    assert all(words.has(f"coverage_topic_{topic}") for topic in TOPICS)
    for name in STANDINGS:
        assert words.has(f"coverage_standing_{name.replace(' ', '_')}")
        assert words.has(f"coverage_means_{name.replace(' ', '_')}")


async def test_every_cell_and_row_leads_to_the_entries_it_counts(tmp_path: Path) -> None:
    page = html.unescape(await shown(tmp_path, "?language=en"))
    assert 'href="/console/entries?language=en&country=PE&topic=asylum"' in page
    assert 'href="/console/entries?language=en&country=PE&topic=asylum&standing=not_confirmed"' in page
    assert 'href="/console/entries/PE/answer/pe-school"' in page
    cells = page.split("<tbody>")[1].split("</table>")[0]
    assert "country=XX&topic=asylum" not in cells, "an empty cell leads nowhere"


def test_the_board_is_computed_once_for_a_release_a_day_and_a_ledger() -> None:
    boards, day = Boards(), date(2026, 11, 26)
    first = boards.board(old_release(), day, {})
    assert boards.board(old_release(), day, {}) is first
    assert boards.board(old_release(), date(2026, 11, 27), {}) is not first
    changed = boards.board(old_release(), day, {"answer pe-cpp en": "0" * 12})
    assert changed.coverage.countries[0].english["stale"] == 1
    assert boards.board(old_release(3), day, {}).coverage.release == "old-3"
