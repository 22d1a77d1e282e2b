"""A sheet to draw on: text that wraps, boxes and QR codes at places measured in points from the top left corner.

The same drawing becomes a PDF (a point is 1/72 inch) or a PNG. Heavy: imported only where something is drawn.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
import numpy as np
import segno
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from PIL import Image

INK, PALE, LINE, WASH, ACCENT = "#16232e", "#55636f", "#c3ccd3", "#eef2f4", "#1d5c63"
QUIET = 4  # modules of white around a QR code, as its standard asks
_FAMILY = "DejaVu Sans"  # comes with matplotlib: the same on every machine
mpl.rcParams["pdf.fonttype"] = 42  # text in a PDF stays text: it can be searched and read aloud


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of one look inside a paragraph."""

    text: str
    bold: bool = False
    colour: str = INK


class Sheet:
    """One side of paper, or one picture. `y` grows downwards.

    `hinted`: letters are fitted to the pixels of a picture of one pixel a point: sharper there, and a lighter file.
    """

    def __init__(self, width: float, height: float, *, hinted: bool = False) -> None:
        self.width, self.height, self._hinted = width, height, hinted
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="white")
        self._axes: Any = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    # ---- drawing ----------------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        said: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
        turned: bool = False,
    ) -> None:
        """One line of text whose baseline is at `y`. `turned`: read from below to above, with its middle at x, y."""
        self._axes.text(
            x, y, said, fontsize=size, fontweight="bold" if bold else "normal", color=colour, family=_FAMILY,
            ha="center" if turned else align, va="center" if turned else "baseline", rotation=90 if turned else 0,
            parse_math=False,
        )  # fmt: skip

    def box(self, x: float, y: float, width: float, height: float, *, fill: str, edge: str = "none") -> None:
        """A rectangle from its top left corner."""
        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=0.8))

    def rule(self, x: float, y: float, to_x: float, to_y: float, *, dashed: bool = False) -> None:
        """A thin line."""
        self._axes.plot([x, to_x], [y, to_y], color=LINE, linewidth=0.8, linestyle="--" if dashed else "-")

    def qr(
        self, x: float, y: float, size: float, said: str, *, whole: bool = False, error: str = "m"
    ) -> None:
        """A QR code in a white square of `size`, quiet zone included.

        `whole`: modules of whole points, for pictures. `error`: "l" mends 7 % of damage, "m" 15 %, "q" 25 %.
        """
        rows = tuple(segno.make_qr(said, error=error, boost_error=False).matrix)
        module = size / (len(rows) + 2 * QUIET)
        module = float(int(module)) if whole and module >= 1 else module
        margin = (size - module * len(rows)) / 2
        margin = float(int(margin)) if whole else margin
        left, top = x + margin, y + margin
        self.box(x, y, size, size, fill="white")
        corners, moves = list[tuple[float, float]](), list[Any]()
        for at, row in enumerate(rows):
            for place, dark in enumerate(row):
                if dark:
                    corners += _square(left + place * module, top + at * module, module)
                    moves += [
                        Outline.MOVETO,
                        Outline.LINETO,
                        Outline.LINETO,
                        Outline.LINETO,
                        Outline.CLOSEPOLY,
                    ]
        outline = Outline(corners, moves)
        self._axes.add_patch(PathPatch(outline, facecolor="black", linewidth=0, antialiased=False))

    def paragraph(
        self, x: float, y: float, width: float, runs: Sequence[Run], size: float, leading: float = 1.28
    ) -> float:
        """Words wrapped into `width`, their top at `y`; gives the `y` below them."""
        for line in wrapped(runs, size, width, hinted=self._hinted):
            y += size * leading
            at = x
            for run in line:
                self.text(at, y - size * (leading - 1), run.text, size, bold=run.bold, colour=run.colour)
                at += measured(run.text, size, bold=run.bold, hinted=self._hinted)
        return y

    # ---- giving -----------------------------------------------------------------------------------------

    def drawn(self, scale: float = 1.0) -> Image.Image:
        """The sheet as a picture of `scale` pixels a point."""
        self._figure.set_dpi(72 * scale)
        canvas: Any = FigureCanvasAgg(self._figure)
        with mpl.rc_context({"text.hinting": "force_autohint" if self._hinted else "no_hinting"}):
            canvas.draw()
        return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def png(drawn: Image.Image, shades: int = 3) -> bytes:
    """A drawn sheet as a PNG, each of its colours in so many shades. It holds nothing but the picture."""
    picture = drawn.quantize(palette=_palette(shades), dither=Image.Dither.NONE)
    small = io.BytesIO()
    picture.save(small, format="png", optimize=True, bits=4 if shades <= 4 else 8)
    return small.getvalue()


