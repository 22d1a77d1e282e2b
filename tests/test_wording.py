"""The bot's own phrases: the same in every language, complete, and short enough for a phone."""

from __future__ import annotations

import re

import pytest

from bot.conversation import commands
from bot.conversation.screens import GROUPS
from bot.knowledge.records import LANGUAGES, TOPICS
from bot.settings import PROJECT
from bot.wording import wording

NAME = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_phrases_with_the_same_names_in_them() -> None:
    spanish, english = wording("es").phrases, wording("en").phrases
    assert set(spanish) == set(english)
    for key in spanish:
        assert set(NAME.findall(spanish[key])) == set(NAME.findall(english[key])), key


def test_every_phrase_is_used_and_every_used_phrase_exists() -> None:
    files = (
        p for p in (PROJECT / "bot").rglob("*.py") if "console/app" not in p.as_posix()
    )  # has words of its own
    code = "\n".join(p.read_text(encoding="utf-8") for p in files)
    known = set(wording("es").phrases)
    built = (
        "menu_",
        "topic_",
        "help_",
        "day_",
        "language_name_",
        "other_",
        "no_",
        "confirm",
        "source",
        "useful_",
        "privacy",
        "direction_",
        "kind_",
        "wish_",
        "open_",
    )
    unused = {k for k in known if f'"{k}"' not in code and not k.startswith(built)}
    assert unused <= {"months", "who", "cost", "deadline", "duration"}
    console = PROJECT / "bot" / "console" / "app"  # it has a wording of its own
    code = "\n".join(
        p.read_text(encoding="utf-8") for p in (PROJECT / "bot").rglob("*.py") if console not in p.parents
    )
    for name in re.findall(r'say\("([a-z_]+)"', code):
        assert name in known, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_and_group_has_a_name(language: str) -> None:
    phrases = wording(language).phrases  # type: ignore[arg-type]
    assert all(f"topic_{topic}" in phrases for topic in TOPICS)
    assert all(f"menu_{group}" in phrases for group in GROUPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_of_the_first_message_is_short_and_tells_how_to_forget(language: str) -> None:
    notice = wording(language).say("notice")  # type: ignore[arg-type]
    assert len(notice) <= 300
    assert ("/borrar" if language == "es" else "/forget") in notice


def test_the_commands_named_in_the_help_exist() -> None:
    for language in LANGUAGES:
        for phrase in wording(language).phrases.values():
            for command in re.findall(r"(?<!\w)/([a-z]+)", phrase):
                assert command in commands.NAMES, command


def test_no_phrase_asks_for_documents_money_or_photos() -> None:
    asking = re.compile(
        r"(?i)\b(envía|manda|send)(me|nos)? (tu|una|your|a) (foto|cédula|pasaporte|photo|passport|money|dinero)"
    )
    for language in LANGUAGES:
        for phrase in wording(language).phrases.values():
            assert not asking.search(phrase), phrase


def test_dates_read_as_people_say_them() -> None:
    assert wording("es").date("2024-06") == "junio de 2024"
    assert wording("en").date("2024-06-03") == "3 June 2024"
    assert wording("es").date("about 2022") == "alrededor de 2022"
    assert wording("en").date(None) == "no date"
