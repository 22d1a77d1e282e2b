"""Opens files for reading: plain files of bounded size only, never a link, a pipe or a device."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.registers import form
from bot.knowledge.registers.reading import read_register
from bot.knowledge.registers.register import RegisterRows

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def register_rows(path: Path, file: str) -> tuple[RegisterRows, bytes]:
    """The rows of a register file and the SHA-256 of its bytes. Raises KnowledgeRefused with every mistake."""
    raw = _plain_bytes(path, file)
    rows, problems = read_register(raw, file)
    if problems or rows is None:
        raise KnowledgeRefused(problems)
    return rows, hashlib.sha256(raw).digest()


def _plain_bytes(path: Path, file: str) -> bytes:
    try:
        handle = os.open(path, _FLAGS)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _refused(file, "is not a plain file: put the register itself here")
            raw = stream.read(form.MAX_BYTES + 1)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EMLINK}:
            raise _refused(file, "is a link to another file: put the file itself here") from None
        said = (error.strerror or "no reason given").lower()
        raise _refused(
            file, f"cannot be read ({said}): check that the file is there and who may read it"
        ) from None
    if len(raw) > form.MAX_BYTES:
        said = f"is larger than {form.MAX_BYTES // 1024**2} MB: leave out what no person needs"
        raise _refused(file, said)
    return raw


def _refused(file: str, message: str) -> KnowledgeRefused:
    return KnowledgeRefused([Problem(file, 1, message)])
