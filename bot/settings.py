"""Everything that can be configured, from the environment or a .env file, validated before anything starts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from bot.takeaway.link import bot_username

PROJECT = Path(__file__).resolve().parent.parent


def _ids(value: object) -> object:
    if isinstance(value, str):
        return frozenset(int(x) for x in value.replace(",", " ").split())
    return value


def _host(value: object) -> object:
    name = str(value).strip().lower() if value else None
    if name and not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name):
        msg = (
            f"RUMBO_PUBLIC_HOST: '{value}' is no host name, such as rumbo.example.org (no https://, no port)"
        )
        raise ValueError(msg)
    return name


def _username(value: object) -> object:
    name = bot_username(str(value)) if value else None
    if value and name is None:
        msg = f"RUMBO_BOT_USERNAME: '{value}' is no username of a Telegram bot, such as RumboBot"
        raise ValueError(msg)
    return name


SECRETS = (
    "TELEGRAM_BOT_TOKEN",
    "WEBHOOK_SECRET",
    "RUMBO_SECRET_KEY",
    "DATABASE_URL",
    "CREDENTIALS_DIRECTORY",
)


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment for a child process that needs none of them."""
    return {name: value for name, value in environment.items() if name.upper() not in SECRETS}


def _secret_folders() -> list[Path]:
    """Where Docker, Kubernetes and systemd put secrets: one file each, named as the setting is."""
    named = (os.environ.get("CREDENTIALS_DIRECTORY"), "/run/secrets")
    return [Path(folder) for folder in named if folder and Path(folder).is_dir()]


def _on_this_machine(host: str | None) -> bool:
    if not host or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _goes_open(url: str) -> bool:
    """Whether what is sent to an address can be read on the way."""
    parts = urlsplit(url)
    return parts.scheme != "https" and not _on_this_machine(parts.hostname)


