"""A desk for the tests: opens an entry, types into its form, has it approved and publishes it, as pages would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.editing import reviewing
from bot.editing.changes import Asked, Changes, standing_changes
from bot.editing.entries import country_codes, find
from bot.editing.looking import in_process
from bot.editing.publishing import Publishing
from bot.editing.records import Draft, Published, Ref, Standing
from bot.knowledge.built import BuiltReleases
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from bot.storage.engine import Database
from tests.knowledge.folder import TODAY

RENEW = Ref("answer", "pe-renew-residence")
OFFICE = Ref("place", "pe-office")


class Desk:
    """Publishing into one folder; what is served is what the folder said when the desk was made, until `reload`."""

    def __init__(self, root: Path, database: Database, built: BuiltReleases | None = None) -> None:
        self.root, self.database = root, database
        self.release = load_release(root, TODAY)
        look = in_process(root, compare_standings, built)
        self.publishing = Publishing(root, database, lambda: self.release, look, built=built)
        self.drafts, self.store = self.publishing.drafts, self.publishing.store

    def reload(self) -> Release:
        self.release = load_release(self.root, TODAY)
        return self.release

    def standing(self, ref: Ref = RENEW) -> Standing:
        return find(self.root, ref, country_codes(self.release))

    async def draft(self, author: str = "ana", ref: Ref = RENEW, **typed: str) -> Draft:
        """A draft with fields typed into it; "__" stands for the dot of a name: es__cost="25 soles"."""
        begun = await self.drafts.begin(self.standing(ref), "PE", author)
        fields = {**begun.fields, **{name.replace("__", "."): text for name, text in typed.items()}}
        return (await self.drafts.save(begun.id, author, begun.version, fields, why="the fee changed")).draft

    async def approved(self, draft: Draft, reviewer: str = "luis") -> Draft:
        sent = await reviewing.submit(self.drafts, draft.id, draft.author, draft.version)
        return await reviewing.approve(self.drafts, sent.id, reviewer, sent.version)

    async def publish(
        self, author: str = "ana", ref: Ref = RENEW, explanation: str = "", **typed: str
    ) -> Published:
        """Types, has it approved, publishes."""
        draft = await self.approved(await self.draft(author, ref, **typed))
        done = await self.publishing.publish_drafts([draft.id], author, explanation=explanation)
        self.reload()
        return done

    def texts(self) -> dict[str, bytes]:
        """Every visible file of the folder."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not any(p.startswith(".") for p in path.relative_to(self.root).parts)
        }


def compare_standings(old: Release, new: Release, phrasings: Sequence[Asked]) -> Changes:
    """Which answers are gained or lost; nothing is asked, for nothing is fitted here."""
    return Changes(standings=tuple(standing_changes(old, new, TODAY)), asked=len(phrasings))
