"""Why an edit was not made or not published. The message of each says what to do, for the person who must act."""

from __future__ import annotations

from collections.abc import Sequence

from bot.editing.changes import Changes
from bot.editing.records import Conflict, Draft
from bot.knowledge.problems import Problem

FEWEST_WORDS = 3  # of an explanation


class EditingRefused(Exception):
    """Nothing was changed and nothing typed is lost; the message says why, for the person who must act."""


class EntryChanged(EditingRefused):
    """The entry is not what it was when the edit began; nothing was written."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        super().__init__(f"{conflict.ref} was changed meanwhile: look at both texts and choose")


class NoSuchEntry(EditingRefused):
    """No file of the folder holds the entry."""


class NoSuchDraft(EditingRefused):
    """There is no such draft: it was published or withdrawn long ago, or never was."""


class DraftMoved(EditingRefused):
    """The draft is not what the caller saw; `draft` is what it is now."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__("the draft was changed meanwhile: look at it again")


class IdTaken(EditingRefused):
    """A new entry has no id, one that cannot be, or one that stands already."""


class TooMuchTyped(EditingRefused):
    """The form holds more than any entry can; the message says what to shorten."""


class CannotConfirm(EditingRefused):
    """The confirmation cannot be taken as it is; the message says what to write."""


class CannotEdit(EditingRefused):
    """The edit would not be read back as what was meant; nothing was written. The message says where."""


class SecondPersonNeeded(EditingRefused):
    """The author may not approve the draft; `fields` are the guarded ones that changed."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        self.fields = fields
        super().__init__("somebody else must approve this: " + ", ".join(fields))


class NotApproved(EditingRefused):
    """A draft is not approved by who may approve it."""


class NotInOrder(EditingRefused):
    """The knowledge would not check: it is never published. `problems` as `rumbo check` tells them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


class WordsNeeded(EditingRefused):
    """An answer would be lost or a test fail: somebody must say why that is right. `changes` tells which."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        super().__init__(
            f"say in {FEWEST_WORDS} words or more why this is right: an answer is lost or a test fails"
        )


class NothingToDo(EditingRefused):
    """The folder says all of this already."""


class BehindTheOthers(EditingRefused):
    """Another replica published meanwhile, and this folder has not taken it in yet: try again in some seconds."""


class FileMoved(EditingRefused):
    """A file was edited by hand meanwhile; nothing was written. `file` names it."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(f"{file} was changed on disk meanwhile: look at it and publish again")


class CannotPublish(EditingRefused):
    """The files could not be put in place; the folder is as it was. The message says why and what to do."""


class CannotLook(EditingRefused):
    """The look ahead did not come to an end; nothing was done. The message says why."""


class NoSuchRelease(EditingRefused):
    """No release has this number or id."""
