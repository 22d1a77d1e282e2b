"""No update is answered twice when its answer is known, none is answered three times, none is lost from the ledger."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.storage.engine import Database, open_database
from bot.storage.ledger import LEASE_SECONDS, UpdateLedger
from tests.storage.kit import MovedClock, on_every_connection, rows


async def test_an_update_is_new_once_then_tried_again_once_then_given_up(database: Database):
    ledger = UpdateLedger(database)
    assert [await ledger.begin(7) for _ in range(4)] == ["new", "retry", "given_up", "given_up"]


async def test_an_answered_update_stays_answered_also_after_a_restart(database: Database):
    ledger = UpdateLedger(database)
    assert await ledger.begin(7) == "new"
    await ledger.done(7)
    assert await ledger.begin(7) == "answered"
    assert await UpdateLedger(database).begin(7) == "answered"


async def test_an_attempt_that_is_known_to_have_failed_does_not_count(database: Database):
    ledger = UpdateLedger(database)
    for _ in range(5):
        assert await ledger.begin(7) == "new"
        await ledger.failed(7)
    assert await ledger.begin(7) == "new"
    assert await ledger.begin(7) == "retry"


async def test_ids_that_jump_repeat_or_go_back_are_each_their_own(database: Database):
    ledger = UpdateLedger(database)
    for update_id in (10, 9, 2**62, 0, 10**9):
        assert await ledger.begin(update_id) == "new"
        await ledger.done(update_id)
    for update_id in (0, 9, 10, 10**9, 2**62):
        assert await ledger.begin(update_id) == "answered"


async def test_many_at_once_share_few_transactions(embedded: Database):
    commits = 0
    write = embedded.write

    async def counted(work):
        nonlocal commits
        commits += 1
        return await write(work)

    embedded.write = counted  # type: ignore[method-assign]
    ledger = UpdateLedger(embedded)
    assert set(await asyncio.gather(*(ledger.begin(i) for i in range(2000)))) == {"new"}
    await asyncio.gather(*(ledger.done(i) for i in range(2000)))
    assert commits <= 12
    assert await rows(embedded, "SELECT count(*), sum(answered) FROM update_ledger") == [(2000, 2000)]


async def test_the_same_update_twice_in_one_moment_is_new_for_one_only(database: Database):
    ledger = UpdateLedger(database)
    for update_id in range(20):
        standings = await asyncio.gather(*(ledger.begin(update_id) for _ in range(3)))
        assert sorted(standings) == ["given_up", "new", "retry"]


async def test_only_numbers_are_kept_and_the_time_to_the_hour(database: Database):
    ledger = UpdateLedger(database)
    await ledger.begin(7)
    await ledger.done(7)
    hour = int(database.clock().timestamp()) // 3600
    assert [tuple(row) for row in await rows(database, "SELECT * FROM update_ledger")] == [
        (7, 1, True, hour, None, None)
    ]


# ---- several replicas -----------------------------------------------------------------------------------


@pytest.mark.postgres
async def test_two_replicas_never_answer_the_same_update_at_once(
    postgres_server, folder: Path, clock: MovedClock
):
    url = postgres_server.new_database()
    databases = [await open_database(url, folder, clock=clock) for _ in range(2)]
    replicas = [UpdateLedger(database) for database in databases]
    answers: Counter[int] = Counter()

    async def take(replica: UpdateLedger, update_id: int) -> None:
        if await replica.begin(update_id) in {"new", "retry"}:
            answers[update_id] += 1
            await asyncio.sleep(random.random() * 0.02)
            await replica.done(update_id)

    ids = list(range(1000))
    await asyncio.gather(*(take(replica, i) for i in ids for replica in random.sample(replicas, 2)))
    assert answers == Counter(ids)
    for database in databases:
        await database.close()


@pytest.mark.postgres
async def test_the_claim_of_a_dead_replica_is_taken_over_after_its_lease(
    postgres_server, folder, clock: MovedClock
):
    url = postgres_server.new_database()
    databases = [await open_database(url, folder, clock=clock) for _ in range(2)]
    assert await UpdateLedger(databases[0]).begin(7) == "new"  # and dies
    survivor = asyncio.create_task(UpdateLedger(databases[1]).begin(7))
    await asyncio.sleep(0.6)
    assert not survivor.done()
    clock.move(seconds=LEASE_SECONDS + 1)
    assert await asyncio.wait_for(survivor, 5) == "retry"
    for database in databases:
        await database.close()


@pytest.mark.postgres
async def test_giving_up_the_wait_for_another_replica_counts_nothing(
    postgres_server, folder, clock: MovedClock
):
    url = postgres_server.new_database()
    databases = [await open_database(url, folder, clock=clock) for _ in range(2)]
    first, second = (UpdateLedger(database) for database in databases)
    assert await first.begin(7) == "new"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(second.begin(7), 0.6)
    assert await rows(databases[0], "SELECT attempts FROM update_ledger") == [(1,)]
    await first.done(7)
    assert await second.begin(7) == "answered"
    for database in databases:
        await database.close()


# ---- the database is away -------------------------------------------------------------------------------


async def test_with_the_database_locked_memory_keeps_count_and_catches_up(embedded: Database, folder: Path):
    ledger = UpdateLedger(embedded)
    assert await ledger.begin(1) == "new"
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await ledger.begin(1) == "retry"
    assert await ledger.begin(1) == "given_up"
    assert await ledger.begin(2) == "new"
    await ledger.done(2)
    assert await ledger.begin(2) == "answered"
    assert await ledger.begin(3) == "new"
    await ledger.failed(3)
    other.close()
    embedded.try_now()
    assert await ledger.begin(4) == "new"
    after = UpdateLedger(embedded)
    assert [await after.begin(i) for i in (1, 2, 3)] == ["given_up", "answered", "new"]


async def test_what_memory_knows_is_written_before_the_program_stops(embedded: Database, folder: Path):
    ledger = UpdateLedger(embedded)
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await ledger.begin(1)
    await ledger.done(1)
    other.close()
    await ledger.close()
    assert await UpdateLedger(embedded).begin(1) == "answered"


async def test_memory_for_the_fault_is_bounded(embedded: Database):
    ledger = UpdateLedger(embedded)
    on_every_connection(embedded, "PRAGMA query_only=1")
    for i in range(0, 60_000, 500):
        await asyncio.gather(*(ledger.begin(i + j) for j in range(500)))
    assert len(ledger._memory) == len(ledger._unwritten) == 50_000


# ---- kill -9 --------------------------------------------------------------------------------------------

CHILD = """
import asyncio, json, sys
from pathlib import Path
from bot.storage.engine import open_database
from bot.storage.ledger import UpdateLedger

