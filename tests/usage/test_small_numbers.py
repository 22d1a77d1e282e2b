"""A count of one to ten is never shown where it could point at somebody, and cannot be worked out from what is."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usage import small_numbers
from bot.usage.small_numbers import OTHERS, SMALL, STEP, guarded, guarded_alone, plain

counts = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 60), max_size=8)


@pytest.mark.parametrize("step", [1, STEP], ids=["exact", "rounded"])
@pytest.mark.parametrize(("names", "most", "small"), [("ABC", 12, 4), ("ABCD", 9, 3), ("ABCD", 9, 4)])
@pytest.mark.parametrize("sensitive", ["ABCD", "ABC", "AB", "A"])
def test_a_reader_who_knows_the_rule_and_the_sum_never_works_out_a_small_count(
    monkeypatch: pytest.MonkeyPatch, names: str, most: int, small: int, sensitive: str, step: int
):
    """Every possible table is published; among those that look alike, each hidden small count takes several values."""
    monkeypatch.setattr(small_numbers, "STEP", step)
    alike: dict[object, list[dict[str, int]]] = defaultdict(list)
    for values in product(range(most + 1), repeat=len(names)):
        table = dict(zip(names, values, strict=True))
        alike[guarded(table, small, lambda name: name in sensitive), sum(values)].append(table)
    published = worked_out = 0
    for (cells, _), tables in alike.items():
        if not cells or max(max(table.values()) for table in tables) == most:
            continue  # nothing is shown; or tables that would look alike lie beyond those tried
        published += 1
        for name in set(sensitive) & set(names):
            seen = {table[name] for table in tables}
            worked_out += len(seen) == 1 and 0 < seen.pop() < small
    assert published > 50
    assert worked_out == 0


@given(counts)
def test_no_sensitive_count_from_one_to_ten_is_ever_shown_or_named(table: dict[str, int]):
    for cell in guarded(table, SMALL):
        assert cell.count is not None
        assert cell.count >= SMALL - 1
        assert cell.rounded
        assert cell.count % STEP == 0
        assert cell.name == OTHERS or table[cell.name] >= SMALL


@given(counts)
def test_what_is_shown_adds_up_to_about_the_sum(table: dict[str, int]):
    cells = guarded(table, SMALL)
    if cells:
        assert abs(sum(cell.count or 0 for cell in cells) - sum(table.values())) <= len(cells) * STEP / 2


@given(counts, st.integers(0, 10), st.sampled_from("ABCDEFGH"))
def test_the_difference_of_two_reports_never_tells_a_small_change(
    table: dict[str, int], more: int, name: str
):
    """A report of a week, and one of the same week and a day: what the day added could have been another number."""
    before = {cell.name: cell for cell in guarded(table, SMALL)}.get(name)
    for added in (more, more + 1):
        after = {c.name: c for c in guarded({**table, name: table.get(name, 0) + added}, SMALL)}.get(name)
        if before and after and before.count is not None and after.count is not None:
            assert (after.count - before.count) % STEP == 0


@given(counts)
def test_without_a_guard_everything_is_shown_greatest_first(table: dict[str, int]):
    cells = guarded(table, None)
    assert cells == plain(table)
    assert [cell.count for cell in cells] == sorted(filter(None, table.values()), reverse=True)


def test_small_counts_stand_together_unnamed_with_the_least_of_the_others():
    cells = guarded({"PE": 400, "CL": 31, "EC": 3}, SMALL)
    assert [(cell.name, cell.shown) for cell in cells] == [("PE", "~400"), (OTHERS, "~35")]


def test_counts_that_need_no_guard_stay_exact_unless_one_must_hide_a_small_one():
    topics = {"documents": 57, "work": 33, "lodging": 21, "health": 4}
    shown = {cell.name: cell.shown for cell in guarded(topics, SMALL, lambda name: name == "health")}
    assert shown == {"documents": "57", "work": "33", OTHERS: "~25"}


def test_where_nothing_can_hide_a_count_nothing_is_shown():
    assert guarded({"PE": 1}, SMALL) == ()
    assert guarded({}, SMALL) == ()


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0"), (1, "<11"), (10, "<11"), (11, "~10"), (12, "~10"), (13, "~15")]
)
def test_a_count_alone(count: int, shown: str):
    assert guarded_alone("PE", count, SMALL).shown == shown
