"""The address under which a bot of this data folder serves its pages, for commands on the same machine.

The running bot holds a lock on the file: a file that nobody locks was left by a bot that was killed, and says nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

FILE = "console-address"
_LONGEST = 300
log = structlog.get_logger()


@contextmanager
def announce(data: Path, address: str) -> Iterator[None]:
    """Says the address while the bot runs. Where that cannot be written, or another bot says its own, nothing is said."""
    handle = _opened(data / FILE)
    if handle is None:
        yield
        return
    try:
        os.write(handle, address.encode()[:_LONGEST])
        yield
    finally:
        with suppress(OSError):
            (data / FILE).unlink(missing_ok=True)
        os.close(handle)


def announced_address(data: Path) -> str | None:
    """The address of the bot that runs now; None where none does, or none can be known."""
    try:
        handle = os.open(data / FILE, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        return None if _lock(handle) else os.read(handle, _LONGEST).decode(errors="replace") or None
    finally:
        os.close(handle)


def _opened(path: Path) -> int | None:
    """The file, emptied and locked; None where it cannot be written or another bot holds it."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        log.warning("address not announced", why=error.strerror)
        return None
    if not _lock(handle):
        os.close(handle)
        return None
    os.ftruncate(handle, 0)
    return handle


def _lock(handle: int) -> bool:
    """Whether the lock was free and is this process's now."""
    try:
        import fcntl
    except ImportError:  # not on this system: nobody can be told apart from a bot that was killed
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
