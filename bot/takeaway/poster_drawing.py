"""A poster drawn on A4: a large QR code, a few words in two languages, numbers, and a strip of tabs to tear off."""

from __future__ import annotations

from bot.takeaway.layout import HEIGHT, WIDTH
from bot.takeaway.poster import List, Poster, PosterText
from bot.takeaway.sheet import ACCENT, INK, LINE, PALE, WASH, Run, Sheet, measured, pdf, png, wrapped

TABS = 9
_MARGIN, _STRIP, _QR, _ROW = 40.0, 128.0, 236.0, 10.5
PNG_SCALE = 2.5  # pixels a point: 180 a inch


def draw_poster(poster: Poster) -> Sheet:
    """The poster on one sheet."""
    sheet = Sheet(WIDTH, HEIGHT)
    y = _titles(sheet, poster)
    y = _middle(sheet, poster, y + 14)
    _numbers(sheet, poster, y + 16)
    _strip(sheet, poster)
    return sheet


def poster_pdf(poster: Poster) -> bytes:
    return pdf([draw_poster(poster)], poster.texts[0].title)


def poster_png(poster: Poster) -> bytes:
    return png(draw_poster(poster).drawn(PNG_SCALE))


def _titles(sheet: Sheet, poster: Poster) -> float:
    first, *others = poster.texts
    width = WIDTH - 2 * _MARGIN
    size = min(34.0, 34.0 * width / measured(first.title, 34, bold=True))
    y = _MARGIN + size
    sheet.text(WIDTH / 2, y, first.title, size, bold=True, colour=ACCENT, align="center")
    for other in others:
        y += size * 0.85
        sheet.text(WIDTH / 2, y, other.title, size * 0.6, colour=PALE, align="center")
    return y


def _middle(sheet: Sheet, poster: Poster, y: float) -> float:
    """The QR code; beside it what the bot does, below it the same in the other languages."""
    first, *others = poster.texts
    sheet.qr(_MARGIN, y, _QR, poster.link, error="q")
    name = f"@{poster.username}"
    size = min(20.0, 20.0 * (_QR - 16) / measured(name, 20, bold=True))
    sheet.text(_MARGIN + _QR / 2, y + _QR + 16, name, size, bold=True, align="center")
    sheet.box(_MARGIN, y, _QR, _QR + 32, fill="none", edge=LINE)
    left = _MARGIN + _QR + 22
    below = _words(sheet, first, left, y + 2, WIDTH - _MARGIN - left, 17.0)
    y = max(y + _QR + 32, below) + 8
    for other in others:
        y = _words(sheet, other, _MARGIN, y, WIDTH - 2 * _MARGIN, 12.5)
    return y


def _words(sheet: Sheet, text: PosterText, x: float, y: float, width: float, size: float) -> float:
    y = sheet.paragraph(x, y, width, [Run(text.scan, colour=PALE)], size * 0.85)
    for line in text.what:
        sheet.paragraph(x, y + size * 0.25, width, [Run("•", bold=True, colour=ACCENT)], size)
        y = sheet.paragraph(x + size, y + size * 0.25, width - size, [Run(line)], size)
    return sheet.paragraph(x, y + size * 0.3, width, [Run(text.free, bold=True, colour=ACCENT)], size)


def _numbers(sheet: Sheet, poster: Poster, y: float) -> None:
    """The emergency number, and beside it the places of the city and the country's other numbers, as far as they fit."""
    left = _MARGIN
    if poster.emergency:
        wide = 130.0
        sheet.box(left, y, wide, 76, fill=ACCENT)
        sheet.text(left + wide / 2, y + 22, poster.emergency_label, 13, colour="white", align="center")
        sheet.text(left + wide / 2, y + 61, poster.emergency, 34, bold=True, colour="white", align="center")
        left += wide + 22
    for shown in poster.lists:
        y = _list(sheet, shown, left, y, HEIGHT - _STRIP - 32)
    sheet.paragraph(
        _MARGIN, HEIGHT - _STRIP - 28, WIDTH - 2 * _MARGIN, [Run(poster.dated, colour=PALE)], 8.5, 1.2
    )


def _list(sheet: Sheet, shown: List, x: float, y: float, bottom: float) -> float:
    """A list from `y`, ending before `bottom`; gives the y below it. Where not even one row fits, nothing is drawn."""
    width = WIDTH - _MARGIN - x
    at = y + 24
    for number, (name, said) in enumerate(shown.rows):
        runs = [Run(name, bold=True), Run(said)]
        if at + len(wrapped(runs, _ROW, width)) * _ROW * 1.28 > bottom:
            break
        if number == 0:
            sheet.box(x - 6, y, width + 6, 20, fill=WASH)
            sheet.text(x, y + 14, shown.heading, 12, bold=True, colour=ACCENT)
        at = sheet.paragraph(x, at, width, runs, _ROW) + 3
    return at + 5 if at > y + 24 else y


def _strip(sheet: Sheet, poster: Poster) -> None:
    """Tabs to cut and tear off, each with the bot's name."""
    top, wide = HEIGHT - _STRIP, WIDTH / TABS
    sheet.rule(0, top, WIDTH, top, dashed=True)
    name = f"@{poster.username}"
    size = min(13.0, 13.0 * (_STRIP - 22) / measured(name, 13, bold=True))
    address = f"t.me/{poster.username}"
    small = min(9.0, 9.0 * (_STRIP - 22) / measured(address, 9))
    for tab in range(TABS):
        if tab:
            sheet.rule(tab * wide, top, tab * wide, HEIGHT, dashed=True)
        middle = tab * wide + wide / 2
        sheet.text(middle - 16, top + _STRIP / 2, "Telegram", 9, colour=PALE, turned=True)
        sheet.text(middle, top + _STRIP / 2, name, size, bold=True, colour=INK, turned=True)
        sheet.text(middle + 15, top + _STRIP / 2, address, small, colour=PALE, turned=True)
