"""Templates, wording and files of the console: nothing unescaped, nothing inline, nothing from elsewhere, nothing unsaid."""

from __future__ import annotations

import re
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


def test_every_page_in_the_menu_has_a_name_and_says_what_it_is_for() -> None:
    for page in ALL_PAGES:
        if page.menu:
            assert words_of("es").has(page.menu)
            assert not page.path or words_of("es").has(f"{page.menu}_hint"), page.menu
