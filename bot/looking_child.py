"""python -m bot.looking_child: one step of a look ahead, in a process of its own (bot.editing.looking_apart starts it)."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.child_process import bound_this_process
from bot.editing.changes import Asked, Changes, Given
from bot.editing.looking import built_release, check, compare
from bot.editing.looking_apart import Job, answer, disk, job_of, packed, unpacked
from bot.knowledge.built import BuiltReleases
from bot.knowledge.load import load_release
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Release
from bot.memory import few_arenas

if TYPE_CHECKING:
    from bot.matching.matcher import Matcher

MOST_MEMORY = 2 * 1024**3  # bytes of addresses; twelve countries take a quarter
MOST_SECONDS = 600  # of the processor


@dataclass(frozen=True, slots=True)
class Known:
    """What the served release answered, by the words asked. `of`: the release, the fit and the day."""

    of: str
    given: tuple[tuple[Asked, Given], ...] = ()


def worked(data: bytes) -> bytes:
    """What the child writes for what it is given."""
    job, known = job_of(data)
    try:
        return _checked(job) if job.step == "check" else _compared(job, known)
    except OSError as error:
        return disk(error)
    except MemoryError:
        return answer("refused", b"looking ahead takes more memory than there is")
    except Exception as error:  # its message may repeat what people typed
        return answer("broken", f"looking ahead broke off ({type(error).__name__})".encode())


def _checked(job: Job) -> bytes:
    built = BuiltReleases(Path(job.built))
    checked, _ = check(Path(job.root), Path(job.copy), job.english_checked, job.today, built)
    return answer("done", packed(checked))


def _compared(job: Job, known: bytes) -> bytes:
    built, copy = BuiltReleases(Path(job.built)), Path(job.copy)
    old = built.find(Path(job.root), job.today)
    if old is None or old.id != job.serving:
        old = BuiltReleases(Path(job.served)).find(copy, job.today)
    if old is None:
        return answer("other release")
    try:
        new = built_release(copy, job.today, built) or load_release(copy, job.today)
    except KnowledgeRefused:
        return answer("other release")
    found = _fit(Path(job.fitted), old)
    if found is None:
        return answer("refused", b"what understands questions is not fitted yet: try again in a minute")
    return _asked(job, old, new, *found, known)


def _asked(job: Job, old: Release, new: Release, matcher: Matcher, fit: str, known: bytes) -> bytes:
    from bot.answer_changes import changes_between

    of = f"{old.id} {fit} {job.today}"
    before = dict(_known(known, of).given)

    now = datetime.combine(job.today, datetime.now(UTC).timetz())

    def by(one: Release, other: Release, phrasings: Sequence[Asked]) -> Changes:
        return changes_between(one, other, matcher, phrasings, now, before)

    compared = compare(old, new, job.phrasings, by)
    return answer("done", packed(compared), zlib.compress(packed(Known(of, tuple(before.items()))), 1))


def _known(raw: bytes, of: str) -> Known:
    """What the last look knew, if that was of the same release, fit and day."""
    if not raw:
        return Known(of)
    found = unpacked(Known, zlib.decompress(raw))
    return found if found.of == of else Known(of)


def _fit(folder: Path, release: Release) -> tuple[Matcher, str] | None:
    """The fit of a release, else the newest, as the bot serves it; and its name."""
    from bot.matching.matcher import Matcher
    from bot.releases import ENDING

    own = folder / f"{Matcher.key(release)}{ENDING}"
    if matcher := Matcher.load(own, release):
        return matcher, own.name
    for path in sorted(folder.glob(f"*{ENDING}"), key=lambda p: p.stat().st_mtime, reverse=True):
        if matcher := Matcher.load(path, release, older=True):
            return matcher, path.name
    return None


def main() -> None:
    """One step, from the standard input to the standard output."""
    bound_this_process(MOST_MEMORY, MOST_SECONDS)
    few_arenas()
    with redirect_stdout(sys.stderr):  # nothing else is written between what the other side reads
        written = worked(sys.stdin.buffer.read())
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    main()
