"""How old a claim is, and that it never grows younger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.freshness import (
    earliest_day,
    entry_as_of,
    freshness,
    line_freshness,
    months_old,
    part_as_of,
    part_freshness,
    place_freshness,
    text_freshness,
)
from bot.knowledge.load import load_release
from bot.knowledge.records import PARTS, AgeLimits, Confirmation, Part, Release
from tests.knowledge.folder import TODAY, write_folder
from tests.knowledge.folder import replace as change

LIMITS = AgeLimits(due=6, overdue=12, expired=24)
ORDER = ("fresh", "due", "overdue", "expired")


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        ("2024", date(2024, 1, 1)),
        ("2024-06", date(2024, 6, 1)),
        ("2024-06-30", date(2024, 6, 30)),
        ("2024-02-29", date(2024, 2, 29)),
        ("about 2022", date(2022, 1, 1)),
        ("about 2022-05", date(2022, 5, 1)),
    ],
)
def test_a_date_counts_from_the_first_day_it_can_mean(as_of: str, day: date) -> None:
    assert earliest_day(as_of) == day


@pytest.mark.parametrize(
    "text", ["2023-02-29", "2024-02-31", "2024-13", "", "ayer", "24", "2024-6", "2024-06-01T10"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        earliest_day(text)


@pytest.mark.parametrize(
    ("as_of", "today", "state"),
    [
        ("2026-05-24", TODAY, "fresh"),
        ("2026-05-23", TODAY, "due"),
        ("2025-11-24", TODAY, "due"),
        ("2025-11-23", TODAY, "overdue"),
        ("2024-11-24", TODAY, "overdue"),
        ("2024-11-23", TODAY, "expired"),
        ("2026", TODAY, "due"),
        ("2026-06", TODAY, "fresh"),
        ("about 2025", TODAY, "overdue"),
        ("2027", TODAY, "fresh"),
        ("2024-02-29", date(2024, 8, 28), "fresh"),
        ("2024-02-29", date(2024, 8, 29), "due"),
        ("2024-02-29", date(2025, 2, 28), "due"),
        ("2024-02-29", date(2025, 3, 1), "overdue"),
        ("2024-08-31", date(2025, 2, 28), "fresh"),
        ("2024-08-31", date(2025, 3, 1), "due"),
        (None, TODAY, "overdue"),
    ],
)
def test_the_age_of_a_claim(as_of: str | None, today: date, state: str) -> None:
    assert freshness(as_of, LIMITS, today) == state


def test_some_claims_never_expire() -> None:
    assert freshness("1990", AgeLimits(6, 12, None), TODAY) == "overdue"


DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
AS_OF = DAYS.flatmap(
    lambda d: st.sampled_from([str(d.year), f"{d:%Y-%m}", f"{d:%Y-%m-%d}", f"about {d.year}"])
)


@given(as_of=AS_OF, today=DAYS, later=st.integers(0, 4000))
def test_a_claim_never_gets_fresher_as_days_pass(as_of: str, today: date, later: int) -> None:
    then = today + timedelta(days=later)
    assert months_old(as_of, then) >= months_old(as_of, today)
    assert ORDER.index(freshness(as_of, LIMITS, then)) >= ORDER.index(freshness(as_of, LIMITS, today))


@given(day=DAYS, earlier=st.integers(0, 4000), today=DAYS)
def test_an_older_source_is_never_fresher(day: date, earlier: int, today: date) -> None:
    older = day - timedelta(days=earlier)
    assert months_old(str(older), today) >= months_old(str(day), today)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    root: Path = tmp_path_factory.mktemp("knowledge")
    return load_release(write_folder(root), TODAY)


def test_figures_age_faster_than_the_law_they_stand_in(release: Release) -> None:
    entry = replace(release.entries["pe-renew-residence"], volatile=False, as_of="2025-10")
    assert text_freshness(entry, release.freshness, TODAY) == "fresh"
    assert part_freshness(entry, "cost", release.freshness, TODAY) == "overdue"
    assert text_freshness(replace(entry, volatile=True), release.freshness, TODAY) == "overdue"


def test_what_has_ended_or_was_never_confirmed_does_not_age(release: Release) -> None:
    for name in ("pe-own-permit", "pe-see-doctor"):
        assert text_freshness(release.entries[name], release.freshness, date(2050, 1, 1)) == "fresh"


def test_places_and_lines_age_by_their_own_limits(release: Release) -> None:
    assert place_freshness(release.places["pe-office"], release.freshness, TODAY) == "overdue"
    assert line_freshness(release.lines["pe-police"], release.freshness, TODAY) == "due"


@pytest.mark.parametrize(
    ("as_of", "confirmed", "speaks_for"),
    [
        ("2025-03", None, "2025-03"),
        (None, None, None),
        (None, "2026", "2026"),
        ("2025-03", "2026-10-05", "2026-10-05"),
        ("about 2025", "2026", "2026"),
        ("2025-03", "about 2024", "2025-03"),
        ("2025-06-30", "2025", "2025-06-30"),
    ],
)
def test_a_confirmation_on_the_ground_renews_an_entry_and_never_ages_it(
    release: Release, as_of: str | None, confirmed: str | None, speaks_for: str | None
) -> None:
    by = Confirmation("Una ONG", confirmed) if confirmed else None
    assert (
        entry_as_of(replace(release.entries["pe-renew-residence"], as_of=as_of, confirmed=by)) == speaks_for
    )


def test_a_part_with_a_date_of_its_own_ages_by_it_and_the_others_by_the_answers(release: Release) -> None:
    entry = replace(
        release.entries["pe-renew-residence"],
        as_of="2026-10",
        part_as_of={"cost": "2020-01", "deadline": None},
    )
    states = {part: part_freshness(entry, part, release.freshness, TODAY) for part in PARTS}
    assert states == {"cost": "expired", "deadline": "overdue", "duration": "fresh"}
    assert text_freshness(entry, release.freshness, TODAY) == "fresh"


def test_a_part_that_the_law_fixes_ages_like_the_text(release: Release) -> None:
    entry = replace(release.entries["pe-renew-residence"], volatile=False, as_of="2021-01", lasting=("cost",))
    assert part_freshness(entry, "cost", release.freshness, TODAY) == "overdue"
    assert part_freshness(entry, "duration", release.freshness, TODAY) == "expired"


@pytest.mark.parametrize(
    ("own", "confirmed", "speaks_for"),
    [
        ({}, None, "2025-03"),
        ({"cost": "2026-02"}, None, "2026-02"),
        ({"cost": "2020"}, None, "2020"),
        ({"cost": None}, None, None),
        ({"deadline": "2020"}, None, "2025-03"),
        ({"cost": "2020"}, "2026-10-05", "2026-10-05"),
    ],
)
def test_the_date_of_a_part_is_its_own_until_somebody_confirms_the_whole(
    release: Release, own: dict[Part, str | None], confirmed: str | None, speaks_for: str | None
) -> None:
    by = Confirmation("Una ONG", confirmed) if confirmed else None
    entry = replace(release.entries["pe-renew-residence"], part_as_of=own, confirmed=by)
    assert part_as_of(entry, "cost") == speaks_for


def test_the_dates_of_parts_are_read_from_the_file(tmp_path: Path) -> None:
    root = write_folder(tmp_path)
    said = (
        "    as_of: 2025-03\n    part_as_of: {cost: about 2024, duration: unknown}\n    lasting: [deadline]\n"
    )
    change(root, "peru/documents.yaml", "    as_of: 2025-03\n", said)
    entry = load_release(root, TODAY).entries["pe-renew-residence"]
    assert entry.part_as_of == {"cost": "about 2024", "duration": None}
    assert entry.lasting == ("deadline",)
    assert load_release(root, TODAY).entries["ec-renew-residence"].part_as_of == {}
