"""Reading YAML: text stays text, hostile and broken files are refused with their line, and nothing else ever happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.problems import KnowledgeRefused, Problem
from bot.knowledge.yaml_reader import MAX_BYTES, MAX_LINES, read_document, read_text
from tests.knowledge.folder import write


def refusal(text: str) -> str:
    """The one problem of `text`, without the file's name: "3: a ':' is missing"."""
    with pytest.raises(KnowledgeRefused) as refused:
        read_text(text, "peru/health.yaml")
    (problem,) = refused.value.problems
    assert problem.file == "peru/health.yaml"
    return f"{problem.line}: {problem.message}"


def file_refusal(path: Path) -> str:
    with pytest.raises(KnowledgeRefused) as refused:
        read_document(path, "x.yaml")
    (problem,) = refused.value.problems
    return f"{problem.line}: {problem.message}"


PLAIN = (
    "NO no on off yes true 22:30 +51942841978 +51 012 0o17 0x1F 1_000 1e3 1.10 .5 .inf .nan 2024 2024-06 2024-06-30 "
    "2024-06-30T10:00:00Z 105 = Null"
)


@pytest.mark.parametrize("text", PLAIN.split())
def test_text_stays_text(text: str) -> None:
    assert read_text(f"a: {text}\nb: [{text}]\n{text}: c\n", "x.yaml").value == {
        "a": text,
        "b": [text],
        text: "c",
    }


def test_an_empty_value_is_nothing_and_a_quoted_one_is_text() -> None:
    assert read_text("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n", "x.yaml").value == {
        "a": None, "b": None, "c": None, "d": "", "e": "null",
    }  # fmt: skip


def test_every_value_knows_its_line() -> None:
    document = read_text(
        "# note\na: b\nlist:\n  - c\n  -\n    d: e\n  - f: >-\n      g\n      h\n    i: j\n", "x.yaml"
    )
    assert {path: document.lines[path] for path in document.lines if path} == {
        ("a",): 2, ("list",): 3, ("list", 0): 4, ("list", 1): 6, ("list", 1, "d"): 6,
        ("list", 2): 7, ("list", 2, "f"): 7, ("list", 2, "i"): 10,
    }  # fmt: skip
    assert document.line(("list", 2, "missing")) == 7
    assert document.line(("nowhere",)) == 2  # the first line that says anything


