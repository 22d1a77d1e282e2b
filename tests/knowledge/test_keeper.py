"""A bad edit never reaches a person: the last good release stays, whatever happens to the files or to the matcher."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.knowledge import keeper as keeper_module
from bot.knowledge.keeper import Keeper, folder_stamp
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Release
from tests.knowledge.folder import TODAY, files, line_of, replace, write, write_folder

ANSWER = "peru/documents.yaml"
OLD, NEW = "Pide cita.", "Pide una cita."


@dataclass
class Matcher:
    """What stands behind a release: it is made ready before the release is served, and may fail to be."""

    ready: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def __call__(self, release: Release) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.ready.append(release.id)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


async def started(root: Path, matcher: Callable[[Release], Awaitable[None]] | None = None) -> Keeper:
    keeper = Keeper(root, lambda: TODAY, matcher or Matcher())
    await keeper.start()
    return keeper


def step(keeper: Keeper) -> str:
    """What a person in Peru is told as the first step."""
    return keeper.release.entries["pe-renew-residence"].texts["es"].steps[0]


async def test_nothing_is_served_before_the_first_load(root: Path) -> None:
    with pytest.raises(LookupError):
        _ = Keeper(root, lambda: TODAY, Matcher()).release


async def test_a_bad_folder_does_not_start(root: Path) -> None:
    replace(root, ANSWER, "volatile: yes", "volatile: si")
    with pytest.raises(KnowledgeRefused, match="must be yes or no"):
        await started(root)


async def test_a_good_edit_is_served_once_what_depends_on_it_is_ready(root: Path) -> None:
    matcher = Matcher()
    keeper = await started(root, matcher)
    assert step(keeper) == OLD
    replace(root, ANSWER, OLD, NEW)
    assert await keeper.look()
    assert step(keeper) == NEW
    assert matcher.ready[-1] == keeper.release.id
    assert not await keeper.look()


async def test_a_broken_edit_is_refused_with_its_line_and_mending_it_is_served(root: Path) -> None:
    keeper = await started(root)
    before = keeper.release
    replace(root, ANSWER, OLD, NEW)
    line = replace(root, ANSWER, "volatile: yes", "volatile: si")
    with capture_logs() as logs:
        assert not await keeper.look()
    assert keeper.release is before
    said = f"{ANSWER}:{line}: 'volatile' must be yes or no, in small letters, not 'si'"
    assert [str(problem) for problem in keeper.problems] == [said]
    assert {"event": "knowledge problem", "problem": said, "log_level": "error"} in logs
    assert not await keeper.look()
    replace(root, ANSWER, "volatile: si", "volatile: yes")
    assert await keeper.look()
    assert step(keeper) == NEW
    assert keeper.problems == ()


async def test_taking_a_bad_edit_back_ends_the_complaint(root: Path) -> None:
    matcher = Matcher()
    keeper = await started(root, matcher)
    replace(root, ANSWER, "volatile: yes", "volatile: si")
    await keeper.look()
    replace(root, ANSWER, "volatile: si", "volatile: yes")
    assert not await keeper.look()
    assert keeper.problems == ()
    assert len(matcher.ready) == 1


async def test_a_note_in_a_file_prepares_nothing_anew(root: Path) -> None:
    matcher = Matcher()
    keeper = await started(root, matcher)
    replace(root, ANSWER, "topic: documents", "# A note.\ntopic: documents")
    assert not await keeper.look()
    assert len(matcher.ready) == 1


@pytest.mark.parametrize("name", sorted(files()))
async def test_deleting_a_file_never_takes_the_good_release_away(name: str, root: Path) -> None:
    keeper = await started(root)
    entries = set(keeper.release.entries)
    (root / name).unlink()
    served = await keeper.look()
    assert served == (not keeper.problems)
    assert set(keeper.release.entries) == entries


async def test_a_folder_swapped_away_is_waited_for(root: Path) -> None:
    keeper = await started(root)
    before = keeper.release
    away = root.rename(root.with_name("away"))
    assert not await keeper.look()
    assert "is not a folder" in str(keeper.problems[0])
    assert keeper.release is before
    away.rename(root)
    assert not await keeper.look()
    assert keeper.problems == ()
    root.rename(away)
    write_folder(root)
    replace(root, ANSWER, OLD, NEW)
    assert await keeper.look()
    assert step(keeper) == NEW


async def test_an_emptied_folder_changes_nothing(root: Path) -> None:
    keeper = await started(root)
    before = keeper.release
    for name in files():
        (root / name).unlink()
    assert not await keeper.look()
    assert keeper.release is before
    assert "is missing: the bot cannot answer without this file" in str(keeper.problems[0])


async def test_a_file_is_served_whole_or_not_at_all_at_every_length(root: Path) -> None:
    keeper = await started(root)
    old = keeper.release.id
    replace(root, "peru/lines.yaml", "phone: 105", "phone: 1 800 555 1234")
    whole = (root / "peru/lines.yaml").read_bytes()
    for length in range(0, len(whole), 5):
        write(root, "peru/lines.yaml", whole[:length])
        await keeper.look()
        assert keeper.release.lines["pe-police"].phone in {"105", "1 800 555 1234"}
        assert keeper.release.id == old or not keeper.problems
    write(root, "peru/lines.yaml", whole)
    await keeper.look()
    assert keeper.release.lines["pe-police"].phone == "1 800 555 1234"


async def test_a_matcher_that_fails_keeps_the_last_release_and_is_tried_again(root: Path) -> None:
    matcher = Matcher()
    keeper = await started(root, matcher)
    before = keeper.release
    replace(root, ANSWER, OLD, NEW)
    matcher.failures = [MemoryError(), RuntimeError("no fit"), OSError(28, "No space left")]
    looks = 0
    while not await keeper.look():
        looks += 1
        assert looks < 30
        assert keeper.release is before
        assert "could not be made ready" in str(keeper.problems[0])
    assert step(keeper) == NEW
    assert keeper.problems == ()
    assert looks == 3 + 1 + 2 + 4  # three failures, and ever longer pauses after them


async def test_a_matcher_that_fails_for_good_is_tried_ever_more_seldom(root: Path) -> None:
    matcher = Matcher()
    keeper = await started(root, matcher)
    replace(root, ANSWER, OLD, NEW)
    matcher.failures = [ValueError()] * 1000
    for _ in range(500):
        await keeper.look()
    assert 1000 - len(matcher.failures) <= 10
    assert step(keeper) == OLD


async def test_a_matcher_that_fails_at_the_start_stops_the_start(root: Path) -> None:
    with pytest.raises(RuntimeError, match="no fit"):
        await started(root, Matcher(failures=[RuntimeError("no fit")]))


async def test_files_that_change_while_they_are_read_are_read_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = await started(root)
    load = keeper_module.load_release

    def load_while_somebody_writes(*given: object) -> Release:
        release = load(*given)  # type: ignore[arg-type]
        replace(root, ANSWER, NEW, "Pide tu cita.")
        return release

    replace(root, ANSWER, OLD, NEW)
    monkeypatch.setattr(keeper_module, "load_release", load_while_somebody_writes)
    assert not await keeper.look()
    assert step(keeper) == OLD
    monkeypatch.setattr(keeper_module, "load_release", load)
    assert await keeper.look()
    assert step(keeper) == "Pide tu cita."


async def test_the_start_waits_for_files_that_are_still_being_copied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "POLL_SECONDS", 0.0)
    load, turns = keeper_module.load_release, iter(range(100))

    def load_while_somebody_copies(*given: object) -> Release:
        if (turn := next(turns)) < 3:
            os.utime(root / ANSWER, ns=(turn, turn))
        return load(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(keeper_module, "load_release", load_while_somebody_copies)
    assert step(await started(root)) == OLD
    assert next(turns) == 4


async def test_files_that_never_rest_do_not_start(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper_module, "POLL_SECONDS", 0.0)
    stamps = iter(range(1000))
    monkeypatch.setattr(keeper_module, "folder_stamp", lambda _: (("x", next(stamps), 0, 0, 0),))
    with pytest.raises(KnowledgeRefused, match="the files keep changing"):
        await started(root)


@asynccontextmanager
async def watching(keeper: Keeper) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(keeper.watch())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)


async def test_the_watch_survives_everything(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper_module, "POLL_SECONDS", 0.002)
    monkeypatch.setattr(keeper_module, "REST_SECONDS", 0.002)
    matcher = Matcher()
    keeper = await started(root, matcher)
    async with watching(keeper) as task:
        write(root, ANSWER, b"\xff\xfe\x00")
        await until(lambda: "is not UTF-8" in str(keeper.problems))
        (root / ANSWER).unlink()
        os.mkfifo(root / ANSWER)
        await until(lambda: "is not a plain file" in str(keeper.problems))
        away = root.rename(root.with_name("away"))
        await until(lambda: "is not a folder" in str(keeper.problems))
        away.rename(root)
        (root / ANSWER).unlink()
        matcher.failures = [RuntimeError("no fit")]
        write(root, ANSWER, files()[ANSWER].replace(OLD, NEW))
        await until(lambda: not matcher.failures)
        await until(lambda: step(keeper) == NEW)
        assert not task.done()


async def test_the_watch_waits_until_a_file_rests(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper_module, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(keeper_module, "REST_SECONDS", 0.0)
    stamps = [*"abcdefff"]
    seen: list[int] = []
    keeper = await started(root)
    monkeypatch.setattr(
        keeper_module, "folder_stamp", lambda _: stamps.pop(0) if len(stamps) > 1 else stamps[0]
    )

    async def look() -> bool:
        seen.append(len(stamps))
        return False

    monkeypatch.setattr(keeper, "look", look)
    async with watching(keeper):
        await until(lambda: bool(seen))
    assert seen[0] == 1  # all of the changes were over before anybody looked


async def test_a_mended_permission_is_noticed_though_no_file_was_written(root: Path) -> None:
    before = folder_stamp(root)
    (root / ANSWER).chmod(0o600)
    assert folder_stamp(root) != before


async def test_a_file_put_in_the_place_of_another_of_the_same_size_is_noticed(root: Path) -> None:
    before, path = folder_stamp(root), root / ANSWER
    status = path.stat()
    twin = write(root, "peru/twin", files()[ANSWER].replace("Pide cita.", "Saca cita."))
    twin.replace(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert folder_stamp(root) != before


async def test_every_problem_names_its_line_in_the_log(root: Path) -> None:
    keeper = await started(root)
    replace(root, "peru/places.yaml", "08:00-17:00", "8 a 5")
    replace(root, "ecuador/places.yaml", "exact: street", "exact: door")
    with capture_logs() as logs:
        await keeper.look()
    said = [str(entry["problem"]) for entry in logs if entry["event"] == "knowledge problem"]
    hours = line_of(root, "peru/places.yaml", "8 a 5")
    point = line_of(root, "ecuador/places.yaml", "exact: door")
    assert [x.rsplit(": ", 3)[0].split(": ")[0] for x in said] == [
        f"ecuador/places.yaml:{point}",
        f"peru/places.yaml:{hours}",
    ]
