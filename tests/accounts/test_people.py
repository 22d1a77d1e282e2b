"""Who may: what an account is, and that a change or an end holds at once, on every replica."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.accounts import sessions
from bot.accounts.desk import Accounts
from bot.accounts.records import Account, AccountRefused, checked
from bot.storage.engine import Database
from bot.usage.retention import Retention
from tests.accounts.test_links import ana, enter
from tests.storage.kit import MovedClock, files_with, rows

PERSON = "telegram:987654321"


async def token_of(accounts: Accounts, name: str) -> str:
    """The cookie of a new session of an account."""
    arrival = await enter(accounts, await accounts.new_link("ana", name))
    assert arrival is not None
    return arrival.token


@pytest.fixture
async def house(accounts: Accounts) -> Accounts:
    """An admin, an editor of Peru and a reader."""
    await ana(accounts)
    await accounts.invite("ana", "beto", "editor", ("PE",))
    await accounts.invite("ana", "carla", "reader", ())
    return accounts


# ---- what an account is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["", "a", "ana@example.org", "+51987654321", "a987654321", "rumbo", "ana lopez", "<b>", "x" * 25, "аna"],
)
async def test_a_name_is_short_and_no_address_and_no_number(accounts: Accounts, name: str):
    with pytest.raises(AccountRefused, match="short name"):
        await accounts.invite("rumbo", name, "admin", ())


@pytest.mark.parametrize(("role", "countries"), [("editor", ()), ("reviewer", ("Peru",)), ("editor", ("1",))])
def test_an_editor_and_a_reviewer_need_countries(role: str, countries: tuple[str, ...]):
    with pytest.raises(AccountRefused, match="two letters"):
        checked("beto", role, countries)


def test_an_account_reaches_its_own_countries_and_an_admin_all():
    editor = checked(" Beto ", "editor", ("pe", "CL", "pe"))
    assert editor == Account("beto", "editor", ("CL", "PE"))
    assert editor.may_in("pe")
    assert not editor.may_in("AR")
    assert not editor.may_in("XX")
    assert checked("ana", "admin", ("PE",)).may_in("AR")


async def test_there_is_one_account_of_a_name_and_never_less_than_one_admin(house: Accounts):
    with pytest.raises(AccountRefused, match="already"):
        await house.invite("ana", "BETO", "reader", ())
    with pytest.raises(AccountRefused, match="last admin"):
        await house.remove("ana", "ana")
    with pytest.raises(AccountRefused, match="last admin"):
        await house.change("ana", "ana", "reader", ())
    with pytest.raises(AccountRefused, match="no account"):
        await house.new_link("ana", "nobody")
    await house.change("ana", "carla", "admin", ())
    await house.remove("carla", "ana")
    assert [account.name for account in await house.people()] == ["beto", "carla"]


# ---- sessions -------------------------------------------------------------------------------------------


async def test_a_session_is_known_to_every_replica(house: Accounts, replica: Accounts):
    token = await token_of(house, "beto")
    found = await replica.signed_in(token)
    assert found is not None
    assert (found.account.name, found.account.countries) == ("beto", ("PE",))
    for other in ("", token[:-1], token + "x", "x" * 43, "\x00", "x" * 100_000):
        assert await replica.signed_in(other) is None


@pytest.mark.parametrize("what", ["leave", "change", "remove", "end_one", "end_all"])
async def test_an_end_holds_at_once_on_the_other_replica(house: Accounts, replica: Accounts, what: str):
    token = await token_of(house, "beto")
    found = await replica.signed_in(token)
    assert found is not None
    if what == "leave":
        await house.leave(found)
    elif what == "change":
        await house.change("ana", "beto", "editor", ("CL",))
    elif what == "remove":
        await house.remove("ana", "beto")
    elif what == "end_one":
        assert await house.end_sessions("beto", "beto", found.session.handle) == 1
    else:
        assert await house.end_sessions("beto", "beto") == 1
    assert await replica.signed_in(token) is None
    assert await house.signed_in(token) is None


async def test_a_link_made_before_the_account_was_removed_opens_nothing(house: Accounts):
    token = await house.new_link("ana", "beto")
    await house.remove("ana", "beto")
    assert await enter(house, token) is None


async def test_a_session_ends_after_half_an_hour_without_use(house: Accounts, clock: MovedClock):
    token = await token_of(house, "beto")
    clock.move(minutes=29)
    assert await house.signed_in(token) is not None
    clock.move(minutes=29)
    assert await house.signed_in(token) is not None, "its use was noted"
    clock.move(minutes=30)
    assert await house.signed_in(token) is None


async def test_a_session_ends_after_twelve_hours_however_busy(house: Accounts, clock: MovedClock):
    token = await token_of(house, "beto")
    for _ in range(36):
        assert await house.signed_in(token) is not None
        clock.move(minutes=20)
    assert await house.signed_in(token) is None


async def test_sessions_are_listed_and_nobody_ends_another_persons(house: Accounts):
    mine, other = await token_of(house, "beto"), await token_of(house, "carla")
    await token_of(house, "beto")
    assert len(await house.sessions("beto")) == 2
    theirs = (await house.sessions("carla"))[0].handle
    assert await house.end_sessions("beto", "beto", theirs) == 0
    assert await house.signed_in(other) is not None
    assert mine not in str(await house.sessions("beto")), "what is listed opens nothing"


async def test_a_session_keeps_its_language(house: Accounts, replica: Accounts):
    token = await token_of(house, "beto")
    found = await house.signed_in(token)
    assert found is not None
    await house.speak(found.session, "en")
    again = await replica.signed_in(token)
    assert again is not None
    assert again.session.language == "en"


# ---- Telegram -------------------------------------------------------------------------------------------


async def test_consola_gives_a_link_to_whom_the_account_knows_and_to_nobody_else(house: Accounts):
    carla = await house.account("carla")
    assert carla is not None
    assert await house.link_from_telegram(PERSON, None) is None
    found = await house.link_from_telegram(PERSON, await house.telegram_code(carla))
    assert found is not None
    assert found[0].name == "carla"
    again = await house.link_from_telegram(PERSON, None)
    assert again is not None
    assert await enter(house, found[1]) is None, "the newer link voids the older"
    assert await enter(house, again[1]) is not None
    assert await house.link_from_telegram("telegram:1", None) is None


async def test_a_code_for_telegram_works_once_for_ten_minutes(house: Accounts, clock: MovedClock):
    carla = await house.account("carla")
    assert carla is not None
    code = await house.telegram_code(carla)
    assert await house.link_from_telegram(PERSON, code) is not None
    assert await house.link_from_telegram("telegram:1", code) is None
    late = await house.telegram_code(carla)
    clock.move(minutes=10)
    assert await house.link_from_telegram("telegram:1", late) is None


@pytest.mark.parametrize("how", ["untie", "remove", "forget"])
async def test_untying_removing_and_forgetting_leave_no_byte_of_the_telegram_id(
    house: Accounts, database: Database, folder: Path, how: str
):
    carla = await house.account("carla")
    assert carla is not None
    await house.link_from_telegram(PERSON, await house.telegram_code(carla))
    sealed = (await rows(database, "SELECT telegram, telegram_sealed FROM accounts WHERE name = 'carla'"))[0]
    if how == "untie":
        await house.untie_telegram(carla)
    elif how == "remove":
        await house.remove("ana", "carla")
    else:
        await database.write(lambda connection: house.erase(connection, PERSON))
        await database.scrub_freed()
    assert await house.link_from_telegram(PERSON, None) is None
    assert await rows(database, "SELECT count(*) FROM accounts WHERE telegram_sealed IS NOT NULL") == [(0,)]
    if database.kind == "sqlite":
        assert (
            files_with(folder, PERSON.encode(), PERSON[9:].encode(), bytes(sealed[0]), bytes(sealed[1])) == {}
        )


async def test_notices_for_admins_go_to_those_who_tied_their_telegram(house: Accounts):
    boss = await house.account("ana")
    assert boss is not None
    assert await house.admins_on_telegram() == ()
    await house.link_from_telegram(PERSON, await house.telegram_code(boss))
    assert await house.admins_on_telegram() == (PERSON,)


# ---- the audit log and retention ------------------------------------------------------------------------


async def test_the_audit_log_tells_who_did_what_on_what(house: Accounts, clock: MovedClock):
    clock.move(seconds=1)
    await house.change("ana", "beto", "editor", ("CL", "PE"))
    clock.move(seconds=1)
    await house.note("beto", "published", "pe-cpp", "PE")
    told = [(deed.who, deed.did, deed.target, deed.country) for deed in await house.deeds(2)]
    assert told == [("beto", "published", "pe-cpp", "PE"), ("ana", "changed", "beto editor CL,PE", None)]
    assert {deed.who for deed in await house.deeds(50, who="rumbo")} == {"rumbo"}


async def test_the_audit_log_is_read_page_by_page_without_gap_or_repeat(house: Accounts):
    for number in range(25):
        await house.note("beto", "looked", str(number))
    seen: list[str] = []
    before = None
    while page := await house.deeds(10, who="beto", before=before):
        seen += [deed.target for deed in page]
        before = (int(page[-1].at.timestamp()), page[-1].number)
    assert list(map(int, seen)) == list(range(24, -1, -1)), "newest first, within one second too"


async def test_links_sessions_and_old_lines_are_erased(
    house: Accounts, database: Database, clock: MovedClock
):
    await token_of(house, "beto")
    await house.new_link("ana", "carla")
    clock.move(days=364)
    await house.note("ana", "looked")
    await Retention(database).run_once()
    assert await rows(database, "SELECT count(*) FROM account_links") == [(0,)]
    assert await rows(database, "SELECT count(*) FROM account_sessions") == [(0,)]
    assert len(await house.deeds(100)) > 1
    clock.move(days=2)
    await Retention(database).run_once()
    assert [deed.did for deed in await house.deeds(100)] == ["looked"]
    assert len(await house.people()) == 3


# ---- the command line -----------------------------------------------------------------------------------


async def test_the_first_account_from_the_command_line_is_an_admin_and_later_ones_say_their_role(
    accounts: Accounts,
):
    account, token, new = await accounts.link_from_command_line("Ana", None, ())
    assert (account.role, new) == ("admin", True)
    with pytest.raises(AccountRefused, match="roles"):
        await accounts.link_from_command_line("beto", None, ())
    beto, _, _ = await accounts.link_from_command_line("beto", "editor", ("PE",))
    assert beto.countries == ("PE",)
    account, fresh, new = await accounts.link_from_command_line("ana", None, ())
    assert not new
    assert await enter(accounts, token) is None
    assert await enter(accounts, fresh) is not None
    changed, _, _ = await accounts.link_from_command_line("beto", "reviewer", ("CL",))
    assert (changed.role, changed.countries) == ("reviewer", ("CL",))


def test_the_limits_are_those_that_were_promised():
    assert (sessions.IDLE_SECONDS, sessions.LONGEST_SECONDS) == (1800, 43_200)
