"""Makes the drawing library's SVG fit for a page whose policy allows no inline style and no script."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    {"svg", "g", "defs", "path", "use", "rect", "text", "tspan", "clipPath", "line", "circle"}
)
_ATTRIBUTES = frozenset(
    {
        "id", "d", "x", "y", "width", "height", "viewBox", "transform", "clip-path", "fill", "fill-opacity", "fill-rule",
        "stroke",
        "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-dasharray", "opacity", "font-size",
        "font-weight", "text-anchor", "cx", "cy", "r", "x1", "x2", "y1", "y2",
    }
)  # fmt: skip
_FONT = re.compile(r"(?:(?P<weight>bold|\d00)\s+)?(?P<size>[\d.]+px)")


def clean_svg(text: str, name: str, title: str, description: str) -> str:
    """The SVG with presentation attributes for styles, only known elements, ids of its own, a title and a description.

    `name` goes before every id, so that several drawings fit on one page. Raises ParseError for what is no XML.
    """
    root = ET.fromstring(text)  # noqa: S314  # our own drawing library wrote it just now
    _clean(root, name)
    box = root.get("viewBox", "")
    for attribute in ("width", "height"):
        root.attrib.pop(attribute, None)
    root.attrib.update({"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "viewBox": box})
    for position, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = words
        root.insert(position, element)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element, name: str) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{_SVG}}}") not in _ELEMENTS:
            element.remove(child)
        else:
            _clean(child, name)
    style = element.attrib.pop("style", "")
    link = element.attrib.pop(_LINK, "") or element.get("href", "")
    found = {**element.attrib, **_styles(style)}
    element.attrib.clear()
    element.attrib.update({key: _own(value, name) for key, value in found.items() if key in _ATTRIBUTES})
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.get('id')}")
    if link.startswith("#"):
        element.set("href", f"#{name}-{link[1:]}")
    if element.tag == f"{{{_SVG}}}text":
        element.set("font-family", "sans-serif")


def _styles(style: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in style.split(";"):
        key, _, value = (piece.strip() for piece in part.partition(":"))
        if key == "font" and (font := _FONT.search(value)):
            found["font-size"] = font["size"]
            if font["weight"]:
                found["font-weight"] = font["weight"]
        elif value:
            found[key] = value
    return found


def _own(value: str, name: str) -> str:
    """A value in which references lead to ids of this drawing only."""
    return re.sub(r"url\(#([^)]*)\)", rf"url(#{name}-\1)", value) if "url(" in value else value
