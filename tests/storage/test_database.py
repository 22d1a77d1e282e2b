"""The database opens, upgrades and mends itself, and says in words what is wrong."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.storage.upgrade as upgrade_module
from bot.storage import sqlite_file
from bot.storage.address import AddressRefusedError, database_address
from bot.storage.engine import Database, DatabaseAwayError, open_database
from bot.storage.health import Health
from bot.storage.inventory import INVENTORY
from bot.storage.tables import metadata
from tests.storage.kit import MovedClock, rows

FIRST_TABLES = {
    "people", "update_ledger", "usage_events", "pseudonym_keys", "unanswered_phrases", "danger_counts",
    "monthly_counts", "monthly_people",
}  # fmt: skip


@pytest.fixture
def prepared() -> bool:
    """Here the migrations make every database."""
    return False


async def test_every_column_that_exists_stands_in_the_inventory_and_no_other(database: Database):
    def found(connection: Connection) -> set[tuple[str, str]]:
        inspector = inspect(connection)
        names = [name for name in inspector.get_table_names() if name != "alembic_version"]
        return {(name, column["name"]) for name in names for column in inspector.get_columns(name)}

    async def work(connection: AsyncConnection) -> set[tuple[str, str]]:
        return await connection.run_sync(found)

    listed = [(kept.table, kept.column) for kept in INVENTORY if kept.table != "file"]
    assert len(set(listed)) == len(listed)
    assert await database.read(work) == set(listed)
    assert set(listed) == {
        (table.name, column.name) for table in metadata.sorted_tables for column in table.columns
    }
    assert all(len(kept.why) > 5 and kept.how_long for kept in INVENTORY)


async def test_the_migrations_make_just_the_tables_that_the_program_knows(database: Database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    async def work(connection: AsyncConnection) -> list[object]:
        return await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )

    assert await database.read(work) == []


def test_the_newest_script_is_the_one_that_the_program_asks_for():
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade_module.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrade_module.HEAD]


async def test_a_database_of_the_first_version_is_upgraded_and_keeps_what_is_in_it(
    database: Database, address, folder, clock
):
    async def make_older(connection: AsyncConnection) -> None:
        for table in reversed(metadata.sorted_tables):
            if table.name not in FIRST_TABLES:
                await connection.execute(text(f"DROP TABLE {table.name}"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        await connection.execute(
            text("INSERT INTO monthly_people (month, people_days) VALUES ('2025-01', 7)")
        )

    await database.write(make_older)
    opened = await open_database(address, folder, clock=clock)
    assert await rows(opened, "SELECT people_days FROM monthly_people") == [(7,)]
    assert await rows(opened, "SELECT count(*) FROM place_tasks") == [(0,)]
    assert await rows(opened, "SELECT version_num FROM alembic_version") == [(upgrade_module.HEAD,)]
    await opened.close()


async def test_a_database_of_a_newer_program_is_left_alone_and_it_is_said(
    database: Database, address, folder, clock
):
    async def make_newer(connection: AsyncConnection) -> None:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    await database.write(make_newer)
    opened = await open_database(address, folder, clock=clock)
    assert any("newer Rumbo" in trouble.words for trouble in opened.health.troubles)
    with pytest.raises(DatabaseAwayError, match="newer Rumbo"):
        await rows(opened, "SELECT 1")
    await opened.close()


async def test_folder_and_file_are_for_their_owner_only(embedded: Database, folder: Path):
    assert folder.stat().st_mode & 0o777 == 0o700
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file.name


async def test_a_database_file_that_others_could_read_is_narrowed(folder: Path, clock: MovedClock):
    await (await open_database(None, folder, clock=clock)).close()
    (folder / "rumbo.sqlite3").chmod(0o644)
    await (await open_database(None, folder, clock=clock)).close()
    assert (folder / "rumbo.sqlite3").stat().st_mode & 0o777 == 0o600


async def test_every_connection_erases_what_it_deletes_and_outlives_a_power_cut(embedded: Database):
    for pragma, value in (
        ("secure_delete", 1), ("journal_mode", "wal"), ("synchronous", 2), ("auto_vacuum", 2), ("foreign_keys", 1),
        ("temp_store", 2), ("busy_timeout", 250), ("trusted_schema", 0),
    ):  # fmt: skip
        assert await rows(embedded, f"PRAGMA {pragma}") == [(value,)], pragma


@pytest.mark.parametrize(
    "content", [b"this is no database at all" * 400, b"SQLite format 3\0" + b"\xff" * 8000]
)
async def test_a_corrupt_file_is_set_aside_with_a_date_and_a_new_one_begun(
    folder, clock: MovedClock, content: bytes
):
    folder.mkdir()
    (folder / "rumbo.sqlite3").write_bytes(content)
    database = await open_database(None, folder, clock=clock)
    assert await rows(database, "SELECT count(*) FROM people") == [(0,)]
    [aside] = sqlite_file.damaged_files(folder / "rumbo.sqlite3")
    assert aside.name == "rumbo.sqlite3.damaged-2025-03-09T153000.000000Z"
    assert aside.read_bytes() == content
    assert [trouble.part for trouble in database.health.troubles] == ["database file"]
    assert aside.name in database.health.troubles[0].words
    await database.close()


async def test_a_locked_database_can_be_opened_and_read(folder: Path, clock: MovedClock):
    await (await open_database(None, folder, clock=clock)).close()
    other = sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = await open_database(None, folder, clock=clock)
    assert await rows(database, "SELECT count(*) FROM people") == [(0,)]
    assert [trouble.words for trouble in database.health.troubles] == ["another program holds the database"]
    other.close()
    await database.close()


async def test_work_that_fails_leaves_nothing_half_done(database: Database):
    async def fail(connection: AsyncConnection) -> None:
        await connection.execute(
            text("INSERT INTO monthly_people (month, people_days) VALUES ('2025-01', 1)")
        )
        raise RuntimeError("in the middle")

    with pytest.raises(DatabaseAwayError):
        await database.write(fail)
    assert await rows(database, "SELECT * FROM monthly_people") == []


async def test_work_that_is_cancelled_leaves_nothing_half_done_and_blocks_nobody(database: Database):
    for statement in ("INSERT INTO monthly_people (month, people_days) VALUES ('2025-01', 1)", "SELECT 1"):

        async def linger(connection: AsyncConnection, statement: str = statement) -> None:
            await connection.execute(text(statement))
            await asyncio.sleep(60)

        for way in (database.write, database.read):
            for pause in (0.0, 0.001, 0.05):
                task = asyncio.create_task(way(linger))
                await asyncio.sleep(pause)
                task.cancel()
                await asyncio.wait([task])
    assert await rows(database, "SELECT * FROM monthly_people") == []
    assert database.health.troubles == ()


async def test_what_went_wrong_is_told_without_any_value(
    database: Database, capsys: pytest.CaptureFixture[str]
):
    async def fail(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "CANARY-77"})

    with pytest.raises(DatabaseAwayError) as caught:
        await database.write(fail)
    told = repr(caught.value) + str(caught.value) + str(database.health.troubles)
    assert "CANARY" not in told + "".join(capsys.readouterr())
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://u:p@h/d", "postgresql+asyncpg"),
        ("postgres://u:p@h/d", "postgresql+asyncpg"),
        ("postgresql+asyncpg://u:p@h:5433/d", "postgresql+asyncpg"),
        ("postgresql+psycopg2://u:p@h/d", "postgresql+asyncpg"),
        ("sqlite:////tmp/x.db", "sqlite+aiosqlite"),
        (None, "sqlite+aiosqlite"),
        ("", "sqlite+aiosqlite"),
    ],
)
def test_addresses_are_taken_as_people_write_them(url: str | None, driver: str):
    assert database_address(url, Path("data")).drivername == driver


def test_sslmode_is_passed_on_under_the_drivers_own_name():
    address = database_address("postgres://u:p@h/d?sslmode=require", Path("data"))
    assert dict(address.query) == {"ssl": "require"}


@pytest.mark.parametrize(
    "url", ["mysql://u:hidden@h/d", "not an address, hidden", "sqlite://", "sqlite:///:memory:"]
)
def test_other_addresses_are_refused_in_words_that_show_no_password(url: str):
    with pytest.raises(AddressRefusedError) as caught:
        database_address(url, Path("data"))
    assert "DATABASE_URL" in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_trouble_keeps_its_first_time_and_ends_when_the_part_is_well(clock: MovedClock):
    health = Health(clock)
    began = clock.now
    health.trouble("disk", "it is full")
    clock.move(hours=2)
    health.trouble("disk", "it is still full")
    health.trouble("other", "something else")
    assert [(t.part, t.words, t.since) for t in health.troubles] == [
        ("disk", "it is still full", began),
        ("other", "something else", clock.now),
    ]
    health.well("disk")
    assert [t.part for t in health.troubles] == ["other"]


async def test_a_value_that_cannot_be_held_does_not_send_the_database_away(database: Database) -> None:
    """PostgreSQL refuses a NUL in a text: the next piece of work is done as ever."""

    async def with_nul(connection: AsyncConnection) -> object:
        return await connection.scalar(text("SELECT CAST(:x AS TEXT)"), {"x": "a\x00b"})

    with suppress(DatabaseAwayError):
        await database.read(with_nul)

    async def one(connection: AsyncConnection) -> object:
        return await connection.scalar(text("SELECT 1"))

    assert await database.read(one) == 1
    assert not database.health.troubles
