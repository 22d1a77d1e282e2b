"""Confirming with one button, a way to ask that joins its entry, and what waits for the editors of a country."""

from __future__ import annotations

from datetime import date

import pytest

from bot.editing import reviewing
from bot.editing.asking_ways import knowledge_test, question_of, with_phrasing
from bot.editing.checking import check_form
from bot.editing.confirming import confirmed
from bot.editing.home import homes
from bot.editing.records import Fields, Ref, Standing
from bot.editing.refusals import CannotConfirm
from bot.knowledge.freshness import entry_as_of
from tests.editing.desk import OFFICE, RENEW, Desk
from tests.knowledge.folder import TODAY


async def publish_fields(desk: Desk, standing: Standing, fields: Fields) -> None:
    begun = await desk.drafts.begin(standing, "PE", "ana")
    saved = await desk.drafts.save(begun.id, "ana", begun.version, fields)
    await desk.publishing.publish_drafts([(await desk.approved(saved.draft)).id], "ana")
    desk.reload()


async def test_a_confirmed_answer_is_fresh_again_and_its_sources_and_their_date_stay(
    small_desk: Desk,
) -> None:
    desk, standing = small_desk, small_desk.standing()
    fields = confirmed(standing, "Encuentros SJM", date(2026, 11, 20), TODAY)
    await publish_fields(desk, standing, fields)
    entry = desk.release.entries["pe-renew-residence"]
    assert (entry.as_of, entry_as_of(entry)) == ("2025-03", "2026-11-20")
    assert entry.confirmed is not None
    assert entry.confirmed.by == "Encuentros SJM"
    assert (
        desk.standing().text.replace("    confirmed:\n      by: Encuentros SJM\n      date: 2026-11-20\n", "")
        == standing.text
    )


async def test_confirming_needs_no_second_person(small_desk: Desk) -> None:
    fields = confirmed(small_desk.standing(), "SJM", TODAY, TODAY)
    begun = await small_desk.drafts.begin(small_desk.standing(), "PE", "ana")
    saved = await small_desk.drafts.save(begun.id, "ana", begun.version, fields)
    assert reviewing.guarded(saved.draft) == ()


async def test_a_confirmed_place_speaks_for_that_day_and_names_who_went_there(small_desk: Desk) -> None:
    desk = small_desk
    for day in (date(2026, 11, 1), date(2026, 11, 20)):
        standing = desk.standing(OFFICE)
        await publish_fields(desk, standing, confirmed(standing, "Encuentros SJM", day, TODAY))
    place = desk.release.places["pe-office"]
    assert place.as_of == "2026-11-20"
    assert [(s.publisher, s.date) for s in place.sources] == [
        ("El Diario", "2025-03"),
        ("Encuentros SJM", "2026-11-20"),
    ]


@pytest.mark.parametrize(
    ("by", "day"), [("", TODAY), ("x" * 81, TODAY), ("SJM", date(2026, 11, 24)), ("SJM", date(2024, 1, 1))]
)
async def test_a_confirmation_from_the_future_from_long_ago_or_by_nobody_is_refused(
    small_desk: Desk, by: str, day: date
) -> None:
    for ref in (RENEW, OFFICE):
        with pytest.raises(CannotConfirm):
            confirmed(small_desk.standing(ref), by, day, TODAY)


async def test_an_answer_that_nobody_knows_cannot_be_confirmed(small_desk: Desk) -> None:
    with pytest.raises(CannotConfirm, match="not known"):
        confirmed(small_desk.standing(Ref("answer", "pe-see-doctor")), "SJM", TODAY, TODAY)


async def test_a_phrase_that_belongs_to_an_entry_joins_it_with_its_test(small_desk: Desk) -> None:
    desk, said = small_desk, "se me vence el carnet de peru"
    assert question_of("pe-renew-residence", desk.release, everywhere=False) == RENEW
    standing = desk.standing()
    await publish_fields(desk, standing, with_phrasing(standing, "es", said))
    assert desk.release.entries["pe-renew-residence"].also_asked["es"] == (said,)
    ref, file, fields = knowledge_test(said, "pe-renew-residence", "PE", desk.release)
    new = await desk.drafts.begin_new(ref, "PE", file, "ana", fields)
    assert not check_form("test", fields, desk.release, "PE", None, TODAY)
    await desk.publishing.publish_drafts([(await desk.approved(new)).id], "ana")
    assert [(t.ask, t.expect) for t in desk.reload().tests if t.ask == said] == [(said, "pe-renew-residence")]
    assert desk.standing(ref).file == "peru/tests.yaml"


async def test_words_that_everybody_uses_go_to_the_shared_question_and_none_stands_twice(
    small_desk: Desk,
) -> None:
    ref = question_of("pe-renew-residence", small_desk.release, everywhere=True)
    assert ref == Ref("question", "renew-residence")
    standing = small_desk.standing(ref)
    fields = with_phrasing(standing, "es", "se me vence el carnet")
    assert fields["es.ask.8"] == "se me vence el carnet"
    assert "es.ask.8" not in with_phrasing(standing, "es", "QUIERO renovar la residencia")
    assert question_of("pe-own-permit", small_desk.release, everywhere=True) == Ref("answer", "pe-own-permit")
    assert question_of("nowhere", small_desk.release, everywhere=True) is None


async def test_a_home_tells_what_ages_what_waits_what_lags_and_what_was_closed(small_desk: Desk) -> None:
    desk = small_desk
    draft = await desk.draft(es__cost="25 soles", en__cost="25 soles")
    sent = await reviewing.submit(desk.drafts, draft.id, "ana", draft.version)
    peru, ecuador = homes(
        desk.release, ["PE", "EC"], [sent], {}, [("pe-office", "PE", TODAY)], date(2026, 11, 23)
    )
    assert [(x.ref.id, x.standing) for x in peru.aging][:2] == [
        ("pe-renew-residence", "overdue"),
        ("pe-office", "overdue"),
    ]
    assert peru.counts["overdue"] == 2
    assert [(w.draft.id, w.for_whom) for w in peru.waiting] == [(sent.id, "a second person")]
    assert ("pe-office", "unreviewed") in [(b.ref.id, b.state) for b in peru.behind]
    assert peru.closed == (("pe-office", TODAY),)
    assert ecuador.waiting == ()
    assert ecuador.closed == ()
