"""Releases in the database: who put which files in place, when and why, and the files themselves, compressed, each once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.editing.folder_files import digest
from bot.editing.records import Published, Ref, Revision
from bot.editing.refusals import NoSuchRelease
from bot.storage.engine import Database
from bot.storage.statements import Kind, insert_into
from bot.storage.tables import release_files, releases, revisions

_LOCK = 7_862_267  # any fixed number: replicas publish one after the other
_MANY = 400  # values of one IN list
_GUARDED_LETTERS = 1000


class ReleaseStore:
    """Reads the releases and the history. Every method raises DatabaseAwayError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def head(self) -> Published | None:
        """The release that every replica is to serve; None before the first was published."""
        return await self._database.look_up(head)

    async def head_number(self) -> int | None:
        """Its number alone: what is asked every second."""
        return await self._database.look_up(head_number)

    async def get(self, number: int) -> Published:
        """One release with its files' digests. Raises NoSuchRelease."""
        found = await self._database.look_up(lambda c: _get(c, number))
        if found is None:
            raise NoSuchRelease(f"there is no release {number}")
        return found

    async def named(self, name: str) -> Published:
        """The release of a number ("12") or of the beginning of an id ("4f0a"): the last that fits. Raises NoSuchRelease."""
        if name.isdecimal() and len(name) < 9:
            return await self.get(int(name))
        fits = select(releases.c.number).where(releases.c.release.startswith(name[:16], autoescape=True))
        number = await self._database.look_up(
            lambda c: _scalar(c, fits.order_by(releases.c.number.desc()).limit(1))
        )
        if number is None or len(name) < 4:
            raise NoSuchRelease(f"there is no release '{name[:40]}'")
        return await self.get(number)

    async def latest(self, most: int = 50) -> tuple[Published, ...]:
        """The last releases, newest first, without their files."""
        columns = [c for c in releases.columns if c.name != "manifest"]
        statement = select(*columns).order_by(releases.c.number.desc()).limit(most)

        async def work(connection: AsyncConnection) -> tuple[Published, ...]:
            return tuple(_published(row) for row in (await connection.execute(statement)).mappings())

        return await self._database.look_up(work)

    async def contents(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The files of these digests, as far as they are kept; one that was damaged is left out."""
        wanted = list(dict.fromkeys(digests))

        async def work(connection: AsyncConnection) -> dict[str, bytes]:
            found: dict[str, bytes] = {}
            for start in range(0, len(wanted), _MANY):
                part = release_files.c.digest.in_(wanted[start : start + _MANY])
                for name, content in await connection.execute(select(release_files).where(part)):
                    found[name] = zlib.decompress(content)
            return found

        found = await self._database.read(work)
        return {name: content for name, content in found.items() if digest(content) == name}

    async def built(self, published: Published) -> bytes | None:
        """The release in the form that `BuiltReleases.write` takes; None where it is not kept so, or not any more."""
        if published.built is None:
            return None
        statement = select(release_files.c.content).where(release_files.c.digest == published.built)

        async def work(connection: AsyncConnection) -> bytes | None:
            found = await connection.scalar(statement)
            return zlib.decompress(found) if found is not None else None

        return await self._database.look_up(work)

    async def known(self, digests: Iterable[str]) -> frozenset[str]:
        """Those of the digests whose content is kept."""
        return await self._database.read(lambda c: _known(c, list(digests)))

    async def history(self, ref: Ref, most: int = 100) -> tuple[Revision, ...]:
        """The published changes of an entry, newest first."""
        statement = select(revisions).where(revisions.c.kind == ref.kind, revisions.c.entry == ref.id)
        return await self._revisions(statement.order_by(revisions.c.release.desc()).limit(most))

    async def revisions_of(self, number: int) -> tuple[Revision, ...]:
        """The entries that a release changed."""
        return await self._revisions(select(revisions).where(revisions.c.release == number))

    async def revision(self, id_: str) -> Revision:
        """One change. Raises NoSuchRelease."""
        found = await self._revisions(select(revisions).where(revisions.c.id == id_))
        if not found:
            raise NoSuchRelease("there is no such change")
        return found[0]

    async def _revisions(self, statement: Any) -> tuple[Revision, ...]:
        async def work(connection: AsyncConnection) -> tuple[Revision, ...]:
            return tuple(_revision(row) for row in (await connection.execute(statement)).mappings())

        return await self._database.look_up(work)


# ---- inside the transaction that publishes ----------------------------------------------------------------


async def alone(connection: AsyncConnection, kind: Kind) -> None:
    """Waits until no other replica publishes; SQLite lets one write at a time anyway."""
    if kind == "postgresql":
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


async def head(connection: AsyncConnection) -> Published | None:
    """The newest release."""
    number = await head_number(connection)
    return await _get(connection, number) if number is not None else None


async def head_number(connection: AsyncConnection) -> int | None:
    """The number of the newest release."""
    return await _scalar(connection, select(func.max(releases.c.number)))


async def record(
    connection: AsyncConnection,
    kind: Kind,
    published: Published,
    contents: Mapping[str, bytes],
    changed: Sequence[Revision],
) -> None:
    """Writes one release down. `contents`: the files by digest; those that are kept already are not written again."""
    kept = await _known(connection, list(contents))
    put = insert_into(kind, release_files).on_conflict_do_nothing()
    rows = [{"digest": d, "content": zlib.compress(raw)} for d, raw in contents.items() if d not in kept]
    if rows:
        await connection.execute(put, rows)
    await connection.execute(
        insert(releases),
        {
            "number": published.number, "release": published.release, "parent": published.parent,
            "kind": published.kind, "author": published.by, "why": published.why, "at": published.at,
            "explanation": published.explanation,
            "manifest": zlib.compress(json.dumps(dict(published.files), sort_keys=True).encode()),
            "built": published.built,
        },
    )  # fmt: skip
    if changed:
        await connection.execute(insert(revisions), [_revision_row(x) for x in changed])


async def keep_built(connection: AsyncConnection, kind: Kind, published: Published, raw: bytes) -> None:
    """Keeps the newest release built; the older ones of these are dropped, for the files themselves stay."""
    old = select(releases.c.built).where(releases.c.built.is_not(None), releases.c.built != published.built)
    await connection.execute(delete(release_files).where(release_files.c.digest.in_(old)))
    put = insert_into(kind, release_files).on_conflict_do_nothing()
    await connection.execute(put, {"digest": published.built, "content": zlib.compress(raw, 1)})


async def _known(connection: AsyncConnection, digests: list[str]) -> frozenset[str]:
    found: set[str] = set()
    for start in range(0, len(digests), _MANY):
        part = release_files.c.digest.in_(digests[start : start + _MANY])
        found |= set((await connection.execute(select(release_files.c.digest).where(part))).scalars())
    return frozenset(found)


async def _get(connection: AsyncConnection, number: int) -> Published | None:
    rows = await connection.execute(select(releases).where(releases.c.number == number))
    found = rows.mappings().first()
    return _published(found) if found else None


async def _scalar(connection: AsyncConnection, statement: Any) -> int | None:
    found: int | None = await connection.scalar(statement)
    return found


def _published(row: Mapping[Any, Any]) -> Published:
    files = json.loads(zlib.decompress(row["manifest"])) if "manifest" in row else {}
    return Published(
        row["number"], row["release"], row["parent"], row["kind"], row["author"], row["why"], row["at"],
        row["explanation"], files, row["built"],
    )  # fmt: skip


def _revision_row(x: Revision) -> dict[str, object]:
    return {
        "id": x.id, "kind": x.ref.kind, "entry": x.ref.id, "country": x.country, "file": x.file,
        "release": x.release, "author": x.author, "reviewer": x.reviewer, "why": x.why, "at": x.at,
        "before": x.before, "after": x.after, "guarded": " ".join(x.guarded)[:_GUARDED_LETTERS],
    }  # fmt: skip


def _revision(row: Mapping[Any, Any]) -> Revision:
    return Revision(
        row["id"], Ref(row["kind"], row["entry"]), row["country"], row["file"], row["release"], row["author"],
        row["reviewer"], row["why"], row["at"], row["before"], row["after"], tuple(row["guarded"].split()),
    )  # fmt: skip
