"""DATABASE_URL, as people write it, turned into the address of the async driver."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.sqlite_file import FILE_NAME


class AddressRefusedError(ValueError):
    """DATABASE_URL cannot be used; the message says what to write."""


def database_address(url: str | None, data_folder: Path) -> URL:
    """The address to open: `url` (postgresql:// or postgres://), or the SQLite file in the data folder.

    Raises AddressRefusedError for anything else; the message never shows the password.
    """
    if not url:
        return URL.create("sqlite+aiosqlite", database=str(data_folder / FILE_NAME))
    try:
        address = make_url(url)
    except ArgumentError:
        msg = "DATABASE_URL is no address: write postgresql://user:password@host/name"
        raise AddressRefusedError(msg) from None
    kind = address.drivername.split("+")[0]
    if kind in {"postgres", "postgresql"}:
        return _with_ssl(address.set(drivername="postgresql+asyncpg"))
    if kind == "sqlite" and address.database and address.database != ":memory:":
        return address.set(drivername="sqlite+aiosqlite")
    msg = f"DATABASE_URL begins with {kind}://, but only postgresql:// is known (leave it out for SQLite)"
    raise AddressRefusedError(msg)


def _with_ssl(address: URL) -> URL:
    """asyncpg says `ssl` where libpq, and so most hosts' addresses, say `sslmode`."""
    mode = address.query.get("sslmode")
    if mode is None:
        return address
    return address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
