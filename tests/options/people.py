"""A small country with four options, and people who walk through them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.knowledge.option_records import (
    VALUES,
    AttributeText,
    Brief,
    Conditions,
    CountryOptions,
    Entered,
    Option,
    OptionText,
    OwnQuestion,
    OwnQuestionText,
    ValueText,
    WalkWords,
)
from bot.knowledge.records import LANGUAGES, Entry, Release
from tests.conversation.small import HERE, entry, question
from tests.conversation.small import small_release as base_release

TODAY = date(2026, 11, 26)


def option(name: str, *when: Conditions, **more: object) -> Option:
    """An option of Peru in force, explained by the sure entry of the same name."""
    fields: dict[str, object] = {
        "id": f"pe-option-{name}",
        "country": "PE",
        "kind": "residence",
        "status": "in force",
        "answer": f"pe-{name}",
        "work": None,
        "asks_record": False,
        "texts": {x: OptionText(f"{name} ({x})", f"What {name} gives.") for x in LANGUAGES},
        "when": when,
        "ended": None,
        "replaced_by": (),
        "research": (),
        "origin": HERE,
        **more,
    }
    return Option(**fields)  # type: ignore[arg-type]


def one_of(**values: str | tuple[str, ...]) -> Conditions:
    """Conditions on closed questions: `one_of(inside="yes", papers=("passport", "identity card"))`."""
    return Conditions({k: frozenset([v] if isinstance(v, str) else v) for k, v in values.items()})


ASYLUM = option("asylum", one_of(inside="yes", fear="yes"), kind="asylum")
FAMILY = option("family", one_of(inside="yes", family=("national child", "national partner")))
EARLY = option(
    "early",
    Conditions(
        {"inside": frozenset({"yes"}), "nationality": frozenset({"VE"})},
        entered=Entered(before=date(2024, 7, 2)),
        own={"had-card": True},
    ),
)
STUDY = option("study", one_of(papers="passport", plan="study"), one_of(papers="passport", plan="work"))
ENDED = option("ended", one_of(inside="yes"), status="ended", replaced_by=("pe-option-family",))
RETURN = option("return", one_of(goal="go back"), kind="return")
OPTIONS = (FAMILY, ASYLUM, EARLY, STUDY, ENDED, RETURN)


def country(*options: Option) -> CountryOptions:
    """Peru with these options, or with all six."""
    own = {
        x: OwnQuestionText("Had the card?", "you had the card", "you never had the card") for x in LANGUAGES
    }
    brief = {
        name: Brief(dict.fromkeys(LANGUAGES, f"{name} line"), "pe-asylum")
        for name in ("enter", "work", "asylum")
    }
    questions = (OwnQuestion("had-card", "1", own, HERE),)
    return CountryOptions("PE", options or OPTIONS, questions, brief, "legal-help", (), HERE)


def walk_words() -> WalkWords:
    """A question for every attribute, its answers named by their values."""
    names = ("nationality", "inside", "entry", "entered", *VALUES)
    texts = {
        name: {
            x: AttributeText(
                f"{name}? {{country}}",
                name,
                {v: ValueText(f"{v}", f"{name} is {v}") for v in VALUES.get(name, ())},
            )
            for x in LANGUAGES
        }
        for name in dict.fromkeys(names)
    }
    return WalkWords(texts, ("VE", "CO", "PE"))


def small_release(*options: Option) -> Release:
    """The small release of the conversation's tests, with the walk of Peru."""
    chosen = options or OPTIONS
    base = base_release()
    added = {o.answer: _entry(o) for o in chosen}
    entries = {**base.entries, **added}
    questions = {
        **base.questions,
        **{e.question: question(e.question, "documents", "PE") for e in added.values()},
    }
    questions["asylum"] = base.questions["asylum"]
    return replace(
        base,
        entries=entries,
        questions=questions,
        by_question={(e.question, e.country): e for e in entries.values()},
        options={"PE": country(*chosen)},
        walk=walk_words(),
    )


def _entry(option: Option) -> Entry:
    status = "ended" if option.status == "ended" else "in force"
    name = "asylum" if option.answer == "pe-asylum" else option.answer
    return entry(name, "PE", "asylum" if name == "asylum" else "documents", status=status)
