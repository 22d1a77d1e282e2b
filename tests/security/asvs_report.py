"""docs/asvs.md from the map: `python -m tests.security.asvs_report` writes it anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

MAP = Path(__file__).with_name("asvs")
PAGE = Path(__file__).parents[2] / "docs" / "asvs.md"
STATES = ("met", "not applicable", "not met")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the map. `tests`: what proves it; `plan`: what is to be done where it is not met."""

    id: str
    level: int
    what: str
    state: str
    why: str
    tests: tuple[str, ...]
    plan: str


def read_map() -> dict[str, list[Requirement]]:
    """The requirements by chapter."""
    chapters = {}
    for file in sorted(MAP.glob("V*.yaml")):
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert set(said) == {"chapter", "requirements"}, file.name
        chapters[said["chapter"]] = [_requirement(each) for each in said["requirements"]]
    return chapters


def read_bad_inputs() -> dict[str, tuple[str, tuple[str, ...]]]:
    """What it is and what tries it, by its id."""
    said = yaml.safe_load((MAP / "bad_inputs.yaml").read_text(encoding="utf-8"))
    return {each["id"]: (each["what"], tuple(each["tests"])) for each in said["bad_inputs"]}


def _requirement(said: dict[str, object]) -> Requirement:
    assert set(said) <= {"id", "level", "what", "state", "why", "tests", "plan"}, said
    tests = said.get("tests", [])
    assert isinstance(tests, list)
    texts = [str(said.get(key, "")) for key in ("id", "what", "state", "why", "plan")]
    return Requirement(
        texts[0], int(str(said["level"])), texts[1], texts[2], texts[3], tuple(map(str, tests)), texts[4]
    )


def page() -> str:
    """The whole page."""
    chapters = read_map()
    every = [each for chapter in chapters.values() for each in chapter]
    lines = [
        "# OWASP ASVS 5.0.0, level 1 and 2",
        "",
        "Made by `python -m tests.security.asvs_report` from `tests/security/asvs/`; do not edit by hand. The numbers are",
        "those of [OWASP ASVS 5.0.0](https://github.com/OWASP/ASVS) (CC BY-SA 4.0), the words are ours: what each comes",
        "to in Rumbo. A test holds the list against all 70 + 183 requirements, and every proof against the tests",
        "that exist; `make test` runs them.",
        "What the documents ask for stands in [security.md](security.md).",
        "",
        *_counts(chapters),
        "",
        "## Not met, and what is planned",
        "",
        "| | Level | What | How it is | Plan |",
        "|---|---|---|---|---|",
        *(f"| {r.id} | {r.level} | {r.what} | {r.why} | {r.plan} |" for r in every if r.state == "not met"),
    ]
    for chapter, requirements in chapters.items():
        lines += ["", f"## {chapter}", "", *_chapter(requirements)]
    lines += ["", "## Bad inputs of the console", "", "| | What | Tried by |", "|---|---|---|"]
    lines += [f"| {id_} | {what} | {_proofs(tests)} |" for id_, (what, tests) in read_bad_inputs().items()]
    return "\n".join(lines) + "\n"


def _counts(chapters: dict[str, list[Requirement]]) -> list[str]:
    lines = ["| Chapter | Met | Not applicable | Not met |", "|---|---|---|---|"]
    for chapter, requirements in chapters.items():
        counts = Counter(each.state for each in requirements)
        lines.append(f"| {chapter} | {' | '.join(str(counts[state]) for state in STATES)} |")
    total = Counter(each.state for requirements in chapters.values() for each in requirements)
    bold = " | ".join(f"**{total[state]}**" for state in STATES)
    return [*lines, f"| **All {sum(total.values())}** | {bold} |"]


def _chapter(requirements: list[Requirement]) -> list[str]:
    reasons = {each.why for each in requirements}
    if {each.state for each in requirements} == {"not applicable"} and len(reasons) == 1:
        ids = ", ".join(each.id for each in requirements)
        return [f"Not applicable: {reasons.pop()} ({_proofs(requirements[0].tests)}). {ids}."]
    lines = ["| | Level | What | | Proved by |", "|---|---|---|---|---|"]
    for each in requirements:
        state = each.state + (f": {each.why}" if each.why else "")
        lines.append(
            f"| {each.id} | {each.level} | {each.what} | {state} | {_proofs(each.tests) or 'see above'} |"
        )
    return lines


def _proofs(tests: tuple[str, ...]) -> str:
    return "<br>".join(
        f"`{Path(file).stem}::{name}`" for file, _, name in (test.partition("::") for test in tests)
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
