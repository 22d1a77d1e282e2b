"""Arrays come back from their file as they were, or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.knowledge.array_file import (
    DamagedFile,
    StoredArray,
    packed,
    part_of,
    read_arrays,
    unpacked,
    write_arrays,
)

ARRAYS = {
    "numbers": np.arange(12, dtype=np.float32).reshape(3, 4),
    "one": np.array(0.5),
    "empty": np.zeros((0, 3), np.int64),
    "bytes": np.array([b"a", b"bcd"]),
    "words": packed(["uno", "dos", "ñandú"]),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "some.arrays"
    write_arrays(path, ARRAYS)
    return path


def test_what_was_written_is_read(file: Path) -> None:
    found = read_arrays(file)
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name].reshape(array.shape), array)
    assert unpacked(found["words"]) == ["uno", "dos", "ñandú"]
    assert [x.name for x in file.parent.iterdir()] == [file.name]


def test_what_is_read_cannot_be_changed(file: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        read_arrays(file)["numbers"][0] = 1


def test_rows_that_are_rarely_used_are_read_when_they_are_asked_for(file: Path) -> None:
    stored = read_arrays(file, ["num"])["numbers"]
    assert isinstance(stored, StoredArray)
    assert (len(stored), stored.shape) == (3, (3, 4))
    assert np.array_equal(stored[1:], ARRAYS["numbers"][1:])
    assert np.array_equal(stored[np.array([2, 0])], ARRAYS["numbers"][[2, 0]])
    assert np.array_equal(np.asarray(stored), ARRAYS["numbers"])


def test_who_has_read_a_file_keeps_it_when_it_is_replaced_or_deleted(file: Path) -> None:
    mapped, stored = read_arrays(file)["numbers"], read_arrays(file, ["numbers"])["numbers"]
    write_arrays(file, {"numbers": ARRAYS["numbers"] * 2})
    assert np.array_equal(read_arrays(file)["numbers"], ARRAYS["numbers"] * 2)
    file.unlink()
    assert np.array_equal(mapped, ARRAYS["numbers"])
    assert np.array_equal(stored[:], ARRAYS["numbers"])


def test_a_damaged_file_is_refused_wherever_the_damage_is(file: Path) -> None:
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DamagedFile):
            read_arrays(file)


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.99])
def test_a_part_of_a_file_is_refused(file: Path, keep: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(keep * len(whole))])
    with pytest.raises(DamagedFile):
        read_arrays(file)


def test_objects_are_never_written_or_read(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_arrays(tmp_path / "x", {"a": np.array([object()], object)})
    assert not list(tmp_path.iterdir())
    write_arrays(tmp_path / "x", {"a": np.array([b"12345678"])})
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes().replace(b'"|S8"', b'"|O8"'))
    with pytest.raises(DamagedFile):
        read_arrays(tmp_path / "x")


def test_arrays_are_told_apart_by_the_beginning_of_their_names() -> None:
    assert list(part_of({"a_b": ARRAYS["one"], "ab": ARRAYS["one"]}, "a_")) == ["b"]