def say(*words):  # what the outside world saw happen, in order
    sys.stdout.write(json.dumps(words) + "\\n"); sys.stdout.flush()

async def answer(ledger, update_id):
    standing = await ledger.begin(update_id)
    if standing in {"new", "retry"}:
        say("sent", update_id)
        await ledger.done(update_id)
    say("acknowledged", update_id)

async def main():
    ledger = UpdateLedger(await open_database(None, Path(sys.argv[1])))
    todo = json.loads(sys.argv[2])
    for i in range(0, len(todo), 20):
        await asyncio.gather(*(answer(ledger, update_id) for update_id in todo[i:i + 20]))

asyncio.run(main())
"""


async def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_answered_three_times(folder: Path):
    """12 kills in 1,500 updates. What was acknowledged is gone from Telegram; the rest comes again."""
    chance = random.Random(3)
    acknowledged: set[int] = set()
    sent: Counter[int] = Counter()
    kills = 0
    updates = list(range(1500))
    while len(acknowledged) < len(updates):
        todo = [i for i in updates if i not in acknowledged]
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            CHILD,
            str(folder),
            json.dumps(todo),
            stdout=asyncio.subprocess.PIPE,
            env=dict(os.environ),
        )
        left = chance.randrange(50, 350) if kills < 12 else 10**9
        assert child.stdout
        while line := await child.stdout.readline():
            what, update_id = json.loads(line)
            if what == "sent":
                sent[update_id] += 1
            else:
                acknowledged.add(update_id)
            left -= 1
            if left == 0:
                child.send_signal(signal.SIGKILL)
                kills += 1
        await child.wait()
    assert kills == 12
    assert set(sent) == set(updates), "every update was answered"
    assert max(sent.values()) <= 2, "none three times"
    assert sum(sent.values()) - len(updates) <= kills * 20, "no more repeats than were in hand at the kills"
    ledger = sqlite3.connect(folder / "rumbo.sqlite3")
    assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
