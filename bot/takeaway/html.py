"""A page as one HTML file: no script, no request to anybody, readable on a slow phone, and it prints."""

from __future__ import annotations

import io
from base64 import b64encode
from hashlib import sha256
from html import escape

import segno

from bot.takeaway.records import Piece, Section, TakeawayPage, labelled
from bot.takeaway.text import bracket

MOST_BYTES = 20_000
STYLE = """
body{margin:0 auto;padding:1rem;max-width:52rem;font:1rem/1.45 system-ui,sans-serif;color:#16232e;background:#fff}
h1{font-size:1.5rem;line-height:1.2;margin:0 0 .2rem;color:#1d5c63}
h2{font-size:1.05rem;margin:1rem 0 .3rem;padding:.15rem .5rem;background:#eef2f4;color:#1d5c63}
p{margin:.3rem 0}ul{margin:0;padding:0 .5rem;list-style:none}li{margin:.25rem 0}
small,.day{color:#55636f}.sos{font-size:1.6rem;font-weight:700}
.foot{display:flex;gap:1rem;flex-wrap:wrap;align-items:flex-start;margin-top:1rem;
border-top:1px solid #c3ccd3;padding-top:.6rem}
.foot div{flex:1 1 15rem}.foot svg{width:10rem;height:10rem;flex:none}code{word-break:break-all}
@media print{body{font-size:8.4pt;line-height:1.25;padding:0;max-width:none}
h1{font-size:15pt}h2{font-size:9.5pt;margin:.5rem 0 .2rem}
.sos{font-size:14pt}a{color:inherit;text-decoration:none}li{margin:.15rem 0}
.columns{columns:2;column-gap:1.6rem}
h2{break-after:avoid}li{break-inside:avoid}.foot svg{width:30mm;height:30mm}@page{size:A4;margin:12mm}}
""".strip()
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""The content security policy under which the page shows as it is meant: its own style, and nothing else at all."""


def page_html(page: TakeawayPage, link: str) -> str:
    """The file, at most MOST_BYTES of UTF-8. Everything that comes from the knowledge is escaped."""
    sections = "\n".join(_section(page, section) for section in page.sections)
    emergency = (
        f'<p class="sos">{escape(page.emergency_label)}: {_call(page.emergency)}</p>'
        if page.emergency
        else ""
    )
    notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in page.notes)
    code = f"<code>{escape(page.code)}</code>"
    checked = f'<a href="{escape(link)}">{code}</a>' if link.startswith("https://") else code
    return f"""<!doctype html>
<html lang="{page.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(page.title)}</title>
<style>{STYLE}</style>
<h1>{escape(page.title)}</h1>
<p class="day">{escape(page.day_line)}</p>
{emergency}
<div class="columns">
{sections}
</div>
<div class="foot">{_qr(link)}<div><p><b>{escape(page.check)}</b><br>{checked}</p>{notes}</div></div>
</html>
"""


def _section(page: TakeawayPage, section: Section) -> str:
    items = "\n".join(f"<li>{_piece(page, section, piece)}</li>" for piece in section.pieces)
    more = f"\n<li><small>{escape(page.more)}</small></li>" if section.name == "options" and page.more else ""
    return f"<h2>{escape(section.heading)}</h2>\n<ul>\n{items}{more}\n</ul>"


def _piece(page: TakeawayPage, section: Section, piece: Piece) -> str:
    label = labelled(section, piece, piece.text)
    parts = [
        _label(section, label),
        escape(piece.text),
        f"<small>{escape(bracket(page, piece))}</small>",
    ]
    return " ".join(p for p in parts if p)


def _label(section: Section, label: str) -> str:
    """The label in bold; a number can be tapped."""
    number, mark, rest = label.partition(" · ")
    if section.name == "lines" and number.replace(" ", "").isdigit():
        return f"<b>{_call(number)}{escape(mark + rest)}</b>"
    return f"<b>{escape(label)}</b>" if label else ""


def _call(number: str) -> str:
    digits = "".join(c for c in number if c.isdigit() or c in "+*#")
    return f'<a href="tel:{escape(digits)}">{escape(number)}</a>'


def _qr(link: str) -> str:
    drawn = io.BytesIO()
    segno.make_qr(link, error="m", boost_error=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, nl=False
    )
    return drawn.getvalue().decode()
