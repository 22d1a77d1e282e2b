"""Entries: found by what they say, read as they stand, begun anew; and a question tried."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.console.app.pages.entries_found import Wanted, found, rows_of, words_in
from bot.console.app.words import words_of
from tests.console.app.editing_house import (
    RENEW,
    RENEW_PATH,
    EditingHouse,
)
from tests.console.app.house import open_house
from tests.console.app.test_pages import said
from tests.conversation.small import understood
from tests.knowledge.folder import TODAY

HOSTILE = '"><script>alert(1)</script>\u202etxt\u200b'
SAY = words_of("es").say
SCRIPT = {"hx-request": "true"}


# ---- the list -------------------------------------------------------------------------------------------


async def test_words_are_found_in_titles_ids_and_texts_without_their_accents(
    editor: httpx.AsyncClient,
) -> None:
    by_title = await editor.get("/console/entries", params={"q": "RENOVAR résidencia", "kind": "answer"})
    by_text = await editor.get("/console/entries", params={"q": "comprobante de pago"})
    by_id = await editor.get("/console/entries", params={"q": "pe-office"})
    nothing = await editor.get("/console/entries", params={"q": "xyzzy"})
    assert f'href="{RENEW_PATH}"' in by_title.text
    assert f'href="{RENEW_PATH}"' in by_text.text
    assert 'href="/console/entries/PE/place/pe-office"' in by_id.text
    assert SAY("entries_nothing") in said(nothing)


async def test_an_editors_own_countries_come_first_and_others_cannot_be_opened(
    editor: httpx.AsyncClient,
) -> None:
    page = (await editor.get("/console/entries")).text
    rows = page.split('<ul class="found">')[1].split("<li>")[1:]
    peru = ["Perú ·" in row for row in rows]
    assert any(peru)
    assert peru == sorted(peru, reverse=True)
    ecuador = next(row for row in rows if "Ecuador ·" in row)
    assert "href=" not in ecuador
    assert (await editor.get("/console/entries/EC/answer/ec-renew-residence")).status_code == 404


async def test_filters_by_country_kind_standing_and_draft_hold_together(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    await editing_house.begun(editor)
    lines = said(await editor.get("/console/entries?country=PE&kind=line"))
    written = said(await editor.get("/console/entries?status=draft"))
    overdue = said(await editor.get("/console/entries?country=PE&standing=overdue&kind=answer"))
    assert SAY("page_shown", first=1, last=1, total=1) in lines
    assert SAY("entries_state_of_draft", who="beto") in written
    assert SAY("page_shown", first=1, last=1, total=1) in written
    assert SAY("coverage_standing_overdue") in overdue


async def test_english_that_fell_behind_is_a_filter(tmp_path: Path) -> None:
    ledger = {"answer pe-cpp en": "0" * 12}
    house = await open_house(tmp_path / "data", reviewed=lambda: ledger)
    async with await house.signed_in("reader") as reader:
        page = said(await reader.get("/console/entries?behind=1"))
    await house.close()
    assert SAY("page_shown", first=1, last=1, total=1) in page
    assert "pe-cpp" in page


async def test_odd_queries_are_a_page_all_the_same(editor: httpx.AsyncClient) -> None:
    for query in (
        "?page=-1",
        "?page=%C2%B2",
        "?country=ZZ&topic=%01&kind=king&standing=x",
        "?q=" + "a%20" * 3000,
    ):
        assert (await editor.get(f"/console/entries{query}")).status_code == 200
    page = await editor.get("/console/entries", params={"q": HOSTILE})
    assert "<script>alert" not in page.text


def test_of_thousands_those_with_the_words_in_their_title_come_first(editing_house: EditingHouse) -> None:
    release = editing_house.desk.release
    one = release.entries["pe-renew-residence"]
    entries = {f"pe-{n:04}": replace(one, id=f"pe-{n:04}", question="see-doctor") for n in range(3000)}
    rows = rows_of(replace(release, entries={**entries, one.id: one}), TODAY, {})
    hits = found(rows, Wanted(words_in("Renovar residencia"), kind="answer"), {}, ("PE",))
    assert len(hits) == 3001
    assert hits[0].ref == RENEW


# ---- one entry --------------------------------------------------------------------------------------------


async def test_an_entry_is_read_with_its_fields_and_as_a_phone_shows_it(editor: httpx.AsyncClient) -> None:
    page = await editor.get(RENEW_PATH)
    shown = said(page)
    assert "Puedes renovar la residencia hasta 30 días antes de que venza." in shown
    assert "comprobante de pago" in shown
    assert SAY("edit_phone", language="English") in page.text
    assert "El Diario" in shown


@pytest.mark.parametrize(
    "path",
    [
        "/console/entries/PE/answer/pe-nothing",
        "/console/entries/PE/answer/ec-renew-residence",  # another country's entry under one's own address
        "/console/entries/PE/king/pe-office",
        "/console/entries/PE/place/" + "x" * 300,
        "/console/drafts/nothing/edit",
    ],
)
async def test_what_is_not_there_is_404(editor: httpx.AsyncClient, path: str) -> None:
    assert (await editor.get(path)).status_code == 404


async def test_a_reader_reads_and_finds_no_button_to_edit(editing_house: EditingHouse) -> None:
    async with await editing_house.signed_in("reader") as reader:
        page = await reader.get(RENEW_PATH)
        assert page.status_code == 200
        assert "/edit" not in page.text
        assert (await reader.post(f"{RENEW_PATH}/edit")).status_code == 403


# ---- something new ----------------------------------------------------------------------------------------


async def test_something_new_of_each_kind_begins_as_a_draft_with_what_is_known(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    sent: list[tuple[dict[str, str], str, str]] = [
        ({"kind": "own", "name": "El carné nuevo", "topic": "documents", "phrasing": "q es el carne", "language": "es"},
         "answer pe-el-carne-nuevo", "question.es.ask.0"),
        ({"kind": "place", "name": "Oficina de Tacna"}, "place pe-oficina-de-tacna", "name"),
        ({"kind": "line", "name": "Línea 100"}, "line pe-linea-100", "es.name"),
        ({"kind": "answer", "question": "who-are-you", "phrasing": "kien eres"}, "answer pe-who-are-you", "also_asked.es.0"),
    ]  # fmt: skip
    for data, ref, field in sent:
        response = await editor.post("/console/entries/PE/new", data=data)
        assert response.status_code == 303, said(response)
        draft = await editing_house.editing.drafts.get(response.headers["location"].split("/")[3])
        assert (str(draft.ref), draft.country, draft.author) == (ref, "PE", "beto")
        assert draft.fields[field]
        assert (await editor.get(f"/console/drafts/{draft.id}/edit")).status_code == 200
    listed = said(await editor.get("/console/entries?status=draft"))
    assert "Oficina de Tacna" in listed


async def test_the_shared_question_is_the_regions_and_of_those_who_have_it(
    editing_house: EditingHouse,
) -> None:
    data = {"kind": "question", "name": "Abrir una cuenta", "topic": "money", "phrasing": "quiero una cuenta"}
    async with await editing_house.signed_in("admin") as admin:
        here = await admin.post("/console/entries/PE/new", data=data)
        everywhere = await admin.post("/console/entries/XX/new", data=data)
    assert here.status_code == 422
    draft = await editing_house.editing.drafts.get(everywhere.headers["location"].split("/")[3])
    assert (str(draft.ref), draft.country, draft.file) == (
        "question abrir-una-cuenta", "", "shared/questions/money.yaml",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "new_wrong_kind"),
        ({"kind": "answer", "question": "nothing"}, "new_wrong_question"),
        ({"kind": "answer", "question": "renew-residence"}, "new_wrong_taken"),
        ({"kind": "place", "name": "🙂"}, "new_wrong_name"),
        ({"kind": "own", "name": "algo", "topic": "kings"}, "new_wrong_topic"),
        ({"kind": "place", "name": "office"}, "new_wrong_taken"),
    ],
)
async def test_a_beginning_that_cannot_be_says_why_and_keeps_what_was_typed(
    editor: httpx.AsyncClient, data: dict[str, str], key: str
) -> None:
    response = await editor.post("/console/entries/PE/new", data={**data, "phrasing": "una frase"})
    assert response.status_code == 422
    assert SAY(key) in said(response)
    assert 'value="una frase"' in response.text


async def test_a_link_from_elsewhere_fills_the_beginning_in(editor: httpx.AsyncClient) -> None:
    page = await editor.get(
        "/console/entries/PE/new",
        params={"kind": "answer", "question": "who-are-you", "phrasing": HOSTILE, "language": "en"},
    )
    assert '<option value="who-are-you" selected' in page.text
    assert "<script>alert" not in page.text
    assert HOSTILE in html.unescape(page.text)


# ---- trying a question ------------------------------------------------------------------------------------


async def test_trying_says_what_answers_how_surely_and_shows_the_reply(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    editing_house.matcher.told["como renuevo"] = understood(("renew-residence", 0.95))
    page = await editor.post("/console/try", data={"text": "como renuevo", "country": "PE", "language": "es"})
    assert f'href="{RENEW_PATH}"' in page.text
    assert "95%" in said(page)
    assert "Puedes renovar la residencia" in said(page)
    hit = await editor.post(
        "/console/try", data={"text": "como renuevo", "country": "PE", "expect": RENEW.id}, headers=SCRIPT
    )
    missed = await editor.post("/console/try", data={"text": "otra cosa", "expect": RENEW.id}, headers=SCRIPT)
    assert SAY("try_hit") in said(hit)
    assert SAY("try_missed") in said(missed)
    assert "<html" not in hit.text


async def test_danger_is_tried_and_leaves_no_trace(
    editing_house: EditingHouse, editor: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await editing_house.accounts.deeds(50)
    page = await editor.post("/console/try", data={"text": "mi marido me pega", "country": "PE"})
    assert SAY("try_outcome_danger") in said(page)
    assert await editing_house.accounts.deeds(50) == before
    out = capsys.readouterr()
    assert "marido" not in out.out + out.err


async def test_odd_messages_are_tried_too(editor: httpx.AsyncClient) -> None:
    for text in ("", "   ", "🙂", HOSTILE, "x" * 20_000, "/start"):
        page = await editor.post("/console/try", data={"text": text, "country": "ZZ", "language": "xx"})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert (await editor.get("/console/try", params={"text": "hola", "country": "PE"})).status_code == 200


async def test_an_entry_whose_file_is_broken_is_no_missing_page(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    (editing_house.root / "peru/documents.yaml").write_text("answers: [", encoding="utf-8")
    page = await editor.get(RENEW_PATH)
    assert page.status_code == 409
    assert SAY("failed_409") in said(page)
