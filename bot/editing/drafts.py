"""Drafts: kept on every change, so that nothing typed is lost, and never written over by somebody else's.

One person has one open draft of an entry; several people may each have theirs, and each is told of the others. Where one
draft was changed in two windows, the second text becomes a draft of its own.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.editing.forms import bounded, fields_of
from bot.editing.records import OPEN_STATES, Draft, DraftState, Fields, Ref, Saved, Standing
from bot.editing.refusals import DraftMoved, NoSuchDraft
from bot.storage.engine import Database
from bot.storage.tables import drafts

MOST_WHY = 1000
T = TypeVar("T")
Step = Callable[[Draft], Draft | None]


class Drafts:
    """The drafts of one database. Every method raises DatabaseAwayError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, standing: Standing, country: str, author: str) -> Draft:
        """The author's open draft of an entry; a new one where there is none."""
        began = fields_of(standing.values)
        return await self._begin(standing.ref, country, standing.file, author, standing.text, began, began)

    async def begin_new(self, ref: Ref, country: str, file: str, author: str, fields: Fields) -> Draft:
        """The author's open draft of an entry that does not stand yet. Raises TooMuchTyped."""
        return await self._begin(ref, country, file, author, "", {}, bounded(fields))

    async def get(self, id_: str) -> Draft:
        """One draft. Raises NoSuchDraft."""
        found = await self._database.look_up(lambda c: _find(c, id_))
        if found is None:
            raise NoSuchDraft(id_[:24])
        return found

    async def of_entry(self, ref: Ref) -> tuple[Draft, ...]:
        """Every open draft of an entry, whoever wrote it, the oldest first."""
        where = _ALL.where(
            drafts.c.kind == ref.kind, drafts.c.entry == ref.id, drafts.c.state.in_(OPEN_STATES)
        )
        return await self._database.look_up(lambda c: _listed(c, where.order_by(drafts.c.created)))

    async def listed(
        self,
        states: Sequence[DraftState] = OPEN_STATES,
        countries: Sequence[str] | None = None,
        author: str | None = None,
        most: int = 200,
    ) -> tuple[Draft, ...]:
        """Drafts in these states, those that wait longest first. `countries` None: of all."""
        where = _ALL.where(drafts.c.state.in_(states))
        if countries is not None:
            where = where.where(drafts.c.country.in_(countries))
        if author is not None:
            where = where.where(drafts.c.author == author)
        return await self._database.look_up(
            lambda c: _listed(c, where.order_by(drafts.c.changed).limit(most))
        )

    async def save(
        self,
        id_: str,
        author: str,
        version: int,
        fields: Fields,
        *,
        why: str | None = None,
        english_checked: bool | None = None,
    ) -> Saved:
        """Keeps what is typed. `version`: of the draft as the author's window knows it.

        Where the draft is another's, is done with, or was changed in another window, the text is kept as a new draft of
        this author's. A draft in review goes back to the author's desk: what was approved is what is published. Saving the
        same text again changes nothing. Raises TooMuchTyped, NoSuchDraft.
        """
        typed, now = bounded(fields), self._now()

        async def work(connection: AsyncConnection) -> Saved | None:
            old = await _find(connection, id_, lock=True)
            if old is None:
                return None
            wish = replace(
                old,
                fields=typed,
                why=old.why if why is None else why[:MOST_WHY],
                english_checked=old.english_checked if english_checked is None else english_checked,
            )
            if wish == old and old.author == author:
                return Saved(old)
            if old.author != author or old.state not in OPEN_STATES or old.version != version:
                beside = replace(
                    wish, id=_new_id(), author=author, state="draft", version=1, created=now, changed=now,
                    reviewer=None, note="", release=None,
                )  # fmt: skip
                for kept in await _listed(connection, _open_of(old.ref, author)):
                    if (
                        kept.fields == typed and kept.id != old.id
                    ):  # the same text sent again after a lost answer
                        return Saved(kept, old)
                await connection.execute(insert(drafts), _row(beside))
                return Saved(beside, old)
            new = replace(wish, state="draft", version=version + 1, changed=now, reviewer=None)
            await connection.execute(_UPDATE, _row(new, "_"))
            return Saved(new)

        return _there(await self._database.write(work), id_)

    async def rebase(self, id_: str, author: str, version: int, standing: Standing, fields: Fields) -> Draft:
        """The draft over the entry as it stands now, with the text that its author chose after seeing both.

        Raises DraftMoved, NoSuchDraft, TooMuchTyped.
        """
        typed, began = bounded(fields), fields_of(standing.values)
        return await self.move(
            id_,
            version,
            lambda old: replace(
                old, state="draft", began_with=standing.text, began_fields=began, fields=typed, file=standing.file,
                reviewer=None,
            )
            if old.author == author
            else None,
        )  # fmt: skip

    async def move(self, id_: str, version: int, step: Step) -> Draft:
        """The draft after `step(draft)`, which gives its new form, or None where it may not be done.

        Raises DraftMoved where the draft is not at `version` or the step may not be done, NoSuchDraft.
        """
        now = self._now()

        async def work(connection: AsyncConnection) -> tuple[bool, Draft] | None:
            old = await _find(connection, id_, lock=True)
            if old is None:
                return None
            new = step(old) if old.version == version and old.state in OPEN_STATES else None
            if new is None:
                return False, old
            new = replace(new, version=version + 1, changed=now)
            await connection.execute(_UPDATE, _row(new, "_"))
            return True, new

        done, draft = _there(await self._database.write(work), id_)
        if not done:
            raise DraftMoved(draft)
        return draft

    async def propose(self, wanted: Sequence[Draft]) -> tuple[Draft, ...]:
        """Puts new drafts in review, all of them in one step. Gives the authors' own open drafts of the same entries.

        Where there are such drafts, nothing is done. Raises TooMuchTyped.
        """
        now = self._now()
        made = [
            replace(
                draft, id=_new_id(), fields=bounded(draft.fields), why=draft.why[:MOST_WHY], state="in review",
                version=1, created=now, changed=now, reviewer=None, note="", release=None,
            )
            for draft in wanted
        ]  # fmt: skip

        async def work(connection: AsyncConnection) -> tuple[Draft, ...]:
            theirs = {draft.author for draft in made}
            refs = {(draft.ref, draft.author) for draft in made}
            where = _ALL.where(drafts.c.author.in_(theirs), drafts.c.state.in_(OPEN_STATES))
            standing = [x for x in await _listed(connection, where) if (x.ref, x.author) in refs]
            if made and not standing:
                await connection.execute(insert(drafts), [_row(draft) for draft in made])
            return tuple(standing)

        return await self._database.write(work)

    async def _begin(
        self, ref: Ref, country: str, file: str, author: str, text: str, began: Fields, fields: Fields
    ) -> Draft:
        now = self._now()
        mine = _open_of(ref, author).order_by(drafts.c.changed.desc())

        async def work(connection: AsyncConnection) -> Draft:
            if found := await _listed(connection, mine.limit(1)):
                return found[0]
            new = Draft(
                _new_id(), ref, country, file, "draft", author, "", text, began, fields, 1, now, now
            )  # fmt: skip
            await connection.execute(insert(drafts), _row(new))
            return new

        return await self._database.write(work)

    def _now(self) -> int:
        return int(self._database.clock().timestamp())


