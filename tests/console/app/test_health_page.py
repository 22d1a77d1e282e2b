"""The health page says in plain words what /health tells machines; /healthz and /readyz tell them the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.telegram.counters import last_answer
from bot.console.app.pages.health_lines import own_version
from bot.console.app.words import words_of
from bot.console.server import build_app
from bot.knowledge.keeper import Keeper
from bot.readiness import Readiness, last_answered
from bot.storage.engine import DatabaseAwayError, open_database
from tests.console.app.house import open_house
from tests.console.app.test_pages import said
from tests.console.fake_desk import FakeDesk
from tests.console.visitor import visitor
from tests.conversation.small import small_release

SAY = words_of("es").say
WELL: dict[str, object] = {
    "ok": True,
    "release": "abcdef012345",
    "release_served": datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    "last_answer": datetime(2026, 11, 23, 11, 59, tzinfo=UTC),
    "knowledge_problems": [],
    "storage": [],
    "database": "postgresql",
    "telegram": {
        "ok": True,
        "mode": "polling",
        "words": "answering",
        "last_poll_seconds": 3.2,
        "in_hand": 2,
        "set_aside": {"malformed": 1, "left": 4},
    },
}


async def shown(tmp_path: Path, report: Mapping[str, object]) -> str:
    house = await open_house(tmp_path / "data", health=lambda: report)
    try:
        async with await house.signed_in("admin") as browser:
            response = await browser.get("/console/health")
            assert response.status_code == 200, said(response)
            return said(response)
    finally:
        await house.close()


async def test_a_bot_that_is_well_says_so_part_by_part(tmp_path: Path) -> None:
    page = await shown(tmp_path, WELL)
    for words in (SAY("health_ok"), SAY("health_polling"), SAY("health_seconds_ago", seconds=3)):
        assert words in page
    for words in ("23 nov 2026, 09:30 UTC", "23 nov 2026, 11:59 UTC", "abcdef012345", "PostgreSQL"):
        assert words in page
    assert SAY("health_in_hand", count=2) in page
    assert f"{SAY('health_aside')} 5" in page
    assert own_version() in page
    assert SAY("health_bad") not in page.split()


async def test_what_is_wrong_is_named_with_the_words_of_the_part(tmp_path: Path) -> None:
    telegram = {"ok": False, "mode": "webhook", "words": "Telegram was not reached: <b>", "in_hand": 400}
    ill = {
        "ok": False,
        "telegram": telegram,
        "storage": ["the disk is full"],
        "knowledge_problems": ["peru.yaml:3: no"],
    }
    page = await shown(tmp_path, WELL | ill | {"last_answer": None})
    for key in (
        "health_not_ok",
        "health_not_receiving",
        "health_database_ill",
        "health_edit_refused",
        "health_not_yet",
    ):
        assert SAY(key) in page
    for words in ("Telegram was not reached: <b>", "the disk is full", "peru.yaml:3: no"):
        assert words in page


@pytest.mark.parametrize(
    "report", [{}, {"ok": True, "telegram": 3, "storage": "x", "release_served": "soon"}], ids=str
)
async def test_a_report_that_lacks_parts_is_a_page_too(tmp_path: Path, report: Mapping[str, object]) -> None:
    page = await shown(tmp_path, report)
    assert SAY("health_no_telegram") in page
    assert SAY("health_unknown") in page


async def test_the_process_answers_whatever_is_missing_and_is_ready_only_when_nothing_is() -> None:
    missing: list[str | None] = ["no release is served yet"]

    async def ready() -> str | None:
        return missing[0]

    app = build_app(FakeDesk(), try_it=True, health=lambda: {"ok": False}, ready=ready, webhook=None)
    async with visitor(app) as client:
        waiting, alive = await client.get("/readyz"), await client.get("/healthz")
        missing[0] = None
        there = await client.get("/readyz")
    assert (waiting.status_code, waiting.text) == (503, "no release is served yet")
    assert (alive.status_code, there.status_code) == (200, 200)


async def test_ready_means_a_release_is_served_and_the_database_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_: object) -> None:
        """In place of making the matcher ready."""

    async def away(*_: object) -> None:
        raise DatabaseAwayError("away")

    keeper = Keeper(tmp_path, lambda: datetime.now(UTC).date(), nothing)
    database = await open_database(None, tmp_path / "data")
    readiness = Readiness(keeper, database)
    assert await readiness.missing() == "no release is served yet"
    await keeper._swap(small_release())
    assert keeper.served_at is not None
    assert await readiness.missing() is None
    monkeypatch.setattr(database, "look_up", away)
    assert await readiness.missing() == "the database does not answer"
    assert await Readiness(keeper, None).missing() is None
    await database.close()


def test_the_last_answer_is_the_time_that_the_channel_noted() -> None:
    before = last_answered()
    try:
        last_answer.set(0)
        assert last_answered() is None
        last_answer.set(1_795_000_000)
        assert last_answered() == datetime.fromtimestamp(1_795_000_000, UTC)
    finally:
        last_answer.set(before.timestamp() if before else 0)
