"""Loading and checking the knowledge base, beside PyYAML's safe C loader reading the same files."""

from __future__ import annotations

import re
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from bot.knowledge.built import BuiltReleases
from bot.knowledge.files import knowledge_files
from bot.knowledge.keeper import folder_stamp
from bot.knowledge.load import load_release, read_release
from bot.settings import PROJECT

ROOT = PROJECT / "knowledge"
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """The median of five rounds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def copy_two_countries(target: Path) -> None:
    """The knowledge folder with Peru and Ecuador as its only covered countries, and the research that is cited of others."""
    for part in ("shared", "region", "peru", "ecuador", "venezuela"):
        shutil.copytree(ROOT / part, target / part)
    for research in ROOT.glob("*/research*.yaml"):
        (target / research.parent.name).mkdir(exist_ok=True)
        shutil.copy(research, target / research.parent.name)
    (target / "region" / "tests.yaml").unlink()  # it asks of countries that are not there
    file = target / "shared" / "countries.yaml"
    text = re.sub(r"(?m)^    covered: yes$", "    covered: no", file.read_text(encoding="utf-8"))
    file.write_text(
        re.sub(r"(  - code: (?:PE|EC)\n    folder: \w+\n    covered: )no", r"\1yes", text), encoding="utf-8"
    )


def main() -> None:
    today = datetime.now(UTC).date()
    files = [(name, path) for name, path in knowledge_files(ROOT) if name.endswith(".yaml")]
    size = sum(path.stat().st_size for _, path in files)
    baseline = seconds(lambda: [yaml.load(p.read_bytes(), Loader=yaml.CSafeLoader) for _, p in files])
    ours = seconds(lambda: read_release(ROOT, today))
    look = seconds(lambda: folder_stamp(ROOT))
    with tempfile.TemporaryDirectory() as scratch:
        built = BuiltReleases(Path(scratch) / "built")
        load_release(ROOT, today, built)
        again = seconds(lambda: built.find(ROOT, today))
        two = Path(scratch) / "two"
        copy_two_countries(two)
        small = seconds(lambda: read_release(two, today))
    table = Table(title=f"{len(files)} files, {size / 1024:.0f} kB")
    table.add_column("what")
    table.add_column("median ms", justify="right")
    table.add_column("ratio", justify="right")
    table.add_row(
        "baseline: yaml.CSafeLoader, no guards, no lines, no check", f"{baseline * 1000:.0f}", "1.00"
    )
    table.add_row("load and check a release", f"{ours * 1000:.0f}", f"{ours / baseline:.2f}")
    table.add_row("the same with Peru and Ecuador alone", f"{small * 1000:.0f}", f"{small / baseline:.2f}")
    table.add_row(
        "read it as built before, the files unchanged", f"{again * 1000:.0f}", f"{again / baseline:.2f}"
    )
    table.add_row("look for edits (every 500 ms)", f"{look * 1000:.1f}", f"{look / baseline:.3f}")
    Console().print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Console().print(f"peak memory of this process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
