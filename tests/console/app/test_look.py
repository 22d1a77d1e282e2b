"""Templates, wording and files of the console: nothing unescaped, nothing inline, nothing from elsewhere, nothing unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.console.app.all_pages import ALL_PAGES
from bot.console.app.words import FOLDER, phrases_of, words_of
from bot.console.pages import HERE, STATIC
from bot.knowledge.records import LANGUAGES

TEMPLATES = sorted((HERE / "templates" / "console").rglob("*.html"))
CODE = sorted((HERE / "app").rglob("*.py"))
FILES = sorted(path.name for path in (FOLDER / "es").glob("*.yaml"))
NAME = re.compile(r"\{(\w+)\}")
UNSAFE = re.compile(
    r"\|\s*safe\b|Markup\(|autoescape\s+false|\{%-?\s*autoescape|\.innerHTML|insertAdjacentHTML|eval\("
)
INLINE = re.compile(
    r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on|<script(?![^>]*\ssrc=)|hx-vals=.js:"
)
ELSEWHERE = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//(?!t\.me/)""")


@pytest.mark.parametrize("file", [*TEMPLATES, *CODE, STATIC / "console.js"], ids=lambda p: p.name)
def test_nothing_is_shown_unescaped(file: Path) -> None:
    assert not UNSAFE.search(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda p: p.name)
def test_no_script_or_style_stands_in_a_page_and_nothing_comes_from_elsewhere(file: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not INLINE.search(text), file.name
    assert not ELSEWHERE.search(text), file.name


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda p: p.name)
def test_every_form_that_changes_something_posts_to_a_path_of_ours(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*>", text):
        assert re.search(r'method="(post|get)"', form), form
        assert re.search(r'action="\{\{ (path\(|action)', form), form


def test_style_and_script_ask_nobody_else_for_anything() -> None:
    for name in ("console.css", "console.js"):
        assert not re.search(r"https?://|@import|url\(", (STATIC / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize("file", sorted(STATIC.glob("console*.css")), ids=lambda p: p.name)
def test_every_class_and_id_of_the_style_is_on_some_page(file: Path) -> None:
    pages = [*TEMPLATES, *CODE, *STATIC.glob("*.js")]
    used = set(re.findall(r"[\w-]+", "\n".join(page.read_text(encoding="utf-8") for page in pages)))
    rules = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", "{}", rules)
    named = set(re.findall(r"[.#]([a-zA-Z_][\w-]*)", selectors))
    assert {name for name in named - used if not name.startswith("htmx-")} == set()


def test_htmx_evaluates_nothing_keeps_nothing_and_asks_nobody_else() -> None:
    base = (HERE / "templates" / "console" / "base.html").read_text(encoding="utf-8")
    for setting in (
        '"allowEval":false',
        '"historyCacheSize":0',
        '"selfRequestsOnly":true',
        '"includeIndicatorStyles":false',
    ):
        assert setting in base
    assert (HERE / "licences" / "htmx.txt").read_text(encoding="utf-8").startswith("Zero-Clause BSD")


def test_every_file_of_the_wording_exists_in_every_language_with_the_same_keys_and_names() -> None:
    for language in LANGUAGES:
        assert sorted(path.name for path in (FOLDER / language).glob("*.yaml")) == FILES
    for name in FILES:
        spanish, english = phrases_of("es", name), phrases_of("en", name)
        assert list(spanish) == list(english), f"wording/*/{name}: the same keys in the same order"
        for key in spanish:
            assert set(NAME.findall(spanish[key])) == set(NAME.findall(english[key])), f"{name}: {key}"
            assert spanish[key].strip(), f"{name}: {key}"
            assert english[key].strip(), f"{name}: {key}"


def test_every_phrase_that_is_used_exists() -> None:
    known = words_of("es")
    for file in (*TEMPLATES, *CODE):
        for key in re.findall(r"""\bsay\(\s*["']([a-z_0-9]+)["']\s*[,)]""", file.read_text(encoding="utf-8")):
            assert known.has(key), f"{file.name}: {key}"


def test_every_phrase_is_used() -> None:
    rooms = (HERE, HERE.parent / "console_parts")
    files = [p for room in rooms for ending in ("*.py", "*.html") for p in room.rglob(ending)]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    named = set(re.findall(r"""["']([a-z][a-z_0-9]*)["']""", code))
    built = [
        re.sub(r"\{[^{}]*\}", "*", x)
        for x in re.findall(r"""\bf["']((?:[a-z_0-9]|\{[^{}\n]*\})+)["']""", code)
    ]
    built += [f"{start}*" for start in re.findall(r"""["']([a-z][a-z_0-9]*_)["']\s*[~+]""", code)] + [
        "period_*"
    ]
    families = [re.escape(x).replace(r"\*", "(.+)") for x in set(built) if re.search(r"[a-z]{2}", x)]
    told = set(re.findall(r"[a-z]+|\d+", "\n".join(p.read_text(encoding="utf-8") for p in _every_file())))

    def is_built(key: str) -> bool:
        """Whether the code makes such keys, of words that it has somewhere."""
        found = (re.fullmatch(family, key) for family in families)
        return any(m and told.issuperset(re.findall(r"[a-z]+|\d+", "_".join(m.groups()))) for m in found)

    unused = {key for key in words_of("es").phrases if key not in named and not is_built(key)}
    assert unused == set(), "take these out of the wording"


def _every_file() -> Iterator[Path]:
    """The code that words the parts of such keys: everything but wording and texts."""
    yield from HERE.parent.rglob("*.py")
    yield from (HERE / "templates" / "console").glob("*.html")


def test_every_page_in_the_menu_has_a_name_and_says_what_it_is_for() -> None:
    for page in ALL_PAGES:
        if page.menu:
            assert words_of("es").has(page.menu)
            assert not page.path or words_of("es").has(f"{page.menu}_hint"), page.menu
