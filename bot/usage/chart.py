"""A report as one picture. It is drawn by a child process (`python -m bot.usage.chart`: JSON in, PNG out), so that the
drawing library never weighs on the bot's memory.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.drawing_child import drawn_by
from bot.usage.labels import Labels, Language
from bot.usage.small_numbers import Cell

if TYPE_CHECKING:  # the child needs no database to draw
    from bot.usage.report import Report

WIDTH, HEIGHT = 1000, 900  # pixels
_MOST_BARS = 92
_SECONDS = 60  # the first drawing on a machine also reads all its fonts

_OUTCOMES = ("answer", "choices", "ask_country", "not_known", "other")  # all the rest is drawn as "other"
_COLOURS = {
    "answer": "#2a7f62", "choices": "#8fc0a9", "ask_country": "#e3b23c", "not_known": "#c8553d", "other": "#b8bec6",
}  # fmt: skip
_INK, _PALE = "#22303c", "#8a96a3"


async def chart_png(
    report: Report, language: Language = "en", names: Mapping[str, str] | None = None
) -> bytes | None:
    """The picture of a report, 1000 x 900 pixels; None where it cannot be drawn (the figures are in the text too).

    `names`: titles of question ids and names of country codes.
    """
    data = json.dumps({**report.as_json(), "language": language, "names": dict(names or {})}).encode()
    picture = await drawn_by("bot.usage.chart", data, _SECONDS)
    return picture if picture is not None and picture.startswith(b"\x89PNG") else None


# ---- in the child process -------------------------------------------------------------------------------


def draw(report: dict[str, Any]) -> bytes:
    """The picture of a report in its JSON form, as the bytes of a PNG."""
    import io

    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    mpl.rcParams.update(
        {"font.size": 10, "text.color": _INK, "axes.labelcolor": _INK, "axes.edgecolor": "#d5dae0"}
    )
    mpl.rcParams.update(
        {"xtick.color": _INK, "ytick.color": _INK, "axes.titlesize": 11, "axes.titleweight": "bold"}
    )
    labels = Labels(report["language"], report["names"])
    figure = pyplot.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor="white")
    grid = figure.add_gridspec(
        3,
        2,
        height_ratios=(1.15, 1.25, 0.7),
        left=0.075,
        right=0.97,
        top=0.87,
        bottom=0.05,
        hspace=0.42,
        wspace=0.55,
    )
    _headline(figure, report, labels)
    _draw_days(figure.add_subplot(grid[0, :]), report, labels)
    questions, topics = figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[1, 1])
    _draw_cells(questions, report["questions"], "questions", labels, most=8)
    _draw_cells(topics, report["topics"], "topics", labels, most=8)
    countries = figure.add_subplot(grid[2, 0])
    _draw_cells(countries, report["countries"], "countries", labels, most=5)
    _draw_cells(figure.add_subplot(grid[2, 1]), report["languages"], "languages", labels, most=5)
    for axes in (questions, countries):
        _make_room_for_names(axes)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _headline(figure: Any, report: dict[str, Any], labels: Labels) -> None:
    title = labels("title").format(since=report["since"], until=report["until"])
    figure.text(0.03, 0.955, title, fontsize=15, fontweight="bold")
    parts = [
        f"{labels('messages')}: {report['messages']:,}",
        f"{labels('not known')}: {report['not_known']:,}",
        f"{labels('feedback')}: {report['feedback_yes']:,} / {report['feedback_no']:,}",
    ]
    figure.text(0.03, 0.925, "   ·   ".join(parts), fontsize=11, color=_PALE)


def _draw_days(axes: Any, report: dict[str, Any], labels: Labels) -> None:
    days = _steps(list(report["days"].items()))
    base = [0] * len(days)
    for outcome in _OUTCOMES:
        heights = [_of_outcome(counts, outcome) for _, counts in days]
        axes.bar(
            range(len(days)),
            heights,
            bottom=base,
            color=_COLOURS[outcome],
            width=0.82,
            label=labels(outcome),
        )
        base = [low + height for low, height in zip(base, heights, strict=True)]
    step = max(1, len(days) // 12)
    axes.set_xticks(range(0, len(days), step), [day[5:] for day, _ in days[::step]])
    axes.set_xlim(-0.7, len(days) - 0.3)
    axes.set_ylim(0, max([*base, 4]) * 1.08)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_title(labels("by day" if len(days) == len(report["days"]) else "by week"), loc="left")
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=5, frameon=False, fontsize=9, handlelength=1
    )
    axes.set_axisbelow(True)
    axes.grid(axis="y", color="#eceff2")
    _plain_frame(axes, keep=("bottom",))


def _steps(days: list[tuple[str, dict[str, int]]]) -> list[tuple[str, Counter[str]]]:
    """The days, or, where they are too many for bars, their weeks."""
    size = 1 if len(days) <= _MOST_BARS else 7
    steps = [days[start : start + size] for start in range(0, len(days), size)]
    return [(step[0][0], sum((Counter(counts) for _, counts in step), Counter())) for step in steps]


def _of_outcome(counts: Mapping[str, int], outcome: str) -> int:
    if outcome != "other":
        return counts.get(outcome, 0)
    return sum(count for name, count in counts.items() if name not in _OUTCOMES or name == "other")


def _draw_cells(axes: Any, cells: list[dict[str, Any]], name: str, labels: Labels, *, most: int) -> None:
    cells = cells[:most]
    axes.set_title(labels(name), loc="left")
    _plain_frame(axes, keep=())
    axes.set_xticks([])
    if not cells:
        axes.set_yticks([])
        axes.text(0, 0.8, labels("nothing"), color=_PALE, transform=axes.transAxes)
        return
    counts = [cell["count"] or 0 for cell in cells]
    places = range(len(cells) - 1, -1, -1)
    axes.barh(list(places), counts, color="#3d6f9e", height=0.68)
    axes.set_yticks(
        list(places), [_fitting(labels(cell["name"])) for cell in cells], fontsize=8.5, linespacing=1
    )
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(cells) - 1 - max(len(cells), most - 2) + 0.4, len(cells) - 0.4)
    widest = max([*counts, 1])
    axes.set_xlim(0, widest * 1.18)
    for place, cell in zip(places, cells, strict=True):
        axes.text(
            (cell["count"] or 0) + widest * 0.015,
            place,
            Cell(**cell).shown,
            va="center",
            fontsize=9,
            color=_PALE,
        )


def _fitting(name: str) -> str:
    """A name on at most two lines that fit beside the bars."""
    lines = textwrap.wrap(name, 27, max_lines=2, placeholder="…")
    return "\n".join(lines).replace("$", r"\$")  # a $ would begin a formula


def _make_room_for_names(axes: Any) -> None:
    """Make room on the left, where names of questions and countries are long."""
    box = axes.get_position()
    axes.set_position([box.x0 + 0.115, box.y0, box.width - 0.06, box.height])


def _plain_frame(axes: Any, keep: tuple[str, ...]) -> None:
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(side in keep)
    axes.tick_params(length=0)


def main() -> None:
    """Read a report from standard input and write its picture to standard output."""
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))


if __name__ == "__main__":
    main()
