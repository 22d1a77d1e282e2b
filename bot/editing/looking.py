"""The two steps of a look ahead, as they run in this process or in another: checking the folder, then comparing answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.editing.changes import Asked, Changes
from bot.editing.folder_files import changed_copy, digest
from bot.editing.outlook import Compare, Look, NewNames, Outlook
from bot.editing.planning import Plan
from bot.knowledge.built import BuiltReleases, stamp
from bot.knowledge.load import read_knowledge
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Release
from bot.knowledge.translations import LEDGER, accepted, ledger_text, read_ledger, translations


@dataclass(frozen=True, slots=True)
class LedgerEdit:
    """The ledger of translations as it would be, and the digest of what it is."""

    text: str
    was: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of the folder with a plan in it came to."""

    problems: tuple[Problem, ...] = ()
    release: str | None = None  # its id; None where the files cannot be read
    built: str | None = None  # the stamp of the folder
    ledger: LedgerEdit | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a release would change for people, and the names that only it has."""

    changes: Changes = field(default_factory=Changes)
    names: NewNames = field(default_factory=NewNames)


def looked_at_ahead(built: BuiltReleases) -> BuiltReleases:
    """Where releases are kept that were looked at and not published: apart, so that they push out none that is served."""
    return BuiltReleases(built.folder / "ahead")


def built_release(copy: Path, today: date, built: BuiltReleases | None) -> Release | None:
    """The release of a folder, where it was built before, for people or in a look ahead."""
    return (built.find(copy, today) or looked_at_ahead(built).find(copy, today)) if built else None


def check(
    root: Path, copy: Path, english_checked: Sequence[str], today: date, built: BuiltReleases | None
) -> tuple[Checked, Release | None]:
    """The whole check of `copy`, the folder `root` with a plan in it; the release, where nothing is wrong, is kept built."""
    release = built_release(copy, today, built)
    if release is None:
        release, problems = _read(copy, today)
        if release is None or problems:
            return Checked(problems, release.id if release else None), None
        if built is not None and (name := stamp(copy)):
            looked_at_ahead(built).keep(release, name, today)
    return Checked((), release.id, stamp(copy), _ledger(root, english_checked, release)), release


def compare(old: Release, new: Release, phrasings: Sequence[Asked], by: Compare) -> Compared:
    """What becomes of the answers, and the names of what is new."""
    return Compared(by(old, new, phrasings), _new_names(old, new))


def outlook(plan: Plan, checked: Checked, compared: Compared) -> Outlook:
    """Both steps together."""
    if checked.ledger:
        plan = replace(
            plan,
            files={**plan.files, LEDGER: checked.ledger.text.encode()},
            expected={**plan.expected, LEDGER: checked.ledger.was},
        )
    return Outlook(plan, checked.release, checked.problems, compared.changes, checked.built, compared.names)


def ids_for_ledger(plan: Plan) -> tuple[str, ...]:
    """The ids whose translation goes to the ledger; none where the plan writes the ledger itself."""
    return () if LEDGER in plan.files else plan.english_checked


def in_process(root: Path, by: Compare, built: BuiltReleases | None = None) -> Look:
    """Looks in a thread of this process, for commands, which end soon: it takes as much memory as the bot itself."""

    def look(plan: Plan, serving: Release, phrasings: Sequence[Asked], today: date) -> Outlook:
        with changed_copy(root, plan.files) as copy:
            checked, release = check(root, copy, ids_for_ledger(plan), today, built)
        compared = compare(serving, release, phrasings, by) if release else Compared()
        return outlook(plan, checked, compared)

    async def looked(plan: Plan, serving: Release, phrasings: Sequence[Asked], today: date) -> Outlook:
        return await asyncio.to_thread(look, plan, serving, phrasings, today)

    return looked


def _read(copy: Path, today: date) -> tuple[Release | None, tuple[Problem, ...]]:
    reading = read_knowledge(copy, today)
    return reading.release, tuple(reading.problems)


def _ledger(root: Path, english_checked: Sequence[str], release: Release) -> LedgerEdit | None:
    """The ledger with what was compared with its Spanish; None where it stays as it is."""
    known = {x.id for x in translations(release, {})} if english_checked else set()
    ids = [id_ for id_ in english_checked if id_ in known]
    if not ids:
        return None
    try:
        was, ledger = (root / LEDGER).read_bytes(), read_ledger(root)
    except (FileNotFoundError, KnowledgeRefused):
        return None  # no ledger is kept here, or it is broken: not this plan's matter
    new = ledger_text(accepted(release, ledger, ids))
    return LedgerEdit(new, digest(was)) if new.encode() != was else None


def _new_names(old: Release, new: Release) -> NewNames:
    entries = {id_: (x.question, x.country) for id_, x in new.entries.items() if id_ not in old.entries}
    titles = {
        id_: {language: texts.title for language, texts in x.texts.items()}
        for id_, x in new.questions.items()
        if id_ not in old.questions
    }
    return NewNames(entries, titles)
