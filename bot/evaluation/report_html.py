"""A report as one HTML page that needs nothing else: pictures inside, no script, no request to anywhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.evaluation.report import Report


def as_html(report: Report, plots: Mapping[str, bytes]) -> str:
    """The page. `plots`: SVG by name; a section whose plot is missing shows its tables alone."""
    pictures = {
        name: "data:image/svg+xml;base64," + base64.b64encode(svg).decode() for name, svg in plots.items()
    }
    return _template().render(report=report, pictures=pictures)


def tight(text: str) -> str:
    """`text` with figures that no line break tears apart: "77.9 %", "43.7–52.2"."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", re.sub(r"(?<=\d)–(?=\d)", "\u2060–\u2060", text))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tight"] = tight
    return environment.get_template("report.html")
