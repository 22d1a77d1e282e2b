"""Signed-in browsers: opened, listed, ended; looked up anew at every request, so that an end holds on every replica."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts import people
from bot.accounts.records import Account, Session, SignedIn
from bot.accounts.tokens import Secrets, new_handle, new_token
from bot.storage.tables import account_sessions, accounts

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600
SEEN_EVERY = 60  # seconds between two notes that a session is in use


async def begin(
    connection: AsyncConnection, secrets: Secrets, account: Account, language: str, device: str, now: int
) -> tuple[str, Session]:
    """A new session and the token of its cookie. `now`: seconds since 1970."""
    token, handle = new_token(), new_handle()
    values = {"handle": handle, "account": account.name, "language": language, "device": device}
    times = {"started": now, "seen": now}
    await connection.execute(insert(account_sessions), {"hash": secrets.session_hash(token)} | values | times)
    return token, Session(**values, started=_time(now), seen=_time(now))


async def find(connection: AsyncConnection, secrets: Secrets, token: str, now: int) -> SignedIn | None:
    """Who is signed in by that token: None for one that was ended, was idle or open too long, or never was."""
    values = {"of": secrets.session_hash(token), **_limits(now)}
    row = (await connection.execute(_FIND, values)).first()
    return SignedIn(people.account_of(row), _session(row)) if row else None


async def touch(connection: AsyncConnection, secrets: Secrets, token: str, now: int) -> None:
    """Note that a session is in use."""
    await connection.execute(_TOUCH, {"of": secrets.session_hash(token), "now": now})


async def speak(connection: AsyncConnection, handle: str, language: str) -> None:
    """Keep the language of a session."""
    await connection.execute(_SPEAK, {"of": handle, "spoken": language})


async def of_account(connection: AsyncConnection, account: str, now: int) -> tuple[Session, ...]:
    """The open sessions of an account, the last used first."""
    found = await connection.execute(_OF_ACCOUNT, {"who": account, **_limits(now)})
    return tuple(_session(row) for row in found)


async def end(connection: AsyncConnection, account: str, handle: str | None = None) -> int:
    """End one session of an account, or all; how many there were."""
    statement = delete(account_sessions).where(account_sessions.c.account == account)
    if handle is not None:
        statement = statement.where(account_sessions.c.handle == handle)
    return (await connection.execute(statement)).rowcount


async def erase_old(connection: AsyncConnection, now: int) -> int:
    """Erase sessions that open nothing any more; how many there were."""
    return (await connection.execute(_OLD, _limits(now))).rowcount


def _limits(now: int) -> dict[str, int]:
    return {"idle": now - IDLE_SECONDS, "oldest": now - LONGEST_SECONDS}


def _session(row: Any) -> Session:
    return Session(row.handle, row.account, row.language, row.device, _time(row.started), _time(row.seen))


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_SHOWN = (
    account_sessions.c.handle,
    account_sessions.c.account,
    account_sessions.c.language,
    account_sessions.c.device,
    account_sessions.c.started,
    account_sessions.c.seen,
)
_OPEN = (account_sessions.c.seen > bindparam("idle"), account_sessions.c.started > bindparam("oldest"))
_FIND = (
    select(*_SHOWN, *people.COLUMNS)
    .join_from(account_sessions, accounts, account_sessions.c.account == accounts.c.name)
    .where(account_sessions.c.hash == bindparam("of"), *_OPEN)
)
_OF_ACCOUNT = (
    select(*_SHOWN)
    .where(account_sessions.c.account == bindparam("who"), *_OPEN)
    .order_by(account_sessions.c.seen.desc(), account_sessions.c.handle)
)
_TOUCH = (
    update(account_sessions).where(account_sessions.c.hash == bindparam("of")).values(seen=bindparam("now"))
)
_SPEAK = (
    update(account_sessions)
    .where(account_sessions.c.handle == bindparam("of"))
    .values(language=bindparam("spoken"))
)
_OLD = delete(account_sessions).where(
    or_(account_sessions.c.seen <= bindparam("idle"), account_sessions.c.started <= bindparam("oldest"))
)
