"""docs/security.md says what is done: its figures are those of the code, and nothing that it speaks of is missing."""

from __future__ import annotations

import re
from pathlib import Path

from bot.accounts import brake, links, sessions
from bot.accounts.records import LONGEST_NAME, MOST_COUNTRIES
from bot.accounts.tokens import TOKEN_BYTES
from bot.console import chat, listening, reading, server
from bot.console.app import forms
from bot.editing.sheets import reading as sheets
from bot.storage.inventory import DEED_DAYS, EVENT_DAYS
from bot.storage.keys import KEY_BYTES

ROOT = Path(__file__).parents[2]
SAID = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
MIB = 1024 * 1024


def part(title: str) -> str:
    """A section of the page, its line breaks as spaces."""
    found = SAID.split(f"\n## {title}\n")
    assert len(found) == 2, title
    return " ".join(found[1].split("\n## ")[0].split())


def test_the_limits_that_are_named_are_those_of_the_code() -> None:
    said = part("What comes in, and its limits")
    assert server.WEBHOOK_BYTES == forms.MOST_BYTES == MIB
    assert "| 1 MiB; 1,000 characters are read" in said
    assert f"{chat.MOST_BYTES // 1024} KiB; {listening.MOST_CONNECTIONS} connections" in said
    fields = f"1 MiB, {forms.MOST_FIELDS} fields unless the page says more, {reading.SLOWEST_SECONDS} seconds"
    assert f"{fields}; 20,000 characters a field" in said
    assert forms.Form.text.__defaults__ == (20_000,)
    assert f"at most {forms.MOST_FILES} files" in said
    assert f"{sheets.MAX_BYTES // MIB} MB" in said
    assert f"2 to {LONGEST_NAME} letters" in said
    assert f"{MOST_COUNTRIES} countries" in said
    for rule in (
        "Things that belong together are checked together",
        "in that order",
        "all or nothing",
        "with a time limit",
    ):
        assert rule in said, rule


def test_signing_in_is_described_as_it_is() -> None:
    said = part("Signing in")
    assert f"{TOKEN_BYTES * 8} random bits" in said
    assert (
        f"for {links.SECONDS['sign-in'] // 60} minutes (an invitation: {links.SECONDS['invite'] // 3600} hours)"
        in said
    )
    assert f"waits after {brake.FREE} wrong ones" in said
    assert f"up to {brake.LONGEST_WAIT:.0f} seconds, for {brake.WINDOW / 60:.0f} minutes" in said
    assert links.SIGNS_IN == ("invite", "sign-in"), "a new way to sign in is described here first"


def test_sessions_are_described_as_they_are() -> None:
    said = part("Sessions")
    assert f"{TOKEN_BYTES * 8} random bits" in said
    assert f"after {sessions.IDLE_SECONDS // 60} minutes without use" in said
    assert f"after {sessions.LONGEST_SECONDS // 3600} hours in any case" in said
    assert "any number of sessions" in said
    assert "Nothing is federated" in said


def test_every_purpose_of_a_key_is_of_a_kind_that_is_named() -> None:
    said = part("Keys, ciphers and chance")
    assert f"master key, {KEY_BYTES} bytes" in said
    purposes: set[str] = set()
    for file in (ROOT / "bot").rglob("*.py"):
        purposes |= set(re.findall(r'subkey\(\s*"([^"]+)"', file.read_text(encoding="utf-8")))
    kinds = {
        "accounts": "links, sessions, Telegram marks and seals",
        "people": "rows and contents of people",
        "owed forgettings": "people still to be forgotten",
        "pseudonym keys": "day keys",
        "place report keys": "place keys",
        "subscriptions": "subscriptions",
        "console": "spreadsheets between preview and import",
    }
    assert {purpose.partition(":")[0] for purpose in purposes} <= set(kinds)
    for words in kinds.values():
        assert words in said, words
    for algorithm in ("HKDF-SHA256", "AES-256-GCM", "HMAC-SHA256", "SHA-256", "BLAKE2b"):
        assert algorithm in said


def test_connections_levels_logs_and_libraries_are_described() -> None:
    connections = part("What speaks to what")
    for word in ("api.telegram.org", "DATABASE_URL", "sslmode=verify-full", "webhook", "TLS 1.2 and 1.3", "/run/secrets",
                 "publicly trusted certificate", "X-Forwarded-For"):  # fmt: skip
        assert word in connections, word
    levels = part("How much each thing is worth")
    assert f"{EVENT_DAYS} days" in levels
    assert f"{DEED_DAYS} days" in levels
    logs = part("Logs")
    assert f"{DEED_DAYS} days" in logs
    assert "time in UTC" in logs
    libraries = part("Libraries")
    assert "within 7 days" in libraries
    assert "every 90 days" in libraries
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"`make (\w+)`", SAID):
        assert f"\n{command}:" in makefile, command


def test_who_may_do_what_is_written_down_function_by_function_and_field_by_field() -> None:
    said = part("Who may do what")
    for word in ("rights.txt", "Data by data", "Field by field", "guarded field"):
        assert word in said
    assert (ROOT / "tests" / "console" / "app" / "rights.txt").is_file()


def test_every_link_of_the_page_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", SAID):
        assert (ROOT / "docs" / target).resolve().is_file(), target
