"""The accounts in the database: find, put, remove, and the Telegram account tied to one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.records import ROLES, Account
from bot.accounts.tokens import Secrets
from bot.storage.tables import account_links, account_sessions, accounts


async def all_accounts(connection: AsyncConnection) -> tuple[Account, ...]:
    """Every account, by name."""
    return tuple(account_of(row) for row in await connection.execute(_ALL))


async def find(connection: AsyncConnection, name: str) -> Account | None:
    """The account of that name."""
    row = (await connection.execute(_ONE, {"of": name})).first()
    return account_of(row) if row else None


async def find_by_telegram(connection: AsyncConnection, secrets: Secrets, person: str) -> Account | None:
    """The account tied to a Telegram person ("telegram:42")."""
    row = (await connection.execute(_BY_TELEGRAM, {"of": secrets.person_mark(person)})).first()
    return account_of(row) if row else None


async def telegrams_of_admins(connection: AsyncConnection, secrets: Secrets) -> tuple[str, ...]:
    """Where notices for admins go: the people ("telegram:42") of the admins who tied their Telegram."""
    opened = [
        secrets.unseal_person(r.name, r.telegram_sealed) for r in await connection.execute(_ADMINS_TIED)
    ]
    return tuple(person for person in opened if person)


async def add(connection: AsyncConnection, account: Account, today: date) -> None:
    """Store a new account."""
    await connection.execute(insert(accounts), _values(account) | {"name": account.name, "made": today})


async def change(connection: AsyncConnection, account: Account) -> None:
    """Store another role or other countries of an account."""
    await connection.execute(_CHANGE, _values(account) | {"of": account.name})


async def remove(connection: AsyncConnection, name: str) -> None:
    """Erase an account with its links and sessions."""
    for table, column in (
        (account_links, account_links.c.account),
        (account_sessions, account_sessions.c.account),
        (accounts, accounts.c.name),
    ):
        await connection.execute(delete(table).where(column == name))


async def is_last_admin(connection: AsyncConnection, name: str) -> bool:
    """Whether `name` is an admin and nobody else is. Two admins cannot remove each other at the same moment."""
    admins = set((await connection.execute(_ADMINS)).scalars())
    return admins == {name}


async def count(connection: AsyncConnection) -> int:
    """How many accounts there are."""
    return int(await connection.scalar(select(func.count()).select_from(accounts)) or 0)


async def tie(connection: AsyncConnection, secrets: Secrets, name: str, person: str | None) -> None:
    """Tie a Telegram person to an account, and to no other; None unties."""
    if person is not None:
        await untie_person(connection, secrets, person)
    mark = secrets.person_mark(person) if person else None
    sealed = secrets.seal_person(name, person) if person else None
    await connection.execute(_TIE, {"of": name, "mark": mark, "sealed": sealed})


async def untie_person(connection: AsyncConnection, secrets: Secrets, person: str) -> bool:
    """Whether a Telegram person was tied to an account, and is no more."""
    return (await connection.execute(_UNTIE, {"of": secrets.person_mark(person)})).rowcount > 0


def account_of(row: Any) -> Account:
    """The account of a row that has name, role, countries and telegram."""
    role = next(x for x in ROLES if x == row.role)
    return Account(row.name, role, tuple(filter(None, row.countries.split(","))), row.telegram is not None)


def _values(account: Account) -> dict[str, object]:
    return {"role": account.role, "countries": ",".join(account.countries)}


COLUMNS = (accounts.c.name, accounts.c.role, accounts.c.countries, accounts.c.telegram)
_ALL = select(*COLUMNS).order_by(accounts.c.name)
_ONE = select(*COLUMNS).where(accounts.c.name == bindparam("of"))
_BY_TELEGRAM = select(*COLUMNS).where(accounts.c.telegram == bindparam("of"))
_ADMINS = select(accounts.c.name).where(accounts.c.role == "admin").with_for_update()
_ADMINS_TIED = select(accounts.c.name, accounts.c.telegram_sealed).where(
    accounts.c.role == "admin", accounts.c.telegram_sealed.is_not(None)
)
_CHANGE = (
    update(accounts)
    .where(accounts.c.name == bindparam("of"))
    .values(role=bindparam("role"), countries=bindparam("countries"))
)
_TIE = (
    update(accounts)
    .where(accounts.c.name == bindparam("of"))
    .values(telegram=bindparam("mark"), telegram_sealed=bindparam("sealed"))
)
_UNTIE = (
    update(accounts).where(accounts.c.telegram == bindparam("of")).values(telegram=None, telegram_sealed=None)
)
