"""The texts of the files after the edits of a sheet: only the lines of changed values are written anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.editing.entries import LISTS, added, removed, rewritten
from bot.editing.patching import patched
from bot.editing.refusals import CannotEdit
from bot.editing.sheets.gathering import Gathered
from bot.editing.sheets.standing import CountryFiles
from bot.editing.sheets.told import Told
from bot.editing.spans import spots
from bot.knowledge.problems import KnowledgeRefused


def edited_texts(found: Sequence[Gathered], files: CountryFiles, told: Told) -> dict[str, str]:
    """The new text of each file that changes, by name. An edit that cannot be written is told at its row."""
    texts: dict[str, str] = {}
    for name in dict.fromkeys(one.edit().file for one in found):
        mine = [one for one in found if one.edit().file == name]
        read = files.texts.get(name)
        text = read.text if read else None
        for step in (_changed, _deleted, _added):
            text = step(text, name, mine, told)
        if text is not None:
            texts[name] = text
    return texts


def as_bytes(texts: Mapping[str, str], files: CountryFiles) -> dict[str, bytes]:
    """The texts in the form that their files have: line ends, byte order mark."""
    return {
        name: files.texts[name].raw(text) if name in files.texts else text.encode()
        for name, text in texts.items()
    }


def _changed(text: str | None, name: str, mine: Sequence[Gathered], told: Told) -> str | None:
    changed = [one for one in mine if one.standing and one.values is not None]
    if text is None or not changed:
        return text
    try:
        return _all_at_once(text, name, changed)
    except (CannotEdit, KnowledgeRefused):  # one of them cannot be written: find out which
        for one in changed:
            if one.standing and one.values is not None:
                try:
                    text = rewritten(text, one.standing, one.values)
                except (CannotEdit, KnowledgeRefused) as refused:
                    _tell(one, refused, told)
    return text


def _all_at_once(text: str, name: str, changed: Sequence[Gathered]) -> str:
    """All changed entries of a file in one patch: a file is read twice and not twice an entry."""
    whole = spots(text, name).value()
    if not isinstance(whole, dict):
        raise CannotEdit(f"{name}: holds no entries")
    for one in changed:
        if one.standing:
            whole[LISTS[one.ref.kind]][one.standing.index] = one.values
    return patched(text, name, (), whole)


def _deleted(text: str | None, name: str, mine: Sequence[Gathered], told: Told) -> str | None:
    gone = [(one.standing.index, one, one.standing) for one in mine if one.standing and one.values is None]
    for _, one, standing in sorted(gone, key=lambda x: x[0], reverse=True):
        try:
            left = removed(text or "", standing)
            if left is None:
                raise CannotEdit(f"{name} would be left empty: delete the file itself")
            text = left
        except (CannotEdit, KnowledgeRefused) as refused:
            _tell(one, refused, told)
    return text


def _added(text: str | None, name: str, mine: Sequence[Gathered], told: Told) -> str | None:
    for one in _new(mine):
        try:
            text = added(text, name, one.ref.kind, one.values or {})
        except (CannotEdit, KnowledgeRefused) as refused:
            _tell(one, refused, told)
    return text


def _new(mine: Sequence[Gathered]) -> Iterator[Gathered]:
    return (one for one in mine if one.standing is None and one.values is not None)


def _tell(one: Gathered, refused: Exception, told: Told) -> None:
    row = one.rows[0]
    told.problem(row.headed.name, row.number, None, f"cannot be written: {refused}")
