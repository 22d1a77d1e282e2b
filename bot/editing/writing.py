"""Values as an editor would write them: plain words where YAML allows them, long texts folded, lists in house style.

What is written is held against the knowledge's own reader: a text goes in quotes only where it would be read differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.yaml_reader import read_text

WIDTH = 108  # characters of a line
ONE_LINE = frozenset({"title", "url", "publisher", "name", "official", "web"})  # never broken, however long
IN_BRACKETS = frozenset(
    {"lines", "places", "nearest", "see_also", "research", "purposes", "lasting", "never", "aliases"}
)
IN_BRACES = frozenset({"point", "part_as_of"})
_PLAIN_WORD = re.compile(r"[a-z0-9][a-z0-9-]*")


def value_lines(name: str, value: object, indent: int) -> list[str]:
    """`name: value` as whole lines, indented by `indent` spaces."""
    head = f"{' ' * indent}{name}:"
    if isinstance(value, Mapping):
        if name in IN_BRACES:
            return [f"{head} {in_braces(value)}"]
        return [head, *mapping_lines(value, indent + 2)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return [f"{head} []"]
        if name in IN_BRACKETS:
            return f"{head} {in_brackets(value, len(head) + 1, indent + 2)}".split("\n")
        return [head, *(line for item in value for line in item_lines(item, indent + 2))]
    written = scalar(str(value), len(head) + 1, indent + 2, may_break=name not in ONE_LINE)
    return f"{head} {written}".split("\n")


def mapping_lines(value: Mapping[str, object], indent: int) -> list[str]:
    """A mapping in lines of its own."""
    return [line for name, part in value.items() for line in value_lines(name, part, indent)]


def item_lines(item: object, indent: int) -> list[str]:
    """One item of a list, its dash at `indent`."""
    if isinstance(item, Mapping):
        first, *rest = mapping_lines(item, indent + 2)
        return [f"{' ' * indent}- {first.lstrip()}", *rest]
    return f"{' ' * indent}- {scalar(str(item), indent + 2, indent + 2, fold=False)}".split("\n")


def in_braces(value: Mapping[str, object]) -> str:
    """A small mapping on one line."""
    return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return in_braces(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return word(" ".join(str(value).split()), flow=True)


def in_brackets(items: Sequence[object], column: int, indent: int) -> str:
    """A list of words in brackets, begun at `column` and broken between items, where it must be, to `indent`."""
    words = [word(str(item), flow=True) for item in items]
    lines, at = ["["], column + 1
    for i, one in enumerate(words):
        piece = one + ("," if i < len(words) - 1 else "]")
        gap = 0 if lines[-1].endswith("[") else 1
        if at + gap + len(piece) > WIDTH and i:
            lines.append(" " * indent + piece)
            at = indent + len(piece)
        else:
            lines[-1] += " " * gap + piece
            at += gap + len(piece)
    return "\n".join(lines)


def scalar(
    text: str, column: int, indent: int, *, style: str = "", fold: bool = True, may_break: bool = True
) -> str:
    """A text that begins at `column`; what does not fit goes on at `indent`.

    `style`: how it stood, which is kept where it can be. `fold`: a long text goes under `>-`, else on as a plain one.
    """
    if style in {">", "|"}:
        return folded(text, indent)
    one = word(text, style=style)
    if not may_break or " " not in text or column + len(one) <= WIDTH:
        return one
    if fold or one[:1] in {"'", '"'}:
        return folded(text, indent)
    return "\n".join(wrapped(text.split(" "), column, indent))


def folded(text: str, indent: int) -> str:
    """A text under `>-`."""
    return "\n".join([">-", *wrapped(text.split(" "), indent, indent, first=" " * indent)])


def wrapped(words: Sequence[str], column: int, indent: int, first: str = "") -> list[str]:
    """Words in lines of at most WIDTH; the first begins at `column` behind `first`, the others at `indent`."""
    lines = [first + words[0]]
    at = column + len(words[0])
    for one in words[1:]:
        # a line must not begin with what YAML would take for a comment or a list
        if at + 1 + len(one) > WIDTH and one[0] not in "#-:?":
            lines.append(" " * indent + one)
            at = indent + len(one)
        else:
            lines[-1] += " " + one
            at += 1 + len(one)
    return lines


def word(text: str, *, flow: bool = False, style: str = "") -> str:
    """A text as one value on one line: as it is where that is read as the same, else in quotes."""
    if style not in {"'", '"'} and _reads_plain(text, flow=flow):
        return text
    if style == '"' and not re.search(r'["\\]', text):
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


@lru_cache(maxsize=4096)
def _reads_plain(text: str, *, flow: bool) -> bool:
    if _PLAIN_WORD.fullmatch(text):
        return text != "null"
    written = f"k: [{text}]\n" if flow else f"k: {text}\n"
    try:
        return read_text(written, "").value == {"k": [text] if flow else text}
    except KnowledgeRefused:
        return False


def reworded(old: str, text: str, indent: int) -> Iterator[str]:
    """The lines of a broken text after an edit: those before and behind the changed words stay as they were.

    `old`: its lines as they stand, without what stands before the first word. The first line given has no indent.
    """
    before = [line.split() for line in old.split("\n")]
    words = text.split(" ")
    head, at = 0, 0
    while head < len(before) - 1 and words[at : at + len(before[head])] == before[head]:
        at += len(before[head])
        head += 1
    tail, end = len(before), len(words)
    while tail > head and before[tail - 1] == words[max(at, end - len(before[tail - 1])) : end]:
        end -= len(before[tail - 1])
        tail -= 1
    yield from (" ".join(line) for line in before[:head])
    if at < end:
        yield from (line.strip() for line in wrapped(words[at:end], indent, indent))
    yield from (" ".join(line) for line in before[tail:])
