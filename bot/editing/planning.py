"""What would be written: drafts, a change taken back, or whole files, as new texts of files that nobody changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.editing.entries import (
    FileText,
    added,
    digest_of,
    entry_id,
    find_text,
    kind_of,
    removed,
    replaced,
    restored,
    rewritten,
    standings,
)
from bot.editing.folder_files import digest
from bot.editing.forms import fields_of, filled
from bot.editing.guarding import guarded_changes
from bot.editing.records import Conflict, Draft, Ref, Revision
from bot.editing.refusals import CannotEdit, EntryChanged


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry that changes; "" where it did not or will not stand."""

    ref: Ref
    country: str
    file: str
    before: str
    after: str
    author: str
    reviewer: str | None
    why: str
    guarded: tuple[str, ...] = ()
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The files that change, what they were when the plan was made, and the entries in them."""

    files: Mapping[str, bytes | None]
    expected: Mapping[str, str | None]
    edits: tuple[Edit, ...] = ()
    english_checked: tuple[str, ...] = ()  # ids whose English was compared with the Spanish

    @property
    def empty(self) -> bool:
        return not self.files


@dataclass(slots=True)
class _Desk:
    """The texts being changed, each read once."""

    root: Path
    codes: Mapping[str, str]
    was: dict[str, bytes | None] = field(default_factory=dict)
    now: dict[str, str | None] = field(default_factory=dict)

    def text(self, file: str) -> str | None:
        if file not in self.was:
            try:
                self.was[file] = (self.root / file).read_bytes()
            except FileNotFoundError:
                self.was[file] = None
            raw = self.was[file]
            self.now[file] = FileText.of(raw).text if raw is not None else None
        return self.now[file]

    def plan(self, edits: Iterable[Edit], english_checked: Iterable[str] = ()) -> Plan:
        files: dict[str, bytes | None] = {}
        for file, text in self.now.items():
            was = self.was[file]
            form = FileText.of(was) if was is not None else FileText("")
            new = form.raw(text) if text is not None else None
            if new != was:
                files[file] = new
        expected = {file: _digest(self.was[file]) for file in files}
        return Plan(files, expected, tuple(edits), tuple(english_checked))


def plan_drafts(root: Path, drafts: Iterable[Draft], codes: Mapping[str, str]) -> Plan:
    """The plan of several drafts together.

    Raises EntryChanged (with all three texts) where an entry is not what its draft began with, CannotEdit where it cannot be
    written, KnowledgeRefused where its file is no YAML, OSError.
    """
    desk = _Desk(root, codes)
    edits, checked = [], []
    for draft in drafts:
        edits.append(_apply(desk, draft))
        if draft.english_checked or _english_changed(draft):
            checked.append(draft.ref.id)
    return desk.plan(edits, checked)


def plan_back(root: Path, revisions: Iterable[Revision], codes: Mapping[str, str], by: str, why: str) -> Plan:
    """The plan that takes changes back where their entries are still what they made of them. Raises as `plan_drafts`."""
    desk = _Desk(root, codes)
    edits = []
    for x in revisions:
        text = desk.text(x.file)
        now = find_text(text, x.file, x.ref, codes) if text is not None else None
        stands = now.text if now else ""
        if digest_of(stands) != digest_of(x.after):
            raise EntryChanged(Conflict(x.ref, x.after or None, stands or None, x.before))
        if now is None:
            desk.now[x.file] = restored(text, x.file, x.ref.kind, x.before)
        elif not x.before:
            desk.now[x.file] = removed(text or "", now)
        else:
            desk.now[x.file] = replaced(text or "", now, x.before)
        edits.append(Edit(x.ref, x.country, x.file, x.after, x.before, by, None, why, x.guarded))
    return desk.plan(edits)


def plan_files(
    root: Path,
    files: Mapping[str, bytes | None],
    codes: Mapping[str, str],
    by: str,
    why: str,
    reviewer: str | None = None,
) -> Plan:
    """The plan of whole files, such as a spreadsheet or an older release gives them; which entries change is found out.

    Raises KnowledgeRefused where a new file is no YAML, UnicodeDecodeError, OSError.
    """
    edits: list[Edit] = []
    was: dict[str, bytes | None] = {}
    for file, raw in files.items():
        try:
            was[file] = (root / file).read_bytes()
        except FileNotFoundError:
            was[file] = None
        if kind_of(file) and was[file] != raw:
            edits += entry_edits(file, was[file], raw, codes, by, why, reviewer)
    changed = {file: raw for file, raw in files.items() if raw != was[file]}
    return Plan(changed, {file: _digest(was[file]) for file in changed}, tuple(edits))


def entry_edits(
    file: str,
    was: bytes | None,
    raw: bytes | None,
    codes: Mapping[str, str],
    by: str,
    why: str,
    reviewer: str | None = None,
) -> list[Edit]:
    """The entries of one file that differ between two contents of it. Raises KnowledgeRefused, UnicodeDecodeError."""
    code = codes.get(file.partition("/")[0], "")
    old, new = (
        {x.ref: x for x in standings(FileText.of(content).text, file, code)} if content is not None else {}
        for content in (was, raw)
    )
    edits = []
    for ref in dict.fromkeys((*old, *new)):
        one, other = old.get(ref), new.get(ref)
        if one and other and one.digest == other.digest:
            continue
        fields = [fields_of(x.values) if x else {} for x in (one, other)]
        guarded = guarded_changes(ref.kind, fields[0], fields[1])
        before, after = (x.text if x else "" for x in (one, other))
        edits.append(Edit(ref, code, file, before, after, by, reviewer, why, guarded))
    return edits


def _apply(desk: _Desk, draft: Draft) -> Edit:
    text = desk.text(draft.file)
    now = find_text(text, draft.file, draft.ref, desk.codes) if text is not None else None
    stands = now.text if now else ""
    if digest_of(stands) != digest_of(draft.began_with):
        raise EntryChanged(Conflict(draft.ref, draft.began_with or None, stands or None, draft.fields))
    guarded = guarded_changes(draft.ref.kind, draft.began_fields, draft.fields)
    values = filled(draft.ref.kind, draft.fields).values
    if draft.removes and now is not None:
        desk.now[draft.file] = removed(text or "", now)
        return _edit(draft, "", guarded)
    code = desk.codes.get(draft.file.partition("/")[0], "")
    if entry_id(draft.ref.kind, values, code) != draft.ref.id and draft.ref.kind != "test":
        raise CannotEdit(f"{draft.ref}: an id never changes: take this entry out and write a new one")
    made = rewritten(text or "", now, values) if now else added(text, draft.file, draft.ref.kind, values)
    desk.now[draft.file] = made
    after = find_text(
        made, draft.file, Ref(draft.ref.kind, entry_id(draft.ref.kind, values, code) or ""), desk.codes
    )
    return _edit(draft, after.text if after else "", guarded)


def _edit(draft: Draft, after: str, guarded: tuple[str, ...]) -> Edit:
    return Edit(
        draft.ref, draft.country, draft.file, draft.began_with, after, draft.author, draft.reviewer, draft.why,
        guarded, draft.id,
    )  # fmt: skip


def _english_changed(draft: Draft) -> bool:
    """Whoever changed the English had the Spanish beside it."""
    names = {*draft.fields, *draft.began_fields}
    return any(
        n.startswith("en.") and draft.fields.get(n, "") != draft.began_fields.get(n, "") for n in names
    )


def _digest(raw: bytes | None) -> str | None:
    return None if raw is None else digest(raw)
