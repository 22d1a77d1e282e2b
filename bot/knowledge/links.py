"""Web addresses that may stand in the knowledge: the official name in plain letters, nothing that hides where it leads."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from bot.knowledge.problems import short

MAX_LENGTH = 400
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_TRIAL = re.compile(r"(.*-)?(staging|stage|test|testing|dev|preprod|qa|uat|demo|localhost|webcache)(-.*)?\d*")
_COPIES = ("archive.org", "archive.ph", "archive.today", "googleusercontent.com")
_SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "t.co",
        "ow.ly",
        "is.gd",
        "cutt.ly",
        "rb.gy",
        "n9.cl",
        "acortar.link",
        "shorturl.at",
        "rebrand.ly",
        "buff.ly",
    ]
)
_STATE = frozenset({"gob", "gov", "gub", "go"})


def official_address(text: str) -> str:
    """`text` as an address to send people to. Raises ValueError with what to change."""
    address = text.strip()
    host = _plain_host(address, ("https",))
    labels = host.split(".")
    if any(_TRIAL.fullmatch(label) for label in labels) or host.endswith(_COPIES):
        msg = f"'{short(host)}' is a test or copied page: use the official address"
        raise ValueError(msg)
    if host.removeprefix("www.") in _SHORTENERS:
        msg = f"'{host}' hides where it leads: use the full address of the page"
        raise ValueError(msg)
    if _STATE & set(labels[:-2]) and not _STATE & set(labels[-2:]):
        msg = f"'{short(host)}' only looks like a state's address: check it with the office"
        raise ValueError(msg)
    return address


def source_address(text: str) -> str:
    """`text` as the address of a source: http and archived copies may stand too. Raises ValueError."""
    address = text.strip()
    _plain_host(address, ("https", "http"))
    return address


def _plain_host(address: str, schemes: tuple[str, ...]) -> str:
    """The host of an address written plainly. Raises ValueError."""
    starts = " or ".join(f"{scheme}://" for scheme in schemes)
    parts = _split(address)
    if parts is None or parts.scheme not in schemes or re.search(r"[\s\\<>\"]", address):
        msg = f"'{short(address)}' is no full address: write one that starts with {starts}, without spaces"
        raise ValueError(msg)
    if len(address) > MAX_LENGTH:
        msg = f"is longer than {MAX_LENGTH} characters: use the shorter address of the page"
        raise ValueError(msg)
    if "@" in parts.netloc or ":" in parts.netloc:
        msg = f"'{short(parts.netloc)}' holds a user name or a port: write the plain name of the site"
        raise ValueError(msg)
    host = parts.netloc.lower()
    if not _HOST.fullmatch(host) or "xn--" in host:
        msg = f"'{short(host)}' is not an address to send people to: use the official name in plain letters"
        raise ValueError(msg)
    return host


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
