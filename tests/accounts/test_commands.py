"""`rumbo console-link` and `rumbo console-people`, as an operator types them."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.accounts.desk import Accounts
from bot.cli import app
from bot.storage.engine import open_database
from bot.storage.keys import load_keys


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "WEBHOOK_URL", "RUMBO_SECRET_KEY", "RUMBO_PUBLIC_HOST", "RUMBO_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RUMBO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("RUMBO_KEYS", str(tmp_path / "keys"))
    return tmp_path


def rumbo(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def signs_in(home: Path, token: str) -> str | None:
    """The name of the account that the link's token signs in."""

    async def enter() -> str | None:
        keys = load_keys(None, home / "keys", home / "data")
        database = await open_database(None, home / "data")
        arrival = await Accounts(database, keys).enter(token, "", "es", "?")
        await database.close()
        return arrival.signed_in.account.name if arrival else None

    return asyncio.run(enter())


def token_in(result: Result) -> str:
    found = re.search(r"^http://127\.0\.0\.1:8080/console/enter#([\w-]{43})$", result.output, re.MULTILINE)
    assert found is not None, result.output
    return found[1]


def test_the_first_link_makes_an_admin_and_signs_in(home: Path) -> None:
    made = rumbo("console-link", "Ana")
    assert made.exit_code == 0
    assert "ana (admin)" in made.output
    assert signs_in(home, token_in(made)) == "ana"


def test_later_ones_say_their_role_and_countries(home: Path) -> None:
    rumbo("console-link", "ana")
    assert rumbo("console-link", "beto").exit_code == 2
    assert "needs countries" in rumbo("console-link", "beto", "--role", "editor").output
    made = rumbo("console-link", "beto", "--role", "editor", "--countries", "pe, CL")
    assert "beto (editor of CL, PE)" in made.output
    assert signs_in(home, token_in(made)) == "beto"


def test_people_are_listed_and_removed_but_not_the_last_admin(home: Path) -> None:
    rumbo("console-link", "ana")
    rumbo("console-link", "beto", "--role", "reader")
    assert "beto" in rumbo("console-people").output
    assert rumbo("console-people", "--remove", "beto").exit_code == 0
    assert "beto" not in rumbo("console-people").output
    refused = rumbo("console-people", "--remove", "ana")
    assert refused.exit_code == 2
    assert "last admin" in refused.output


def test_behind_a_proxy_the_link_bears_the_public_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUMBO_PUBLIC_HOST", "Rumbo.example.org")
    assert "https://rumbo.example.org/console/enter#" in rumbo("console-link", "ana").output
    monkeypatch.setenv("RUMBO_PUBLIC_HOST", "https://rumbo.example.org/")
    assert "is no host name" in rumbo("console-link", "ana").output


def test_a_database_that_is_away_is_said_in_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    away = rumbo("console-link", "ana")
    assert away.exit_code == 2
    assert "PostgreSQL does not answer" in away.output
