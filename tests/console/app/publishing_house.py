"""A console over a real knowledge folder: real drafts, real releases, and people of every role who edit Peru."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bot.accounts.records import Role
from bot.console_parts.releases import ReleasesPart
from bot.editing.changes import Asked, Changes, standing_changes
from bot.editing.desk import EditingDesk
from bot.editing.looking import in_process
from bot.editing.outlook import Compare
from bot.editing.publishing import Publishing
from bot.editing.records import Draft, Ref
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from tests.console.app.house import NAMES, House, console, open_house
from tests.console.app.test_pages import said
from tests.knowledge.folder import TODAY, write_folder

RENEW = Ref("answer", "pe-renew-residence")
FEE = {"es.cost": "25 soles", "en.cost": "25 soles"}
WORDS = {"es.who": "todas las personas con residencia", "en.who": "all people with residence"}  # not guarded


@dataclass
class PublishingHouse:
    """The console, and what stands behind it. `release` is what people get: the folder as it was at the last `reload`."""

    house: House
    root: Path
    desk: EditingDesk
    release: Release
    served_at: datetime

    def reload(self) -> None:
        """What the keeper does within a second."""
        self.release = load_release(self.root, TODAY)
        self.served_at = self.house.clock() + timedelta(seconds=2)

    async def signed_in(self, role: Role, language: str = "en") -> httpx.AsyncClient:
        async with await self.house.signed_in(role) as first:
            await first.post("/console/language", data={"language": language})
        browser = self.house.browser()
        browser.cookies = first.cookies
        return browser

    async def draft(
        self,
        role: Role = "editor",
        typed: dict[str, str] | None = None,
        ref: Ref = RENEW,
        why: str = "new fee",
    ) -> Draft:
        """A draft with that typed into its form."""
        begun = await self.desk.begin(ref, NAMES[role])
        fields = {**begun.fields, **(FEE if typed is None else typed)}
        return (await self.desk.save(begun.id, NAMES[role], begun.version, fields, why=why)).draft

    async def in_review(
        self, role: Role = "editor", typed: dict[str, str] | None = None, ref: Ref = RENEW
    ) -> Draft:
        draft = await self.draft(role, typed, ref)
        return await self.desk.submit(draft.id, draft.author, draft.version)

    async def approved(
        self, role: Role = "editor", typed: dict[str, str] | None = None, ref: Ref = RENEW
    ) -> Draft:
        draft = await self.in_review(role, typed, ref)
        return await self.desk.approve(draft.id, "rita" if role != "reviewer" else "ana", draft.version)

    async def published(self, typed: dict[str, str] | None = None, ref: Ref = RENEW) -> int:
        draft = await self.approved(typed=typed, ref=ref)
        done = await self.desk.publish([draft.id], "ana", explanation="it is right so")
        self.reload()
        return done.number

    def text(self, file: str = "peru/documents.yaml") -> str:
        return (self.root / file).read_text(encoding="utf-8")

    async def close(self) -> None:
        await self.house.close()


def compare_standings(old: Release, new: Release, phrasings: Sequence[Asked]) -> Changes:
    return Changes(standings=tuple(standing_changes(old, new, TODAY)), asked=len(phrasings))


async def open_publishing_house(folder: Path, compare: Compare = compare_standings) -> PublishingHouse:
    """A house whose console edits a small folder of its own."""
    house = await open_house(folder / "data")
    house.clock.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    root = write_folder(folder / "knowledge")
    made: PublishingHouse

    def release() -> Release:
        return made.release

    publishing = Publishing(root, house.database, release, in_process(root, compare))
    desk = EditingDesk(root, house.database, release, publishing)
    made = PublishingHouse(house, root, desk, load_release(root, TODAY), house.clock())
    house.app = console(
        house.accounts,
        house.clock,
        release=release,
        editing=desk,
        releases=ReleasesPart(desk, house.database),
        health=lambda: {"release_served": made.served_at},
    )
    return made


def forms(page: str) -> dict[str, dict[str, list[str]]]:
    """The posting forms of a page: action -> hidden fields."""
    found: dict[str, dict[str, list[str]]] = {}
    for action, inside in re.findall(
        r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL
    ):
        fields = found.setdefault(action.removeprefix("/console"), {})
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside):
            fields.setdefault(name, []).append(value)
    return found


async def press(browser: httpx.AsyncClient, page: str, action: str, **typed: str) -> httpx.Response:
    """Opens a page of the console and sends one of its forms."""
    shown = await browser.get(f"/console{page}")
    return await send(browser, shown, action, **typed)


async def send(
    browser: httpx.AsyncClient, shown: httpx.Response, action: str, **typed: str
) -> httpx.Response:
    found = forms(shown.text)
    assert action in found, said(shown)
    return await browser.post(f"/console{action}", data={**found[action], **typed})


async def landed(browser: httpx.AsyncClient, response: httpx.Response) -> str:
    """The words of the page that a step leads to."""
    assert response.status_code == 303, said(response)
    return said(await browser.get(response.headers["location"]))
