"""All that is done with accounts; an act and its line in the audit log are one transaction."""

from __future__ import annotations

from contextlib import suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts import audit, links, people, sessions
from bot.accounts.brake import Brake
from bot.accounts.records import (
    COMMAND_LINE,
    Account,
    AccountRefused,
    Arrival,
    Deed,
    Reason,
    Session,
    SignedIn,
    checked,
)
from bot.accounts.tokens import LONGEST_TOKEN, Secrets
from bot.storage.engine import Database, DatabaseAwayError
from bot.storage.keys import Keys

log = structlog.get_logger("rumbo.accounts")


class Accounts:
    """The accounts of one database. Every method raises DatabaseAwayError, except where it says otherwise."""

    def __init__(self, database: Database, keys: Keys, brake: Brake | None = None) -> None:
        self._database = database
        self._secrets = Secrets(keys)
        self._brake = brake or Brake()

    # ---- signing in and out -----------------------------------------------------------------------------

    async def enter(self, token: str, address: str, language: str, device: str) -> Arrival | None:
        """A new session for who brings a good link, which is used up; None for every other text.

        `address`: where the attempt comes from; wrong ones slow it down. Raises TooManyGuesses.
        """
        await self._brake.wait(address)
        now = self._now()

        async def work(connection: AsyncConnection) -> Arrival | None:
            name = await links.use(connection, self._secrets, token, links.SIGNS_IN, now)
            account = await people.find(connection, name) if name else None
            if account is None:
                return None
            opened, session = await sessions.begin(connection, self._secrets, account, language, device, now)
            await audit.note(connection, now, account.name, "signed_in", device)
            return Arrival(opened, SignedIn(account, session))

        arrival = await self._database.write(work) if 0 < len(token) <= LONGEST_TOKEN else None
        if arrival is None:
            self._brake.wrong(address)
            log.warning("sign-in refused", why="no link that is good now")
        else:
            self._brake.right(address)
        return arrival

    async def signed_in(self, token: str, *, in_use: bool = True) -> SignedIn | None:
        """Who is signed in by a cookie's token, looked up anew each time; that the session is in use is noted.

        in_use: False where a page that stays open asks by itself: that does not keep a session alive.
        """
        if not 0 < len(token) <= LONGEST_TOKEN:
            return None
        now = self._now()
        found = await self._database.look_up(lambda c: sessions.find(c, self._secrets, token, now))
        if in_use and found is not None and now - found.session.seen.timestamp() >= sessions.SEEN_EVERY:
            with suppress(DatabaseAwayError):  # a database that can only be read still shows its pages
                await self._database.write(lambda c: sessions.touch(c, self._secrets, token, now))
        return found

    async def leave(self, who: SignedIn) -> None:
        """Sign out: the session opens nothing any more."""

        async def work(connection: AsyncConnection) -> None:
            await sessions.end(connection, who.account.name, who.session.handle)
            await audit.note(connection, self._now(), who.account.name, "signed_out")

        await self._database.write(work)

    async def sessions(self, name: str) -> tuple[Session, ...]:
        """The open sessions of an account, the last used first."""
        return await self._database.look_up(lambda c: sessions.of_account(c, name, self._now()))

    async def end_sessions(self, by: str, name: str, handle: str | None = None) -> int:
        """End one session of an account, or all; how many there were."""

        async def work(connection: AsyncConnection) -> int:
            ended = await sessions.end(connection, name, handle)
            if ended:
                await audit.note(connection, self._now(), by, "ended_sessions", name)
            return ended

        return await self._database.write(work)

    async def speak(self, session: Session, language: str) -> None:
        """Keep the language of a session's pages."""
        await self._database.write(lambda c: sessions.speak(c, session.handle, language))

    # ---- people -----------------------------------------------------------------------------------------

    async def people(self) -> tuple[Account, ...]:
        """Every account, by name."""
        return await self._database.look_up(people.all_accounts)

    async def account(self, name: str) -> Account | None:
        """The account of that name."""
        return await self._database.look_up(lambda c: people.find(c, name))

    async def invite(self, by: str, name: str, role: str, countries: tuple[str, ...]) -> tuple[Account, str]:
        """A new account, and the token of its invitation (72 hours). Raises AccountRefused."""
        account = checked(name, role, countries)
        now = self._now()

        async def work(connection: AsyncConnection) -> str | None:
            if await people.find(connection, account.name):
                return None
            await people.add(connection, account, self._database.clock().date())
            await audit.note(connection, now, by, "invited", _described(account))
            return await links.make(connection, self._secrets, account.name, "invite", now)

        token = await self._database.write(work)
        if token is None:
            raise AccountRefused("taken")
        return account, token

    async def change(self, by: str, name: str, role: str, countries: tuple[str, ...]) -> Account:
        """The account with another role or other countries; its sessions and links end. Raises AccountRefused."""
        account = checked(name, role, countries)

        async def work(connection: AsyncConnection) -> Reason | None:
            found = await people.find(connection, account.name)
            if found is None:
                return "unknown"
            if account.role != "admin" and await people.is_last_admin(connection, account.name):
                return "last_admin"
            if (found.role, found.countries) != (account.role, account.countries):
                await people.change(connection, account)
                await sessions.end(connection, account.name)
                await audit.note(connection, self._now(), by, "changed", _described(account))
            return None

        _raise(await self._database.write(work))
        return account

    async def remove(self, by: str, name: str) -> None:
        """Erase an account with its links and sessions, and leave no byte of it. Raises AccountRefused."""

        async def work(connection: AsyncConnection) -> Reason | None:
            if await people.find(connection, name) is None:
                return "unknown"
            if await people.is_last_admin(connection, name):
                return "last_admin"
            await people.remove(connection, name)
            await audit.note(connection, self._now(), by, "removed", name)
            return None

        _raise(await self._database.write(work))
        await self._database.scrub_freed()

    async def new_link(self, by: str, name: str) -> str:
        """The token of a fresh sign-in link (10 minutes); older ones are void. Raises AccountRefused."""
        now = self._now()

        async def work(connection: AsyncConnection) -> str | None:
            if await people.find(connection, name) is None:
                return None
            await audit.note(connection, now, by, "made_link", name)
            return await links.make(connection, self._secrets, name, "sign-in", now)

        token = await self._database.write(work)
        if token is None:
            raise AccountRefused("unknown")
        return token

    # ---- the command line -------------------------------------------------------------------------------

    async def link_from_command_line(
        self, name: str, role: str | None, countries: tuple[str, ...]
    ) -> tuple[Account, str, bool]:
        """The account of that name, made or changed as asked, a link for it, and whether it is new.

        A new account is an admin where there is none yet, else what `role` says. Raises AccountRefused.
        """
        name = name.strip().lower()
        found = await self.account(name)
        if found is None:
            first = not await self._database.look_up(people.count)
            account, token = await self.invite(
                COMMAND_LINE, name, role or ("admin" if first else ""), countries
            )
            return account, token, True
        if role or countries:
            found = await self.change(COMMAND_LINE, name, role or found.role, countries or found.countries)
        return found, await self.new_link(COMMAND_LINE, name), False

    # ---- Telegram ---------------------------------------------------------------------------------------

    async def telegram_code(self, account: Account) -> str:
        """A code (10 minutes) that ties whoever sends it to the bot to this account."""
        now = self._now()
        return await self._database.write(
            lambda c: links.make(c, self._secrets, account.name, "telegram", now)
        )

    async def link_from_telegram(self, person: str, code: str | None) -> tuple[Account, str] | None:
        """The account of a Telegram person ("telegram:42") and a fresh sign-in link for it; None for anybody else.

        `code`: of `telegram_code`; where it is good, the person is tied to its account first. Raises TooManyGuesses.
        """
        now = self._now()
        if code:
            await self._brake.wait(person)

        async def work(connection: AsyncConnection) -> tuple[Account, str] | None:
            if code:
                name = await links.use(connection, self._secrets, code, ("telegram",), now)
                if name is None or await people.find(connection, name) is None:
                    return None
                await people.tie(connection, self._secrets, name, person)
                await audit.note(connection, now, name, "tied_telegram", name)
            account = await people.find_by_telegram(connection, self._secrets, person)
            if account is None:
                return None
            await audit.note(connection, now, account.name, "made_link", account.name)
            token = await links.make(connection, self._secrets, account.name, "sign-in", now)
            return account, token

        if not code:  # most who ask are nobody's account: they cost a look-up, no write
            known = await self._database.look_up(lambda c: people.find_by_telegram(c, self._secrets, person))
            return await self._database.write(work) if known else None
        found = await self._database.write(work)
        if found is None:
            self._brake.wrong(person)
            log.warning("Telegram not connected", why="no code that is good now")
        return found

    async def name_on_telegram(self, person: str) -> str | None:
        """The name of the account that a Telegram person ("telegram:42") is tied to, or None."""
        found = await self._database.look_up(lambda c: people.find_by_telegram(c, self._secrets, person))
        return found.name if found else None

    async def untie_telegram(self, account: Account) -> None:
        """The account knows no Telegram person any more, and no byte of the id is left."""

        async def work(connection: AsyncConnection) -> None:
            await people.tie(connection, self._secrets, account.name, None)
            await audit.note(connection, self._now(), account.name, "untied_telegram", account.name)

        await self._database.write(work)
        await self._database.scrub_freed()

    async def erase(self, connection: AsyncConnection, person: str) -> None:
        """Forget a Telegram person (/borrar, or the bot was blocked): no account is tied to them any more."""
        await people.untie_person(connection, self._secrets, person)

    async def admins_on_telegram(self) -> tuple[str, ...]:
        """Where notices for admins go: the people ("telegram:42") of the admins who tied their Telegram."""
        return await self._database.look_up(lambda c: people.telegrams_of_admins(c, self._secrets))

    # ---- the audit log ----------------------------------------------------------------------------------

    async def note(self, who: str, did: str, target: str = "", country: str | None = None) -> None:
        """Write a line of the audit log for what another part did. `did`: such as "published", <= 32 characters."""
        await self._database.write(lambda c: audit.note(c, self._now(), who, did, target, country))

    async def deeds(
        self, most: int, who: str | None = None, before: tuple[int, int] | None = None
    ) -> tuple[Deed, ...]:
        """Lines of the audit log, newest first; `before`: (seconds since 1970, number) of the line to go on from."""
        return await self._database.look_up(lambda c: audit.deeds(c, most, who, before))

    def _now(self) -> int:
        return int(self._database.clock().timestamp())


async def erase_old(connection: AsyncConnection, now: int) -> int:
    """Erase links, sessions and lines of the audit log that were kept long enough; how many there were."""
    return (
        await links.erase_old(connection, now)
        + await sessions.erase_old(connection, now)
        + await audit.erase_old(connection, now)
    )


def _described(account: Account) -> str:
    return " ".join((account.name, account.role, ",".join(account.countries))).strip()


def _raise(reason: Reason | None) -> None:
    if reason is not None:
        raise AccountRefused(reason)
