"""A console over a small knowledge folder that can really be edited, and a matcher that is told what it understands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx

from bot.accounts.brake import Brake
from bot.accounts.desk import Accounts
from bot.console_parts.understanding import Trying
from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.editing.desk import EditingDesk
from bot.editing.records import Draft, Ref
from bot.storage.engine import Database, open_database
from tests.console.app.house import COUNTRIES, NAMES, House, console, nobody_waits
from tests.conversation.small import ToldMatcher
from tests.editing.desk import Desk
from tests.knowledge.folder import write_folder
from tests.storage.kit import KEYS, MovedClock
from tests.storage.prepared import put_database

RENEW = Ref("answer", "pe-renew-residence")
RENEW_PATH = "/console/entries/PE/answer/pe-renew-residence"


@dataclass
class EditingHouse(House):
    """A house in which knowledge is edited. `root`: its folder."""

    desk: Desk
    editing: EditingDesk
    matcher: ToldMatcher

    @property
    def root(self) -> Path:
        return self.desk.root

    async def begun(self, browser: httpx.AsyncClient, entry: str = RENEW_PATH) -> Draft:
        """The draft that the Edit button of an entry begins."""
        response = await browser.post(f"{entry}/edit")
        assert response.status_code == 303, response.text
        found = re.fullmatch(r"/console/drafts/(\w+)/edit", response.headers["location"])
        assert found is not None
        return await self.editing.drafts.get(found[1])


async def open_editing_house(folder: Path) -> EditingHouse:
    """A house with one account of every role (see house.NAMES) over the small folder."""
    clock = MovedClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    put_database(folder / "data")
    database: Database = await open_database(None, folder / "data", clock=clock)
    accounts = Accounts(database, KEYS, Brake(sleep=nobody_waits))
    for role, name in NAMES.items():
        await accounts.invite("rumbo", name, role, COUNTRIES[role])
    desk = Desk(write_folder(folder / "knowledge"), database)
    editing = EditingDesk(desk.root, database, lambda: desk.release, desk.publishing)
    matcher = ToldMatcher()

    def conversation() -> Conversation:
        return Conversation(desk.release, matcher, DangerWatch(desk.release))

    app = console(
        accounts,
        clock,
        release=lambda: desk.release,
        editing=editing,
        understanding=Trying(conversation, clock),
    )
    return EditingHouse(database, accounts, clock, app, desk, editing, matcher)


def form_of(page: str) -> dict[str, list[str]]:
    """The fields of the edit form as a browser would send them: every name with its values."""
    form = page.split('id="draft"')[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        box = 'type="checkbox"' in tag
        if name and (not box or re.search(r"\schecked", tag)):
            found.setdefault(unescape(name[1]), []).append(unescape(value[1]) if value else "")
    for name_, text in re.findall(r'<textarea[^>]*?name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found.setdefault(unescape(name_), []).append(unescape(text))
    for name_, inner in re.findall(r'<select[^>]*?name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found.setdefault(unescape(name_), []).append(unescape(chosen[1]) if chosen else "")
    return found
