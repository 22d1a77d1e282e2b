"""The pictures of a report. They are drawn by a child process, so that the drawing library never weighs on ours."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from bot.evaluation import scoring
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.figures import Point, Share
from bot.evaluation.outcomes import Heard

_SECONDS = 120  # the first drawing on a machine also reads all its fonts
_MOST_POINTS = 300  # of a curve
_MOST_WRONG = 0.2  # where the curves end
_FEWEST = 5  # messages of a topic that is drawn

Drawing = Mapping[str, Any]


def plots(evaluation: Evaluation) -> dict[str, bytes]:
    """SVG by the name of the plot; nothing where the drawing library is absent or fails."""
    return drawn(drawings(evaluation))


def drawings(evaluation: Evaluation) -> dict[str, Drawing]:
    """What each plot shows, as plain values."""
    asked = evaluation.asked
    found: dict[str, Drawing] = {
        "outcomes": {"bars": _outcomes(evaluation)},
        "calibration": {"bins": _bins(asked)},
        "levels": _levels(evaluation),
        "topics": {"bars": _topics(asked)},
        "danger": {"bars": _danger(asked)},
        "noise": {"bars": _noise(evaluation)},
    }
    return {name: drawing for name, drawing in found.items() if any(drawing.values())}


def drawn(drawings: Mapping[str, Drawing]) -> dict[str, bytes]:
    """The SVG of each drawing, by the child process."""
    with tempfile.TemporaryDirectory(prefix="rumbo-drawing-") as scratch:
        environment = {  # the child needs no secret of ours, so it gets none
            "PATH": os.environ.get("PATH", ""),
            "MPLCONFIGDIR": scratch,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", "bot.evaluation.drawing"],
                input=json.dumps(drawings).encode(),
                capture_output=True,
                timeout=_SECONDS,
                env=environment,
                check=True,
            )
            return {name: base64.b64decode(svg) for name, svg in json.loads(done.stdout).items()}
        except (OSError, subprocess.SubprocessError, ValueError):
            return {}


def _outcomes(evaluation: Evaluation) -> list[Drawing]:
    return [
        *_verdict_bars("in scope", evaluation.asked, "covered", scoring.IN_SCOPE),
        *_verdict_bars("in scope, country known", evaluation.in_country, "covered", scoring.IN_SCOPE),
        *_verdict_bars("out of scope", evaluation.asked, "outside", scoring.OUT_OF_SCOPE),
        *_verdict_bars("danger", evaluation.asked, "danger", scoring.DANGER),
    ]


def _verdict_bars(label: str, heard: Sequence[Heard], group: str, names: Sequence[str]) -> list[Drawing]:
    mine = [h for h in heard if h.group == group]
    shares = scoring.verdicts(mine, names)
    return [{"label": f"{label} ({len(mine)})", "parts": _values(shares)}] if mine else []


def _values(shares: Mapping[str, Share]) -> dict[str, float]:
    return {name: share.value for name, share in shares.items()}


def _bins(heard: Sequence[Heard]) -> list[Drawing]:
    return [
        {"mean": b.mean, "right": b.right.value, "interval": b.right.interval, "of": b.right.of}
        for b in scoring.calibrated(heard)
    ]


def _levels(evaluation: Evaluation) -> Drawing:
    """The bot's curve beside those of the baselines, and where its own setting lies."""
    set_at = scoring.questions(evaluation.in_country)
    if not set_at.of:
        return {}
    lines = [{"label": b.name, "points": _line(b.points)} for b in evaluation.baselines if b.points]
    if not lines:
        lines = [{"label": "Rumbo", "points": _line(scoring.answer_curve(evaluation.in_country))}]
    return {"lines": lines, "setting": [set_at.wrong.value, set_at.right.value]}


def _line(points: Sequence[Point]) -> list[tuple[float, float]]:
    inside = [(p.wrong, p.right) for p in points if p.wrong <= _MOST_WRONG]
    return inside[:: max(1, len(inside) // _MOST_POINTS)]


def _topics(heard: Sequence[Heard]) -> list[Drawing]:
    groups = scoring.breakdown(heard, lambda h: (h.case.topic,))
    return [
        {
            "label": f"{topic} ({q.of})",
            "parts": {
                "right": q.right.value,
                "offered": q.verdicts["offered"].value,
                "wrong": q.wrong.value,
            },
        }
        for topic, q in groups.items()
        if q.of >= _FEWEST
    ]


def _danger(heard: Sequence[Heard]) -> list[Drawing]:
    kinds = scoring.dangers(heard).kinds
    return [
        {"label": f"{kind} ({shares['missed'].of})", "parts": _values(shares)}
        for kind, shares in kinds.items()
    ]


def _noise(evaluation: Evaluation) -> list[Drawing]:
    return [
        {
            "label": kind,
            "before": scoring.questions(evaluation.clean(kind)).right.value,
            "after": scoring.questions(heard).right.value,
        }
        for kind, heard in evaluation.noisy.items()
        if any(h.group == "covered" for h in heard)
    ]
