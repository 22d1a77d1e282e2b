"""A country goes out as a spreadsheet and comes back: every change is seen first, and all of them are taken or none."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from openpyxl import Workbook as Blank

from bot.console.app.pages.sheets_words import sheet_keys, sheet_words
from bot.console.app.words import words_of
from bot.drawing_child import drawn_by
from bot.editing.records import OPEN_STATES, Draft, Ref
from bot.editing.sheets.exporting import export_country
from bot.knowledge.records import LANGUAGES
from tests.console.app.needs_house import NeedsHouse, open_needs_house
from tests.console.app.test_pages import follow, said
from tests.editing.sheets.workbook import Workbook, texts
from tests.knowledge.folder import TODAY, replace

SAY = words_of("en").say
RENEW, OWN = "pe-renew-residence", "pe-own-permit"


@pytest.fixture
async def needs(tmp_path: Path) -> AsyncIterator[NeedsHouse]:
    made = await open_needs_house(tmp_path)
    yield made
    await made.editing.close()


@pytest.fixture
async def editor(needs: NeedsHouse) -> AsyncIterator[httpx.AsyncClient]:
    async with await needs.editing.signed_in("editor") as browser:
        browser.timeout = httpx.Timeout(60)
        yield browser


async def send(browser: httpx.AsyncClient, raw: bytes, country: str = "PE") -> httpx.Response:
    """Sends a file; the page that shows what was seen, or says why not."""
    sent = await browser.post(f"/console/sheets/{country}/preview", files={"file": ("peru.xlsx", raw)})
    return await follow(browser, sent) if sent.status_code == 303 else sent


async def take(browser: httpx.AsyncClient, shown: httpx.Response, why: str = "") -> httpx.Response:
    handle = re.search(r'name="handle" value="(\w+)"', shown.text)
    assert handle is not None, said(shown)
    return await browser.post("/console/sheets/PE/apply", data={"handle": handle[1], "why": why})


async def drafts(needs: NeedsHouse) -> tuple[Draft, ...]:
    return await needs.editing.desk.drafts.listed(OPEN_STATES)


def edited(root: Path, *, mended: bool = True) -> Workbook:
    """Five entries edited; where it is not `mended`, a sixth cell holds a formula."""
    book = Workbook.of(root, "PE")
    for language, fee in (("es", "25 soles"), ("en", "25 soles")):
        book.write("answers", RENEW, f"{language}.cost", fee)
    book.write("answers", OWN, "status", "unknown")
    book.write("places", "pe-office", "address", "Av. Nueva 12")
    book.write("lines", "pe-police", "es.note", "de día y de noche")
    book.write("lines", "pe-police", "en.note", "day and night")
    book.add("tests", ask="cuánto cuesta renovar", country="PE", expect=RENEW)
    if not mended:
        book.write("places", "pe-office", "name", "=A1")
    return book


async def test_the_file_that_is_downloaded_and_sent_back_changes_nothing(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    for form, ending in (("xlsx", "xlsx"), ("csv", "csv.zip")):
        got = await editor.get("/console/sheets/PE/download", params={"form": form})
        assert got.headers["content-disposition"] == f'attachment; filename="rumbo-pe-2026-11-23.{ending}"'
        shown = await send(editor, got.content)
        assert SAY("sheets_nothing") in said(shown)
        assert "/console/sheets/PE/apply" not in shown.text
    deeds = await needs.editing.house.accounts.deeds(10)
    noted = {(x.who, x.target, x.country) for x in deeds if x.did == "exported"}
    assert noted == {("beto", "csv", "PE"), ("beto", "xlsx", "PE")}


async def test_with_one_mistake_nothing_is_taken_and_after_mending_five_drafts_wait_for_review(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    root = needs.editing.root
    before = texts(root)
    broken = await send(editor, edited(root, mended=False).raw())
    page = said(broken)
    assert SAY("sheets_mend", problems=1) in page
    assert "Lugares - Places: row 2, column D" in page
    assert SAY("sheets_says_formula") in page
    assert "/console/sheets/PE/apply" not in broken.text
    assert await drafts(needs) == ()

    shown = await send(editor, edited(root).raw())
    assert SAY("sheets_changes", entries=5) in said(shown)
    assert "<del>" in shown.text
    assert SAY("sheets_guarded") in said(shown)
    done = await take(editor, shown, "fees of 2026")
    assert done.headers["location"] == "/console/drafts"
    made = await drafts(needs)
    assert {(x.ref.kind, x.state, x.author, x.country, x.why) for x in made} == {
        (kind, "in review", "beto", "PE", "fees of 2026") for kind in ("answer", "place", "line", "test")
    }
    assert len(made) == 5
    assert texts(root) == before, "nothing is published yet"
    deeds = await needs.editing.house.accounts.deeds(10)
    assert [(x.target, x.country) for x in deeds if x.did == "sheet_taken"] == [("5", "PE")]
    again = await take(editor, shown)
    assert again.headers["location"] == "/console/sheets?country=PE"
    assert len(await drafts(needs)) == 5


async def test_what_was_taken_is_published_as_the_spreadsheet_says_it(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    root = needs.editing.root
    await take(editor, await send(editor, edited(root).raw()))
    desk = needs.editing.desk
    for draft in await drafts(needs):
        await desk.approve(draft.id, "rita", draft.version)
    await desk.publish([draft.id for draft in await drafts(needs)], "ana", explanation="it is right so")
    needs.editing.reload()
    assert needs.editing.release.entries[RENEW].texts["es"].cost == "25 soles"
    assert needs.editing.release.places["pe-office"].address == "Av. Nueva 12"
    assert any(test.ask == "cuánto cuesta renovar" for test in needs.editing.release.tests)
    shown = await send(editor, edited(root).raw())
    assert SAY("sheets_nothing") in said(shown), "the file says what was published"


async def test_an_entry_that_is_deleted_and_one_that_is_added_become_drafts_too(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    book = Workbook.of(needs.editing.root, "PE")
    book.write("answers", OWN, "delete", "yes")
    named = await send(editor, book.raw())
    assert "shared/tests.yaml:5" in said(named), "who still names it is told"
    replace(needs.editing.root, "shared/tests.yaml", "    never: [pe-own-permit]\n", "")
    book.add(
        "places", id="pe-second", kind="legal aid", name="Segunda oficina", city="Lima", phone="+51 1 200 1001",
        certainty="confirm", es__services="ayuda legal", en__services="legal aid",
        sources="El Diario | Oficinas | https://diario.example.com/o | 2025-03", as_of="2025-03",
    )  # fmt: skip
    shown = await send(editor, book.raw())
    assert SAY("sheets_gone") in said(shown)
    assert SAY("sheets_new") in said(shown)
    await take(editor, shown)
    made = {draft.ref: draft for draft in await drafts(needs)}
    assert made[Ref("answer", OWN)].removes
    assert made[Ref("place", "pe-second")].is_new


async def test_where_an_entry_changed_meanwhile_nothing_is_taken(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    shown = await send(editor, edited(needs.editing.root).raw())
    replace(needs.editing.root, "peru/places.yaml", "Av. Principal 734", "Av. Principal 735")
    refused = await take(editor, shown, "my reason")
    assert refused.status_code == 409
    assert SAY("sheets_moved") in said(refused)
    assert "my reason" in refused.text
    assert await drafts(needs) == ()


async def test_a_change_of_another_entry_meanwhile_is_no_hindrance(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    book = Workbook.of(needs.editing.root, "PE")
    book.write("answers", OWN, "status", "unknown")
    shown = await send(editor, book.raw())
    replace(needs.editing.root, "peru/documents.yaml", "duration: 10 days", "duration: 12 days")
    assert (await take(editor, shown)).status_code == 303
    assert len(await drafts(needs)) == 1


async def test_an_open_draft_of_ones_own_is_named_and_nothing_is_taken(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    shown = await send(editor, edited(needs.editing.root).raw())
    mine = await needs.editing.draft("editor")
    refused = await take(editor, shown)
    assert refused.status_code == 409
    assert f"/console/drafts/{mine.id}" in refused.text
    assert [draft.id for draft in await drafts(needs)] == [mine.id]
    await needs.editing.desk.withdraw(mine.id, mine.version)
    assert (await take(editor, shown)).headers["location"] == "/console/drafts"


async def test_a_cell_that_changed_on_both_sides_is_shown_with_both_texts_and_settled_by_a_tick(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    book = edited(needs.editing.root)
    replace(needs.editing.root, "peru/places.yaml", "Av. Principal 734", "Av. Principal 735")
    shown = await send(editor, book.raw())
    assert SAY("sheets_conflicts", many=1) in said(shown)
    assert "Av. Nueva 12" in said(shown)
    assert "Av. Principal 735" in said(shown)
    cell = re.search(r'name="win" value="([^"]+)"', shown.text)
    assert cell is not None
    settled = await follow(editor, await editor.post(str(shown.url), data={"win": cell[1]}))
    assert SAY("sheets_changes", entries=5) in said(settled)
    await take(editor, settled)
    assert len(await drafts(needs)) == 5


async def test_what_was_seen_is_kept_for_an_hour_for_that_account_and_country_alone(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    shown = await send(editor, edited(needs.editing.root).raw())
    path = shown.url.path
    kept = list((needs.editing.root.parent / "data" / "sheets").iterdir())
    assert len(kept) == 1
    assert b"25 soles" not in kept[0].read_bytes(), "sealed"
    async with await needs.editing.signed_in("admin") as admin:
        for other in (path, path.replace("/PE/", "/EC/")):
            assert (await admin.get(other)).headers["location"].startswith("/console/sheets?country=")
    assert (await editor.get(path)).status_code == 200
    assert (await editor.get("/console/sheets/PE/preview/..%2f..%2frumbo.key")).status_code in {303, 404}
    needs.editing.house.clock.move(minutes=29)  # a session ends after 30 minutes without use
    assert (await editor.get(path)).status_code == 200
    needs.editing.house.clock.move(minutes=29)
    assert (await editor.get(path)).status_code == 200
    needs.editing.house.clock.move(minutes=3)
    assert (await editor.get(path)).headers["location"] == "/console/sheets?country=PE"
    assert (await take(editor, shown)).headers["location"] == "/console/sheets?country=PE"
    assert await drafts(needs) == ()


async def test_a_child_process_writes_and_reads_the_files(tmp_path: Path) -> None:
    needs = await open_needs_house(tmp_path, drawn_by)
    async with await needs.editing.signed_in("editor") as browser:
        got = await browser.get("/console/sheets/PE/download")
        shown = await send(browser, got.content)
        assert SAY("sheets_nothing") in said(shown)
        refused = await send(browser, _bomb())
        assert SAY("sheets_says_trap") in said(refused)
    await needs.editing.close()


async def test_a_file_that_takes_too_long_is_refused_in_words(tmp_path: Path) -> None:
    async def given_up(*_: object) -> None:
        """What a child gives that was ended."""

    needs = await open_needs_house(tmp_path, given_up)
    async with await needs.editing.signed_in("editor") as browser:
        assert SAY("sheets_says_heavy") in said(await send(browser, b"PK"))
        got = await browser.get("/console/sheets/PE/download")
        assert (got.status_code, SAY("sheets_says_heavy") in said(got)) == (422, True)
    await needs.editing.close()


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return packed.getvalue()


def _blank() -> bytes:
    packed = io.BytesIO()
    Blank().save(packed)
    return packed.getvalue()


def _one_csv(root: Path) -> bytes:
    with zipfile.ZipFile(io.BytesIO(export_country(root, "PE", TODAY, "csv"))) as archive:
        return archive.read("answers.csv")


FILES: list[tuple[str, Callable[[Path], bytes], str]] = [
    ("no spreadsheet at all", lambda _: b"%PDF-1.7 hello", "no_sheet"),
    ("a page of HTML", lambda _: b"<html><script>alert(1)</script>", "no_sheet"),
    ("an old .xls", lambda _: b"\xd0\xcf\x11\xe0" + bytes(500), "old_form"),
    ("a zip bomb", lambda _: _bomb(), "trap"),
    ("half a file", lambda root: export_country(root, "PE", TODAY)[:9000], "broken"),
    ("a workbook of somebody else's", lambda _: _blank(), "not_ours"),
    ("a CSV of somebody else's", lambda _: b"name;age\r\nana;3\r\n", "no_sheet"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "key"), [x[1:] for x in FILES], ids=[x[0] for x in FILES])
async def test_what_is_no_file_of_ours_is_refused_in_words_where_it_was_chosen(
    needs: NeedsHouse, editor: httpx.AsyncClient, make: Callable[[Path], bytes], key: str
) -> None:
    shown = await send(editor, make(needs.editing.root))
    assert shown.status_code == 422
    assert f"{SAY('sheets_not_taken')}. {SAY(f'sheets_says_{key}')}" in said(shown)
    assert await drafts(needs) == ()


async def test_no_file_and_an_empty_one_ask_for_a_file(editor: httpx.AsyncClient) -> None:
    empty = await send(editor, b"")
    none = await editor.post("/console/sheets/PE/preview", data={"x": "y"})
    for shown in (empty, none):
        assert shown.status_code == 422
        assert SAY("sheets_no_file") in said(shown)


async def test_another_countrys_file_is_refused(needs: NeedsHouse, editor: httpx.AsyncClient) -> None:
    shown = await send(editor, export_country(needs.editing.root, "EC", TODAY))
    assert SAY("sheets_says_foreign", country="EC") in said(shown)


async def test_an_editor_of_peru_reaches_no_other_country(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    raw = export_country(needs.editing.root, "EC", TODAY)
    for country in ("CL", "EC", "XX"):
        sent = await editor.post(f"/console/sheets/{country}/preview", files={"file": ("a.xlsx", raw)})
        got = await editor.get(f"/console/sheets/{country}/download")
        assert (sent.status_code, got.status_code) == (404, 404)
    page = said(await editor.get("/console/sheets?country=EC"))
    assert "Ecuador" not in page


async def test_fifty_megabytes_are_refused_before_they_are_read(editor: httpx.AsyncClient) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    refused = await editor.post(
        "/console/sheets/PE/preview",
        content=never(),
        headers={"content-type": "multipart/form-data; boundary=x", "content-length": str(50 * 1024**2)},
    )
    assert refused.status_code == 413
    assert SAY("failed_413") in said(refused)


def _merged(book: Workbook) -> None:
    book.sheet("answers").merge_cells("C2:E2")


def _shifted(book: Workbook) -> None:
    sheet, start = book.sheet("answers"), book.column("answers", "status")
    for column in range(start + 12, start, -1):
        sheet.cell(2, column).value = sheet.cell(2, column - 1).value
    sheet.cell(2, start).value = None


def _hostile(book: Workbook) -> None:
    book.write("answers", RENEW, "es.who", "<script>alert(1)</script> \u202e")


SPOILT: list[tuple[str, Callable[[Workbook], object], str]] = [
    ("a formula", lambda b: b.write("answers", RENEW, "es.who", "=1+1"), "sheets_says_formula"),
    ("a number", lambda b: b.write("places", "pe-office", "phone", 5112001000), "sheets_says_turned"),
    ("merged cells", _merged, "sheets_says_merged"),
    ("cells moved by a column", _shifted, "sheets_says_moved"),
    ("a changed id", lambda b: b.write("answers", RENEW, "id", "pe-x"), "sheets_says_id_changed"),
    ("a status that is none", lambda b: b.write("answers", RENEW, "status", "ok"), "sheets_says_choose_one"),
    ("HTML and a hidden sign", _hostile, "problem_hidden"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "key"), [x[1:] for x in SPOILT], ids=[x[0] for x in SPOILT])
async def test_a_mishap_is_told_in_the_readers_words_at_its_row(
    needs: NeedsHouse, editor: httpx.AsyncClient, spoil: Callable[[Workbook], object], key: str
) -> None:
    book = Workbook.of(needs.editing.root, "PE")
    spoil(book)
    for language in LANGUAGES:
        await editor.post("/console/language", data={"language": language})
        shown = await send(editor, book.raw())
        start = re.split(r"\{\w+\}", words_of(language).say(key))[0]
        assert start in said(shown)
        assert words_of(language).say("sheets_row", row="2") in said(shown)
        assert "<script>alert" not in shown.text


async def test_one_csv_file_alone_is_taken_too(needs: NeedsHouse, editor: httpx.AsyncClient) -> None:
    raw = _one_csv(needs.editing.root).replace(b"personas con residencia", b"personas con carnet")
    shown = await send(editor, raw)
    assert SAY("sheets_changes", entries=1) in said(shown)


async def test_a_reader_downloads_and_sends_nothing(needs: NeedsHouse) -> None:
    async with await needs.editing.signed_in("reader") as reader:
        page = await reader.get("/console/sheets?country=EC")
        assert "/console/sheets/EC/download" in page.text
        assert 'type="file"' not in page.text
        sent = await reader.post("/console/sheets/EC/preview", files={"file": ("a.xlsx", b"PK")})
    assert sent.status_code == 403


def test_every_message_of_the_table_has_its_words() -> None:
    for language in LANGUAGES:
        assert [key for key in sheet_keys() if not words_of(language).has(key)] == []
    assert sheet_words(words_of("en"), "sheet.xlsx: something new") != ""
