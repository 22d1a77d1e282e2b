"""A page as plain text: to copy, to send on, to read without pictures."""

from __future__ import annotations

from bot.takeaway.records import Piece, Section, TakeawayPage, age, labelled
from bot.wording import wording

MOST_BYTES = 20_000


def page_text(page: TakeawayPage, link: str) -> str:
    """The whole page in UTF-8 of at most MOST_BYTES, ending with its code and, where there is one, the link to the bot."""
    parts = [f"{page.title}\n{page.day_line}"]
    if page.emergency:
        parts.append(f"{page.emergency_label}: {page.emergency}")
    for section in page.sections:
        lines = [f"• {said(page, section, piece)}" for piece in section.pieces]
        if section.name == "options" and page.more:
            lines.append(page.more)
        parts.append("\n".join([section.heading.upper(), *lines]))
    parts.append("\n".join(page.notes))
    parts.append("\n".join([page.check, page.code] + ([link] if link != page.code else [])))
    return "\n\n".join(parts) + "\n"


def said(page: TakeawayPage, section: Section, piece: Piece) -> str:
    """One piece in a line: label, text, then age and source in brackets."""
    parts = [labelled(section, piece, piece.text), piece.text, bracket(page, piece)]
    return " ".join(p for p in parts if p)


def bracket(page: TakeawayPage, piece: Piece) -> str:
    """Age and source of a piece: "[5/2024*, Jesuitas del Perú]"."""
    dated = age(piece, wording(page.language).say("date_unknown"))
    return f"[{dated}, {piece.publisher}]" if piece.publisher else f"[{dated}]"
