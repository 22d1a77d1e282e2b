""" "This belongs to entry X": a way to ask joins the forms of its question, and a test beside it holds the bot to it."""

from __future__ import annotations

from bot.editing.entries import test_id
from bot.editing.forms import fields_of
from bot.editing.records import Fields, Ref, Standing
from bot.knowledge.folding import fold
from bot.knowledge.records import REGION, Language, Release


def question_of(entry: str, release: Release, *, everywhere: bool) -> Ref | None:
    """Which form takes the new way to ask; None where there is no such entry.

    `entry`: the id of an answer or of a shared question. Words that people use in one country only go to that country's
    answer; `everywhere`: to the shared question.
    """
    answer = release.entries.get(entry)
    if answer is None:
        return Ref("question", entry) if entry in release.questions else None
    shared = answer.question != answer.id
    return Ref("question", answer.question) if shared and everywhere else Ref("answer", entry)


def with_phrasing(
    standing: Standing, language: Language, phrasing: str, typed: Fields | None = None
) -> Fields:
    """The form of the question or answer with one more way to ask; the same form where it stands there already.

    `typed`: the form as a draft has it by now.
    """
    stands = fields_of(standing.values)
    fields = stands if typed is None else typed
    own = any(name.startswith("question.") for name in stands)
    start = "" if standing.ref.kind == "question" else "question." if own else "also_asked."
    prefix = f"{start}{language}." if start == "also_asked." else f"{start}{language}.ask."
    numbers = [
        int(n.removeprefix(prefix))
        for n in fields
        if n.startswith(prefix) and n.removeprefix(prefix).isdecimal()
    ]
    if any(fold(fields[f"{prefix}{n}"]) == fold(phrasing) for n in numbers):
        return fields
    return {**fields, f"{prefix}{max(numbers, default=-1) + 1}": " ".join(phrasing.split())}


def knowledge_test(
    phrasing: str, entry: str, country: str | None, release: Release
) -> tuple[Ref, str, Fields]:
    """The test that goes with it: which entry it is, the file it stands in, and its form."""
    own = release.countries.get(country or "")
    folder = own.folder if own and own.folder else "region" if country == REGION else "shared"
    fields = {"ask": " ".join(phrasing.split()), "expect": entry}
    if own:
        fields["country"] = own.code
    return Ref("test", test_id(fields["ask"], fields.get("country"))), f"{folder}/tests.yaml", fields
