"""Draws a country's walk for fact-checking: the tree of its questions, and a table of what each option asks for."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

from bot.conversation.walk.sayings import Sayings
from bot.knowledge.freshness import entry_as_of
from bot.knowledge.option_records import CountryOptions
from bot.knowledge.records import Language, Release
from bot.options.asking import Walk
from bot.options.judging import names_of
from bot.options.tree import Branch, tree
from bot.wording import wording

_INK, _PALE, _LINE = "#22303c", "#6b7885", "#b8bec6"
_MARKS = {"in force": "#2a7f62", "announced": "#e3b23c", "unknown": "#e3b23c", "ended": "#b8bec6"}
ROW, COLUMN = 0.42, 4.3  # inches
WIDE = 34  # characters in a column of the tree
_MOST_NAMES = 4  # answers named on a branch before "+3"


def draw_walk(
    release: Release, country: CountryOptions, today: date, to: Path, depth: int, language: Language
) -> None:
    """Writes the drawing to `to`, an .svg or .png file. Raises OSError where it cannot be written."""
    if release.walk is None:
        raise LookupError("the release has no words for the walk")
    sayings = Sayings(release, country, release.walk, wording(language))
    walk = Walk.of(release, country, today)
    root = tree(walk, release, depth)
    table = _table(country, sayings, release)
    tree_height = max(4.0, root.leaves * ROW + 1.2)
    table_height = sum(_lines(row) for row in table) * 0.17 + 1.6
    width = max(16.0, root.levels * COLUMN)
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(width, tree_height + table_height), height_ratios=(tree_height, table_height)
    )
    mpl.rcParams["svg.fonttype"] = "none"
    _draw_tree(above, root, sayings, walk)
    _draw_table(below, table, country, release)
    record = release.countries[country.country]
    figure.suptitle(
        f"{record.names[language]} · {today.isoformat()} · {release.id}",
        fontsize=13,
        color=_INK,
        x=0.01,
        ha="left",
    )
    figure.tight_layout(rect=(0, 0, 1, 0.985))
    figure.savefig(to, dpi=80)
    plt.close(figure)


def _draw_tree(axes: Any, root: Branch, sayings: Sayings, walk: Walk) -> None:
    axes.set_xlim(0, root.levels)
    axes.set_ylim(root.leaves + 0.5, -0.5)
    axes.axis("off")
    _draw_branch(axes, root, 0, 0.0, sayings, walk, "")


def _draw_branch(
    axes: Any, branch: Branch, level: int, top: float, sayings: Sayings, walk: Walk, asked: str
) -> float:
    """Draws a branch whose rows begin at `top`; gives the height at which it stands."""
    middle = top + branch.leaves / 2 - 0.5
    row = top
    for below in branch.below:
        at = _draw_branch(axes, below, level + 1, row, sayings, walk, branch.question or "")
        axes.plot([level + 0.78, level + 0.98], [middle, at], color=_LINE, linewidth=0.8)
        row += below.leaves
    axes.text(
        level + 0.01, middle, _said(branch, sayings, walk, asked), fontsize=6.5, color=_INK, va="center"
    )
    return middle


def _said(branch: Branch, sayings: Sayings, walk: Walk, asked: str) -> str:
    """The answers that lead here, then the question that follows, or how many options are left."""
    lines = []
    if branch.answers:
        labels = _labels(branch.answers, sayings, walk, asked)
        more = f" +{len(labels) - _MOST_NAMES}" if len(labels) > _MOST_NAMES else ""
        lines.append("→ " + " / ".join(labels[:_MOST_NAMES]) + more)
    left = f"{branch.possible} ({len(branch.surely)} ✓)"
    lines.append(f"{sayings.name(branch.asks)}?  [{left}]" if branch.asks else f"■ {left}")
    wrapped = [textwrap.shorten(line, WIDE * 2, placeholder="…") for line in lines]
    return "\n".join(textwrap.fill(line, WIDE) for line in wrapped)


def _labels(values: tuple[str, ...], sayings: Sayings, walk: Walk, asked: str) -> list[str]:
    if asked == "entered":
        known = {i.day.isoformat(): sayings.interval_label(i) for i in walk.intervals}
        return [known.get(v, v) for v in values]
    return [_without_pictures(sayings.label(asked, v)) for v in values]


def _without_pictures(label: str) -> str:
    """A label without flags, which the drawing's font does not have."""
    return "".join(c for c in label if c.isascii() or c.isalpha()).strip()


def _table(country: CountryOptions, sayings: Sayings, release: Release) -> list[tuple[str, str, str]]:
    """For each option: its title and state, what it asks for (a line a way), and what it rests on."""
    rows = []
    for option in country.options:
        ways = ["; ".join(sayings.needed(name, way) for name in names_of(way)) for way in option.when]
        entry = release.entries[option.answer]
        rests = f"{entry.id} · {entry_as_of(entry) or '?'} · {entry.status} · {entry.certainty}"
        asks = "\n".join(textwrap.fill(f"{n}. {w}", 105) for n, w in enumerate(ways, start=1))
        rows.append((f"{option.texts[sayings.words.language].title} [{option.status}]", asks, rests))
    return rows


def _lines(row: tuple[str, str, str]) -> int:
    return max(1, row[1].count("\n") + 1) + 1


def _draw_table(
    axes: Any, rows: list[tuple[str, str, str]], country: CountryOptions, release: Release
) -> None:
    del release
    total = sum(_lines(r) for r in rows)
    axes.set_xlim(0, 1)
    axes.set_ylim(total, -1)
    axes.axis("off")
    at = 0
    for option, (title, asks, rests) in zip(country.options, rows, strict=True):
        axes.plot([0, 1], [at - 0.35, at - 0.35], color=_LINE, linewidth=0.5)
        axes.add_patch(Rectangle((0, at - 0.2), 0.004, 0.9, color=_MARKS[option.status], linewidth=0))
        axes.text(0.008, at, textwrap.fill(title, 46), fontsize=7, color=_INK, va="top")
        axes.text(0.25, at, asks, fontsize=6.5, color=_INK, va="top")
        axes.text(0.8, at, rests, fontsize=6.5, color=_PALE, va="top")
        at += _lines((title, asks, rests))
