"""The master key: from RUMBO_SECRET_KEY or a key file kept apart from the data, and the subkeys made from it."""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_FILE = "rumbo.key"
KEY_BYTES = 32


class KeyRefusedError(Exception):
    """The master key cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The master key, from which every other key is derived; it is never printed."""

    master: bytes = field(repr=False)

    def subkey(self, purpose: str) -> bytes:
        """The 32-byte key for one purpose (HKDF-SHA256, RFC 5869); no subkey tells anything of another."""
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"rumbo 1", info=purpose.encode()).derive(
            self.master
        )


def load_keys(secret: str | None, keys_folder: Path, data_folder: Path) -> Keys:
    """The master key: `secret` if given, else the key file in `keys_folder`, made at the first start.

    Raises KeyRefusedError when the secret is too short, or when the key file lies in the data folder, can be read by
    others or is damaged.
    """
    if secret is not None:
        if len(secret.encode()) < KEY_BYTES:
            msg = "RUMBO_SECRET_KEY is too short: 32 bytes or more, e.g. `openssl rand -hex 32`"
            raise KeyRefusedError(msg)
        return Keys(secret.encode())
    keys, data = keys_folder.resolve(), data_folder.resolve()
    if keys == data or data in keys.parents:
        msg = f"The key folder {keys} lies inside the data folder {data}: set RUMBO_KEYS to a place apart"
        raise KeyRefusedError(msg)
    try:
        return Keys(_key_from_file(keys / KEY_FILE))
    except OSError as error:
        msg = f"The key file {keys / KEY_FILE} cannot be used ({error.strerror}): mend it or set RUMBO_SECRET_KEY"
        raise KeyRefusedError(msg) from error


def _key_from_file(path: Path) -> bytes:
    if not path.exists():
        _make_key_file(path)
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) or mode & 0o077:
        msg = f"The key file {path} can be read by others: run `chmod 600 {path}`"
        raise KeyRefusedError(msg)
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        msg = (
            f"The key file {path} is damaged: bring it back from your copy. "
            "Without it what is remembered about people cannot be read; to begin anew, move the file away"
        )
        raise KeyRefusedError(msg)
    return key


def _make_key_file(path: Path) -> None:
    """Write a new key beside its place and link it in: of two processes starting at once, one key wins whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{KEY_FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
