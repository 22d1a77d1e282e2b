"""A look ahead in child processes tells what one in this process tells; when a child fails, nothing is half done."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from bot.answer_changes import comparing
from bot.child_process import run_child
from bot.editing import looking_apart
from bot.editing.changes import Asked
from bot.editing.folder_files import digest
from bot.editing.looking import in_process, looked_at_ahead
from bot.editing.looking_apart import CHILD, Apart, job_of
from bot.editing.outlook import Outlook
from bot.editing.planning import Plan
from bot.editing.publishing import Publishing
from bot.editing.refusals import CannotLook
from bot.knowledge.built import BuiltReleases
from bot.knowledge.load import load_release
from bot.knowledge.translations import accepted, write_ledger
from bot.matching.matcher import Matcher
from bot.releases import ENDING
from bot.storage.engine import open_database
from tests.editing.desk import Desk
from tests.knowledge.folder import TODAY, write_folder
from tests.knowledge.folder import replace as replace_text
from tests.storage.kit import MovedClock

DOCUMENTS = "peru/documents.yaml"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
WORDS = "necesito renovar la residencia"
PHRASINGS = (Asked(WORDS, "PE", "es"), Asked("el permiso azul sigue abierto", "PE", "es"))
NEW_FEE = ("cost: 20 soles", "cost: 25 soles")
UNSURE = ("status: in force", "status: not confirmed")


@dataclass
class Watched:
    """Runs children as the bot does, and notes what each was given and gave."""

    data: list[bytes] = field(default_factory=list)
    answers: list[bytes | None] = field(default_factory=list)
    lay_there: bytes = b""  # all files beside the copy of the folder

    async def __call__(self, module: str, data: bytes, seconds: float) -> bytes | None:
        self.data.append(data)
        self.answers.append(await run_child(module, data, seconds))
        around = Path(job_of(data)[0].copy).parent.rglob("*")
        self.lay_there += b"".join(path.read_bytes() for path in around if path.is_file())
        return self.answers[-1]

    @property
    def steps(self) -> list[str]:
        return [job_of(data)[0].step for data in self.data]


@dataclass
class Ahead:
    """The small folder, served; a look of both kinds at what an edit would come to."""

    root: Path
    built: BuiltReleases
    fitted: Path
    matcher: Matcher

    def __post_init__(self) -> None:
        self.release = load_release(self.root, TODAY, self.built)
        self.run = Watched()
        self.apart = Apart(self.root, self.built, self.fitted, self.run)

    async def both(self, plan: Plan) -> tuple[Outlook, Outlook]:
        """What the children tell, and what is told in this process."""
        here = in_process(self.root, comparing(lambda: self.matcher, lambda: NOON))
        return (
            replace(await self.apart(plan, self.release, PHRASINGS, TODAY), built=None),
            replace(await here(plan, self.release, PHRASINGS, TODAY), built=None),
        )

    def plan(self, *edits: tuple[str, str], english_checked: tuple[str, ...] = ()) -> Plan:
        was = (self.root / DOCUMENTS).read_bytes()
        new = was.decode()
        for before, after in edits:
            assert before in new
            new = new.replace(before, after)
        return Plan({DOCUMENTS: new.encode()}, {DOCUMENTS: digest(was)}, (), english_checked)


@pytest.fixture(scope="module")
def fit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Matcher]:
    """A fit of the small folder's questions; of its dangers there are too few examples to learn from."""
    folder = tmp_path_factory.mktemp("fitted")
    release = load_release(write_folder(folder / "knowledge"), TODAY)
    matcher = Matcher.fit(replace(release, danger_examples=()))
    matcher.save(folder / f"small{ENDING}")
    return folder, matcher


@pytest.fixture
def ahead(root: Path, tmp_path: Path, fit: tuple[Path, Matcher]) -> Ahead:
    return Ahead(root, BuiltReleases(tmp_path / "built"), fit[0], fit[1].over(load_release(root, TODAY)))


