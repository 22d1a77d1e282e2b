"""Puts several files into a folder, all or none, whatever happens in the middle.

The new files are written and synced beside the folder's, with a journal that says how to go back; only then are they renamed
into place. Whoever starts next finishes or undoes what a crash left (`mend`). A file that somebody edited by hand in between
is never written over: then nothing is.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.editing.folder_files import Changes, digest, digest_at, safe_name
from bot.editing.refusals import CannotPublish, FileMoved

WORKROOM = ".publishing"  # inside the knowledge folder: the same disk, and no name the knowledge reads
_JOURNAL = "journal.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a swap, by its digests; None: it was not there, or will not be."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Swapped:
    """Files that are in place but not yet for good: `keep` or `undo` ends it."""

    root: Path
    steps: tuple[Step, ...]

    def keep(self) -> None:
        """The files stay: the way back is thrown away."""
        with suppress(OSError):  # a leftover is cleared at the next start
            (self.root / WORKROOM / _JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(self.root / WORKROOM, ignore_errors=True)

    def undo(self) -> None:
        """The folder is as it was; what somebody edited by hand since stays. Raises CannotPublish where the disk fails."""
        try:
            if unfinished(self.root) is not None:
                _back(self.root, self.steps)
        except OSError as error:
            raise _refusal(error) from error
        self.keep()


def swap(root: Path, changes: Changes, expected: Mapping[str, str | None]) -> Swapped:
    """Puts the changes into the folder. `expected`: the digest of each file as it was read.

    Raises CannotPublish, FileMoved: then the folder is as it was.
    """
    for name in changes:
        if not safe_name(name):
            raise CannotPublish(f"'{name[:60]}' is no name of a file in the knowledge folder")
    steps = tuple(
        Step(name, expected.get(name), None if content is None else digest(content))
        for name, content in changes.items()
    )
    swapped = Swapped(root, steps)
    try:
        _stage(swapped, changes)
        for number, step in enumerate(steps):
            if digest_at(root, step.name) != step.before:
                raise FileMoved(step.name)
            _forward(root, number, step)
        _sync_folders(root, steps)
    except (OSError, FileMoved) as error:
        with suppress(CannotPublish):  # the journal stays, and the next start undoes it
            swapped.undo()
        if isinstance(error, FileMoved):
            raise
        raise _refusal(error) from error
    return swapped


def unfinished(root: Path) -> Swapped | None:
    """What a crash left in the middle; None where nothing is. Raises OSError."""
    try:
        said = json.loads((root / WORKROOM / _JOURNAL).read_text(encoding="utf-8"))
        steps = tuple(Step(str(x["name"]), x["before"], x["after"]) for x in said["steps"])
        return Swapped(root, steps)
    except FileNotFoundError:
        return None
    except (
        ValueError,
        KeyError,
        TypeError,
    ):  # the journal itself was never finished: no file was touched yet
        shutil.rmtree(root / WORKROOM, ignore_errors=True)
        return None


def mend(root: Path, recorded: Callable[[Iterable[Step]], bool]) -> str | None:
    """Finishes or undoes what a crash left. `recorded`: whether a release with these files was recorded.

    Gives "kept" or "undone"; None where there was nothing. Raises CannotPublish, OSError.
    """
    left = unfinished(root)
    if left is None:
        shutil.rmtree(root / WORKROOM, ignore_errors=True)
        return None
    halfway = any(
        digest_at(root, s.name) == s.before != s.after for s in left.steps
    )  # then it was never recorded
    if not halfway and recorded(left.steps):
        left.keep()
        return "kept"
    left.undo()
    return "undone"


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Lets one process of this machine publish into the folder. Raises CannotPublish where another does, or none may."""
    lock = root / f"{WORKROOM}.lock"
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _refusal(error) from error
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # not on this system: the database still lets one publish at a time
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CannotPublish("somebody else is publishing right now: try again in a moment") from error


def _stage(swapped: Swapped, changes: Changes) -> None:
    """Writes the new files, a copy of the old ones, and the journal, all synced to the disk. Raises OSError."""
    work = swapped.root / WORKROOM
    shutil.rmtree(work, ignore_errors=True)
    for number, step in enumerate(swapped.steps):
        content = changes[step.name]
        if content is not None:
            _write(work / f"new.{number}", content)
        if step.before is not None:
            _write(work / f"old.{number}", (swapped.root / step.name).read_bytes())
    steps = [{"name": s.name, "before": s.before, "after": s.after} for s in swapped.steps]
    _write(work / f"{_JOURNAL}.new", json.dumps({"steps": steps}).encode())
    (work / f"{_JOURNAL}.new").replace(work / _JOURNAL)
    _sync(work)
    _sync(swapped.root)


def _forward(root: Path, number: int, step: Step) -> None:
    target = root / step.name
    if step.after is None:
        target.unlink(missing_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        _put(root / WORKROOM / f"new.{number}", target)


def _back(root: Path, steps: tuple[Step, ...]) -> None:
    for number, step in enumerate(steps):
        target, old = root / step.name, root / WORKROOM / f"old.{number}"
        if digest_at(root, step.name) != step.after or step.before == step.after:
            continue  # not reached yet, or edited by hand since
        if step.before is None:
            target.unlink(missing_ok=True)
        elif old.exists():
            _put(old, target)
    _sync_folders(root, steps)


def _put(file: Path, target: Path) -> None:
    """Renames a file into place; it may be read by those who could read the one before."""
    file.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
    file.replace(target)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folders(root: Path, steps: tuple[Step, ...]) -> None:
    for folder in {(root / step.name).parent for step in steps}:
        if folder.is_dir():
            _sync(folder)


def _sync(folder: Path) -> None:
    """Makes renames inside a folder durable, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_WHY = {
    errno.ENOSPC: "the disk is full: free some space",
    errno.EDQUOT: "the disk is full: free some space",
    errno.EROFS: "the knowledge folder can only be read: let the bot write there (a volume mounted read-only?)",
    errno.EACCES: "the bot may not write into the knowledge folder: give it the right to",
    errno.EPERM: "the bot may not write into the knowledge folder: give it the right to",
}


def _refusal(error: OSError) -> CannotPublish:
    why = _WHY.get(error.errno or 0, f"the disk refused ({(error.strerror or 'no reason given').lower()})")
    return CannotPublish(f"{why}. Nothing was published, and every draft is kept")