BROKEN = {
    "anchor": ("a: b\nc: &x d\n", "2: starts with & or *"),
    "alias": ("a: *x\n", "1: starts with & or *"),
    "circle": ("a: &x [*x]\n", "1: starts with & or *"),
    "anchor on a name": ("&x a: b\n", "1: starts with & or *"),
    "alias as a name": ("*x : b\n", "1: starts with & or *"),
    "emphasis": ("a: b\nc: **importante**\n", "2: a text starts with a sign that YAML reserves"),
    "tag": ("a: !secret b\n", "1: starts with !"),
    "exclamation": ("a: !Cuidado\n", "1: starts with !"),
    "binary": ("a: !!binary aGk=\n", "1: starts with !"),
    "python": ("a: !!python/object/apply:os.system [ls]\n", "1: starts with !"),
    "merge": ("a:\n  <<: {b: c}\n", "2: a name is expected before the ':'"),
    "nameless": ("~: b\n", "1: a name is expected before the ':'"),
    "list as a name": ("[a, b]: c\n", "1: a name is expected before the ':'"),
    "repeated key": ("a: b\nc: d\na: e\n", "3: 'a' stands twice here, first in line 1: keep one of them"),
    "repeated key below": ("x:\n  a: b\n  a: c\n", "3: 'a' stands twice here, first in line 2"),
    "second document": ("a: b\n---\nc: d\n", "2: starts a second document: remove the line '---'"),
    "end of document": ("a: b\n...\nc: d\n", "3: this line belongs to nothing above it"),
    "tab as indent": ("a:\n\tb: c\n", "2: holds a tab: delete it and type spaces"),
    "tab in a text": ("a: b\tc\n", "1: holds a tab"),
    "unclosed quote": ('a: b\nc: "d\ne: f\n', "2: the quote opened here is never closed: close it"),
    "apostrophe in quotes": (
        "a: b\nc: 'it's'\nd: e\n",
        "2: the indentation does not fit the lines above, or a quote",
    ),
    "unclosed bracket": ("a: b\nc: [d, e\nf: g\n", "2: a bracket opened here is never closed"),
    "unclosed brace": ("a: b\nc: {d: e\nf: g\n", "2: a bracket opened here is never closed"),
    "bracket too many": ("a: [b]]\n", "1: the indentation does not fit"),
    "colon in a text": ("a: b\nc: Nota: ven\n", "2: a ': ' stands inside a text: put the text in quotes"),
    "missing colon": ("a: b\nc\nd: e\n", "3: a ':' is missing"),
    "too deep": (
        "a:\n  b: c\n   d: e\n",
        "3: a ': ' stands inside a text: put the text in quotes, or check the indent",
    ),
    "not deep enough": ("a:\n    b: c\n  d: e\n", "3: the indentation does not fit the lines above"),
    "at sign": ("a: @rumbo\n", "1: a text starts with a sign that YAML reserves"),
    "percent": ("a: %x\n", "1: a text starts with a sign that YAML reserves"),
    "percent first": ("%x\na: b\n", "1: a line starts with %: put the text in quotes"),
    "backslash": ('a: "C:\\Users"\n', "1: a \\ stands inside double quotes"),
    "question mark": ("a: ? b\n", "1: a text starts with '? '"),
    "text beside the bar": ("a: | text\n", "1: after | or > the text starts on the next line"),
    "cut by a number sign": ("a: b\nc: Calle 5 #12-34\n", "2: a ' #' stands inside a text"),
    "cut in a list": ("- ñandú y más #9\n", "1: a ' #' stands inside a text"),
    "NUL": ("a: b\x00c\n", "1: holds a hidden character (U+0000)"),
    "zero width": ("a: b\nc: d\u200be\n", "2: holds a hidden character (U+200B)"),
    "turned text": ("a: b\nc: 105\u202e501\n", "2: holds a hidden character (U+202E)"),
    "hidden line": ("a: b\u2028c: d\n", "1: holds a hidden character (U+2028)"),
    "tag letters": ("a: b\U000e0041\n", "1: holds a hidden character (U+E0041)"),
    "escape": ('a: b\nc: "105\\u202e501"\n', "2: holds a hidden character (U+202E)"),
    "escape in a name": ('"a\\u200b": b\n', "1: holds a hidden character (U+200B)"),
    "half a letter": ("a: \ud800\n", "1: holds a hidden character (U+D800)"),
    "special space": ("a:\n\u00a0 b: c\n", "2: starts with a special space"),
    "too many lines": ("\n" * (MAX_LINES + 1), f"{MAX_LINES}: has more than {MAX_LINES} lines: split it"),
    "too many values": ("[" + "a," * 60_000 + "]\n", "1: holds more than 50000 values: split it"),
    "too long": ("a" * (MAX_BYTES + 1), "1: is larger than 1024 kB: split it"),
    "deep brackets": ("[" * 30_000, "1: is nested more than 20 levels deep: flatten it"),
    "deep braces": ("{a: " * 30_000, "1: is nested more than 20 levels deep: flatten it"),
    "deep dashes": ("- " * 30_000, "1: is nested more than 20 levels deep: flatten it"),
    "deep and closed": ("[" * 30_000 + "]" * 30_000, "1: is nested more than 20 levels deep: flatten it"),
    "bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "1: starts with & or *"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_refused_with_its_line_and_its_mend(name: str) -> None:
    text, says = BROKEN[name]
    assert refusal(text).startswith(says)


def test_a_comment_is_told_by_the_space_after_its_sign() -> None:
    text = "# note\na: b # note\nc:  # note\n  - d#e\n  - 'f #1'\ng: >-\n  h #2\n"
    assert read_text(text, "x.yaml").value == {"a": "b", "c": ["d#e", "f #1"], "g": "h #2"}


def test_accents_are_composed_however_they_were_typed() -> None:
    assert read_text("a: cafe\u0301\n", "x.yaml").value == {"a": "café"}


def test_windows_line_ends_and_a_byte_order_mark_are_welcome(tmp_path: Path) -> None:
    path = write(tmp_path, "x.yaml", b"\xef\xbb\xbfa: b\r\nc: |\r\n  d\r\n  e\r\n")
    document = read_document(path, "x.yaml")
    assert document.value == {"a": "b", "c": "d\ne\n"}
    assert document.line(("c",)) == 2


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"a: b\nc: caf\xe9\n", "2: is not UTF-8: save the file again with encoding UTF-8"),
        ("a: b\n".encode("utf-16"), "1: is not UTF-8"),
        (b"a: \xed\xa0\x80\n", "1: is not UTF-8"),
        (b"a: b\nc: d", "2: ends in the middle of a line: press Enter after the last line"),
        (b"a" * (MAX_BYTES + 1), "1: is larger than 1024 kB"),
        (b"a: b\rc: d\n", "1: holds a hidden character (U+000D)"),
    ],
)
def test_a_file_that_is_no_plain_text_is_refused(raw: bytes, says: str, tmp_path: Path) -> None:
    assert file_refusal(write(tmp_path, "x.yaml", raw)).startswith(says)


