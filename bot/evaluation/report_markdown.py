"""A report as Markdown: tables that GitHub and editors show, no pictures."""

from __future__ import annotations

import re

from bot.evaluation.report import Report, Table

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|#~$])")


def as_markdown(report: Report) -> str:
    """The whole report. Texts of messages are escaped: they show as they were typed and do nothing."""
    lines = [f"# {escaped(report.title)}", ""]
    for section in report.sections:
        lines += [f"## {escaped(section.title)}", ""]
        for paragraph in section.says:
            lines += [escaped(paragraph), ""]
        for table in section.tables:
            lines += [*_table(table), ""]
    return "\n".join(lines)


def _table(table: Table) -> list[str]:
    return [
        f"**{escaped(table.caption)}**",
        "",
        _row(table.heads),
        "|" + "---|" * len(table.heads),
        *(_row(row) for row in table.rows),
    ]


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def escaped(text: str) -> str:
    """`text` in one line, its signs of Markdown and HTML made harmless."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
