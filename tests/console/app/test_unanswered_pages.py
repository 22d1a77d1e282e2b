"""What people asked in vain: an editor says where it belongs, or that it is not for us, and can take that back."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx
import pytest

from bot.console.app.words import words_of
from bot.editing.records import OPEN_STATES, Draft, Ref
from bot.knowledge.records import LANGUAGES
from bot.storage.engine import DatabaseAwayError
from tests.console.app.needs_house import NeedsHouse, open_needs_house
from tests.console.app.test_pages import follow, said

SAY = words_of("en").say
RENEW, OWN = "pe-renew-residence", "pe-own-permit"
CARD = "sacar carnet de residencia"


@dataclass
class Wishes:
    """People who asked to be told, as the page speaks of them."""

    told: list[tuple[tuple[bytes, ...], str]] = field(default_factory=list)

    async def belongs(self, marks: Sequence[bytes], entry: str) -> int:
        self.told.append((tuple(marks), entry))
        return len(marks)


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
async def needs(tmp_path: Path, wishes: Wishes) -> AsyncIterator[NeedsHouse]:
    made = await open_needs_house(tmp_path, subscriptions=wishes)
    await made.asked(CARD, 5)
    await made.asked("renovar mi carnet", 3)
    await made.asked("carnet de residencia", 3, country=None)
    await made.asked("puedo llevar mi perro", 4, country="EC")
    await made.asked("can i bring my dog", 6, language="en")
    await made.asked("solo dos personas", 2)
    yield made
    await made.editing.close()


@pytest.fixture
async def editor(needs: NeedsHouse) -> AsyncIterator[httpx.AsyncClient]:
    async with await needs.editing.signed_in("editor") as browser:
        yield browser


def cards(page: httpx.Response) -> dict[str, str]:
    """The cards of the page by their first wording, as HTML."""
    found = re.findall(r'<article class="card asked".*?</article>', page.text, re.DOTALL)
    return {html.unescape(re.search(r"<h2[^>]*>(.*?)</h2>", x)[1]): html.unescape(x) for x in found}  # type: ignore[index]


def marks(card: str) -> list[str]:
    return re.findall(r'name="wording" value="(\w{32})"', card)


def group(card: str) -> str:
    return re.search(r'action="/console/unanswered/(\w+)/belongs"', card)[1]  # type: ignore[index]


async def drafts(needs: NeedsHouse) -> dict[Ref, Draft]:
    return {draft.ref: draft for draft in await needs.editing.desk.drafts.listed(OPEN_STATES)}


async def test_the_most_asked_comes_first_and_words_of_two_people_are_never_shown(needs: NeedsHouse) -> None:
    async with await needs.editing.signed_in("admin") as admin:
        page = await admin.get("/console/unanswered")
    found = cards(page)
    assert list(found) == [CARD, "can i bring my dog", "puedo llevar mi perro"]
    assert "dos personas" not in page.text
    assert SAY("unanswered_people", people=11) in found[CARD]
    assert "Peru 8" in found[CARD]
    assert "No country 3" in found[CARD]
    assert "23 Nov 2026" in found[CARD]
    assert len(marks(found[CARD])) == 3


async def test_people_of_a_country_see_only_theirs_and_what_has_none(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    found = cards(await editor.get("/console/unanswered"))
    assert list(found) == [CARD, "can i bring my dog"]
    assert await needs.unanswered.count(["PE"]) == 2
    assert await needs.unanswered.count() == 3
    async with await needs.editing.signed_in("admin") as admin:
        ecuador = cards(await admin.get("/console/unanswered?country=EC"))
    gone = await editor.get(f"/console/unanswered/{group(ecuador['puedo llevar mi perro'])}")
    assert gone.headers["location"] == "/console/unanswered"


async def test_the_list_is_filtered_by_country_and_language(needs: NeedsHouse) -> None:
    async with await needs.editing.signed_in("admin") as admin:
        english = cards(await admin.get("/console/unanswered?language=en"))
        ecuador = cards(await admin.get("/console/unanswered?country=EC&page=99"))
        odd = await admin.get("/console/unanswered?country=%3Cb%3E&language=xx&page=-1&done=%3Cscript%3E")
    assert list(english) == ["can i bring my dog"]
    assert list(ecuador) == ["puedo llevar mi perro"]
    assert len(cards(odd)) == 3
    assert "<script>" not in odd.text


async def test_one_click_adds_the_ticked_ways_to_ask_with_their_tests_and_sends_them_to_review(
    needs: NeedsHouse, editor: httpx.AsyncClient, wishes: Wishes
) -> None:
    card = cards(await editor.get("/console/unanswered"))[CARD]
    assert f'name="entry" value="{RENEW}"' in card
    assert "thanks" not in card
    chosen = marks(card)[:2]
    sent = await editor.post(
        f"/console/unanswered/{group(card)}/belongs", data={"entry": RENEW, "wording": chosen}
    )
    page = await follow(editor, sent)
    made = await drafts(needs)
    entry = made.pop(Ref("answer", RENEW))
    added = [text for name, text in entry.fields.items() if name.startswith("also_asked.es.")]
    assert len(added) == 2
    assert set(added) <= {CARD, "renovar mi carnet", "carnet de residencia"}
    assert sorted(draft.fields["ask"] for draft in made.values()) == sorted(added)
    assert {(x.fields["expect"], x.fields["country"], x.country) for x in made.values()} == {
        (RENEW, "PE", "PE")
    }
    assert {draft.state for draft in (entry, *made.values())} == {"in review"}
    assert SAY("said_unanswered_added", many=2, drafts=3) in said(page)
    assert not any(mark in page.text for mark in chosen), "they left the list"
    assert len(cards(page)) == 2, "one wording of the group is left"
    assert [(len(found), x) for found, x in wishes.told] == [(2, RENEW)]
    assert {mark.hex() for mark in wishes.told[0][0]} == set(chosen)
    deeds = await needs.editing.house.accounts.deeds(10)
    assert [(x.target, x.country) for x in deeds if x.did == "phrasings_added"] == [(RENEW, "PE")]
    assert SAY("unanswered_undo") in said(page)


async def test_a_second_group_of_the_same_entry_joins_the_draft_that_waits(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    card = cards(await editor.get("/console/unanswered"))[CARD]
    for mark in marks(card):
        left = next(x for x in cards(await editor.get("/console/unanswered")).values() if mark in x)
        await editor.post(
            f"/console/unanswered/{group(left)}/belongs", data={"entry": RENEW, "wording": mark}
        )
    entry = (await drafts(needs))[Ref("answer", RENEW)]
    assert sum(name.startswith("also_asked.es.") for name in entry.fields) == 3
    assert entry.state == "in review"


async def test_other_work_of_the_author_is_not_sent_to_review(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    mine = await needs.editing.draft("editor")
    card = cards(await editor.get("/console/unanswered"))[CARD]
    await editor.post(
        f"/console/unanswered/{group(card)}/belongs", data={"entry": RENEW, "wording": marks(card)}
    )
    kept = (await drafts(needs))[mine.ref]
    assert (kept.id, kept.state, kept.fields["es.cost"]) == (mine.id, "draft", "25 soles")


async def test_what_is_added_can_be_published_and_is_then_known(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    card = cards(await editor.get("/console/unanswered"))[CARD]
    await editor.post(
        f"/console/unanswered/{group(card)}/belongs", data={"entry": RENEW, "wording": marks(card)}
    )
    desk = needs.editing.desk
    for draft in (await drafts(needs)).values():
        await desk.approve(draft.id, "rita", draft.version)
    await desk.publish([x.id for x in (await drafts(needs)).values()], "ana", explanation="it is right so")
    needs.editing.reload()
    assert CARD in needs.editing.release.entries[RENEW].also_asked["es"]
    assert any(test.ask == CARD and test.expect == RENEW for test in needs.editing.release.tests)


async def test_words_that_belong_nowhere_are_set_aside_and_brought_back(
    needs: NeedsHouse, editor: httpx.AsyncClient
) -> None:
    card = cards(await editor.get("/console/unanswered"))[CARD]
    sent = await editor.post(f"/console/unanswered/{group(card)}/done", data={"wording": marks(card)})
    page = await follow(editor, sent)
    assert list(cards(page)) == ["can i bring my dog"]
    token = re.search(r'name="token" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    async with await needs.editing.signed_in("admin") as admin:
        await admin.post("/console/unanswered/undone", data={"token": token})
    for wrong in ("", "x", "ñ", token[:-4] + "AAA=", "A" * 4000):
        await editor.post("/console/unanswered/undone", data={"token": wrong})
    assert len(cards(await editor.get("/console/unanswered"))) == 1, "only who did it takes it back"
    back = await follow(editor, await editor.post("/console/unanswered/undone", data={"token": token}))
    assert list(cards(back)) == [CARD, "can i bring my dog"]
    done = {deed.did for deed in await needs.editing.house.accounts.deeds(10)}
    assert {"question_set_aside", "question_brought_back"} <= done
    assert not any(CARD in deed.target for deed in await needs.editing.house.accounts.deeds(50))


async def test_the_search_finds_questions_by_words_in_either_language(editor: httpx.AsyncClient) -> None:
    card = cards(await editor.get("/console/unanswered"))["can i bring my dog"]
    path = f"/console/unanswered/{group(card)}"
    for asked in ("renew residence", "RENOVAR", "permiso azul", "blue", "pe own permit"):
        page = await editor.get(path, params={"q": asked})
        found = RENEW if "ren" in asked.lower() else OWN
        assert (f'value="{found}"' in page.text) == (asked != "blue"), asked
    nothing = await editor.get(path, params={"q": "<script>alert(1)</script>"})
    assert SAY("unanswered_found_nothing") in said(nothing)
    assert "<script>alert" not in nothing.text
    assert "rojo" not in (await editor.get(path, params={"q": "permiso"})).text, "Ecuador's own question"


async def test_a_new_entry_begins_with_the_words(editor: httpx.AsyncClient) -> None:
    card = cards(await editor.get("/console/unanswered"))["can i bring my dog"]
    assert "/console/entries/PE/new?phrasing=can+i+bring+my+dog&language=en" in card


async def test_what_cannot_be_done_is_said_and_nothing_is_kept(
    needs: NeedsHouse, editor: httpx.AsyncClient, wishes: Wishes
) -> None:
    card = cards(await editor.get("/console/unanswered"))[CARD]
    path, boxes = f"/console/unanswered/{group(card)}", marks(card)
    for data, key in (
        ({"entry": RENEW}, "said_unanswered_none_ticked"),
        ({"entry": RENEW, "wording": ["zz", "0" * 32]}, "said_unanswered_none_ticked"),
        ({"entry": "no-such", "wording": boxes}, "said_unanswered_no_entry"),
        ({"wording": boxes}, "said_unanswered_no_entry"),
        ({"entry": "ec-own-permit", "wording": boxes}, "said_unanswered_not_yours"),
        ({"entry": "who-are-you", "wording": boxes}, "said_unanswered_not_yours"),
    ):
        page = await follow(editor, await editor.post(f"{path}/belongs", data=data))
        assert SAY(key) in said(page), data
    moved = await follow(editor, await editor.post("/console/unanswered/" + "0" * 20 + "/done"))
    assert SAY("said_unanswered_moved") in said(moved)
    assert await drafts(needs) == {}
    assert wishes.told == []
    assert list(cards(await editor.get("/console/unanswered"))) == [CARD, "can i bring my dog"]


async def test_the_database_away_in_the_middle_keeps_the_question_on_the_list(
    needs: NeedsHouse, editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = cards(await editor.get("/console/unanswered"))[CARD]
    real, calls = needs.editing.desk.add_phrasing, []

    async def away_once(*given: object, **more: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise DatabaseAwayError("away")
        return await real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(needs.editing.desk, "add_phrasing", away_once)
    data = {"entry": RENEW, "wording": marks(card)}
    page = await follow(editor, await editor.post(f"/console/unanswered/{group(card)}/belongs", data=data))
    assert SAY("said_unanswered_refused") in said(page)
    again = await editor.post(f"/console/unanswered/{group(card)}/belongs", data=data)
    assert again.status_code == 303
    made = await drafts(needs)
    assert len(made) == 4, "nothing is doubled"
    assert sum(name.startswith("also_asked.es.") for name in made[Ref("answer", RENEW)].fields) == 3


async def test_words_of_several_countries_go_to_the_question_itself_where_the_account_may(
    needs: NeedsHouse,
) -> None:
    await needs.asked("renovar carnet vencido", 4, country="EC", day=date(2026, 11, 22))
    async with await needs.editing.signed_in("admin") as admin:
        card = cards(await admin.get("/console/unanswered"))[CARD]
        await admin.post(
            f"/console/unanswered/{group(card)}/belongs", data={"entry": RENEW, "wording": marks(card)}
        )
    made = await drafts(needs)
    assert Ref("question", "renew-residence") in made
    asked = {
        x.fields["ask"]: (x.fields["expect"], x.fields.get("country"))
        for x in made.values()
        if x.ref.kind == "test"
    }
    assert asked["renovar carnet vencido"] == ("ec-renew-residence", "EC")
    assert asked[CARD] == (RENEW, "PE")


async def test_a_reviewer_reads_the_list_and_changes_nothing(needs: NeedsHouse) -> None:
    async with await needs.editing.signed_in("reviewer") as reviewer:
        page = await reviewer.get("/console/unanswered")
        refused = await reviewer.post("/console/unanswered/" + "0" * 20 + "/done")
    assert CARD in page.text
    assert "<button" not in page.text.split("<main")[1].split("</form>", 1)[1]
    assert refused.status_code == 403


async def test_nothing_asked_is_a_page_too(tmp_path: Path) -> None:
    made = await open_needs_house(tmp_path)
    async with await made.editing.signed_in("editor") as browser:
        for language in LANGUAGES:
            await browser.post("/console/language", data={"language": language})
            assert words_of(language).say("unanswered_nothing") in said(
                await browser.get("/console/unanswered")
            )
    await made.editing.close()
