"""The watcher is tested on the same databases as the storage room."""

from __future__ import annotations

from tests.storage.conftest import address, clock, database, embedded, folder, postgres_server, prepared

__all__ = ["address", "clock", "database", "embedded", "folder", "postgres_server", "prepared"]