def test_a_link_a_pipe_a_folder_and_a_device_are_never_read(tmp_path: Path) -> None:
    real = write(tmp_path, "real.yaml", "a: b\n")
    link, pipe, folder = tmp_path / "link.yaml", tmp_path / "pipe.yaml", tmp_path / "folder.yaml"
    link.symlink_to(real)
    os.mkfifo(pipe)
    folder.mkdir()
    assert file_refusal(link).startswith("1: is a link to another file: put the file itself here")
    assert file_refusal(pipe).startswith("1: is not a plain file")
    assert "file" in file_refusal(folder)
    assert file_refusal(Path("/dev/zero")).startswith("1: is not a plain file")


def test_a_file_that_is_not_there_or_closed_to_us_says_so(tmp_path: Path) -> None:
    assert file_refusal(tmp_path / "x.yaml").startswith("1: cannot be read (no such file")
    path = write(tmp_path, "closed.yaml", "a: b\n")
    with closed(path):
        assert file_refusal(path).startswith("1: cannot be read (permission denied)")


@contextmanager
def closed(path: Path) -> Iterator[None]:
    """Nobody may read `path`, not even an administrator (who becomes nobody for a while)."""
    mode = path.stat().st_mode
    path.chmod(0)
    administrator = os.geteuid() == 0
    if administrator:
        os.seteuid(65534)
    try:
        yield
    finally:
        if administrator:
            os.seteuid(0)
        path.chmod(mode)


YAML_LIKE = st.text(
    alphabet=st.sampled_from("ab:-#&*!|>'\"%@`[]{},? \n\t\\\r<.~é\u200b\ufeff\x00"), max_size=60
)


def told(read: Callable[[], object]) -> list[Problem]:
    """The problems of what is refused; none where it is read. Any other exception is a failure."""
    try:
        read()
    except KnowledgeRefused as refused:
        return refused.problems
    return []


@settings(max_examples=400)
@given(text=st.one_of(YAML_LIKE, st.text(max_size=80)))
def test_any_text_is_read_or_refused(text: str) -> None:
    for problem in told(lambda: read_text(text, "x.yaml")):
        assert 1 <= problem.line <= text.count("\n") + 2
        assert problem.message
        assert "\n" not in problem.message


@settings(max_examples=300)
@given(
    raw=st.one_of(
        st.binary(max_size=80),
        YAML_LIKE.map(lambda x: x.encode()),
        YAML_LIKE.map(lambda x: x.encode("utf-16")),
    )
)
def test_any_bytes_are_read_or_refused(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(raw)
    for problem in told(lambda: read_document(path, "x.yaml")):
        assert problem.file == "x.yaml"
        assert problem.message


@settings(max_examples=200)
@given(
    st.recursive(
        st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1),
        lambda x: st.lists(x, min_size=1, max_size=4),
        max_leaves=20,
    )
)
def test_what_is_written_in_quotes_comes_back(value: object) -> None:
    def flow(x: object) -> str:
        return "[" + ", ".join(map(flow, x)) + "]" if isinstance(x, list) else f"'{x}'"

    def depth(x: object) -> int:
        return 1 + max(map(depth, x)) if isinstance(x, list) else 1

    if depth(value) < 18:
        assert read_text(f"a: {flow(value)}\n", "x.yaml").value == {"a": value}
