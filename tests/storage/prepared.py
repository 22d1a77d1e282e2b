"""A database as the migrations leave it, made once a process and copied from then on: what most tests begin with."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from bot.storage.engine import open_database
from bot.storage.sqlite_file import FILE_NAME, make_private
from tests.postgres import Server


def put_database(folder: Path) -> None:
    """Puts the file into a data folder that has none yet."""
    target = folder / FILE_NAME
    if not target.exists():
        make_private(target)
        shutil.copyfile(_file(), target)


@cache
def prepared_address(server: Server) -> str:
    """The address of a database to copy (Server.copy_of), which nobody opens."""
    url = server.new_database()
    _migrate(url, Path())
    return url


@cache
def _file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="rumbo-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _migrate(None, folder)
    assert [path.name for path in folder.iterdir()] == [FILE_NAME], "nothing is left beside the file"
    return folder / FILE_NAME


def _migrate(url: str | None, folder: Path) -> None:
    async def made() -> None:
        database = await open_database(url, folder)
        assert database.health.troubles == ()
        await database.close()

    with ThreadPoolExecutor(1) as thread:  # a loop may be running in this one
        thread.submit(asyncio.run, made()).result()
