"""`rumbo history` and `rumbo rollback`, as somebody types them at night."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from bot.storage.engine import open_database
from tests.editing.desk import Desk
from tests.storage.kit import MovedClock


@pytest.fixture
def published(root: Path, tmp_path: Path, clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which ana changed a fee; the commands find it and its database by the settings."""
    monkeypatch.setenv("RUMBO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("RUMBO_KNOWLEDGE", str(root))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    async def publish() -> None:
        database = await open_database(None, tmp_path / "data", clock=clock)
        await Desk(root, database).publish(es__cost="25 soles", en__cost="25 soles")
        await database.close()

    asyncio.run(publish())
    return root


def rumbo(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})


def test_history_tells_who_when_why_and_the_words(published: Path) -> None:
    found = rumbo("history", "pe-renew-residence")
    assert found.exit_code == 0
    for said in ("release 2, 2026-11-23 12:00, ana, approved by luis: the fee changed", "2025", "20", "25"):
        assert said in found.output
    assert rumbo("history", "pe-nothing").exit_code == 1
    listed = rumbo("history").output
    assert "publish" in listed
    assert "ana" in listed


@pytest.mark.parametrize("how", ["number", "id"])
def test_rollback_puts_the_old_fee_back(published: Path, how: str) -> None:
    listed = rumbo("history").output
    name = "2" if how == "number" else next(w for w in listed.split() if len(w) == 12 and w.isalnum())[:6]
    done = rumbo("rollback", name, "--why", "the office says 20")
    assert done.exit_code == 0, done.output
    assert "cost: 20 soles" in (published / "peru/documents.yaml").read_text(encoding="utf-8")
    assert "the office says 20" in rumbo("history", "pe-renew-residence").output


def test_a_release_that_does_not_exist_is_told_in_one_sentence(published: Path) -> None:
    for name in ("77", "abcdef", "1"):
        refused = rumbo("rollback", name, "--why", "x")
        assert refused.exit_code == 1
        assert len(refused.output.strip().split("\n")) == 1
    assert rumbo("rollback", "2").exit_code == 2
