"""Every statement fails once, and every statement fails for good: the answer path goes on, and all is well afterwards.

The method is SQLite's own: fail the first operation, then the second, until a run passes untouched.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.storage.engine import Database, open_database
from bot.storage.ledger import UpdateLedger
from bot.storage.people import PeopleStore
from bot.usage.events import UsageEvent
from bot.usage.pseudonyms import Pseudonyms
from bot.usage.recorder import Recorder
from bot.usage.report import build_report
from tests.storage.kit import KEYS, MovedClock, rows, until
from tests.storage.prepared import put_database


@contextmanager
def failing(database: Database, first: int, *, for_good: bool) -> Iterator[list[int]]:
    """The statement number `first` fails, or all from it on; gives a list that holds how many were run."""
    run = [0]

    def before(*_: Any) -> None:
        run[0] += 1
        if run[0] == first or (for_good and run[0] > first):
            raise sqlite3.OperationalError("disk I/O error")

    engine = database._engine.sync_engine  # type: ignore[union-attr]
    event.listen(engine, "before_cursor_execute", before)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", before)


async def one_message(
    people: PeopleStore, ledger: UpdateLedger, recorder: Recorder, clock: MovedClock
) -> None:
    """All that the answer path and what follows it ask of the two rooms."""
    assert await ledger.begin(1) == "new"
    await people.read("telegram:1")
    await people.write("telegram:1", b"first")
    assert await people.read("telegram:1") == b"first"
    recorder.record(UsageEvent(clock.now, "telegram:1", "answer", "es"))
    recorder.record(UsageEvent(clock.now, "telegram:2", "danger", "es", "PE"))
    await recorder.flush()
    await ledger.done(1)
    assert await ledger.begin(1) == "answered"
    await people.forget("telegram:2")
    assert await people.read("telegram:2") is None
    assert (await people.disclose("telegram:1")) is not None


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
async def test_every_statement_fails_and_the_message_is_answered(
    tmp_path: Path, clock: MovedClock, for_good: bool
):
    for first in range(1, 200):
        put_database(tmp_path / str(first))
        database = await open_database(None, tmp_path / str(first), clock=clock, retry_seconds=0)
        people = PeopleStore(database, KEYS, retry_seconds=0.01)
        recorder = Recorder(database, Pseudonyms(database, KEYS), pause_seconds=0)
        people.also_erase(recorder.erase)
        await people.write("telegram:2", b"who will leave")
        ledger = UpdateLedger(database)
        with failing(database, first, for_good=for_good) as run:
            await one_message(people, ledger, recorder, clock)
            statements = run[0]
        database.try_now()
        await until(lambda people=people: people.owed == 0)
        assert await ledger.begin(2) == "new"
        assert await recorder.flush() is True
        assert await UpdateLedger(database).begin(1) == "answered"
        assert await rows(database, "SELECT count(*) FROM people") == [(1,)]
        assert await rows(database, "SELECT count(*) FROM usage_events") == [(1,)]
        assert await rows(database, "SELECT sum(messages) FROM danger_counts") == [(1,)]
        assert await rows(database, "PRAGMA integrity_check") == [("ok",)]
        assert (
            await build_report(database, clock.now.date(), clock.now.date() + timedelta(days=1))
        ).messages == 1
        await people.close()
        await recorder.stop()
        await database.close()
        if statements < first:
            assert first > 20, "the run that passes untouched has gone through all statements"
            return
    pytest.fail("the run never ended")


CHILD = """
import asyncio, resource, signal, sys
from pathlib import Path
from bot.storage.engine import open_database
from bot.storage.keys import Keys
from bot.storage.people import PeopleStore

async def main():
    database = await open_database(None, Path(sys.argv[1]), retry_seconds=0)
    people = PeopleStore(database, Keys(b"k" * 32), retry_seconds=60)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    for i in range(2000):
        await people.write(f"telegram:{i}", b"%d" % i)
    assert people.owed, "the limit was never reached"
    assert [await people.read(f"telegram:{i}") for i in range(1900, 2000)] == [b"%d" % i for i in range(1900, 2000)]
    print([trouble.words for trouble in database.health.troubles])
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await people.close()
    assert people.owed == 0
    await database.close()

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system has no limit on the size of files")
async def test_an_error_of_the_disk_in_the_middle_of_a_write_leaves_the_file_whole(folder: Path):
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        str(folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, error = await child.communicate()
    assert child.returncode == 0, error.decode()
    assert "disk" in said.decode()
    found = sqlite3.connect(folder / "rumbo.sqlite3")
    assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert found.execute("SELECT count(*) FROM people").fetchone() == (2000,)
