"""The edit form of a draft: every field, kept as it is typed, and nothing lost whatever goes wrong."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from bot.console.app.pages.editing_form import groups_of
from bot.console.app.pages.editing_words import in_words, problem_keys
from bot.console.app.words import words_of
from bot.editing.form_fields import SHAPES, form_fields
from bot.editing.records import Draft, Ref
from bot.storage.engine import DatabaseAwayError
from tests.console.app.editing_house import (
    RENEW,
    RENEW_PATH,
    EditingHouse,
    form_of,
)
from tests.console.app.test_pages import said
from tests.conversation.small import understood
from tests.knowledge.folder import replace as replace_in

HOSTILE = '"><script>alert(1)</script>\u202etxt\u200b'
SAY = words_of("es").say
SCRIPT = {"hx-request": "true"}


async def opened(editor: httpx.AsyncClient, draft: Draft) -> dict[str, list[str]]:
    """The fields of a draft's form, as the page gives them."""
    page = await editor.get(f"/console/drafts/{draft.id}/edit")
    assert page.status_code == 200, said(page)
    return form_of(page.text)


async def saved(
    editor: httpx.AsyncClient, draft: Draft, form: dict[str, list[str]], **headers: str
) -> httpx.Response:
    return await editor.post(f"/console/drafts/{draft.id}/save", data=form, headers=headers)


# ---- the form ---------------------------------------------------------------------------------------------


def test_every_field_of_every_kind_has_a_control_and_a_name() -> None:
    for kind in SHAPES:
        patterns = {group.name for group in groups_of(kind)}
        for field in form_fields(kind):
            plain = ".".join("{l}" if part == field.language else part for part in field.name.split("."))
            assert plain.partition(".*")[0] in patterns, field.name
        for group in groups_of(kind):
            for language in ("es", "en"):
                assert words_of(language).has(group.label), group.label
                for choice in group.choices:
                    assert words_of(language).has(f"choice_{choice.replace(' ', '_')}"), choice


@pytest.mark.parametrize(
    "entry",
    [
        RENEW_PATH,
        "/console/entries/PE/answer/pe-own-permit",
        "/console/entries/PE/place/pe-office",
        "/console/entries/PE/line/pe-police",
    ],
)
async def test_a_form_sent_as_it_was_opened_changes_nothing(
    editing_house: EditingHouse, editor: httpx.AsyncClient, entry: str
) -> None:
    draft = await editing_house.begun(editor, entry)
    response = await saved(editor, draft, await opened(editor, draft))
    assert response.status_code == 303
    kept = await editing_house.editing.drafts.get(draft.id)
    assert (kept.fields, kept.version) == (draft.fields, 1)


async def test_typing_is_kept_and_the_answer_says_what_is_to_be_mended_in_words(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft)
    form["f.es.cost"], form["f.as_of"] = ["25 soles"], ["ayer"]
    form["why"], form["english_checked"] = ["nueva tarifa"], ["yes"]
    answer = await saved(editor, draft, form, **SCRIPT)
    kept = await editing_house.editing.drafts.get(draft.id)
    assert (kept.fields["es.cost"], kept.why, kept.english_checked, kept.version) == (
        "25 soles", "nueva tarifa", True, 2,
    )  # fmt: skip
    assert 'data-version="2"' in answer.text
    assert 'href="#f-as_of"' in answer.text
    assert SAY("problem_date") in said(answer)
    deeds = await editing_house.accounts.deeds(10)
    assert [(deed.did, deed.target) for deed in deeds if deed.did.startswith("draft")] == [
        ("draft_kept", str(RENEW)),
        ("draft_begun", str(RENEW)),
    ]


async def test_every_pause_in_typing_is_no_line_of_the_log(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft)
    for number in range(1, 5):
        form["f.es.cost"], form["version"] = [f"{number} soles"], [str(number)]
        assert (await saved(editor, draft, form, **SCRIPT)).status_code == 200
    deeds = [deed.did for deed in await editing_house.accounts.deeds(20)]
    assert deeds.count("draft_kept") == 1


@pytest.mark.parametrize(
    ("deed", "steps"),
    [
        ("down:es.steps.0", ["Ve a la oficina.", "Pide cita."]),
        ("up:es.steps.1", ["Ve a la oficina.", "Pide cita."]),
        ("up:es.steps.0", ["Pide cita.", "Ve a la oficina."]),
        ("drop:es.steps.0", ["Ve a la oficina."]),
        ("drop:es.steps.9", ["Pide cita.", "Ve a la oficina."]),
        ("up:../../etc.1", ["Pide cita.", "Ve a la oficina."]),
    ],
)
async def test_without_script_the_buttons_beside_a_row_move_and_take_it(
    editing_house: EditingHouse, editor: httpx.AsyncClient, deed: str, steps: list[str]
) -> None:
    draft = await editing_house.begun(editor)
    response = await saved(editor, draft, await opened(editor, draft) | {"do": [deed]})
    assert response.status_code == 303
    fields = (await editing_house.editing.drafts.get(draft.id)).fields
    assert [fields[x] for x in sorted(fields) if x.startswith("es.steps.")] == steps


