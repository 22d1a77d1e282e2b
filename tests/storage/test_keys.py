"""The master key lies apart from the data, is read by its owner only, and is never made anew over an old one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.keys import KEY_FILE, KeyRefusedError, Keys, load_keys
from bot.storage.recent import Recent
from bot.storage.sealing import seal, unseal

KEY = bytes(range(32))


def test_a_key_file_is_made_at_the_first_start_and_read_at_the_next(tmp_path: Path):
    first = load_keys(None, tmp_path / "keys", tmp_path / "data")
    assert load_keys(None, tmp_path / "keys", tmp_path / "data") == first
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "keys").iterdir()] == [KEY_FILE]


def test_processes_that_start_at_once_get_the_same_key(tmp_path: Path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: load_keys(None, tmp_path / "keys", tmp_path / "data"), range(32)))
    assert len(keys) == 1


def test_the_secret_of_the_environment_needs_no_file(tmp_path: Path):
    assert load_keys("s" * 32, tmp_path / "keys", tmp_path / "data").master == b"s" * 32
    assert not (tmp_path / "keys").exists()


def test_a_short_secret_is_refused(tmp_path: Path):
    with pytest.raises(KeyRefusedError, match="too short"):
        load_keys("short", tmp_path / "keys", tmp_path / "data")


@pytest.mark.parametrize("keys", ["data", "data/keys", "data/a/../keys"])
def test_a_key_in_the_data_folder_is_refused(tmp_path: Path, keys: str):
    with pytest.raises(KeyRefusedError, match="inside the data folder"):
        load_keys(None, tmp_path / keys, tmp_path / "data")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int):
    load_keys(None, tmp_path / "keys", tmp_path / "data")
    (tmp_path / "keys" / KEY_FILE).chmod(mode)
    with pytest.raises(KeyRefusedError, match="chmod 600"):
        load_keys(None, tmp_path / "keys", tmp_path / "data")


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "00" * 33, "no key"])
def test_a_damaged_key_is_refused_and_left_as_it_is(tmp_path: Path, content: str):
    load_keys(None, tmp_path / "keys", tmp_path / "data")
    (tmp_path / "keys" / KEY_FILE).write_text(content)
    with pytest.raises(KeyRefusedError, match="damaged"):
        load_keys(None, tmp_path / "keys", tmp_path / "data")
    assert (tmp_path / "keys" / KEY_FILE).read_text() == content


def test_subkeys_differ_and_the_master_key_is_never_shown():
    keys = Keys(b"CANARY" * 6)
    assert len({keys.subkey("a"), keys.subkey("b"), Keys(b"other" * 8).subkey("a")}) == 3
    assert "CANARY" not in repr(keys)


@given(st.binary(max_size=3000), st.binary(max_size=40))
def test_what_is_sealed_is_opened_again_and_its_length_tells_nothing(content: bytes, bound: bytes):
    sealed = seal(KEY, bound, content)
    assert unseal(KEY, bound, sealed) == content
    assert (len(sealed) - 29) % 256 == 0
    assert seal(KEY, bound, content) != sealed


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_changed_seal_another_key_or_another_row_opens_nothing(content: bytes, data: st.DataObject):
    sealed = seal(KEY, b"row", content)
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    assert unseal(KEY, b"row", changed) is None
    assert unseal(KEY, b"row", sealed[:at]) is None
    assert unseal(KEY, b"other", sealed) is None
    assert unseal(bytes(32), b"row", sealed) is None


def test_recent_things_are_bounded_in_number_and_time():
    now = [0.0]
    recent: Recent[int] = Recent(3, 60, timer=lambda: now[0])
    for i in range(5):
        recent.put(str(i), i)
    assert [recent.get(str(i)) for i in range(5)] == [None, None, 2, 3, 4]
    recent.get("2")
    recent.put("5", 5)
    assert (recent.get("2"), recent.get("3")) == (2, None), "what was used last stays"
    now[0] = 61
    assert recent.get("2") is None
    recent.drop("5")
    assert len(recent) == 1
