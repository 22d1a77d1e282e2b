"""Reads a folder of research facts: what was found out, by whom it was said, and what a second reader made of it.

The folder is not part of the knowledge. Its files are YAML; of each, these lists are read: `facts`, `places` and `lines`
(records with an `id`), `domains` (official sites, with a `url`) and `audit` (an `id` and its `verdict`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import yaml

from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.records import Verdict

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar stays text: 0800 is no octal number
_URL = re.compile(r"https?://[^\s'\"<>]+")
_ALIAS = re.compile(r"^(?:www\.|amp\.|m\.)+")
_PHONE_EDITION = re.compile(r"(?:^|&)(?:outputType=amp|amp(?:=1)?)(?=&|$)")
_HOST = re.compile(
    r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The research behind the knowledge."""

    said: Mapping[str, str]  # id -> all that the record says, one value a line
    hosts: frozenset[str]  # every site that a record names, without www.
    pages: frozenset[str]  # every page, as `page` writes it
    verdicts: Mapping[str, Verdict]


def read_facts(folder: Path) -> Facts:
    """The facts of a folder. Raises KnowledgeRefused where it is none, or a file cannot be read."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise KnowledgeRefused(
            [Problem(str(folder), 1, "holds no YAML files: name the folder of the research facts")]
        )
    said: dict[str, list[str]] = {}
    hosts: set[str] = set()
    verdicts: dict[str, Verdict] = {}
    for file in files:
        document = _document(file)
        for kind in ("facts", "places", "lines"):
            for record in _records(document, kind):
                said.setdefault(record["id"], []).extend(scalars(record))
        for site in document.get("domains") or []:
            hosts |= hosts_in(" ".join(scalars(site)))
        for record in _records(document, "audit"):
            if record.get("verdict") in get_args(Verdict):
                verdicts[record["id"]] = record["verdict"]
    texts = {name: "\n".join(values) for name, values in said.items()}
    whole = "\n".join(texts.values())
    return Facts(texts, frozenset(hosts) | hosts_in(whole), pages_in(whole), verdicts)


def hosts_in(text: str) -> frozenset[str]:
    """Every site that a text names: www.gob.pe and https://gob.pe/x are both gob.pe."""
    return frozenset(host.lower().removeprefix("www.") for host in _HOST.findall(text))


def pages_in(text: str) -> frozenset[str]:
    """Every page that a text links to, as `page` writes it."""
    return frozenset(page(url) for url in _URL.findall(text))


def page(url: str) -> str:
    """An address without what does not change the page: scheme, port, www., last slash, marks of a phone's edition."""
    parts = urlsplit(url)
    host = _ALIAS.sub("", (parts.hostname or "").rstrip("."))
    query = _PHONE_EDITION.sub("", parts.query)
    return f"{host}{parts.path.rstrip('/').removesuffix('/amp')}{'?' + query if query else ''}"


def scalars(value: object) -> Iterator[str]:
    """Every text inside a value, at any depth; `null` is nothing."""
    if isinstance(value, dict):
        for item in value.values():
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)
    elif value not in (None, "", "null", "~"):
        yield str(value)


def _document(file: Path) -> dict[str, Any]:
    try:
        said = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - makes texts only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise KnowledgeRefused([Problem(file.name, line, "cannot be read as YAML: mend it there")]) from None
    return said if isinstance(said, dict) else {}


def _records(document: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    for record in document.get(kind) or []:
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            yield record
