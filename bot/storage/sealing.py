"""Sealing: authenticated encryption of the little that is kept about a person, each person under a key of their own."""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.keys import Keys

_VERSION = b"\x01"
_NONCE = 12
_STEP = 256  # contents are filled up to a multiple of this, so that the length tells nothing


def seal(key: bytes, bound_to: bytes, content: bytes) -> bytes:
    """`content` encrypted with AES-256-GCM under `key`, tied to `bound_to` (a row's own key)."""
    filled = len(content).to_bytes(4) + content
    filled += bytes(-len(filled) % _STEP)
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, filled, bound_to)


def unseal(key: bytes, bound_to: bytes, sealed: bytes) -> bytes | None:
    """The content, or None where the key is another, the row was changed or moved, or the bytes are damaged."""
    if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE + 16:
        return None
    try:
        filled = AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound_to)
    except InvalidTag:
        return None
    return filled[4 : 4 + int.from_bytes(filled[:4])]


class PersonSeal:
    """Row keys and seals for people. Who holds keys and database still needs a person's id to open their row."""

    def __init__(self, keys: Keys) -> None:
        self._rows = keys.subkey("people: row key")
        self._contents = keys.subkey("people: content")

    def row_key(self, person: str) -> bytes:
        """The 32-byte key of a person's row: an HMAC, so that ids cannot be tried without the master key."""
        return hmac.digest(self._rows, person.encode(), "sha256")

    def seal(self, person: str, content: bytes) -> bytes:
        """The content, sealed for this person's row only."""
        return seal(self._own_key(person), self.row_key(person), content)

    def unseal(self, person: str, sealed: bytes) -> bytes | None:
        """The content of this person's row, or None where it cannot be opened."""
        return unseal(self._own_key(person), self.row_key(person), sealed)

    def _own_key(self, person: str) -> bytes:
        return hmac.digest(self._contents, person.encode(), "sha256")
