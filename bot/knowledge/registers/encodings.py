"""Which letters the bytes of a file are: UTF-8 and UTF-16 by proof, the old Western code pages by their accents."""

from __future__ import annotations

import codecs
from pathlib import Path

_PIECE = 1 << 20  # bytes
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "latin-1", "cp850", "mac_roman")  # the first of equals is taken
_WANTED = frozenset("áéíóúüñçãõâêôàÁÉÍÓÚÜÑÇÃÕÂÊÔÀºª°–’“”")


def encoding_of(path: Path) -> str:
    """The name of the file's encoding, as Python's codecs know it. Never fails: latin-1 reads any byte."""
    with path.open("rb") as stream:
        start = stream.read(_PIECE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if wide := _wide(start):
        return wide
    if _is_utf8(path):
        return "utf-8"
    return _old_encoding(path)


def _wide(start: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of plain letters is zero."""
    odd, even = start[1:4096:2], start[0:4096:2]
    if odd and odd.count(0) > len(odd) * 0.7:
        return "utf-16-le"
    return "utf-16-be" if even and even.count(0) > len(even) * 0.7 else None


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while piece := stream.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _old_encoding(path: Path) -> str:
    """The code page in which the most of the high bytes are letters of Spanish or Portuguese."""
    high = bytearray()
    with path.open("rb") as stream:
        while (piece := stream.read(_PIECE)) and len(high) < 20_000:
            high += bytes(byte for byte in piece if byte >= 0x80)
    return max(_OLD, key=lambda name: _fitness(bytes(high), name))


def _fitness(high: bytes, name: str) -> float:
    try:
        text = high.decode(name)
    except UnicodeDecodeError:
        return -1.0
    return sum(letter in _WANTED for letter in text) / max(1, len(text))