_ALL = select(drafts)
_UPDATE = (
    update(drafts)
    .where(drafts.c.id == bindparam("_id"))
    .values({c.name: bindparam(f"_{c.name}") for c in drafts.columns if c.name != "id"})
)


def _there(found: T | None, id_: str) -> T:
    if found is None:
        raise NoSuchDraft(id_[:24])
    return found


def _new_id() -> str:
    return secrets.token_hex(12)


def _open_of(ref: Ref, author: str) -> Select[Any]:
    return _ALL.where(
        drafts.c.kind == ref.kind,
        drafts.c.entry == ref.id,
        drafts.c.author == author,
        drafts.c.state.in_(OPEN_STATES),
    )


async def _find(connection: AsyncConnection, id_: str, *, lock: bool = False) -> Draft | None:
    statement = _ALL.where(drafts.c.id == id_)
    found = (await connection.execute(statement.with_for_update() if lock else statement)).mappings().first()
    return _draft(found) if found else None


async def _listed(connection: AsyncConnection, statement: Any) -> tuple[Draft, ...]:
    return tuple(_draft(row) for row in (await connection.execute(statement)).mappings())


def _row(draft: Draft, prefix: str = "") -> dict[str, object]:
    said: dict[str, object] = {
        "id": draft.id, "kind": draft.ref.kind, "entry": draft.ref.id, "country": draft.country, "file": draft.file,
        "state": draft.state, "author": draft.author, "why": draft.why, "began_with": draft.began_with,
        "began_fields": json.dumps(dict(draft.began_fields), ensure_ascii=False),
        "fields": json.dumps(dict(draft.fields), ensure_ascii=False), "version": draft.version,
        "created": draft.created, "changed": draft.changed, "reviewer": draft.reviewer, "note": draft.note,
        "release": draft.release, "english_checked": draft.english_checked,
    }  # fmt: skip
    return {prefix + name: value for name, value in said.items()}


def _draft(row: Mapping[Any, Any]) -> Draft:
    return Draft(
        id=row["id"], ref=Ref(row["kind"], row["entry"]), country=row["country"], file=row["file"],
        state=row["state"], author=row["author"], why=row["why"], began_with=row["began_with"],
        began_fields=json.loads(row["began_fields"]), fields=json.loads(row["fields"]), version=row["version"],
        created=row["created"], changed=row["changed"], reviewer=row["reviewer"], note=row["note"],
        release=row["release"], english_checked=bool(row["english_checked"]),
    )  # fmt: skip
