"""A file of named arrays: mapped into memory, so that processes share what they use, or read row by row where few are.

Layout: a head of 24 bytes (a word that names the format, the length of the index, the checksum of all that follows), the
index as JSON (name, type, shape and place of each array), then the arrays, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import struct
import zlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

_FORMAT = b"rumbo 01"
_HEAD = struct.Struct("<8sQQ")
_ALIGNED = 64
_CHUNK = 1 << 20
_KINDS = "iufS"  # whole numbers, fractions and bytes: nothing that could run


class DamagedFile(ValueError):
    """The file is not whole, or not one of ours."""


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Writes the file beside its place first, then moves it there: whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            _write(file, {name: np.ascontiguousarray(array) for name, array in arrays.items()})
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_arrays(path: Path, rarely: Collection[str] = ()) -> Arrays:
    """The arrays of a file, read-only, in the order in which they were written.

    `rarely`: beginnings of the names of arrays of which few rows are used at a time: `StoredArray`s. The whole file is
    compared with its checksum first (about 50 ms for 100 MB). A file that is replaced later stays as it was for those who
    have read it. Raises OSError, DamagedFile.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise DamagedFile
        name, length, checksum = _HEAD.unpack(head)
        if name != _FORMAT or _checksum(file) != checksum:
            raise DamagedFile
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        kept = _Handle(os.dup(file.fileno()))
    try:
        index = json.loads(mapped[_HEAD.size : _HEAD.size + length])
        return {
            name: _stored(kept, *place) if name.startswith(tuple(rarely)) else _array(mapped, *place)
            for name, place in index.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedFile from error


class _Handle:
    """An open file, closed with the last who needs it."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        close(self.number)


class StoredArray:
    """An array that stays in its file. Its rows are read when they are asked for, and belong to who asked."""

    def __init__(self, file: _Handle, dtype: np.dtype[Any], shape: tuple[int, ...], start: int) -> None:
        self._file, self._start = file, start
        self.dtype, self.shape = dtype, shape
        self._row = dtype.itemsize * math.prod(shape[1:])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice | NDArray[Any]) -> NDArray[Any]:
        """A stretch of rows, or some rows by their numbers."""
        if isinstance(rows, slice):
            first, last, _ = rows.indices(len(self))
            return self._read(first, max(0, last - first))
        return np.concatenate([self._read(int(row), 1) for row in rows])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self[:].astype(dtype or self.dtype, copy=False)

    def _read(self, first: int, count: int) -> NDArray[Any]:
        raw = os.pread(self._file.number, count * self._row, self._start + first * self._row)
        return np.frombuffer(raw, self.dtype).reshape(count, *self.shape[1:])


def packed(texts: list[str]) -> NDArray[np.uint8]:
    """Texts without line ends as one array of bytes."""
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def unpacked(array: NDArray[Any]) -> list[str]:
    """What `packed` was given. Raises UnicodeDecodeError."""
    text = array.tobytes().decode()
    return text.split("\n") if text else []


def part_of(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Arrays:
    """The arrays whose names begin with `prefix`, named by the rest."""
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _write(file: BinaryIO, arrays: Arrays) -> None:
    sizes = {name: (array.dtype.str, list(array.shape)) for name, array in arrays.items()}
    room = len(json.dumps({name: (*size, 1 << 52) for name, size in sizes.items()}).encode())
    start, index = _aligned(_HEAD.size + room), {}
    for name, array in arrays.items():
        index[name] = (*sizes[name], start)
        start = _aligned(start + array.nbytes)
    written = json.dumps(index).encode().ljust(room)
    file.write(_HEAD.pack(_FORMAT, len(written), 0) + written)
    for name, array in arrays.items():
        file.write(bytes(index[name][2] - file.tell()))
        file.write(array.reshape(-1).view(np.uint8).data)
    with Path(file.name).open("rb") as again:
        again.seek(_HEAD.size)
        file.flush()
        checksum = _checksum(again)
    file.seek(0)
    file.write(_HEAD.pack(_FORMAT, len(written), checksum))


def _checksum(file: BinaryIO) -> int:
    found, buffer = 0, bytearray(_CHUNK)
    while size := file.readinto(buffer):  # type: ignore[attr-defined]  # a plain file has it
        found = zlib.crc32(memoryview(buffer)[:size], found)
    return found


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED


def _array(mapped: mmap.mmap, kind: str, shape: list[int], start: int) -> NDArray[Any]:
    return np.frombuffer(mapped, _dtype(kind), math.prod(shape), start).reshape(shape)


def _stored(file: _Handle, kind: str, shape: list[int], start: int) -> Any:
    """A `StoredArray`, for those who read rows of it as of any array."""
    return StoredArray(file, _dtype(kind), tuple(shape), start)


def _dtype(kind: str) -> np.dtype[Any]:
    dtype = np.dtype(kind)
    if dtype.kind not in _KINDS:
        raise DamagedFile
    return dtype