@pytest.fixture
async def served_desk(ahead: Ahead, tmp_path: Path, clock: MovedClock) -> AsyncIterator[Desk]:
    """A desk that looks ahead in children."""
    database = await open_database(None, tmp_path / "data", clock=clock)
    desk = Desk(ahead.root, database)
    desk.publishing = Publishing(ahead.root, database, lambda: desk.release, ahead.apart, built=ahead.built)
    desk.drafts, desk.store = desk.publishing.drafts, desk.publishing.store
    yield desk
    await database.close()


# ---- the same as in this process --------------------------------------------------------------------------


async def test_answers_that_get_other_words_are_told_as_in_this_process(ahead: Ahead) -> None:
    apart, here = await ahead.both(ahead.plan(NEW_FEE))
    assert apart == here
    assert [(x.asked.text, x.sort) for x in apart.changes.answers] == [(WORDS, "reworded")]
    assert apart.checks
    assert ahead.run.steps == ["check", "compare"]


async def test_a_lost_answer_is_never_overlooked(ahead: Ahead) -> None:
    apart, here = await ahead.both(ahead.plan(UNSURE))
    assert apart == here
    assert apart.changes.losses
    assert apart.changes.needs_words


async def test_new_ways_to_ask_have_everything_asked_of_both(ahead: Ahead) -> None:
    apart, here = await ahead.both(ahead.plan(("kiero el permiso azul", "kiero el permiso azulito")))
    assert apart == here
    assert apart.changes.refit


async def test_what_is_new_comes_with_its_names(ahead: Ahead) -> None:
    replace_text(ahead.root, "shared/tests.yaml", "    never: [pe-own-permit]\n", "")
    ahead.release = load_release(ahead.root, TODAY, ahead.built)
    renamed = ahead.plan(("pe-own-permit", "pe-blue-permit"))
    apart, here = await ahead.both(renamed)
    assert apart == here
    assert apart.names.entries == {"pe-blue-permit": ("pe-blue-permit", "PE")}
    assert set(apart.names.titles["pe-blue-permit"]) == {"es", "en"}


async def test_mistakes_are_told_and_nothing_is_asked_or_kept(ahead: Ahead) -> None:
    for plan in (ahead.plan(("cost: 20 soles", "cost: {")), ahead.plan(("as_of: 2025-03", "as_of: 2030-03"))):
        apart, here = await ahead.both(plan)
        assert apart == here
        assert apart.problems
        assert not apart.checks
    assert ahead.run.steps == ["check", "check"]
    assert not list(looked_at_ahead(ahead.built).folder.glob("*"))


async def test_english_that_was_compared_goes_to_the_ledger(ahead: Ahead) -> None:
    write_ledger(ahead.root, accepted(ahead.release, {}, ["pe-own-permit"]))
    apart, here = await ahead.both(ahead.plan(NEW_FEE, english_checked=("pe-renew-residence",)))
    assert apart == here
    assert set(apart.plan.files) == set(apart.plan.expected) == {DOCUMENTS, "translations.json"}


async def test_what_people_get_counts_and_not_what_the_folder_says_meanwhile(ahead: Ahead) -> None:
    replace_text(ahead.root, DOCUMENTS, "cost: 20 soles", "cost: 30 soles", 2)
    apart, here = await ahead.both(ahead.plan(("cost: 30 soles", "cost: 20 soles")))
    assert apart == here
    assert apart.changes.answers == ()  # people get 20 soles now
    assert ahead.run.steps == ["check", "compare", "compare"]


