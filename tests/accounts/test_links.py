"""A link signs in once, for a while, until a newer one is made; nothing but a keyed hash of it is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.accounts.brake import FREE, LONGEST_WAIT, MOST_WAITING, Brake, TooManyGuesses
from bot.accounts.desk import Accounts
from bot.accounts.records import Arrival
from bot.storage.engine import Database
from tests.storage.kit import KEYS, MovedClock, files_with, rows

HERE = ("10.0.0.1", "es", "Chrome, Android")


async def enter(accounts: Accounts, token: str) -> Arrival | None:
    return await accounts.enter(token, *HERE)


async def ana(accounts: Accounts) -> str:
    """The token of the invitation of a first admin."""
    _, token = await accounts.invite("rumbo", "ana", "admin", ())
    return token


async def test_an_invitation_signs_in_once(accounts: Accounts):
    token = await ana(accounts)
    arrival = await enter(accounts, token)
    assert arrival is not None
    assert arrival.signed_in.account.name == "ana"
    assert await enter(accounts, token) is None


async def test_of_two_browsers_that_bring_a_link_at_once_on_two_replicas_one_gets_in(
    accounts: Accounts, replica: Accounts
):
    token = await ana(accounts)
    both = await asyncio.gather(enter(accounts, token), enter(replica, token), return_exceptions=True)
    assert sum(isinstance(x, Arrival) for x in both) == 1


@pytest.mark.parametrize(("seconds", "good"), [(599, True), (600, False), (601, False)])
async def test_a_sign_in_link_opens_for_ten_minutes(
    accounts: Accounts, clock: MovedClock, seconds: int, good: bool
):
    await ana(accounts)
    token = await accounts.new_link("ana", "ana")
    clock.move(seconds=seconds)
    assert (await enter(accounts, token) is not None) is good


@pytest.mark.parametrize(("hours", "good"), [(71, True), (72, False)])
async def test_an_invitation_opens_for_three_days(
    accounts: Accounts, clock: MovedClock, hours: int, good: bool
):
    token = await ana(accounts)
    clock.move(hours=hours)
    assert (await enter(accounts, token) is not None) is good


async def test_a_newer_link_voids_the_older_ones(accounts: Accounts):
    tokens = [
        await ana(accounts),
        await accounts.new_link("ana", "ana"),
        await accounts.new_link("ana", "ana"),
    ]
    assert [await enter(accounts, token) is not None for token in tokens] == [False, False, True]


async def test_a_link_with_one_character_changed_opens_nothing(accounts: Accounts):
    token = await ana(accounts)
    for place in range(0, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert await enter(accounts, changed) is None
    for other in ("", " ", token + "A", token[:-1], token.swapcase(), "x" * 100_000, "\x00", "ñ\ud800"):
        assert await enter(accounts, other) is None
    assert await enter(accounts, token) is not None


async def test_a_code_for_telegram_does_not_sign_in_and_a_sign_in_link_ties_nothing(accounts: Accounts):
    token = await ana(accounts)
    account = await accounts.account("ana")
    assert account is not None
    code = await accounts.telegram_code(account)
    assert await enter(accounts, code) is None
    assert await accounts.link_from_telegram("telegram:7", token) is None
    assert await enter(accounts, token) is not None, "neither used the other up"


async def test_neither_link_nor_cookie_lies_in_the_files(
    accounts: Accounts, database: Database, folder: Path
):
    token = await ana(accounts)
    arrival = await enter(accounts, token)
    assert arrival is not None
    unused = await accounts.new_link("ana", "ana")
    if database.kind == "sqlite":
        needles = (token.encode(), unused.encode(), arrival.token.encode())
        assert files_with(folder, *needles) == {}
    assert await rows(database, "SELECT count(*) FROM account_links") == [(1,)]
    assert token not in repr(arrival)
    assert arrival.token not in repr(arrival)


# ---- guessing -------------------------------------------------------------------------------------------


class Waits:
    """Notes how long it was to sleep, and does not."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.now = 0.0

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)


async def test_a_thousand_guesses_are_refused_slower_and_slower_and_lock_nobody_out(database: Database):
    waits = Waits()
    accounts = Accounts(database, KEYS, Brake(lambda: waits.now, waits))
    token = await ana(accounts)
    for guess in range(1000):
        assert await accounts.enter(f"{guess:043}", "10.6.6.6", "es", "?") is None
    assert waits.waited[:4] == [0.5, 1.0, 2.0, 4.0]
    assert len(waits.waited) == 1000 - FREE
    assert max(waits.waited) == LONGEST_WAIT
    waits.waited.clear()
    assert await enter(accounts, token) is not None, "somebody else is neither locked out nor slowed"
    assert waits.waited == []


async def test_the_same_address_gets_in_with_a_right_link_after_wrong_ones(database: Database):
    waits = Waits()
    accounts = Accounts(database, KEYS, Brake(lambda: waits.now, waits))
    token = await ana(accounts)
    for _ in range(20):
        await enter(accounts, "x" * 43)
    assert await enter(accounts, token) is not None
    assert Brake(lambda: 0.0, waits).seconds(HERE[0]) == 0


async def test_attempts_of_one_address_that_wait_are_few_and_wrong_ones_are_forgotten_in_time():
    moved = Waits()
    gate = asyncio.Event()

    async def held(_: float) -> None:
        await gate.wait()

    brake = Brake(lambda: moved.now, held)
    for _ in range(FREE + 3):
        brake.wrong("a")
    waiting = [asyncio.create_task(brake.wait("a")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyGuesses):
        await brake.wait("a")
    await brake.wait("b")
    gate.set()
    await asyncio.gather(*waiting)
    moved.now = 601
    assert brake.seconds("a") == 0
