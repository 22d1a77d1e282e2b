"""Draws charts; run as a child process (`python -m bot.usage.analysis.drawing`: JSON in, a JSON list of drawings out)."""

from __future__ import annotations

import base64
import io
import json
import sys
import textwrap
from collections.abc import Callable
from functools import partial
from typing import Any

from bot.usage.analysis.chart_sizes import size_of
from bot.usage.analysis.clean_svg import clean_svg

_INK, _PALE, _LINES = "#22303c", "#66727e", "#e3e7eb"
_BLUE, _DEEP = "#3d6f9e", "#1a4573"
_COLOURS = ("#2a7f62", "#e3b23c", "#c8553d", "#8a96a3")  # also told apart by brightness


def draw_all(wanted: dict[str, Any]) -> list[str]:
    """The drawings: SVG texts, or one PNG in base64."""
    pyplot = _library()
    if wanted["form"] == "svg":
        return [_svg(pyplot, figure, narrow=wanted.get("narrow", False)) for figure in wanted["figures"]]
    return [base64.b64encode(_sheet(pyplot, wanted["figures"], wanted["title"])).decode()]


def _library() -> Any:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    mpl.rcParams.update(
        {
            "font.size": 10, "text.color": _INK, "axes.labelcolor": _INK, "axes.edgecolor": "#d5dae0", "xtick.color": _INK,
            "ytick.color": _INK, "axes.titlesize": 11, "axes.titleweight": "bold", "svg.fonttype": "none",
            "svg.hashsalt": "rumbo", "text.parse_math": False,
        }
    )  # fmt: skip
    return pyplot


def _svg(pyplot: Any, figure: dict[str, Any], *, narrow: bool) -> str:
    canvas = pyplot.figure(figsize=_size(figure, narrow=narrow), layout="constrained")
    _draw(canvas.add_subplot(), figure, titled=False, narrow=narrow)
    written = io.StringIO()
    canvas.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    pyplot.close(canvas)
    return clean_svg(written.getvalue(), figure["name"], figure["title"], figure["description"])


def _sheet(pyplot: Any, figures: list[dict[str, Any]], title: str) -> bytes:
    heights = [_size(figure)[1] for figure in figures]
    canvas = pyplot.figure(figsize=(10, sum(heights) + 0.6), dpi=100, layout="constrained", facecolor="white")
    if title:
        canvas.suptitle(title, fontsize=14, fontweight="bold")
    grid = canvas.add_gridspec(len(figures), 1, height_ratios=heights)
    for place, figure in enumerate(figures):
        _draw(canvas.add_subplot(grid[place]), figure, titled=True)
    written = io.BytesIO()
    canvas.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _size(figure: dict[str, Any], *, narrow: bool = False) -> tuple[float, float]:
    return size_of(figure["kind"], len(figure["labels"]), narrow=narrow)


def _draw(axes: Any, figure: dict[str, Any], *, titled: bool, narrow: bool = False) -> None:
    bars = partial(_narrow_bars if narrow else _bars, thousands=figure["thousands"])
    stacked, line = partial(_stacked, narrow=narrow), partial(_line, narrow=narrow)
    ways: dict[str, Callable[..., None]] = {"stacked": stacked, "bars": bars, "line": line, "heat": _heat}
    draw = ways[figure["kind"]]
    draw(axes, figure["labels"], figure["series"])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_visible(figure["kind"] in {"stacked", "line"})
    axes.tick_params(length=0)
    if titled:
        axes.set_title(figure["title"], loc="left", pad=22 if figure["kind"] == "stacked" else 8)


def _stacked(axes: Any, labels: list[str], series: list[dict[str, Any]], *, narrow: bool) -> None:
    base = [0.0] * len(labels)
    for colour, part in zip(_COLOURS, series, strict=False):
        axes.bar(
            range(len(labels)), part["values"], bottom=base, color=colour, width=0.8, label=part["name"],
            edgecolor=_INK, linewidth=0.3,
        )  # fmt: skip
        base = [low + height for low, height in zip(base, part["values"], strict=True)]
    axes.set_ylim(0, max([*base, 4]) * 1.05)
    columns = 1 if narrow else 3
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=columns, frameon=False, fontsize=9, handlelength=1,
        labelspacing=0.2,
    )  # fmt: skip
    _along(axes, labels, narrow=narrow)


def _line(axes: Any, labels: list[str], series: list[dict[str, Any]], *, narrow: bool) -> None:
    values = [float("nan") if value is None else value for value in series[0]["values"]]
    axes.plot(range(len(labels)), values, color=_BLUE, linewidth=2, marker="o", markersize=3)
    axes.set_ylim(0, max([*(v for v in values if v == v), 4]) * 1.1)
    _along(axes, labels, narrow=narrow)


def _along(axes: Any, labels: list[str], *, narrow: bool) -> None:
    step = max(1, -(-len(labels) // (5 if narrow else 10)))
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    axes.set_xlim(-0.7, len(labels) - 0.3)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_LINES)


def _bars(axes: Any, labels: list[str], series: list[dict[str, Any]], *, thousands: str) -> None:
    values = series[0]["values"]
    places = list(range(len(values) - 1, -1, -1))
    widest = max([*values, 1])
    axes.barh(places, values, color=_BLUE, height=0.68)
    axes.set_yticks(
        places, [textwrap.shorten(label, 46, placeholder="…") or "?" for label in labels], fontsize=9
    )
    axes.set_ylim(-0.6, len(values) - 0.4)
    axes.set_xlim(0, widest * 1.15)
    axes.set_xticks([])
    for place, value in zip(places, values, strict=True):
        said = f"{value:,.0f}".replace(",", thousands)
        axes.text(value + widest * 0.01, place, said, va="center", fontsize=9, color=_PALE)


def _narrow_bars(axes: Any, labels: list[str], series: list[dict[str, Any]], *, thousands: str) -> None:
    """Each bar under its name, which then has the whole width of a phone."""
    values = series[0]["values"]
    widest = max([*values, 1])
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        axes.barh(-place, value, color=_BLUE, height=0.34)
        axes.text(
            0, 0.28 - place, textwrap.shorten(label, 44, placeholder="…") or "?", va="bottom", fontsize=9
        )
        said = f"{value:,.0f}".replace(",", thousands)
        axes.text(value + widest * 0.015, -place, said, va="center", fontsize=9, color=_PALE)
    axes.set_ylim(-len(values) + 0.6, 0.78)
    axes.set_xlim(0, widest * 1.18)
    axes.set_xticks([])
    axes.set_yticks([])


def _heat(axes: Any, labels: list[str], series: list[dict[str, Any]]) -> None:
    most = max([*(value for row in series for value in row["values"]), 1])
    for place, row in enumerate(reversed(series)):
        for hour, value in enumerate(row["values"]):
            axes.add_patch(_square(hour, place, value / most))
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_ylim(-0.5, len(series) - 0.5)
    axes.set_xticks(range(0, len(labels), 3), labels[::3])
    axes.set_yticks(range(len(series)), [row["name"] for row in reversed(series)])


def _square(hour: int, place: int, share: float) -> Any:
    from matplotlib.patches import Rectangle

    shade = 0.06 + 0.94 * share  # see-through, so that it is right on a light and on a dark page
    return Rectangle((hour - 0.46, place - 0.44), 0.92, 0.88, facecolor=_DEEP, alpha=shade, linewidth=0)


def main() -> None:
    """Read what is wanted from standard input and write the drawings to standard output."""
    json.dump(draw_all(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
