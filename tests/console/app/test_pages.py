"""The pages that exist: what people read there, what they can do, in both languages."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from bot.console.app.words import words_of
from bot.storage.engine import DatabaseAwayError
from tests.console.app.house import House, enter

PAGES = ["/console", "/console/people", "/console/people/beto", "/console/sessions", "/console/audit"]


def said(response: httpx.Response) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


async def follow(browser: httpx.AsyncClient, response: httpx.Response) -> httpx.Response:
    assert response.status_code == 303, said(response)
    return await browser.get(response.headers["location"])


@pytest.mark.parametrize("path", PAGES)
async def test_an_admin_sees_every_page_in_both_languages(house: House, path: str) -> None:
    async with await house.signed_in("admin") as browser:
        first = await browser.get(path)
        spoken = await browser.post("/console/language", data={"language": "en", "back": path})
        second = await follow(browser, spoken)
    assert first.status_code == second.status_code == 200
    assert '<html lang="es">' in first.text
    assert '<html lang="en">' in second.text
    assert str(second.url).endswith(path)


async def test_home_lists_what_the_account_may_do_and_nothing_else(house: House) -> None:
    async with await house.signed_in("admin") as admin, await house.signed_in("editor") as editor:
        all_doors, few_doors = said(await admin.get("/console")), said(await editor.get("/console"))
    say = words_of("es").say
    assert say("menu_people_hint") in all_doors
    assert say("menu_people_hint") not in few_doors
    assert say("menu_sessions_hint") in few_doors
    assert "Tus países: Perú." in few_doors


async def test_the_language_stays_with_the_session_and_before_signing_in_with_the_browser(
    house: House,
) -> None:
    async with house.browser() as visitor:
        assert '<html lang="es">' in (await visitor.get("/console/enter")).text
        english = await visitor.get("/console/enter", headers={"accept-language": "en-GB"})
        assert '<html lang="en">' in english.text
        await visitor.post("/console/language", data={"language": "en", "back": "/console/enter"})
        assert '<html lang="en">' in (await visitor.get("/console/enter")).text
    async with await house.signed_in("reader") as browser:
        await browser.post("/console/language", data={"language": "en"})
        browser.cookies.delete("rumbo-language")
        assert '<html lang="en">' in (await browser.get("/console")).text
        assert (await browser.post("/console/language", data={"language": "xx"})).status_code == 400


async def test_inviting_shows_a_link_once_that_signs_that_person_in(house: House) -> None:
    async with await house.signed_in("admin") as admin:
        made = await admin.post(
            "/console/people", data={"name": "Nina", "role": "editor", "country": ["PE", "EC"]}
        )
        listed = said(await admin.get("/console/people"))
    link = re.search(r"http://127\.0\.0\.1:8080/console/enter#([\w-]{43})", made.text)
    assert link is not None
    assert "nina edita Ecuador, Perú" in listed
    assert link[1] not in listed
    async with house.browser() as browser:
        home = await follow(browser, await enter(browser, link[0]))  # the whole link was pasted
    assert "Hola, nina" in said(home)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"name": "ana@example.org", "role": "admin"}, "refused_name"),
        ({"name": "beto", "role": "admin"}, "refused_taken"),
        ({"name": "nina", "role": "editor"}, "refused_countries"),
        ({"name": "nina", "role": "king"}, "refused_role"),
        ({}, "refused_name"),
    ],
)
async def test_a_wrong_invitation_says_what_to_mend_and_keeps_what_was_typed(
    house: House, data: dict[str, str], key: str
) -> None:
    async with await house.signed_in("admin") as admin:
        response = await admin.post("/console/people", data=data)
    assert response.status_code == 422
    assert words_of("es").say(key) in said(response)
    assert f'value="{data.get("name", "")}"' in response.text
    assert len(await house.accounts.people()) == 4


async def test_changing_somebody_signs_them_out_at_once(house: House) -> None:
    async with await house.signed_in("admin") as admin, await house.signed_in("editor") as editor:
        assert (await editor.get("/console")).status_code == 200
        changed = await admin.post("/console/people/beto", data={"role": "reader"})
        assert "beto: cambiado" in said(await follow(admin, changed))
        assert "beto: cambiado" not in said(await admin.get("/console/people")), "it is said once"
        assert (await editor.get("/console")).headers["location"] == "/console/enter"


async def test_removing_somebody_and_the_last_admin(house: House) -> None:
    async with await house.signed_in("admin") as admin, await house.signed_in("reader") as reader:
        gone = await admin.post("/console/people/leo/remove")
        assert "leo ya no tiene cuenta" in said(await follow(admin, gone))
        assert (await reader.get("/console")).status_code == 303
        kept = await admin.post("/console/people/ana/remove")
        assert kept.status_code == 422
        assert words_of("es").say("refused_last_admin") in said(kept)
        assert (await admin.get("/console/people/leo")).status_code == 404
        assert (await admin.post("/console/people/leo/remove")).status_code == 404


async def test_an_admin_makes_a_fresh_link_and_ends_somebodys_sessions(house: House) -> None:
    async with await house.signed_in("admin") as admin, await house.signed_in("reader") as reader:
        made = await admin.post("/console/people/leo/link")
        assert "10 minutos" in said(made)
        ended = await admin.post("/console/people/leo/end")
        assert "Sesiones cerradas: 1." in said(await follow(admin, ended))
        assert (await reader.get("/console")).status_code == 303


async def test_my_sessions_are_listed_and_ended_one_by_one_or_all(house: House) -> None:
    async with await house.signed_in("reader") as one, await house.signed_in("reader") as other:
        listed = await one.get("/console/sessions")
        handles = re.findall(r"/console/sessions/(\w+)/end", listed.text)
        assert len(handles) == 2
        mine = next(s.handle for s in await house.accounts.sessions("leo"))
        assert mine in handles
        ended = await one.post(f"/console/sessions/{handles[-1]}/end")
        assert ended.status_code == 303
        left = [browser for browser in (one, other) if (await browser.get("/console")).status_code == 200]
        assert len(left) == 1
        out = await left[0].post("/console/sessions/end")
        assert out.headers["clear-site-data"] == '"cache", "cookies", "storage"'
        assert (await left[0].get("/console")).status_code == 303


async def test_a_session_of_somebody_else_cannot_be_ended_by_its_handle(house: House) -> None:
    async with await house.signed_in("reader") as reader, await house.signed_in("admin") as admin:
        theirs = (await house.accounts.sessions("ana"))[0].handle
        assert (await reader.post(f"/console/sessions/{theirs}/end")).status_code == 404
        assert (await admin.get("/console")).status_code == 200


async def test_connecting_telegram_shows_what_to_send_and_disconnecting_takes_it_away(house: House) -> None:
    async with await house.signed_in("reader") as reader:
        shown = await reader.post("/console/sessions/telegram")
        code = re.search(r"/consola ([\w-]{43})", shown.text)
        assert code is not None
        assert f"https://t.me/RumboBot?start=consola_{code[1]}" in shown.text
        assert await house.accounts.link_from_telegram("telegram:5", code[1]) is not None
        assert words_of("es").say("telegram_tied") in said(await reader.get("/console/sessions"))
        await reader.post("/console/sessions/telegram/untie")
        assert await house.accounts.link_from_telegram("telegram:5", None) is None


async def test_the_audit_log_is_read_by_person_and_page_by_page(house: House) -> None:
    for number in range(60):
        await house.accounts.note("leo", "published", f"entry-{number}", "PE")
        house.clock.move(seconds=1)
    async with await house.signed_in("admin") as admin:
        first = await admin.get("/console/audit", params={"who": "leo"})
        older = html.unescape(re.search(r'rel="next" href="([^"]+)"', first.text)[1])  # type: ignore[index]
        second = await admin.get(older)
        odd = await admin.get("/console/audit", params={"who": "'; --", "before": "x-9" + "9" * 50})
    assert first.text.count("entry-") == 50
    assert second.text.count("entry-") == 10
    assert "entry-59" in first.text
    assert "entry-0" in second.text
    assert odd.status_code == 200


async def test_what_people_typed_is_escaped_wherever_it_is_shown(house: House) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)> hx-get="/x" \u202etxt'
    await house.accounts.note("leo", hostile[:32], hostile, "PE")
    async with await house.signed_in("admin") as admin:
        pages = [
            await admin.get("/console/audit"),
            await admin.post("/console/people", data={"name": hostile, "role": hostile, "country": hostile}),
            await admin.get("/console/audit", params={"who": hostile[:24]}),
            await admin.get("/console/people/" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
            await admin.post("/console/enter", data={"door": hostile, "token": hostile}),
            await admin.post("/console/language", data={"language": "es", "back": hostile}),
        ]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


async def test_the_database_away_is_a_page_that_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise DatabaseAwayError("away")

    async with await house.signed_in("admin") as admin:
        monkeypatch.setattr(house.database, "look_up", away)
        monkeypatch.setattr(house.database, "write", away)
        page = await admin.get("/console")
        admin.cookies.delete("rumbo-session")
        entering = await enter(admin, "x" * 43)
    assert (page.status_code, entering.status_code) == (503, 503)
    assert words_of("es").say("failed_503") in said(page)