async def test_where_nothing_can_be_kept_built_the_files_are_read_once_more(
    ahead: Ahead, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    ahead.built.folder = tmp_path / "file"
    apart, here = await ahead.both(ahead.plan(NEW_FEE))
    assert apart == here


async def test_what_the_served_release_answered_is_not_asked_again(ahead: Ahead) -> None:
    await ahead.both(ahead.plan(UNSURE))
    apart, here = await ahead.both(ahead.plan(NEW_FEE))
    assert apart == here
    given = [job_of(data)[1] for data in ahead.run.data]
    gave = (ahead.run.answers[1] or b"").split(b"\n", 2)[2]
    assert given == [b"", b"", b"", gave]
    assert gave


async def test_what_people_typed_is_in_no_file_and_on_no_command_line(ahead: Ahead) -> None:
    asked = Asked("unas palabras que nadie mas escribe", "PE", "es")
    lines: list[str] = []

    async def run(module: str, data: bytes, seconds: float) -> bytes | None:
        look = asyncio.create_task(ahead.run(module, data, seconds))
        child = await a_child(lambda: not look.done())
        lines.extend([*child.cmdline(), *child.environ().values()] if child else [])
        return await look

    await Apart(ahead.root, ahead.built, ahead.fitted, run)(
        ahead.plan(NEW_FEE), ahead.release, [asked], TODAY
    )
    assert asked.text.encode() in ahead.run.data[1]
    assert CHILD in lines
    assert asked.text not in " ".join(lines)
    assert b"25 soles" in ahead.run.lay_there
    assert asked.text.encode() not in ahead.run.lay_there


# ---- what may become of a child ---------------------------------------------------------------------------


def children() -> Iterator[psutil.Process]:
    """The child processes of looks that run our module now; this process may have others, of other tests."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if CHILD in child.cmdline():
                yield child


async def a_child(wanted: Callable[[], bool]) -> psutil.Process | None:
    """The child process of a look, as soon as it runs our module; None where it is not wanted any more."""
    while wanted():
        for child in children():
            return child
        await asyncio.sleep(0.01)
    return None


async def refused(look: Awaitable[object]) -> str:
    with pytest.raises(CannotLook) as raised:
        await look
    return str(raised.value)


def folders_left(ahead: Ahead) -> list[Path]:
    """Copies of the folder that a look left behind."""
    return [path for data in ahead.run.data if (path := Path(job_of(data)[0].copy).parent).exists()]


@pytest.mark.parametrize("step", [0, 1])
async def test_a_killed_child_is_a_refusal_and_the_draft_stays(
    ahead: Ahead, served_desk: Desk, step: int
) -> None:
    draft = await served_desk.approved(await served_desk.draft(es__cost="25 soles", en__cost="25 soles"))
    before, steps = served_desk.texts(), 0

    async def run(module: str, data: bytes, seconds: float) -> bytes | None:
        nonlocal steps
        look = asyncio.create_task(ahead.run(module, data, seconds))
        if steps == step:
            child = await a_child(lambda: not look.done())
            assert child
            child.kill()
        steps += 1
        return await look

    ahead.apart._run = run
    assert "try again" in await refused(served_desk.publishing.publish_drafts([draft.id], "ana"))
    assert served_desk.texts() == before
    assert (await served_desk.drafts.get(draft.id)).state == "approved"
    assert folders_left(ahead) == []
    ahead.apart._run = ahead.run
    assert (await served_desk.publishing.publish_drafts([draft.id], "ana")).number


async def test_a_look_that_takes_too_long_is_refused(ahead: Ahead) -> None:
    hasty = Apart(ahead.root, ahead.built, ahead.fitted, ahead.run, seconds=0.01)
    assert "too long" in await refused(hasty(ahead.plan(NEW_FEE), ahead.release, PHRASINGS, TODAY))
    assert list(children()) == []
    assert folders_left(ahead) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound addresses")
async def test_a_look_that_takes_too_much_memory_is_refused(
    ahead: Ahead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "narrow.py").write_text(
        "from bot import looking_child as it\nit.MOST_MEMORY = 1 << 20\nit.main()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(looking_apart, "CHILD", "narrow")
    assert "memory" in await refused(ahead.apart(ahead.plan(NEW_FEE), ahead.release, PHRASINGS, TODAY))


async def test_a_cancelled_look_ends_its_child(ahead: Ahead) -> None:
    look = asyncio.create_task(ahead.apart(ahead.plan(NEW_FEE), ahead.release, PHRASINGS, TODAY))  # type: ignore[arg-type]
    child = await a_child(lambda: not look.done())
    assert child
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    assert not child.is_running()
    assert folders_left(ahead) == []


async def test_a_child_of_another_version_of_the_program_is_refused(ahead: Ahead) -> None:
    async def run(module: str, data: bytes, seconds: float) -> bytes | None:
        return (await ahead.run(module, data, seconds) or b"").replace(b"[", b"[[0],")

    other = Apart(ahead.root, ahead.built, ahead.fitted, run)
    assert "another version" in await refused(other(ahead.plan(NEW_FEE), ahead.release, PHRASINGS, TODAY))


async def test_without_a_fit_it_is_said_that_one_is_to_come(ahead: Ahead, tmp_path: Path) -> None:
    bare = Apart(ahead.root, ahead.built, tmp_path / "none", ahead.run)
    assert "not fitted yet" in await refused(bare(ahead.plan(NEW_FEE), ahead.release, PHRASINGS, TODAY))


async def test_a_folder_that_cannot_be_read_is_the_disks_matter(ahead: Ahead, served_desk: Desk) -> None:
    plan = ahead.plan(NEW_FEE)
    ahead.root.rename(ahead.root.with_name("away"))
    ahead.root.write_text("no folder any more")
    with pytest.raises(NotADirectoryError):
        await served_desk.publishing.outlook(plan)
    assert ahead.run.data == []


async def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "waits.py").write_text(
        "import os, time\nfrom pathlib import Path\nfrom bot.child_process import bound_this_process\n"
        "bound_this_process(2 << 30, 60)\n"
        f"Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()) + ' ')\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", "import asyncio; from bot.child_process import run_child as r\n"
         "asyncio.run(r('waits', b'', 600))"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])},
    )  # fmt: skip
    pid = tmp_path / "pid"
    while not (pid.exists() and pid.read_text().endswith(" ")):
        assert parent.poll() is None
        await asyncio.sleep(0.05)
    child = psutil.Process(int(pid.read_text()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    gone, _ = await asyncio.to_thread(psutil.wait_procs, [child], 60)
    assert gone == [child]


# ---- publishing -------------------------------------------------------------------------------------------


async def test_what_was_looked_at_is_published_without_a_second_look_and_is_kept_built(
    ahead: Ahead, served_desk: Desk
) -> None:
    draft = await served_desk.approved(await served_desk.draft(es__cost="25 soles", en__cost="25 soles"))
    plan = await served_desk.publishing.plan_drafts([draft.id])
    assert (await served_desk.publishing.outlook(plan)).checks
    assert ahead.built.find(ahead.root, TODAY) is not None
    done = await served_desk.publishing.publish_drafts([draft.id], "ana")
    assert ahead.run.steps == ["check", "compare"]
    found = ahead.built.find(ahead.root, TODAY)
    assert found is not None
    assert found.id == done.release
    assert found == load_release(ahead.root, TODAY)


async def test_two_who_look_at_the_same_at_once_look_once(ahead: Ahead, served_desk: Desk) -> None:
    plan = ahead.plan(NEW_FEE)
    both = await asyncio.gather(*(served_desk.publishing.outlook(plan) for _ in range(2)))
    assert both[0] == both[1]
    assert ahead.run.steps == ["check", "compare"]


async def test_what_a_killed_child_half_wrote_goes_with_the_next_look(ahead: Ahead) -> None:
    half = looked_at_ahead(ahead.built).folder / ".0123456789abcdef.release.4711"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    await ahead.apart(ahead.plan(NEW_FEE), ahead.release, (), TODAY)
    (kept,) = half.parent.iterdir()
    assert kept.suffix == ".release"


async def test_looks_push_out_nothing_that_is_served(ahead: Ahead) -> None:
    for fee in range(4):
        await ahead.apart(ahead.plan((NEW_FEE[0], f"cost: {30 + fee} soles")), ahead.release, (), TODAY)
    assert ahead.built.find(ahead.root, TODAY) is not None
