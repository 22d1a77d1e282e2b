"""Reads or writes a spreadsheet in a process of its own: its time and memory are bounded, and the bot goes on answering.

python -m bot.editing.sheets.child takes a line of JSON (`Job`) and the file's bytes, and answers with a word and bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from bot.child_process import bound_this_process
from bot.editing.forms import bounded, fields_of
from bot.editing.refusals import TooMuchTyped
from bot.editing.sheets.looked import Looked, Wanted, packed
from bot.editing.sheets.opening import NAME, opened
from bot.editing.sheets.previewing import preview
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.standing import country_files
from bot.editing.sheets.told import Cell
from bot.knowledge.problems import KnowledgeRefused

MOST_MEMORY = 2 * 1024**3  # bytes of addresses; a large country takes a tenth
MOST_SECONDS = 60  # of the processor
MOST_ENTRIES = 400  # that one file may change
Word = Literal["looked", "file", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to do: look at a file that came back, or write one. `wins`: conflicts that the sheet wins."""

    folder: str
    country: str
    today: str
    form: Literal["look", "xlsx", "csv"]
    wins: tuple[Cell, ...] = ()

    def bytes(self) -> bytes:
        """As the child reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"


def look(raw: bytes, folder: Path, country: str, today: date, wins: Sequence[Cell] = ()) -> Looked:
    """What the file would change in one country. Raises SheetRefused, KnowledgeRefused, TooMuchTyped, OSError."""
    found = preview(opened(raw), folder, today, country, wins)
    if len(found.edits) > MOST_ENTRIES:
        raise SheetRefused(NAME, f"changes more than {MOST_ENTRIES} entries: send it in parts")
    files = country_files(folder, country)
    if files.digest != found.digest:
        raise SheetRefused(NAME, "the files changed while it was read: send it again")
    wanted = []
    for edit in found.edits if not found.problems else ():
        standing = files.standings.get(edit.ref)
        began = fields_of(standing.values) if standing else {}
        fields = bounded(fields_of(edit.values)) if edit.values is not None else {}
        wanted.append(Wanted(edit.ref, edit.file, standing.text if standing else "", began, fields))
    digests = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in dict.fromkeys(one.file for one in wanted)
        if (folder / name).is_file()
    }
    return Looked(country, found.changes, found.problems, found.notes, tuple(wanted), digests)


def answer(job: Job, raw: bytes) -> tuple[Word, bytes]:
    """The word and the bytes for one job."""
    from bot.editing.sheets.exporting import export_country

    folder, today = Path(job.folder), date.fromisoformat(job.today)
    try:
        if job.form == "look":
            return "looked", packed(look(raw, folder, job.country, today, job.wins))
        return "file", export_country(folder, job.country, today, job.form)
    except (SheetRefused, KnowledgeRefused, TooMuchTyped) as refused:
        return "refused", str(refused).encode()
    except OSError:
        return "failed", b""  # the disk, not the file that was sent
    except MemoryError:
        return "refused", b"takes too long or too much memory to read"


def worked(data: bytes) -> bytes:
    """What the child writes for what it is given."""
    head, _, raw = data.partition(b"\n")
    said = json.loads(head)
    wins = tuple((sheet, row, letter) for sheet, row, letter in said.pop("wins"))
    word, written = answer(Job(**said, wins=wins), raw)
    return word.encode() + b"\n" + written


def main() -> None:
    """One job from the standard input."""
    bound_this_process(MOST_MEMORY, MOST_SECONDS)
    sys.stdout.buffer.write(worked(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
