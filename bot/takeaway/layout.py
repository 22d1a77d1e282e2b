"""A page laid out on A4: what fits on one side at a size that prints well, else on two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.takeaway.records import Piece, Section, TakeawayPage, age, labelled
from bot.takeaway.sheet import ACCENT, INK, PALE, WASH, Run, Sheet, pdf, wrapped
from bot.wording import wording

WIDTH, HEIGHT = 595.28, 841.89  # points: A4
_MARGIN, _GAP, _HEAD, _FOOT = 34.0, 20.0, 60.0, 108.0
_COLUMN = (WIDTH - 2 * _MARGIN - _GAP) / 2
_SIZES = (9.5, 9.0, 8.5, 8.0)  # points; smaller print is for nobody
_LEADING = 1.24


@dataclass(frozen=True, slots=True)
class _Block:
    """Something that stays together: a heading with its first piece, or a piece."""

    heading: str | None
    runs: tuple[Run, ...]

    def height(self, size: float) -> float:
        lines = len(wrapped(self.runs, size, _COLUMN))
        return (size * 2.5 if self.heading else 0.0) + lines * size * _LEADING + size * 0.35


def a4(page: TakeawayPage, link: str) -> bytes:
    """The page as a PDF of one side, or two where it is long, with a QR code of `link`."""
    blocks = [block for section in page.sections for block in _blocks(page, section)]
    size = next((s for s in _SIZES if len(_columns(blocks, s)) <= 2), _SIZES[-2])
    columns = _columns(blocks, size)
    sheets = []
    for first in range(0, len(columns), 2):
        sheet = Sheet(WIDTH, HEIGHT)
        _head(sheet, page)
        for place, column in enumerate(columns[first : first + 2]):
            _column(sheet, column, size, _MARGIN + place * (_COLUMN + _GAP))
        _foot(sheet, page, link)
        sheets.append(sheet)
    return pdf(sheets, page.title)


def _blocks(page: TakeawayPage, section: Section) -> list[_Block]:
    blocks = [_Block(None, tuple(_runs(page, section, piece))) for piece in section.pieces]
    if section.name == "options" and page.more:
        blocks.append(_Block(None, (Run(page.more, colour=PALE),)))
    return [_Block(section.heading, blocks[0].runs), *blocks[1:]]


def _runs(page: TakeawayPage, section: Section, piece: Piece) -> list[Run]:
    dated = age(piece, wording(page.language).say("date_unknown"))
    label = labelled(section, piece, piece.text)
    parts = [Run(label, bold=True)] if label else []
    parts += [Run(piece.text)] if piece.text else []
    return [*parts, Run(f"[{dated}]", colour=PALE)]


def _columns(blocks: Sequence[_Block], size: float) -> list[list[_Block]]:
    """The blocks dealt out to columns, in reading order."""
    room = HEIGHT - 2 * _MARGIN - _HEAD - _FOOT
    columns: list[list[_Block]] = [[]]
    used = 0.0
    for block in blocks:
        height = block.height(size)
        if columns[-1] and used + height > room:
            columns.append([])
            used = 0.0
        columns[-1].append(block)
        used += height
    return columns


def _column(sheet: Sheet, blocks: Sequence[_Block], size: float, x: float) -> None:
    y = _MARGIN + _HEAD
    for block in blocks:
        if block.heading:
            sheet.box(x - 4, y + size * 0.4, _COLUMN + 8, size * 1.6, fill=WASH)
            sheet.text(x, y + size * 1.5, block.heading, size + 0.5, bold=True, colour=ACCENT)
            y += size * 2.5
        y = sheet.paragraph(x, y, _COLUMN, block.runs, size, _LEADING) + size * 0.35


def _head(sheet: Sheet, page: TakeawayPage) -> None:
    wide = 118.0
    y = sheet.paragraph(
        _MARGIN,
        _MARGIN - 6,
        WIDTH - 2 * _MARGIN - wide - 10,
        [Run(page.title, bold=True, colour=ACCENT)],
        19,
        1.2,
    )
    sheet.paragraph(_MARGIN, y + 4, WIDTH - 2 * _MARGIN - wide - 10, [Run(page.day_line, colour=PALE)], 9)
    if page.emergency:
        left = WIDTH - _MARGIN - wide
        sheet.box(left, _MARGIN - 6, wide, 52, fill=ACCENT)
        sheet.text(left + wide / 2, _MARGIN + 10, page.emergency_label, 11, colour="white", align="center")
        sheet.text(
            left + wide / 2, _MARGIN + 37, page.emergency, 24, bold=True, colour="white", align="center"
        )


def _foot(sheet: Sheet, page: TakeawayPage, link: str) -> None:
    top = HEIGHT - _MARGIN - _FOOT + 12
    sheet.rule(_MARGIN, top, WIDTH - _MARGIN, top)
    sheet.qr(_MARGIN - 8, top + 4, _FOOT - 12, link)
    left = _MARGIN + _FOOT - 12
    width = WIDTH - _MARGIN - left
    y = sheet.paragraph(left, top + 10, width, [Run(page.check, bold=True)], 10)
    y = sheet.paragraph(left, y + 2, width, [Run(page.code, colour=INK)], 9)
    for note in page.notes:
        y = sheet.paragraph(left, y + 3, width, [Run(note, colour=PALE)], 8.5)