@cache
def _palette(shades: int) -> Image.Image:
    """White, the wash, and every colour we draw with in `shades` steps towards white."""
    shaded = [
        round(255 - (255 - part) * step / shades)
        for colour in (INK, PALE, ACCENT)
        for step in range(1, shades + 1)
        for part in _rgb(colour)
    ]
    picture = Image.new("P", (1, 1))
    picture.putpalette([255, 255, 255, *_rgb(WASH), 0, 0, 0, *shaded])
    return picture


def _rgb(colour: str) -> tuple[int, int, int]:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def pdf(sheets: Sequence[Sheet], title: str) -> bytes:
    """The sheets as a PDF. It tells its title, and neither when nor where it was made."""
    buffer = io.BytesIO()
    told = {"Title": title, "Creator": None, "Producer": None, "CreationDate": None}
    with PdfPages(buffer, metadata=told) as pages:
        for sheet in sheets:
            pages.savefig(sheet._figure)
    return buffer.getvalue()


def _square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]


# ---- measuring ------------------------------------------------------------------------------------------


@cache
def measured(said: str, size: float, *, bold: bool = False, hinted: bool = False) -> float:
    """The width of a line of text in points."""
    if said == " ":
        two, one = (measured(x, size, bold=bold, hinted=hinted) for x in ("n n", "nn"))
        return two - one
    font = get_font(findfont(FontProperties(family=_FAMILY, weight="bold" if bold else "normal")))
    drawn_at = size if hinted else 100.0
    font.set_size(drawn_at, 72)
    font.set_text(said, 0.0, flags=LoadFlags.FORCE_AUTOHINT if hinted else LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 * size / drawn_at


def wrapped(runs: Sequence[Run], size: float, width: float, *, hinted: bool = False) -> list[list[Run]]:
    """The runs dealt out to lines; a word that is wider than a line is cut."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for run in runs:
        for word in run.text.split():
            for part in _fitting(word, size, width, run.bold):
                wide = measured(part, size, bold=run.bold, hinted=hinted)
                gap = measured(" ", size, bold=run.bold, hinted=hinted) if lines[-1] else 0.0
                if lines[-1] and used + gap + wide > width:
                    lines.append([])
                    used = gap = 0.0
                lines[-1].append(Run((" " if gap else "") + part, run.bold, run.colour))
                used += gap + wide
    return [_joined(line) for line in lines if line]


def _joined(line: list[Run]) -> list[Run]:
    """Neighbours of one look as one run: fewer things to draw."""
    joined: list[Run] = []
    for run in line:
        before = joined[-1] if joined else None
        if before and (before.bold, before.colour) == (run.bold, run.colour):
            joined[-1] = Run(before.text + run.text, run.bold, run.colour)
        else:
            joined.append(run)
    return joined


def _fitting(word: str, size: float, width: float, bold: bool) -> list[str]:
    if measured(word, size, bold=bold) <= width:
        return [word]
    most = max(1, int(len(word) * width / measured(word, size, bold=bold)) - 1)
    return [word[i : i + most] for i in range(0, len(word), most)]
