"""A day at the desk: what an NGO worker does on a phone, step by step, over the real database."""

from __future__ import annotations

from datetime import date

import pytest

from bot.editing.desk import EditingDesk
from bot.editing.forms import fields_of
from bot.editing.records import Ref
from bot.editing.refusals import EntryChanged, IdTaken, NoSuchEntry, NotApproved
from bot.editing_service import start_editing
from bot.knowledge.problems import KnowledgeRefused
from bot.releases import Preparing
from tests.editing.desk import OFFICE, RENEW, Desk
from tests.knowledge.folder import TODAY, replace, write


@pytest.fixture
def work(desk: Desk) -> EditingDesk:
    return EditingDesk(desk.root, desk.database, lambda: desk.release, desk.publishing)


async def test_a_new_fee_goes_from_the_form_to_people_and_back(desk: Desk, work: EditingDesk) -> None:
    draft = await work.begin(RENEW, "ana")
    half = (await work.save(draft.id, "ana", draft.version, {**draft.fields, "es.cost": "25 soles"})).draft
    assert "en" in await work.problems(half)
    typed = {**half.fields, "en.cost": "25 soles"}
    done = (await work.save(draft.id, "ana", half.version, typed, why="new decree")).draft
    assert await work.problems(done) == {}
    assert [(c.name, c.guarded) for c in work.changes(done)] == [("es.cost", True), ("en.cost", True)]
    assert (await work.outlook([done.id])).checks
    sent = await work.submit(done.id, "ana", done.version)
    with pytest.raises(NotApproved):
        await work.publish([sent.id], "ana")
    approved = await work.approve(sent.id, "luis", sent.version)
    published = await work.publish([approved.id], "luis")
    assert desk.reload().entries["pe-renew-residence"].texts["es"].cost == "25 soles"
    assert published.why == "new decree"
    await work.take_back(published.number, "luis", "the decree was withdrawn")
    assert desk.reload().entries["pe-renew-residence"].texts["es"].cost == "20 soles"
    assert [x.kind for x in await work.releases()] == ["rollback", "publish", "disk"]
    back = (await work.history(RENEW))[0]
    await work.take_back_revision(back.id, "ana", "it holds after all")
    assert desk.reload().entries["pe-renew-residence"].texts["es"].cost == "25 soles"


async def test_two_people_on_one_entry_see_both_texts_and_choose(desk: Desk, work: EditingDesk) -> None:
    mine, theirs = await work.begin(RENEW, "ana"), await work.begin(RENEW, "luis")
    mine = (await work.save(mine.id, "ana", mine.version, {**mine.fields, "es.who": "todas"})).draft
    theirs = (
        await work.save(theirs.id, "luis", theirs.version, {**theirs.fields, "es.who": "algunas"})
    ).draft
    first = await desk.approved(theirs, "ana")
    await work.publish([first.id], "luis")
    desk.reload()
    second = await desk.approved(mine, "luis")
    with pytest.raises(EntryChanged) as changed:
        await work.publish([second.id], "ana")
    assert "who: algunas" in (changed.value.conflict.stands_now or "")
    chosen = await work.choose(
        second.id, "ana", second.version, {**second.fields, "es.who": "todas y algunas"}
    )
    assert [(c.before, c.after) for c in work.changes(chosen)] == [("algunas", "todas y algunas")]
    await work.publish([(await desk.approved(chosen)).id], "ana")
    assert desk.reload().entries["pe-renew-residence"].texts["es"].who == "todas y algunas"


async def test_a_new_place_gets_its_file_and_a_taken_id_is_refused(desk: Desk, work: EditingDesk) -> None:
    fields = fields_of((await work.entry(OFFICE)).values)
    with pytest.raises(IdTaken):
        await work.begin_new("place", "PE", "about", fields, "ana")
    for country, id_ in (("ZZ", "zz-office"), ("PE", "")):
        with pytest.raises(IdTaken):
            await work.begin_new("place", country, "about", {**fields, "id": id_}, "ana")
    new = await work.begin_new(
        "place", "PE", "about", {**fields, "id": "pe-tacna-office", "city": "Tacna"}, "ana"
    )
    assert (new.file, new.country) == ("peru/places.yaml", "PE")
    assert await work.problems(new) == {}
    await work.publish([(await desk.approved(new)).id], "ana")
    assert "pe-tacna-office" in desk.reload().places


