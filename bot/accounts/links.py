"""One-time links: made for an account, stored as keyed hashes, gone when they are used. A newer one voids the older."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.tokens import Secrets, new_token
from bot.storage.tables import account_links

Purpose = Literal["invite", "sign-in", "telegram"]
SECONDS: dict[Purpose, int] = {"invite": 72 * 3600, "sign-in": 10 * 60, "telegram": 10 * 60}
SIGNS_IN: tuple[Purpose, ...] = ("invite", "sign-in")


async def make(
    connection: AsyncConnection, secrets: Secrets, account: str, purpose: Purpose, now: int
) -> str:
    """The token of a new link; older ones of the same use are void. `now`: seconds since 1970."""
    same_use = SIGNS_IN if purpose in SIGNS_IN else (purpose,)
    await connection.execute(
        delete(account_links).where(account_links.c.account == account, account_links.c.purpose.in_(same_use))
    )
    token = new_token()
    values = {
        "hash": secrets.link_hash(token),
        "account": account,
        "purpose": purpose,
        "expires": now + SECONDS[purpose],
    }
    await connection.execute(insert(account_links), values)
    return token


async def use(
    connection: AsyncConnection, secrets: Secrets, token: str, purposes: tuple[Purpose, ...], now: int
) -> str | None:
    """The account of a link that is good now, which is thereby used up; None for every other text.

    The row is deleted in the same statement that finds it: of two who come at once, one gets in.
    """
    statement = (
        delete(account_links)
        .where(
            account_links.c.hash == secrets.link_hash(token),
            account_links.c.purpose.in_(purposes),
            account_links.c.expires > now,
        )
        .returning(account_links.c.account)
    )
    account: str | None = (await connection.execute(statement)).scalar()
    return account


async def erase_old(connection: AsyncConnection, now: int) -> int:
    """Erase links that open no more; how many there were."""
    return (await connection.execute(_OLD, {"now": now})).rowcount


_OLD = delete(account_links).where(account_links.c.expires <= bindparam("now"))
