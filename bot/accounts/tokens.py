"""Tokens of links and sessions, and the keyed hashes under which alone they are stored."""

from __future__ import annotations

import hmac
import secrets

from bot.storage.keys import Keys
from bot.storage.sealing import seal, unseal

TOKEN_BYTES = 32
LONGEST_TOKEN = 64  # characters of a token that are looked at


class Secrets:
    """Keyed hashes (HMAC-SHA256, a key for each purpose) and the seal of Telegram ids."""

    def __init__(self, keys: Keys) -> None:
        self._links = keys.subkey("accounts: links")
        self._sessions = keys.subkey("accounts: sessions")
        self._marks = keys.subkey("accounts: telegram mark")
        self._seals = keys.subkey("accounts: telegram seal")

    def link_hash(self, token: str) -> bytes:
        """The 32 bytes by which a link is found again."""
        return _hash(self._links, token)

    def session_hash(self, token: str) -> bytes:
        """The 32 bytes by which a session is found again."""
        return _hash(self._sessions, token)

    def person_mark(self, person: str) -> bytes:
        """The 32 bytes by which the account of a Telegram person is found."""
        return _hash(self._marks, person)

    def seal_person(self, account: str, person: str) -> bytes:
        """A Telegram person, sealed for this account's row only."""
        return seal(self._seals, account.encode(), person.encode())

    def unseal_person(self, account: str, sealed: bytes) -> str | None:
        """The person, or None where it cannot be opened."""
        opened = unseal(self._seals, account.encode(), sealed)
        return opened.decode() if opened is not None else None


def new_token() -> str:
    """256 random bits as 43 characters of A-Z a-z 0-9 _ -."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_handle() -> str:
    """A short name for a session, which opens nothing."""
    return secrets.token_hex(6)


def _hash(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text[: LONGEST_TOKEN * 2].encode("utf-8", "replace"), "sha256")
