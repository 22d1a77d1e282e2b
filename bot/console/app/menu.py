"""The navigation in groups: by the first part of a page's path, so that a new page finds its group by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.console.app.page import Page

GROUPS: dict[str, tuple[str, ...]] = {
    "menu_group_knowledge": ("entries", "drafts", "publish", "releases", "confirm", "closed", "sheets"),
    "menu_group_needs": ("unanswered", "try", "coverage", "usage", "log"),
    "menu_group_running": ("keeping", "health", "people", "audit"),
    "menu_group_me": ("sessions",),
}  # the wording key of a group and the first part of the paths in it; the first group takes what no group names


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Links under one heading. name: the key of its heading in the wording."""

    name: str
    pages: tuple[Page, ...]


def grouped(menu: Sequence[Page]) -> tuple[MenuGroup, ...]:
    """The pages of the navigation by group, in the order of GROUPS; the home page stands apart, groups without a page go."""
    first = next(iter(GROUPS))
    named = {part: name for name, parts in GROUPS.items() for part in parts}
    found: dict[str, list[Page]] = {name: [] for name in GROUPS}
    for page in menu:
        if part := section(page.path):
            found[named.get(part, first)].append(page)
    return tuple(MenuGroup(name, tuple(pages)) for name, pages in found.items() if pages)


def section(path: str) -> str:
    """The first part of a page's path: "people" of "/people/{name}", "" of the home page."""
    return path.lstrip("/").partition("/")[0]
