"""What is set up so that it can be read on the way, or guessed, is refused before anything starts; secrets show nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import SECRETS, Settings, without_secrets

TOKEN = "123456:a-token-that-must-not-show-anywhere-0"
KEY = "k" * 32
HOOK = {"webhook_secret": "a-secret-of-16-or-more"}


def settings(tmp_path: Path, **values: object) -> Settings:
    folders = {"data": tmp_path / "data", "keys": tmp_path / "keys"}
    return Settings(_env_file=None, **folders | values)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "WEBHOOK_URL", "WEBHOOK_SECRET", "RUMBO_SECRET_KEY", "TELEGRAM_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "values",
    [
        {"webhook_url": "http://bot.example.org/telegram", **HOOK},
        {"webhook_url": "ftp://bot.example.org/telegram", **HOOK},
        {"telegram_api_url": "http://api.telegram.org"},
        {"telegram_api_url": "http://10.0.0.7:8081"},
        {"telegram_api_url": "http://127.0.0.1.evil.example"},
        {"database_url": "postgresql://rumbo:pw@db.example.org/rumbo"},
        {"database_url": "postgresql://rumbo:pw@db.example.org/rumbo?sslmode=prefer"},
        {"database_url": "postgresql://rumbo:pw@db.example.org/rumbo?sslmode=require"},
        {"database_url": "postgresql://rumbo:pw@203.0.113.7/rumbo"},
        {"database_url": "postgresql://rumbo:pw@[2001:db8::7]/rumbo"},
    ],
)
def test_what_could_be_read_on_the_way_is_refused(tmp_path: Path, values: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(tmp_path, **values)
    told = refused.value.errors(include_url=False, include_input=False)
    assert len(told) == 1
    assert "pw@" not in told[0]["msg"]


@pytest.mark.parametrize(
    "values",
    [
        {"webhook_url": "https://bot.example.org/telegram", **HOOK},
        {"webhook_url": "http://127.0.0.1:8080/telegram", **HOOK},
        {"telegram_api_url": "http://127.0.0.1:8081"},
        {"telegram_api_url": "http://localhost:8081/"},
        {"database_url": "postgresql://rumbo:pw@db.example.org/rumbo?sslmode=verify-full"},
        {"database_url": "postgresql://rumbo:pw@database/rumbo"},
        {"database_url": "postgresql://127.0.0.1:5433/rumbo"},
        {"database_url": "postgresql:///rumbo?host=/run/postgresql"},
        {"database_url": "sqlite:////data/rumbo.sqlite3"},
    ],
)
def test_what_stays_on_this_machine_or_is_encrypted_is_taken(
    tmp_path: Path, values: dict[str, object]
) -> None:
    taken = settings(tmp_path, **values)
    name, value = next(iter(values.items()))
    assert str(getattr(taken, name)).rstrip("/") == str(value).rstrip("/")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"webhook_url": "https://bot.example.org/telegram", "webhook_secret": "abc"}, "too short"),
        ({"webhook_url": "https://bot.example.org/telegram"}, "WEBHOOK_SECRET"),
        ({"secret_key": "change-me"}, "too short"),
        ({"telegram_bot_token": "token"}, "BotFather"),
    ],
)
def test_a_secret_that_can_be_guessed_is_refused(
    tmp_path: Path, values: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        settings(tmp_path, **values)


def test_there_is_no_secret_that_everybody_knows(tmp_path: Path) -> None:
    plain = settings(tmp_path)
    assert plain.telegram_bot_token is None
    assert plain.webhook_secret is None
    assert plain.secret_key is None
    assert plain.local_only


def test_secrets_are_in_no_text_of_the_settings(tmp_path: Path) -> None:
    full = settings(tmp_path, telegram_bot_token=TOKEN, secret_key=KEY, **HOOK)
    for shown in (repr(full), str(full), str(full.model_dump()), full.model_dump_json()):
        assert TOKEN not in shown
        assert KEY not in shown
        assert HOOK["webhook_secret"] not in shown


def test_secrets_are_read_from_the_files_of_docker_kubernetes_and_systemd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "RUMBO_SECRET_KEY").write_text(KEY + "\n")
    (folder / "telegram_bot_token").write_text(TOKEN + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    found = settings(tmp_path)
    assert found.secret_key is not None
    assert found.secret_key.get_secret_value() == KEY
    assert found.telegram_bot_token is not None
    assert found.telegram_bot_token.get_secret_value() == TOKEN
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:of-the-environment")
    again = settings(tmp_path).telegram_bot_token
    assert again is not None
    assert again.get_secret_value() == "123456:of-the-environment", "the environment goes before the file"


def test_child_processes_are_given_no_secret() -> None:
    environment = {
        "PATH": "/bin",
        "RUMBO_DATA": "/data",
        **dict.fromkeys(SECRETS, "x"),
        "webhook_secret": "x",
    }
    assert without_secrets(environment) == {"PATH": "/bin", "RUMBO_DATA": "/data"}
    secret = {name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)}
    assert secret == {"telegram_bot_token", "webhook_secret", "secret_key"}, (
        "a new secret goes into SECRETS too"
    )