async def test_one_more_row_is_there_without_script(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft)
    response = await saved(editor, draft, form | {"do": ["more:sources"]})
    more = form_of((await editor.get(response.headers["location"])).text)
    assert len([x for x in more if x.endswith(".publisher")]) > len(
        [x for x in form if x.endswith(".publisher")]
    )


async def test_ways_to_ask_are_one_a_line(editing_house: EditingHouse, editor: httpx.AsyncClient) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft) | {"l.also_asked.es": ["  kiero renovar\n\n la vigencia \r\n"]}
    await saved(editor, draft, form)
    fields = (await editing_house.editing.drafts.get(draft.id)).fields
    assert (fields["also_asked.es.0"], fields["also_asked.es.1"]) == ("kiero renovar", "la vigencia")


async def test_fields_that_need_a_second_person_are_marked(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    page = (await editor.get(f"/console/drafts/{draft.id}/edit")).text
    groups = dict(re.findall(r'id="g-([^"]+)">(.*?)(?=<div class="group"|</section>)', page, re.S))
    assert SAY("edit_guarded") in groups["cost"]
    assert SAY("edit_guarded") in groups["official"]
    assert SAY("edit_guarded") not in groups["who"]


async def test_the_entry_is_taken_out_only_by_its_own_button(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    cut_off = await editor.post(f"/console/drafts/{draft.id}/save", data={"version": "1"})
    assert cut_off.status_code == 400
    assert not (await editing_house.editing.drafts.get(draft.id)).removes
    response = await saved(editor, draft, await opened(editor, draft) | {"do": ["take_out"]})
    assert response.status_code == 303
    assert (await editing_house.editing.drafts.get(draft.id)).removes
    assert SAY("edit_removes") in said(await editor.get(f"/console/drafts/{draft.id}/edit"))


# ---- bad input --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry", [RENEW_PATH, "/console/entries/PE/place/pe-office", "/console/entries/PE/line/pe-police"]
)
async def test_hostile_text_in_every_field_is_escaped_kept_and_told(
    editing_house: EditingHouse, editor: httpx.AsyncClient, entry: str
) -> None:
    draft = await editing_house.begun(editor, entry)
    form = await opened(editor, draft)
    texts = [name for name in form if name.startswith(("f.", "l."))]
    for name in texts:
        form[name] = [f"{name} {HOSTILE}"]
    await saved(editor, draft, form)
    page = await editor.get(f"/console/drafts/{draft.id}/edit")
    pages = [page, await editor.get("/console/entries?status=draft"), await editor.get(entry)]
    for answer in pages:
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert '"><script' not in answer.text
    kept = form_of(page.text)
    assert [kept[name] for name in texts] == [form[name] for name in texts]
    assert SAY("problem_hidden", sign="U+202E") in said(page)


async def test_twenty_thousand_characters_come_back_with_what_to_shorten(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft) | {"f.es.text": ["ñ" * 20_000]}
    response = await saved(editor, draft, form)
    assert response.status_code == 422
    assert form_of(response.text)["f.es.text"] == ["ñ" * 20_000]
    assert SAY("edit_too_much") in said(response)
    assert SAY("problem_long", length=20_000, most=5_000) in said(response)
    assert (await editing_house.editing.drafts.get(draft.id)).version == 1


async def test_an_editor_of_peru_never_reaches_a_draft_of_ecuador(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    theirs = await editing_house.editing.begin(Ref("answer", "ec-renew-residence"), "ana")
    form = {"version": "1", "whole": "yes", "f.es.text": "x"}
    for act in ("save", "check", "preview"):
        assert (await editor.post(f"/console/drafts/{theirs.id}/{act}", data=form)).status_code == 404
    assert (await editor.get(f"/console/drafts/{theirs.id}/edit")).status_code == 404
    assert (await editor.post("/console/entries/EC/answer/ec-renew-residence/edit")).status_code == 404
    assert (await editor.post("/console/entries/EC/new", data={"kind": "place"})).status_code == 404
    assert (await editor.post("/console/entries/XX/question/see-doctor/edit")).status_code == 404
    assert await editing_house.editing.drafts.get(theirs.id) == theirs


async def test_a_database_that_cannot_write_is_said_and_the_text_comes_back(
    editing_house: EditingHouse, editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft) | {"f.es.cost": ["25 soles"]}

    async def locked(*_: object) -> None:
        raise DatabaseAwayError("locked")

    monkeypatch.setattr(editing_house.database, "write", locked)
    page = await saved(editor, draft, form)
    by_script = await saved(editor, draft, form, **SCRIPT)
    assert (page.status_code, by_script.status_code) == (503, 503)
    assert form_of(page.text)["f.es.cost"] == ["25 soles"]
    assert SAY("edit_away") in said(page)
    assert SAY("edit_away") in said(by_script)


async def test_a_session_that_ended_is_told_to_the_script_by_401(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft)
    await editing_house.accounts.end_sessions("beto", "beto")
    assert (await saved(editor, draft, form, **SCRIPT)).status_code == 401


async def test_an_entry_changed_on_disk_meanwhile_is_said(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    replace_in(editing_house.root, "peru/documents.yaml", "personas con residencia", "todas las personas")
    assert SAY("edit_stands_changed") in said(await editor.get(f"/console/drafts/{draft.id}/edit"))
    (editing_house.root / "peru/documents.yaml").write_text("answers: [", encoding="utf-8")
    broken = await editor.get(f"/console/drafts/{draft.id}/edit")
    assert SAY("edit_stands_unreadable") in said(broken)


async def test_two_windows_and_two_people_never_write_over_each_other(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft)
    await saved(editor, draft, form | {"f.es.cost": ["25 soles"]}, **SCRIPT)
    second = await saved(editor, draft, form | {"f.es.cost": ["30 soles"]}, **SCRIPT)
    assert SAY("edit_beside_mine") in said(second)
    new = re.search(r'data-draft="(\w+)"', second.text)
    assert new is not None
    assert new[1] != draft.id
    assert f'href="/console/drafts/{draft.id}"' in second.text
    async with await editing_house.signed_in("admin") as admin:
        page = await admin.get(f"/console/drafts/{draft.id}/edit")
        assert SAY("edit_of_other", who="beto") in said(page)
        theirs = await saved(admin, draft, form_of(page.text) | {"f.es.cost": ["40 soles"]})
        assert draft.id not in theirs.headers["location"]
    costs = {(x.author, x.fields["es.cost"]) for x in await editing_house.editing.drafts.of_entry(RENEW)}
    assert costs == {("beto", "25 soles"), ("beto", "30 soles"), ("ana", "40 soles")}


# ---- checked and shown while it is typed ------------------------------------------------------------------


async def test_checking_and_showing_save_nothing(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft) | {"f.es.cost": ["25 soles"], "f.en.cost": ["25 soles"]}
    checked = await editor.post(f"/console/drafts/{draft.id}/check", data=form, headers=SCRIPT)
    shown = await editor.post(f"/console/drafts/{draft.id}/preview", data=form, headers=SCRIPT)
    plain = await editor.post(f"/console/drafts/{draft.id}/preview", data=form)
    assert SAY("edit_nothing_wrong") in said(checked)
    assert "Costo: 25 soles" in said(shown)
    assert "Cost: 25 soles" in said(shown)
    assert "25 soles" in said(plain)
    assert (await editing_house.editing.drafts.get(draft.id)).version == 1


async def test_what_cannot_be_shown_leaves_the_last_good_one_and_says_so(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    draft = await editing_house.begun(editor)
    form = await opened(editor, draft) | {"f.es.text": [""]}
    shown = await editor.post(f"/console/drafts/{draft.id}/preview", data=form, headers=SCRIPT)
    plain = await editor.post(f"/console/drafts/{draft.id}/preview", data=form)
    assert shown.headers["hx-retarget"] == "#preview-said"
    assert SAY("edit_preview_old") in said(shown)
    assert SAY("edit_preview_old") in said(plain)
    assert "Costo: 20 soles" in said(plain)


async def test_a_preview_is_what_people_get_once_it_is_published(
    editing_house: EditingHouse, editor: httpx.AsyncClient
) -> None:
    entry = await editor.get(RENEW_PATH)
    phone = entry.text.split('class="phone-log"')[1].split("</div>\n</div>")[0]
    editing_house.matcher.told["renovar"] = understood(("renew-residence", 0.95))
    tried = await editor.post("/console/try", data={"text": "renovar", "country": "PE"})
    for block in ("Puedes renovar la residencia hasta 30 días antes de que venza.", "Oficina de Migraciones"):
        assert block in html.unescape(phone)
        assert block in said(tried)


def test_problems_are_said_in_both_languages_and_never_as_yaml() -> None:
    for language in ("es", "en"):
        words = words_of(language)
        assert all(words.has(key) for key in problem_keys())
        assert "`" not in in_words(
            words, "'x' has no source: add `sources:` with publisher, title, url and date"
        )
    assert in_words(words_of("es"), "'text' is too long: 705 characters, at most 700") == SAY(
        "problem_long", length=705, most=700
    )
    assert in_words(words_of("en"), "something that no phrase knows") == "something that no phrase knows"
