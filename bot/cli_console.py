"""`rumbo console-link` and `rumbo console-people`: who may use the console, from the server's command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, NoReturn, Protocol, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot.accounts.desk import Accounts
from bot.accounts.records import COMMAND_LINE, Account, AccountRefused
from bot.announced import announced_address
from bot.settings import Settings
from bot.storage.address import AddressRefusedError
from bot.storage.engine import DatabaseAwayError, open_database
from bot.storage.keys import KeyRefusedError, load_keys

T = TypeVar("T")


class Fail(Protocol):
    """Prints what is wrong and ends the command."""

    def __call__(self, message: str, code: int = 2) -> NoReturn: ...


def add_console(app: typer.Typer, settings: Callable[[], Settings], fail: Fail) -> None:
    """Adds the two commands."""

    @app.command("console-link")
    def console_link(
        name: Annotated[str, typer.Argument(help="A short name, such as ana: no e-mail, no phone number")],
        role: Annotated[
            str | None, typer.Option(help="admin, editor, reviewer or reader [default: the first is admin]")
        ] = None,
        countries: Annotated[
            str, typer.Option(help="Where an editor or reviewer may act, such as PE,CL (XX: the region)")
        ] = "",
    ) -> None:
        """Print a one-time link that signs in to the console; makes the account where there is none of that name."""
        given = tuple(filter(None, countries.replace(" ", "").split(",")))
        found = settings()
        address = address_of(found)
        if address is None:
            fail("RUMBO_PORT is 0 and no bot runs on this data folder: start it, then ask for the link.")
        account, token, new = run(
            found, fail, lambda accounts: accounts.link_from_command_line(name, role, given)
        )
        typer.echo(f"{described(account)}: {'new; 72 hours' if new else '10 minutes'}, once.", err=True)
        typer.echo(f"{address}/console/enter#{token}")

    @app.command("console-people")
    def console_people(
        remove: Annotated[
            str | None, typer.Option(metavar="NAME", help="Remove the account; its sessions end at once")
        ] = None,
    ) -> None:
        """List who may use the console, or remove somebody."""
        if remove is not None:
            name = remove
            run(settings(), fail, lambda accounts: accounts.remove(COMMAND_LINE, name))
            typer.echo(f"{remove} has no account any more.", err=True)
            return
        table = Table("name", "role", "countries", "Telegram")
        for account in run(settings(), fail, lambda accounts: accounts.people()):
            tied = "yes" if account.telegram else "no"
            table.add_row(account.name, account.role, ", ".join(account.countries) or "all", tied)
        Console().print(table)


def run(settings: Settings, fail: Fail, work: Callable[[Accounts], Awaitable[T]]) -> T:
    """What `work` gives, over the configured database; what cannot be done ends the command with a sentence."""
    try:
        return asyncio.run(_over_database(settings, work))
    except (AccountRefused, DatabaseAwayError, KeyRefusedError, AddressRefusedError) as refused:
        fail(str(refused))


def address_of(settings: Settings) -> str | None:
    """Where the pages are: under the public name, else where the running bot says it listens, else as configured.

    None where any free port is configured and no bot runs: nobody can know it.
    """
    if settings.proxy_host:
        return settings.address
    return announced_address(settings.data) or (settings.address if settings.port else None)


def described(account: Account) -> str:
    """ "ana (editor of CL, PE)"."""
    of = f" of {', '.join(account.countries)}" if account.countries else ""
    return f"{account.name} ({account.role}{of})"


async def _over_database(settings: Settings, work: Callable[[Accounts], Awaitable[T]]) -> T:
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    keys = load_keys(secret, settings.keys, settings.data)
    database = await open_database(settings.database_url, settings.data)
    try:
        return await work(Accounts(database, keys))
    finally:
        await database.close()
