"""Loads a knowledge folder into one checked Release, or refuses it with every mistake found."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.knowledge.built import BuiltReleases, stamp
from bot.knowledge.check_texts import Within, record_only
from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Release


def load_release(root: Path, today: date, built: BuiltReleases | None = None) -> Release:
    """The checked release of the folder `root`; the one that was `built` of the same files, else read now and kept there.

    `today` is what "in the future" is measured against. Raises KnowledgeRefused with all problems, each with file, line
    and what to do.
    """
    if built is not None and (found := built.find(root, today)):
        return found
    before = stamp(root) if built is not None else None
    release, problems = read_release(root, today)
    if problems or release is None:
        raise KnowledgeRefused(problems)
    if built is not None and before is not None and stamp(root) == before:
        built.keep(release, before, today)
        # Once more, from what was built: reading YAML leaves its records all over the memory.
        return built.find(root, today) or release
    return release


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as read: its release if every file can be read, every problem, and where each part stands."""

    release: Release | None
    problems: list[Problem]
    within: Within = record_only


def read_release(root: Path, today: date) -> tuple[Release | None, list[Problem]]:
    """The release if every file can be read, and every problem found on the way.

    Of a folder in which some cannot: their problems, and those of the others that are none of their making.
    """
    reading = read_knowledge(root, today)
    return reading.release, reading.problems


def read_knowledge(root: Path, today: date) -> Reading:
    """As `read_release`, and with the lines of the parts, for what else is said to editors."""
    if not os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises where a parent is closed to us
        said = "is not a folder that can be opened: set RUMBO_KNOWLEDGE to the knowledge folder"
        return Reading(None, [Problem(str(root), 1, said)])
    from bot.knowledge import build  # reading YAML takes rooms of code that a built release does without
    from bot.knowledge.check import check_records
    from bot.knowledge.files import read_folder
    from bot.knowledge.unread import mistakes, stand_in

    folder = read_folder(root)
    stand_in(folder, root)
    whole = not folder.problems
    release = build.release(folder)
    found = mistakes({*folder.problems, *check_records(release, today, folder.within)}, folder.unread)
    return Reading(release if whole else None, found, folder.within)
