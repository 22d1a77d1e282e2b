"""Starts the watcher of a running bot: what it looks at, whom it tells, and how."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.accounts.desk import Accounts
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.errors import TokenRefused
from bot.conversation.memory import read_memory
from bot.knowledge.keeper import Keeper
from bot.knowledge.records import Language
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.people import PeopleStore
from bot.usage.health_data import ProcessCounts, process_counts
from bot.watching.book import NoticeBook
from bot.watching.space import space_of
from bot.watching.watcher import Audience, Sight, Watcher


def build_watcher(
    settings: Settings,
    database: Database,
    people: PeopleStore,
    accounts: Accounts,
    channel: TelegramChannel,
    keeper: Keeper,
    address: Callable[[], str],
    counts: Callable[[], ProcessCounts] = process_counts,
) -> Watcher:
    """The watcher of this process, not yet started. `address`: where people find the pages."""
    sight = Sight(
        receiving=channel.healthy,
        problems=lambda: tuple(str(problem) for problem in keeper.problems),
        release=lambda: (keeper.release.id, keeper.served_at),
        space=partial(space_of, settings.data),
        counts=counts,
    )
    audience = Audience(
        fixed=frozenset(f"telegram:{number}" for number in settings.admins),
        tied=accounts.admins_on_telegram,
        language=partial(_language, people, database),
        tell=partial(_tell, channel),
        name_of=partial(_name_of, keeper),
        address=address,
    )
    return Watcher(database, NoticeBook(database), sight, audience)


async def _language(people: PeopleStore, database: Database, person: str) -> Language:
    """The language in which the bot talks with this person; Spanish where it is not known."""
    return read_memory(await people.read(person), database.clock()).language or "es"


async def _tell(channel: TelegramChannel, person: str, text: str) -> bool:
    number = person.removeprefix("telegram:")
    if not number.isdecimal():
        return True
    try:
        return await channel.tell(int(number), text)
    except TokenRefused:
        return False


def _name_of(keeper: Keeper, code: str, language: Language) -> str:
    country = keeper.release.countries.get(code)
    return country.names.get(language, code) if country else code
