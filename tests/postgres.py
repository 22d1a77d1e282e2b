"""A real PostgreSQL server for the tests, started where its programs are found; elsewhere those tests are skipped."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_USERS = ("postgres", "nobody")  # the server refuses to run as root
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c shared_buffers=16MB -c max_connections=40 "
    "-c autovacuum=off -c log_min_messages=fatal"
)


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [path.parent for path in found] + ([Path(on_path).resolve().parent] if on_path else [])
    return next(
        (folder for folder in candidates if (folder / "postgres").exists() and (folder / "pg_ctl").exists()),
        None,
    )


def database_name(url: str) -> str:
    """The name of the database in an address that new_database gave."""
    return url.split("/")[3].split("?")[0]


class Server:
    """One server with its data in a short-named folder, reached by a unix socket."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        self.data = self.folder / "data"
        self._programs = programs
        self._as_user = self._unprivileged()
        self._run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "rumbo",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        self.start()

    def _unprivileged(self) -> list[str]:
        if os.getuid() != 0:
            return []
        known = {user.pw_name: user for user in pwd.getpwall()}
        user = next((known[name] for name in _USERS if name in known), None)
        if user is None or not shutil.which("setpriv"):
            pytest.skip(
                "PostgreSQL does not run as root, and there is no other user (postgres, nobody) to run it as"
            )
        os.chown(self.folder, user.pw_uid, user.pw_gid)
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(self._programs / program), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder, timeout=60, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = f"{_OPTIONS} -c unix_socket_directories='{self.folder}'"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", "30", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: "fast", or "immediate" as if it had crashed."""
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def new_database(self) -> str:
        """The address of a fresh, empty database, as people write it."""
        name = f"t{secrets.token_hex(6)}"
        self.sql(f"CREATE DATABASE {name}", "postgres")
        return f"postgresql://rumbo@/{name}?host={self.folder}"

    def copy_of(self, url: str) -> str:
        """The address of a new database that holds what that one does, which nobody has open."""
        name = f"t{secrets.token_hex(6)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {database_name(url)}", "postgres")
        return f"postgresql://rumbo@/{name}?host={self.folder}"

    def drop_database(self, url: str) -> None:
        """Take a database away that new_database gave."""
        self.sql(f"DROP DATABASE {database_name(url)} WITH (FORCE)", "postgres")

    def sql(self, statement: str, database: str) -> str:
        """What psql prints for a statement."""
        command = [
            str(self._programs / "psql"),
            "-h",
            str(self.folder),
            "-U",
            "rumbo",
            "-d",
            database,
            "-Atc",
            statement,
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout

    def remove(self) -> None:
        """Stop it and take its files away."""
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A running server for the whole session, or a skip that says why there is none."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs (initdb, postgres) are not on this machine")
    server = Server(programs)
    yield server
    server.remove()
