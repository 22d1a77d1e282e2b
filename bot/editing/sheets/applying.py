"""Writes what a preview showed into the files: all of them, or none."""

from __future__ import annotations

from pathlib import Path

from bot.editing.sheets.marks import digest_of_files
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.standing import folder_of
from bot.editing.sheets.told import Preview
from bot.knowledge.exchange.merging import put_in_place
from bot.knowledge.walking import knowledge_files


def apply(preview: Preview, folder: Path) -> tuple[str, ...]:
    """Writes the files of a preview into the knowledge folder; gives their names.

    Raises SheetRefused where the preview has problems or the files changed since it was made; OSError, after which every
    file is as it was.
    """
    if preview.problems:
        raise SheetRefused(preview.name, f"has {len(preview.problems)} to mend: nothing was written")
    its = f"{folder_of(folder, preview.country)}/"
    names = [name for name, _ in knowledge_files(folder) if name.startswith(its) and name.endswith(".yaml")]
    if digest_of_files(folder, names) != preview.digest:
        raise SheetRefused(
            preview.name, "the files changed since the preview: look at a new one, nothing was written"
        )
    before = {name: (folder / name).read_bytes() if name in names else None for name in preview.texts}
    done: list[str] = []
    try:
        for name, raw in preview.texts.items():
            done.append(name)
            put_in_place(folder / name, raw)
    except BaseException:
        for name in done:
            _put_back(folder / name, before[name])
        raise
    return tuple(done)


def _put_back(path: Path, raw: bytes | None) -> None:
    if raw is None:
        path.unlink(missing_ok=True)
    elif path.read_bytes() != raw:
        put_in_place(path, raw)