class Settings(BaseSettings):
    """One field a setting; its environment name stands in the alias.

    Raises pydantic.ValidationError with a sentence per wrong setting.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    telegram_bot_token: SecretStr | None = Field(None, description="from @BotFather; without it no Telegram")
    telegram_api_url: str = Field("https://api.telegram.org", description="another Bot API server, for tests")
    knowledge: Path = Field(
        PROJECT / "knowledge",
        validation_alias=AliasChoices("RUMBO_KNOWLEDGE", "knowledge"),
        description="the knowledge folder",
    )
    data: Path = Field(
        Path("data"),
        validation_alias=AliasChoices("RUMBO_DATA", "data"),
        description="where the embedded database and the fitted releases lie",
    )
    keys: Path = Field(
        Path("keys"),
        validation_alias=AliasChoices("RUMBO_KEYS", "keys"),
        description="where the key file lies if RUMBO_SECRET_KEY is not set; never inside the data folder",
    )
    database_url: str | None = Field(None, description="postgresql://… ; default: SQLite in the data folder")
    host: str = Field("127.0.0.1", validation_alias=AliasChoices("RUMBO_HOST", "host"))
    port: int = Field(8080, ge=0, le=65535, validation_alias=AliasChoices("RUMBO_PORT", "port"))
    public_host: Annotated[str | None, BeforeValidator(_host)] = Field(
        None,
        validation_alias=AliasChoices("RUMBO_PUBLIC_HOST", "public_host"),
        description="the name under which a proxy serves the pages by https; default: that of WEBHOOK_URL",
    )
    webhook_url: str | None = Field(
        None, description="https address that Telegram calls; without it: polling"
    )
    webhook_secret: SecretStr | None = None
    secret_key: SecretStr | None = Field(
        None, validation_alias=AliasChoices("RUMBO_SECRET_KEY", "secret_key"), description="32 bytes or more"
    )
    admins: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = Field(
        frozenset(),
        validation_alias=AliasChoices("RUMBO_ADMINS", "admins"),
        description="Telegram ids for /stats and notices",
    )
    keep_unanswered: bool = Field(
        True,
        validation_alias=AliasChoices("RUMBO_KEEP_UNANSWERED", "keep_unanswered"),
        description="keep the known words of unanswered questions for 30 days",
    )
    try_it: bool | None = Field(
        None,
        validation_alias=AliasChoices("RUMBO_TRY_IT", "try_it"),
        description="serve the try-it chat; default: only when bound to this machine",
    )
    bot_username: Annotated[str | None, BeforeValidator(_username)] = Field(
        None,
        validation_alias=AliasChoices("RUMBO_BOT_USERNAME", "bot_username"),
        description="the bot's username, for the QR codes on posters and pages made without a token",
    )
    messages_per_second: float = Field(
        30.0,
        gt=0,
        le=1000,
        validation_alias=AliasChoices("RUMBO_MESSAGES_PER_SECOND", "messages_per_second"),
        description="how fast messages go out to all chats together; Telegram allows 30, or 1000 if paid for",
    )
    log_level: str = Field("INFO", validation_alias=AliasChoices("RUMBO_LOG_LEVEL", "log_level"))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # its folder is fixed in the class
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, then the environment, then `.env`, then a file of its own for each secret."""
        files = SecretsSettingsSource(settings_cls, secrets_dir=_secret_folders())
        return init_settings, env_settings, dotenv_settings, files

    @field_validator("telegram_api_url")
    @classmethod
    def _plain_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            msg = "must be an http(s) address such as https://api.telegram.org"
            raise ValueError(msg)
        if _goes_open(value):
            msg = "must begin with https://: the bot's token goes there (http only to 127.0.0.1)"
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _private_webhook(cls, value: str | None) -> str | None:
        if value and _goes_open(value):
            msg = "must begin with https://: people's messages come that way"
            raise ValueError(msg)
        return value

    @field_validator("database_url")
    @classmethod
    def _private_database(cls, value: str | None) -> str | None:
        """A name without a dot is a container beside this one; whatever is farther away is spoken to by TLS."""
        try:
            parts = urlsplit(value or "")
            host = parts.hostname or ""
        except ValueError:
            return value  # refused in words of its own when it is opened
        asked = dict(parse_qsl(parts.query))
        far = not _on_this_machine(host) and ("." in host or ":" in host)
        if far and asked.get("sslmode", asked.get("ssl")) not in {"verify-ca", "verify-full"}:
            msg = (
                "the database is on another machine: end the address with ?sslmode=verify-full "
                "(and name its certificate authority's file in PGSSLROOTCERT)"
            )
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _sane(self) -> Settings:
        if self.telegram_bot_token and ":" not in self.telegram_bot_token.get_secret_value():
            msg = "TELEGRAM_BOT_TOKEN does not look like a token of @BotFather (123456:ABC…)"
            raise ValueError(msg)
        if self.webhook_url and not self.webhook_secret:
            msg = "WEBHOOK_URL needs WEBHOOK_SECRET: 16 or more of A-Z a-z 0-9 _ -"
            raise ValueError(msg)
        if self.webhook_url and len(urlsplit(self.webhook_url).path) < 2:
            msg = "WEBHOOK_URL needs a path of its own, such as https://bot.example.org/telegram"
            raise ValueError(msg)
        if self.webhook_secret and len(self.webhook_secret.get_secret_value()) < 16:
            msg = "WEBHOOK_SECRET is too short: 16 or more of A-Z a-z 0-9 _ -"
            raise ValueError(msg)
        if self.secret_key and len(self.secret_key.get_secret_value().encode()) < 32:
            msg = "RUMBO_SECRET_KEY is too short: 32 bytes or more, e.g. `openssl rand -hex 32`"
            raise ValueError(msg)
        data, keys = self.data.resolve(), self.keys.resolve()
        if keys == data or data in keys.parents:
            msg = f"RUMBO_KEYS ({keys}) must not lie inside the data folder ({data}): keys are kept apart"
            raise ValueError(msg)
        return self

    @cached_property
    def local_only(self) -> bool:
        """Whether the web pages are reachable from this machine only."""
        return bool(self.host) and _on_this_machine(self.host)

    @property
    def proxy_host(self) -> str | None:
        """The name under which a proxy serves the pages by https, if one does."""
        return self.public_host or (urlsplit(self.webhook_url).hostname if self.webhook_url else None)

    @property
    def address(self) -> str:
        """Where people find the pages: "https://rumbo.example.org", or this machine's own address."""
        return f"https://{self.proxy_host}" if self.proxy_host else f"http://127.0.0.1:{self.port}"

    @property
    def serves_try_it(self) -> bool:
        return self.local_only if self.try_it is None else self.try_it


def what_is_wrong(error: ValidationError) -> Iterator[str]:
    """A line for each setting that cannot be taken, without its value."""
    for found in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in found["loc"])
        yield f"{name + ': ' if name else ''}{found['msg'].removeprefix('Value error, ')}"
