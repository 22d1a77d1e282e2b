"""Draws the plots of a report: `python -m bot.evaluation.drawing`, JSON on standard input, JSON of SVGs (base64) out."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

_INK, _PALE, _GRID = "#22303c", "#6b7884", "#e6eaee"
_COLOURS = {
    "right": "#2a7f62", "offered": "#8fc0a9", "wrong": "#c8553d", "other choices": "#e3b23c", "not known": "#b8bec6",
    "small talk": "#d9dde2", "alarm": "#7d4f8a", "answered": "#c8553d", "choices": "#e3b23c", "refused": "#2a7f62",
    "right kind": "#2a7f62", "other kind": "#8fc0a9", "quiet offer": "#e3b23c", "missed": "#c8553d",
}  # fmt: skip
_LINES = ("#2a7f62", "#3d6f9e", "#c8553d", "#e3b23c", "#7d4f8a", "#8a96a3", "#22303c")
_SMALLEST_LABEL = 0.06  # a bar narrower than this bears no number
_WIDTH = 5.4  # inches: narrow, so that letters are large enough on a phone
_DARK = {"#2a7f62", "#c8553d", "#7d4f8a"}  # bars that bear white numbers


def draw_all(drawings: Mapping[str, Any]) -> dict[str, str]:
    """Each drawing as the base64 of an SVG."""
    import matplotlib as mpl

    mpl.rcParams.update(
        {
            "font.size": 9,
            "text.color": _INK,
            "axes.labelcolor": _INK,
            "axes.edgecolor": "#c6ccd2",
            "xtick.color": _INK,
            "ytick.color": _INK,
            "svg.hashsalt": "rumbo",  # the same figures give the same file
            "svg.fonttype": "path",
        }
    )
    return {name: base64.b64encode(_DRAW[name](drawing)).decode() for name, drawing in drawings.items()}


def _figure(height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained", facecolor="white")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(
        buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
    )
    return buffer.getvalue()


def stacked_bars(drawing: Mapping[str, Any]) -> bytes:
    """One bar a group, its parts side by side."""
    bars = drawing["bars"]
    figure, axes = _figure(0.9 + 0.36 * len(bars))
    for row, bar in enumerate(reversed(bars)):
        start = 0.0
        for name, share in bar["parts"].items():
            axes.barh(row, share, left=start, color=_COLOURS[name], height=0.72)
            if share >= _SMALLEST_LABEL:
                ink = "white" if _COLOURS[name] in _DARK else _INK
                number = f"{100 * share:.0f}"
                axes.text(start + share / 2, row, number, ha="center", va="center", fontsize=8, color=ink)
            start += share
    axes.set_yticks(range(len(bars)), [_plain(bar["label"]) for bar in reversed(bars)])
    axes.set_xlim(0, 1)
    _percent(axes.xaxis)
    names = dict.fromkeys(name for bar in bars for name, share in bar["parts"].items() if share)
    shared: dict[str, list[str]] = {}  # one colour may mean the like in several groups
    for name in names:
        shared.setdefault(_COLOURS[name], []).append(name)
    _legend(figure, [(", ".join(alike), colour) for colour, alike in shared.items()])
    axes.spines["left"].set_visible(False)
    return _svg(figure)


def calibration(drawing: Mapping[str, Any]) -> bytes:
    """The probability that was said against the share that was right."""
    figure, axes = _figure(4.2)
    bins = drawing["bins"]
    axes.plot([0, 1], [0, 1], color=_PALE, linewidth=1, linestyle=(0, (3, 3)))
    mean, right = [b["mean"] for b in bins], [b["right"] for b in bins]
    below = [max(0.0, b["right"] - b["interval"][0]) for b in bins]
    above = [max(0.0, b["interval"][1] - b["right"]) for b in bins]
    axes.errorbar(mean, right, yerr=[below, above], fmt="o-", color=_LINES[0], ecolor="#a8cdbd", capsize=3)
    for b in bins:
        axes.annotate(
            str(b["of"]),
            (b["mean"], b["right"]),
            (5, -11),
            textcoords="offset points",
            fontsize=7,
            color=_PALE,
        )
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.05), xlabel="probability said", ylabel="share that was right")
    axes.grid(color=_GRID)
    _percent(axes.xaxis)
    _percent(axes.yaxis)
    return _svg(figure)


def levels(drawing: Mapping[str, Any]) -> bytes:
    """Right answers at once against wrong ones as the level is lowered; a cross where it is set."""
    figure, axes = _figure(4.4)
    for colour, line in zip(_LINES, drawing["lines"], strict=False):
        wrong, right = [p[0] for p in line["points"]], [p[1] for p in line["points"]]
        axes.plot(
            wrong,
            right,
            color=colour,
            linewidth=2 if colour == _LINES[0] else 1.3,
            label=_plain(line["label"]),
        )
    wrong, right = drawing["setting"]
    axes.plot(
        [wrong], [right], marker="X", markersize=10, color=_INK, linestyle="none", label="Rumbo as it is set"
    )
    axes.set(xlim=(0, 0.2), ylim=(0, 1), xlabel="wrong answers, of all in scope", ylabel="right at once")
    axes.set_xticks([0, 0.02, 0.05, 0.1, 0.15, 0.2])
    axes.grid(color=_GRID)
    _percent(axes.xaxis)
    _percent(axes.yaxis)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    return _svg(figure)


def noise(drawing: Mapping[str, Any]) -> bytes:
    """What each kind of noise takes from the share of right answers."""
    bars = drawing["bars"]
    figure, axes = _figure(0.9 + 0.34 * len(bars))
    for row, bar in enumerate(reversed(bars)):
        axes.plot(
            [bar["after"], bar["before"]], [row, row], color="#c8553d", linewidth=3, solid_capstyle="round"
        )
        axes.plot([bar["before"]], [row], marker="o", color=_COLOURS["offered"])
        axes.plot([bar["after"]], [row], marker="o", color=_COLOURS["right"])
        loss = 100 * (bar["after"] - bar["before"])
        axes.text(
            max(bar["after"], bar["before"]) + 0.02, row, f"{loss:+.1f}", va="center", fontsize=8, color=_PALE
        )
    axes.set_yticks(range(len(bars)), [bar["label"] for bar in reversed(bars)])
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.6, len(bars) - 0.4)
    axes.grid(axis="x", color=_GRID)
    _percent(axes.xaxis)
    _legend(figure, [("as written", _COLOURS["offered"]), ("with noise", _COLOURS["right"])])
    return _svg(figure)


def _legend(figure: Any, names: Sequence[tuple[str, str]]) -> None:
    from matplotlib.patches import Patch

    figure.legend(
        handles=[Patch(color=colour, label=name) for name, colour in names],
        loc="outside lower center",
        ncols=3,
        frameon=False,
        fontsize=8,
        handlelength=1,
    )


def _percent(axis: Any) -> None:
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(1, 0))


def _plain(text: str) -> str:
    return text.replace("$", r"\$")  # a $ would begin a formula


_DRAW = {
    "outcomes": stacked_bars,
    "topics": stacked_bars,
    "danger": stacked_bars,
    "calibration": calibration,
    "levels": levels,
    "noise": noise,
}


def main() -> None:
    """Reads drawings from standard input and writes their SVGs to standard output."""
    json.dump(draw_all(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
