"""A page as one picture for the phone: 576 x 1280 pixels, which Telegram keeps as they are and a phone shows whole.

Telegram shrinks a photo whose longer side is above 1280 pixels, so the picture says less than the page: procedures by name,
answers by their first sentence. At 320 pixels across, its text is still as large as small print on a website.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.takeaway.records import Piece, Section, TakeawayPage, age, labelled
from bot.takeaway.sheet import ACCENT, INK, PALE, WASH, Run, Sheet, png, wrapped
from bot.wording import wording

WIDTH, HEIGHT = 576, 1280  # pixels
MOST_BYTES = 60_000
_MARGIN, _QR = 22, 196
_SIZES = (18.0, 17.0, 16.0)  # of the text, in pixels; the first that fits
_SHADES = (4, 3, 2, 1)  # of every colour between itself and white: the fewer, the lighter the file
_LIMITS = re.compile(r"(?i)\b(solo|sobre todo|en montevideo|only|mainly|mostly|in montevideo)\b")


@dataclass(frozen=True, slots=True)
class _Amount:
    """How much is said; less where more does not fit."""

    size: float
    options: int
    places: int
    notes: bool  # all notes beside the numbers, not only those that say where a number works


def picture(page: TakeawayPage, link: str) -> bytes:
    """The PNG, at most MOST_BYTES, with a QR code of `link` at its foot."""
    room = HEIGHT - _QR - _MARGIN
    amount = next((a for a in _amounts() if _height(page, a) <= room), list(_amounts())[-1])
    # Only a knowledge base with very long sentences needs a picture that is higher than Telegram keeps.
    sheet = Sheet(WIDTH, max(HEIGHT, round(_height(page, amount)) + _QR + _MARGIN), hinted=True)
    _body(sheet, page, amount)
    _foot(sheet, page, link)
    drawn = sheet.drawn()
    made = (png(drawn, shades) for shades in _SHADES)
    return next((light for light in made if len(light) <= MOST_BYTES), png(drawn, _SHADES[-1]))


def _amounts() -> Iterator[_Amount]:
    """From the fullest to the shortest: rather a smaller letter than a missing place, rather fewer notes than numbers."""
    for options, places, notes in (
        (8, 4, True),
        (8, 3, True),
        (6, 3, True),
        (8, 3, False),
        (6, 2, False),
        (4, 2, False),
    ):
        for size in _SIZES:
            yield _Amount(size, options, places, notes)
    yield _Amount(_SIZES[-1], 3, 1, False)


def _height(page: TakeawayPage, amount: _Amount) -> float:
    return _body(None, page, amount)


def _body(sheet: Sheet | None, page: TakeawayPage, amount: _Amount) -> float:
    """Draws everything but the foot, or only measures it; gives the y below."""
    y = _head(sheet, page, amount)
    for section in page.sections:
        y = _section(sheet, page, section, amount, y)
    return y


def _head(sheet: Sheet | None, page: TakeawayPage, amount: _Amount) -> float:
    width = WIDTH - 2 * _MARGIN - (150 if page.emergency else 0)
    title = [Run(page.title, bold=True, colour=ACCENT)]
    lines = len(wrapped(title, 24, width, hinted=True))
    y = _MARGIN + lines * 24 * 1.25
    if sheet:
        sheet.paragraph(_MARGIN, _MARGIN - 4, width, title, 24, 1.25)
        if page.emergency:
            sheet.box(WIDTH - _MARGIN - 134, _MARGIN - 4, 134, 66, fill=ACCENT)
            sheet.text(
                WIDTH - _MARGIN - 67, _MARGIN + 17, page.emergency_label, 15, colour="white", align="center"
            )
            sheet.text(
                WIDTH - _MARGIN - 67,
                _MARGIN + 52,
                page.emergency,
                32,
                bold=True,
                colour="white",
                align="center",
            )
    return max(_paragraph(sheet, y, [Run(page.day_line, colour=PALE)], amount.size - 2, width), _MARGIN + 70)


def _section(sheet: Sheet | None, page: TakeawayPage, section: Section, amount: _Amount, y: float) -> float:
    y += amount.size * 0.42
    if sheet:
        sheet.box(_MARGIN - 8, y, WIDTH - 2 * _MARGIN + 16, amount.size * 1.45, fill=WASH)
        sheet.text(_MARGIN, y + amount.size * 1.06, section.heading, amount.size, bold=True, colour=ACCENT)
    y += amount.size * 1.55
    for piece in _shown(section, amount):
        y = _paragraph(sheet, y, _runs(page, section, piece, amount), amount.size)
    if section.name == "options" and (page.more or len(section.pieces) > amount.options):
        more = wording(page.language).say("takeaway_more")
        y = _paragraph(sheet, y, [Run(more, colour=PALE)], amount.size)
    return y


def _shown(section: Section, amount: _Amount) -> Sequence[Piece]:
    most = {"options": amount.options, "places": amount.places}.get(section.name)
    return section.pieces[:most]


def _runs(page: TakeawayPage, section: Section, piece: Piece, amount: _Amount) -> list[Run]:
    """A piece as words of several looks: label, what is said, age."""
    said = piece.short if amount.notes or section.name != "lines" or _LIMITS.search(piece.short) else ""
    dated = Run(f"[{age(piece, wording(page.language).say('date_unknown'))}]", colour=PALE)
    if section.name == "options":
        return [Run("•"), Run(piece.label), dated]
    label = labelled(section, piece, said)
    return [*([Run(label, bold=True)] if label else []), *([Run(said)] if said else []), dated]


def _paragraph(
    sheet: Sheet | None, y: float, runs: list[Run], size: float, width: float = WIDTH - 2 * _MARGIN
) -> float:
    if sheet:
        return sheet.paragraph(_MARGIN, y, width, runs, size, 1.25)
    return y + len(wrapped(runs, size, width, hinted=True)) * size * 1.25


def _foot(sheet: Sheet, page: TakeawayPage, link: str) -> None:
    """The QR code, and beside it how to check the page and what it is not."""
    top = sheet.height - _QR - _MARGIN / 2
    sheet.rule(_MARGIN, top - 6, WIDTH - _MARGIN, top - 6)
    sheet.qr(_MARGIN - 14, top, _QR, link, whole=True, error="l")
    left = _MARGIN + _QR - 14
    width = WIDTH - left - _MARGIN + 6
    y = sheet.paragraph(left, top + 4, width, [Run(page.check, bold=True)], 15, 1.22)
    y = sheet.paragraph(left, y + 3, width, [Run(page.code, colour=INK)], 12.5, 1.22)
    for note in page.notes:
        y = sheet.paragraph(left, y + 3, width, [Run(note, colour=PALE)], 13, 1.18)
