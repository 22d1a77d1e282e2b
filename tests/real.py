"""The project's own knowledge with its fitted matcher, for every test that asks it: fitted once, then kept.

The fit lies in the project, where git does not look, under the matcher's own key: a session with unchanged knowledge and
code fits nothing. Processes of one machine that want it at the same time (pytest-xdist) wait for the first of them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.knowledge.built import ENDING, BuiltReleases
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from bot.matching.matcher import Matcher
from bot.settings import PROJECT

KNOWLEDGE = PROJECT / "knowledge"
BUILT = BuiltReleases(PROJECT / ".pytest_cache" / "rumbo-built")
FITTED = PROJECT / ".pytest_cache" / "rumbo-fitted"
FIT_SECONDS = 600  # on a machine that has much else to do; alone it takes about 45
KEEP = 3  # fits of earlier knowledge, for those who go back and forth
ATTEMPTS = 3  # an editor may save a file while the child process reads it


@cache
def real_conversation() -> Conversation:
    """The conversation that people would have. Raises KnowledgeRefused where the knowledge does not check."""
    release, matcher = _ready()
    return Conversation(release, matcher, DangerWatch(release, matcher.alarm))


def real_release() -> Release:
    """The knowledge that `real_conversation` answers from."""
    return real_conversation().release


def real_matcher() -> Matcher:
    """The matcher that `real_conversation` understands with."""
    matcher = real_conversation().matcher
    assert isinstance(matcher, Matcher)
    return matcher


def give_fitted(data: Path) -> None:
    """Puts the fit and the built release into the data folder of a process that is about to start: it need make neither."""
    _give(_file(real_release()), data / "fitted")
    for release in BUILT.folder.glob(f"*{ENDING}"):
        _give(release, data / "built")


def _give(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        (folder / file.name).hardlink_to(file)  # 170 MB; such a file is replaced, never written into
    except OSError:
        shutil.copy(file, folder / file.name)


def _ready() -> tuple[Release, Matcher]:
    FITTED.mkdir(parents=True, exist_ok=True)
    for _ in range(ATTEMPTS):
        release = load_release(KNOWLEDGE, datetime.now(UTC).date(), BUILT)
        path = _file(release)
        with _alone():
            if matcher := Matcher.load(path, release) or _fitted(path, release):
                path.touch()
                _sweep()
                return release, matcher
    msg = "the knowledge changed during each fit: is somebody editing it? Run the tests again"
    raise RuntimeError(msg)


def _file(release: Release) -> Path:
    return FITTED / f"{Matcher.key(release)}.fit"


def _fitted(path: Path, release: Release) -> Matcher | None:
    """Fits in a child process, as the bot does: its memory is given back."""
    threads = {"OPENBLAS_NUM_THREADS": str(os.cpu_count() or 1)}
    command = [sys.executable, "-m", "bot.fit", str(KNOWLEDGE), str(path)]
    subprocess.run(command, cwd=PROJECT, env={**os.environ, **threads}, timeout=FIT_SECONDS, check=True)
    return Matcher.load(path, release)


@contextmanager
def _alone() -> Iterator[None]:
    with (FITTED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep() -> None:
    files = sorted(FITTED.glob("*.fit"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in (*files[KEEP:], *FITTED.glob("*.npz")):  # .npz: of code that is no more
        path.unlink()
