"""The usage page and the log: what is badly served is found, files are safe, and nobody is seen through any filter."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from openpyxl import load_workbook

from bot.console.app.words import words_of
from bot.console_parts import usage as part
from bot.console_parts import usage_log
from bot.usage.analysis import charts
from tests.console.app.house import House
from tests.console.app.test_pages import said
from tests.console.app.usage_house import EVIL, FIRST, LAST, usage_house
from tests.postgres import Server, postgres_server
from tests.usage.analysis.kit import made_week

__all__ = ["postgres_server"]
SAY = words_of("en").say
BOTH = f"from={FIRST}&to={LAST}"
module = pytest.mark.asyncio(loop_scope="module")


class Opened:
    """A house, and an admin's and a reader's browser, in English."""

    def __init__(self, house: House, admin: httpx.AsyncClient, reader: httpx.AsyncClient) -> None:
        self.house, self.admin, self.reader = house, admin, reader


async def opened(folder: Path, url: str | None = None, **more: object) -> Opened:
    house = await usage_house(folder, url, **more)  # type: ignore[arg-type]
    admin, reader = await house.signed_in("admin"), await house.signed_in("reader")
    for browser in (admin, reader):
        await browser.post("/console/language", data={"language": "en"})
    return Opened(house, admin, reader)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def use(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Opened]:
    found = await opened(tmp_path_factory.mktemp("usage") / "data")
    yield found
    await close(found)


async def close(found: Opened) -> None:
    await found.admin.aclose()
    await found.reader.aclose()
    await found.house.close()


async def page(use: Opened, query: str = "", path: str = "usage") -> str:
    response = await use.admin.get(f"/console/{path}?{query}")
    assert response.status_code == 200, said(response)
    return response.text


def numbers(text: str) -> list[int]:
    """Every count in the tables of a page: dates, hours and shares are none."""
    cells = re.findall(r"<td>([\d,]+)</td>", text)
    return [int(cell.replace(",", "")) for cell in cells]


@module
async def test_the_headline_says_what_came_how_it_was_answered_and_what_is_worst(use: Opened) -> None:
    text = html.unescape(await page(use, BOTH))
    assert SAY("usage_head_messages", count="12,000") in text
    assert re.search(
        r"Worst served: work in Chile, with (at least )?\d+% of the questions left without", text
    )
    assert re.search(r"Of [\d,]+ questions \d\d% were answered", text)
    assert "3 Mar 2025 to 16 Mar 2025" in text


@module
async def test_a_reader_reads_usage_and_not_the_log(use: Opened) -> None:
    assert (await use.reader.get("/console/usage")).status_code == 200
    assert (await use.reader.get("/console/log")).status_code == 403


@module
async def test_every_chart_of_the_page_can_be_seen_in_every_look_and_kept(use: Opened) -> None:
    text = html.unescape(await page(use, BOTH))
    pictures = re.findall(r'(?:src|srcset)="(/console/usage/charts/[^"]+)"', text)
    names = {re.sub(r".*/charts/|\.svg.*", "", address) for address in pictures}
    assert {"groups", "worst", "days", "topics", "countries", "questions", "hours", "times"} <= names
    assert len(pictures) == 4 * len(names)
    for address in pictures:
        response = await use.admin.get(address)
        assert response.status_code == 200, address
        assert response.headers["content-type"] == "image/svg+xml"
        assert "<script" not in response.text
    dark = await use.admin.get(
        next(x for x in pictures if "days" in x and "dark=1" in x and "narrow" not in x)
    )
    assert "#e8f0ee" in dark.text
    assert "#22303c" not in dark.text
    kept = await use.admin.get(f"/console/usage/charts/worst.png?{BOTH}&country=CL")
    assert kept.content.startswith(b"\x89PNG")
    assert kept.headers["content-disposition"] == (
        f'attachment; filename="rumbo-usage-worst-{FIRST}-{LAST}-CL.png"'
    )


@module
async def test_a_chart_on_a_phone_is_another_drawing_and_not_a_shrunk_one(use: Opened) -> None:
    text = html.unescape(await page(use, BOTH))
    narrow = re.search(r'srcset="(/console/usage/charts/worst\.svg[^"]*narrow=1)" width="259"', text)
    assert narrow is not None
    assert 'viewBox="0 0 259.2' in (await use.admin.get(narrow[1])).text


@module
async def test_charts_that_are_asked_for_at_once_are_drawn_once_and_then_kept(
    use: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    async def draw(wanted: dict[str, object]) -> list[str]:
        asked.append(wanted)
        await asyncio.sleep(0)
        return ["<svg/>" for _ in wanted["figures"]]  # type: ignore[attr-defined]

    monkeypatch.setattr(charts, "_drawn", draw)
    address = f"/console/usage/charts/{{}}.svg?{BOTH}&language=en&outcome=answered"
    names = ("topics", "countries", "questions", "weeks")
    responses = await asyncio.gather(*(use.admin.get(address.format(name)) for name in names))
    assert {response.status_code for response in responses} <= {200, 404}
    assert (await use.admin.get(address.format("topics") + "&dark=1")).status_code == 200
    assert len(asked) == 1


@module
async def test_a_chart_that_cannot_be_drawn_leaves_its_numbers_and_says_so(
    use: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def draw(_: dict[str, object]) -> None:
        return None

    monkeypatch.setattr(charts, "_drawn", draw)
    query = f"{BOTH}&country=PE&outcome=answered"
    assert (await use.admin.get(f"/console/usage/charts/topics.svg?{query}")).status_code == 503
    refused = await use.admin.get(f"/console/usage/charts/topics.png?{query}")
    assert refused.status_code == 303
    there = await use.admin.get(refused.headers["location"])
    assert SAY("said_usage_not_drawn") in html.unescape(there.text)
    assert SAY("usage_numbers") in there.text


@module
async def test_too_many_who_wait_for_a_drawing_are_refused_and_nothing_else_is(
    use: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part, "_MOST_WAITING", 0)
    assert (await use.admin.get(f"/console/usage/charts/days.svg?{BOTH}")).status_code == 503
    assert (await use.admin.get(f"/console/usage?{BOTH}")).status_code == 200


@module
async def test_comparison_is_told_in_words_with_an_arrow_and_not_where_weeks_are_missing(use: Opened) -> None:
    last = LAST - timedelta(days=6)
    text = html.unescape(await page(use, f"from={last}&to={LAST}&compare=1"))
    assert SAY("usage_change_alike", now="6,000", before="6,000") in text
    assert "→" in text
    assert "↑" in text or "↓" in text, "no answer about work in Chile differs between the weeks"
    assert SAY("usage_no_before") in html.unescape(await page(use, f"{BOTH}&compare=1"))
    assert SAY("usage_beside_before") not in await page(use, BOTH)


@module
async def test_the_periods_that_are_one_press_away_keep_the_filters(use: Opened) -> None:
    text = html.unescape(await page(use, "country=PE&weeks=13"))
    assert "/console/usage?from=2025-02-01&to=2025-02-28&country=PE" in text
    assert "/console/usage?from=2025-01-01&to=2025-03-17&country=PE" in text
    assert re.search(r'href="/console/usage\?weeks=13&country=PE" aria-current="true"', text)
    assert SAY("usage_since_first", first="3 Mar 2025") in text


@module
async def test_worst_places_lead_to_their_answers_and_rows_to_their_filter(use: Opened) -> None:
    text = html.unescape(await page(use, BOTH))
    assert f"/console/usage?from={FIRST}&to={LAST}&country=CL" in text
    assert f"/console/usage?from={FIRST}&to={LAST}&topic=work" in text
    if 'href="/console/entries"' in text:
        assert 'href="/console/entries?country=CL&topic=work"' in text


BAD = (
    f"from={LAST}&to={FIRST}",
    "from=9999-12-31&to=9999-12-31",
    "from=0001-01-01&to=0001-01-02&compare=1",
    "from=0001-01-01&to=9999-12-31",
    "from=2025-02-30&to=yesterday",
    "from=20250303",
    "from=%3Cscript%3Ealert(1)%3C/script%3E",
    "weeks=0",
    "weeks=-3",
    "weeks=999999999999999999",
    "weeks=%C2%B2",
    "country=ZZ",
    "country=%3Cscript%3Ealert(1)%3C/script%3E&topic=%22%3E%3Cimg%20src=x%3E",
    "topic=%E2%80%AEhtlaeh&language=xx&outcome=everything",
    "outcome=" + "x" * 5000,
    "after=9999-12-31~0~a~b~c",
    "after=2025-03-03~99999999999999999999999~a~b~c",
    "after=-1~-1~~~",
    "compare=yes&compare=1&country=PE&country=CL",
)


@module
@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("path", ["usage", "log", "usage/charts/days.svg", "usage/export", "log/export"])
async def test_whatever_stands_in_the_address_the_answer_is_plain(use: Opened, path: str, query: str) -> None:
    response = await use.admin.get(f"/console/{path}?{query}&form=csv")
    assert response.status_code in ({200, 404} if "charts" in path else {200}), said(response)
    assert "<script>alert" not in response.text or response.headers["content-type"].startswith("text/csv")
    assert "<img src=x" not in response.text
    assert "\u202e" not in response.text


@module
async def test_what_cannot_be_read_is_said_at_its_field(use: Opened) -> None:
    text = html.unescape(await page(use, "from=2025-02-30&country=ZZ"))
    assert text.count(SAY("usage_wrong_day")) == 1
    assert text.count(SAY("usage_wrong_choice")) == 1
    future = html.unescape(await page(use, "from=9999-12-31&to=9999-12-31"))
    assert SAY("usage_beyond", newest="16 Mar 2025") in future
    swapped = html.unescape(await page(use, f"from={LAST}&to={FIRST}"))
    assert "3 Mar 2025 to 16 Mar 2025" in swapped


@module
@pytest.mark.parametrize(
    "path", ["usage/charts/nothing.svg", "usage/charts/days.gif", "usage/charts/days", "usage/charts/..svg"]
)
async def test_there_is_no_chart_that_nobody_made(use: Opened, path: str) -> None:
    assert (await use.admin.get(f"/console/{path}?{BOTH}")).status_code == 404


@module
@pytest.mark.parametrize("path", ["usage/export", "log/export"])
async def test_another_kind_of_file_is_refused(use: Opened, path: str) -> None:
    for form in ("", "pdf", "csv%01", "CSV"):
        assert (await use.admin.get(f"/console/{path}?{BOTH}&form={form}")).status_code == 422


@module
async def test_files_hold_the_page_s_numbers_and_no_formula_and_the_audit_log_who_took_them(
    use: Opened,
) -> None:
    text = await use.reader.get(f"/console/usage/export?{BOTH}&form=csv")
    assert text.headers["content-type"].startswith("text/csv")
    cells = [cell for row in csv.reader(io.StringIO(text.text.removeprefix("\ufeff"))) for cell in row]
    assert f"'{EVIL}" in cells
    assert not [
        cell for cell in cells if re.match(r"\s*[=@+-]", cell) and not re.fullmatch(r"[+-]\d+%", cell)
    ]
    book = load_workbook(io.BytesIO((await use.admin.get(f"/console/usage/export?{BOTH}&form=xlsx")).content))
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert EVIL in [cell.value for cell in values]
    assert {cell.data_type for cell in values} <= {"s", "n"}
    audit = html.unescape((await use.admin.get("/console/audit")).text)
    assert SAY("deed_exported_usage") in audit
    assert f"csv {FIRST} {LAST}" in audit


@module
async def test_a_title_with_html_and_a_formula_is_shown_as_it_is_written(use: Opened) -> None:
    text = await page(use, BOTH)
    assert "<script>alert" not in text
    assert EVIL in html.unescape(text)


@module
async def test_no_filter_shows_one_to_ten_people(use: Opened) -> None:
    """Down to one country, topic, language, result and week: every count that a page shows is none, or of eleven."""
    for country in ("BO", "EC", "CL"):
        for more in ("", "&topic=transit", "&language=en", "&topic=work&language=en&outcome=not_known"):
            for path in ("usage", "log"):
                text = await page(use, f"from={LAST}&to={LAST}&country={country}{more}", path)
                assert not {n for n in numbers(text) if 0 < n < 11}, (country, more, path)


@module
async def test_two_reports_are_never_far_enough_apart_to_see_a_day(use: Opened) -> None:
    """A day more or less at either end is the same week, so there is no difference to be taken."""
    whole = numbers(await page(use, BOTH))
    for since, until in ((1, 0), (0, 1), (3, 5), (6, 6)):
        query = f"from={FIRST + timedelta(days=since)}&to={LAST - timedelta(days=until)}"
        assert numbers(await page(use, query)) == whole


@module
async def test_the_log_is_read_page_by_page_to_its_end_and_as_a_file(use: Opened) -> None:
    seen, address = 0, f"/console/log?{BOTH}"
    for _ in range(200):
        text = html.unescape((await use.admin.get(address)).text)
        seen += sum(numbers(text))
        following = re.search(r'<a rel="next" href="([^"]+)"', text)
        if following is None:
            break
        address = following[1]
    assert seen == 12_000
    response = await use.admin.get(f"/console/log/export?{BOTH}&form=csv")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert sum(int(row[-1]) for row in rows if row[-1].isdecimal()) == 12_000
    assert rows[-1][0].startswith("Every number is of eleven people or more")
    sheet = await use.admin.get(f"/console/log/export?{BOTH}&form=xlsx")
    assert len(load_workbook(io.BytesIO(sheet.content)).worksheets) == 2


@module
async def test_a_log_that_is_too_long_for_a_spreadsheet_is_said_and_not_made(
    use: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage_log, "MOST_IN_SHEET", 5)
    refused = await use.admin.get(f"/console/log/export?{BOTH}&form=xlsx")
    assert refused.status_code == 303
    there = await use.admin.get(refused.headers["location"])
    assert SAY("said_log_too_long") in html.unescape(there.text)


@module
async def test_the_log_says_how_long_things_are_kept_and_names_no_topic(use: Opened) -> None:
    text = await page(use, BOTH, "log")
    assert 'href="/console/keeping"' in text
    assert "90 days" in text
    assert 'name="topic"' not in text
    assert "danger" in text


@pytest.mark.parametrize("weeks", [[], [made_week(1, 30, 4)]], ids=["nobody", "too few"])
async def test_before_there_are_numbers_the_pages_say_when_they_come(
    tmp_path: Path, weeks: list[object]
) -> None:
    use = await opened(tmp_path / "data", weeks=weeks)
    try:
        for path in ("usage", "log"):
            text = html.unescape(await page(use, "", path))
            if weeks:
                assert not {n for n in numbers(text) if n}
            else:
                assert SAY("usage_first_numbers", day="24 Mar 2025") in text
        status = (await use.admin.get("/console/usage/export?form=csv")).status_code
        assert status == (200 if weeks else 404)
        assert (await use.admin.get("/console/usage/charts/days.svg")).status_code == 404
    finally:
        await close(use)


@pytest.mark.postgres
async def test_the_pages_are_the_same_on_postgresql(tmp_path: Path, postgres_server: Server) -> None:
    use = await opened(tmp_path / "data", postgres_server.new_database())
    try:
        text = html.unescape(await page(use, BOTH))
        assert SAY("usage_head_messages", count="12,000") in text
        assert "Worst served: work in Chile" in text
        assert sum(numbers(await page(use, BOTH, "log"))) > 0
    finally:
        await close(use)