async def test_a_first_answer_of_a_topic_makes_its_file(desk: Desk, work: EditingDesk) -> None:
    own = fields_of((await work.entry(Ref("answer", "pe-own-permit"))).values)
    fields = {n: t.replace("azul", "verde") for n, t in own.items()} | {"id": "pe-green-permit"}
    new = await work.begin_new("answer", "PE", "money", fields, "ana")
    await work.publish([(await desk.approved(new)).id], "ana")
    assert desk.reload().entries["pe-green-permit"].topic == "money"
    assert (
        (desk.root / "peru/money.yaml")
        .read_text(encoding="utf-8")
        .startswith("topic: money\nanswers:\n  - id: ")
    )


async def test_one_button_confirms_and_keeps_what_was_being_typed(desk: Desk, work: EditingDesk) -> None:
    begun = await work.begin(RENEW, "ana")
    await work.save(begun.id, "ana", begun.version, {**begun.fields, "es.who": "todas"})
    draft = await work.confirm(RENEW, "ana", "Encuentros SJM", date(2026, 11, 20))
    assert (draft.state, draft.fields["es.who"]) == ("in review", "todas")
    assert draft.fields["confirmed.date"] == "2026-11-20"
    approved = await work.approve(draft.id, "ana", draft.version)
    await work.publish([approved.id], "ana")
    confirmed = desk.reload().entries["pe-renew-residence"].confirmed
    assert confirmed is not None
    assert confirmed.by == "Encuentros SJM"


async def test_what_people_asked_joins_its_entry_with_a_test(desk: Desk, work: EditingDesk) -> None:
    said = "se me vence el carnet"
    phrasing, test = await work.add_phrasing("pe-renew-residence", "es", said, "ana", "PE")
    assert phrasing.fields["also_asked.es.0"] == said
    assert (test.file, test.fields["expect"]) == ("peru/tests.yaml", "pe-renew-residence")
    await work.publish([(await desk.approved(d)).id for d in (phrasing, test)], "ana")
    assert desk.reload().entries["pe-renew-residence"].also_asked["es"] == (said,)
    with pytest.raises(NoSuchEntry):
        await work.add_phrasing("pe-nothing", "es", said, "ana", "PE")


async def test_drafts_of_several_files_are_published_together_or_not_at_all(
    desk: Desk, work: EditingDesk
) -> None:
    fee = await desk.approved(await desk.draft(es__cost="25 soles", en__cost="25 soles"))
    office = await desk.approved(await desk.draft(ref=OFFICE, address="Av. Nueva 10"))
    places = (desk.root / "peru/places.yaml").read_bytes()
    write(desk.root, "peru/places.yaml", "places: [\n")
    before = desk.texts()
    with pytest.raises(KnowledgeRefused):
        await work.publish([fee.id, office.id], "ana")
    assert desk.texts() == before
    write(desk.root, "peru/places.yaml", places)
    done = await work.publish([fee.id, office.id], "ana")
    assert [(x.release, x.guarded) for x in await work.history(RENEW)] == [
        (done.number, ("es.cost", "en.cost"))
    ]
    assert [x.release for x in await work.history(OFFICE)] == [done.number]
    assert desk.reload().places["pe-office"].address == "Av. Nueva 10"


async def test_the_home_of_a_country_comes_from_what_stands_and_what_waits(
    desk: Desk, work: EditingDesk
) -> None:
    await work.begin(RENEW, "ana")
    (home,) = await work.homes(["PE"], [("pe-office", "PE", TODAY)])
    assert [w.for_whom for w in home.waiting] == ["its author"]
    assert home.closed == (("pe-office", TODAY),)


async def test_an_entry_that_moved_to_another_file_by_hand_is_still_found(
    desk: Desk, work: EditingDesk
) -> None:
    text = (desk.root / "peru/places.yaml").read_text(encoding="utf-8")
    (desk.root / "peru/places.yaml").rename(desk.root / "peru/places-lima.yaml")
    assert text
    assert (await work.entry(OFFICE)).file == "peru/places-lima.yaml"


async def test_starting_makes_good_what_a_crash_left_and_never_fails(desk: Desk, tmp_path) -> None:
    (desk.root / ".publishing").mkdir()
    (desk.root / ".publishing" / "journal.json").write_text("{half", encoding="utf-8")
    replace(desk.root, "peru/places.yaml", "Av. Principal 734", "Av. Principal 999")
    before = desk.texts()
    preparing = Preparing(desk.root, tmp_path / "x", keeps_unanswered=False)
    work, follower = await start_editing(desk.root, desk.database, preparing, lambda: desk.release)
    assert desk.texts() == before
    assert follower.conflicts == ()
    assert (await work.entry(OFFICE)).values["address"] == "Av. Principal 999"
