"""Why a step was refused, as a page says it: a phrase, what it is about, and the way on."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass

from bot.console.app.pages.editing_words import in_words
from bot.console.app.pages.field_names import field_label
from bot.console.app.visit import Visit
from bot.editing import refusals
from bot.knowledge.problems import KnowledgeRefused, Problem

MOST_PROBLEMS = 50
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_PLAIN: dict[type[Exception], tuple[str, int]] = {
    refusals.NotApproved: ("publish_refused_not_approved", 409),
    refusals.WordsNeeded: ("publish_refused_words", 422),
    refusals.NothingToDo: ("publish_refused_nothing", 409),
    refusals.BehindTheOthers: ("publish_refused_behind", 409),
    refusals.DraftMoved: ("publish_refused_moved", 409),
    refusals.EntryChanged: ("publish_refused_changed", 409),
    refusals.NoSuchRelease: ("publish_refused_no_release", 409),
    refusals.NoSuchEntry: ("publish_refused_no_entry", 409),
    refusals.NoSuchDraft: ("publish_refused_no_draft", 409),
    refusals.TooMuchTyped: ("publish_refused_too_much", 422),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What to say. detail: what the system says itself, in English."""

    text: str
    status: int
    detail: str = ""
    problems: tuple[tuple[str, str], ...] = ()  # file:line, and what is wrong there
    more: int = 0  # problems that are not shown


def refusals_of(visit: Visit) -> tuple[type[Exception], ...]:
    """What an editing step raises where nothing was done."""
    return (
        refusals.EditingRefused,
        KnowledgeRefused,
        OSError,
        UnicodeDecodeError,
        *visit.services.away,
    )


def trouble(visit: Visit, error: Exception) -> Trouble:
    """The words for one of `refusals_of`."""
    say = visit.say
    if isinstance(error, refusals.SecondPersonNeeded):
        names = dict.fromkeys(field_label(visit, name) for name in error.fields)
        return Trouble(say("drafts_second_person", fields=", ".join(names)), 409)
    if isinstance(error, refusals.NotInOrder | KnowledgeRefused):
        return Trouble(say("publish_refused_problems"), 409, "", *problems_shown(visit, error.problems))
    if isinstance(error, refusals.FileMoved):
        return Trouble(say("publish_refused_file", file=error.file), 409)
    if isinstance(error, visit.services.away):
        return Trouble(say("publish_refused_away"), 503)
    if isinstance(error, OSError | refusals.CannotPublish):
        return _disk(visit, error)
    if isinstance(error, refusals.CannotLook):
        return Trouble(say("publish_refused_look"), 503, detail=str(error)[:300])
    for kind, (key, status) in _PLAIN.items():
        if isinstance(error, kind):
            return Trouble(say(key), status)
    return Trouble(say("publish_refused_other"), 409, detail=str(error)[:300])


def problems_shown(visit: Visit, found: Sequence[Problem]) -> tuple[tuple[tuple[str, str], ...], int]:
    """The first problems by file and line, in words; and how many more there are."""
    shown = tuple((f"{x.file}:{x.line}", in_words(visit.words, x.message)) for x in found[:MOST_PROBLEMS])
    return shown, len(found) - len(shown)


def _disk(visit: Visit, error: OSError | refusals.CannotPublish) -> Trouble:
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(cause, BlockingIOError):
        return Trouble(visit.say("publish_refused_busy"), 409)
    if isinstance(cause, OSError) and cause.errno in _FULL:
        return Trouble(visit.say("publish_refused_full"), 503)
    detail = str(error)[:300] if isinstance(error, refusals.CannotPublish) else ""
    return Trouble(visit.say("publish_refused_disk"), 503, detail)
