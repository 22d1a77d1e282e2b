"""Reads files that strangers made: never more than a fixed number of bytes, and only what such a file has to hold."""

from __future__ import annotations

import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from bot.knowledge.exchange.refusals import ExchangeRefused
from bot.knowledge.problems import short

MAX_BYTES = 128 * 1024**2  # of one file, and of a package's files together
MAX_PARTS = 200  # files in a package
MAX_RATIO = 100  # unpacked to packed, of any part above a megabyte; real tables reach about 30
_SPLIT = f"is larger than {MAX_BYTES // 1024**2} MB: export it in parts, one country or region each"


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file. Raises ExchangeRefused for what is no file, cannot be read, or is too large."""
    try:
        with path.open("rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise ExchangeRefused(path.name, "is not a plain file: give the file itself")
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        said = (error.strerror or "no reason given").lower()
        raise ExchangeRefused(
            path.name, f"cannot be read ({said}): check the name and who may read it"
        ) from None
    if len(raw) > MAX_BYTES:
        raise ExchangeRefused(path.name, _SPLIT)
    return raw


def decoded(raw: bytes, file: str) -> str:
    """UTF-8 bytes as text, without a byte order mark. Raises ExchangeRefused with the row of the first wrong byte."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise ExchangeRefused(file, "is not UTF-8: save it again with encoding UTF-8", row) from None
    if "\0" in text:
        raise ExchangeRefused(file, "holds bytes that are no text: export it again")
    return text


def parsed(text: str, file: str) -> Any:
    """The value of a JSON text. Raises ExchangeRefused where it is broken, nested too deep or holds NaN."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ExchangeRefused(file, "is nested too deep: this is no HSDS data") from None
    except json.JSONDecodeError as error:
        raise ExchangeRefused(file, f"is broken here ({error.msg}): export it again", error.lineno) from None
    except ValueError as error:
        raise ExchangeRefused(file, f"holds what is no number ({short(error)}): export it again") from None


def _no_number(name: str) -> float:
    raise ValueError(name)


def package_parts(path: Path, wanted: Mapping[str, object]) -> dict[str, bytes]:
    """The files of a folder or a zip whose names are among `wanted`, all from one folder. Nothing is unpacked to disk.

    Raises ExchangeRefused for a trap: a path that leads outside, a bomb, a password, the same file twice.
    """
    return _folder_parts(path, wanted) if path.is_dir() else _zip_parts(path, wanted)


def _folder_parts(path: Path, wanted: Mapping[str, object]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in wanted:
        part = path / name
        if part.is_symlink():
            raise ExchangeRefused(name, "is a link to another file: put the file itself here")
        if part.is_file():
            found[name] = read_bytes(part)
            _check_total(found, path.name)
    return found


def _zip_parts(path: Path, wanted: Mapping[str, object]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with _opened(path) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir()]
        if len(parts) > MAX_PARTS:
            raise ExchangeRefused(path.name, f"holds more than {MAX_PARTS} files: this is no HSDS package")
        for part in parts:
            _check_part(path.name, part)
        folder = _package_folder(path.name, [PurePosixPath(part.filename) for part in parts], wanted)
        for part in parts:
            inside = PurePosixPath(part.filename)
            if inside.parent != folder or inside.name not in wanted:
                continue
            if inside.name in found:
                raise ExchangeRefused(path.name, f"holds {inside.name} twice: pack it again")
            with archive.open(part) as stream:
                found[inside.name] = stream.read(MAX_BYTES + 1)
            _check_total(found, path.name)
    return found


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        said = "is no zip that can be read (broken, or locked with a password): pack it again"
        raise ExchangeRefused(path.name, said) from None


def _check_part(file: str, part: zipfile.ZipInfo) -> None:
    name = part.filename
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name):
        said = f"holds a file that leads outside ({short(name)}): this may be a trap, do not unpack it"
        raise ExchangeRefused(file, said)
    if part.file_size > MAX_BYTES:
        raise ExchangeRefused(file, f"holds {short(name)}, which {_SPLIT}")
    if part.file_size > 1024**2 and part.file_size > MAX_RATIO * max(1, part.compress_size):
        said = (
            f"holds {short(name)}, packed so tightly that it may be a trap (a zip bomb): ask for it unpacked"
        )
        raise ExchangeRefused(file, said)


def _package_folder(file: str, paths: list[PurePosixPath], wanted: Mapping[str, object]) -> PurePosixPath:
    folders = {
        p.parent
        for p in paths
        if p.name in wanted and not p.name.startswith(".") and "__MACOSX" not in p.parts
    }
    if len(folders) > 1:
        raise ExchangeRefused(file, "holds tables in several folders: pack one package a file")
    return folders.pop() if folders else PurePosixPath()


def _check_total(found: Mapping[str, bytes], file: str) -> None:
    if sum(map(len, found.values())) > MAX_BYTES:
        raise ExchangeRefused(file, _SPLIT)
