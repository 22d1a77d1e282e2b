"""A small country with options, lines, answers and places, to build pages of and to change one thing in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.knowledge.option_records import Brief, Conditions, CountryOptions, Option, OptionText, WalkWords
from bot.knowledge.records import Entry, HelpLine, Place, Point, Release
from bot.takeaway.page import build_page
from bot.takeaway.records import TakeawayPage
from tests.conversation.small import HERE, NOW, entry, line, place, question, small_release

TODAY = NOW.date()
SLOTS = ("medical-emergency", "health-care", "pregnancy", "shelter-tonight")


def option(id_: str, kind: str = "residence", status: str = "in force", **way: object) -> Option:
    texts = {
        "es": OptionText(f"Trámite {id_}", f"Puedes pedir {id_}. Es gratis."),
        "en": OptionText(f"Procedure {id_}", f"You can ask for {id_}. It is free."),
    }
    conditions = Conditions({k: frozenset({str(v)}) for k, v in way.items()})
    return Option(
        id_, "PE", kind, status, "pe-cpp", None, False, texts, (conditions,), None, (), (), HERE
    )  # type: ignore[arg-type]  # fmt: skip


OPTIONS = (
    option("pe-refuge", "asylum", fear="yes"),
    option("pe-exploited", "protection", victim="trafficking"),
    option("pe-work", plan="work"),
    option("pe-study", plan="study"),
    option("pe-family", family="national child"),
    option("pe-ended", status="ended"),
)


def takeaway_release(
    options: tuple[Option, ...] = OPTIONS,
    entries: tuple[Entry, ...] = (),
    lines: tuple[HelpLine, ...] = (),
    places: tuple[Place, ...] = (),
    without: tuple[str, ...] = (),
) -> Release:
    """The small release with Peru's page filled in; `entries`, `lines`, `places` replace those of their id."""
    base = small_release()
    own = [entry(name, "PE", "health") for name in SLOTS]
    more_lines = [
        line("pe-ambulance", "PE", "ambulance", phone="106"),
        line("pe-trata", "PE", "trafficking", phone="1818"),
    ]
    more_lines[1] = replace(
        more_lines[1], names={"es": "Línea contra la trata de personas", "en": "Line against trafficking"}
    )
    city = place("albergue", "Lima", Point(-12.05, -77.04, "city"), kind="shelter")
    country = CountryOptions(
        "PE", options, (), {"asylum": Brief({"es": "Se pide gratis. Di que temes volver.",
                                             "en": "You ask, free. Say that you fear going back."}, "pe-asylum")},
        "legal-help", (), HERE,
    )  # fmt: skip
    return replace(
        base,
        questions={**base.questions, **{n: question(n, "health") for n in SLOTS}},
        entries=_kept({**base.entries, **{e.id: e for e in (*own, *entries)}}, without),
        by_question={
            (e.question, e.country): e
            for e in _kept({**base.entries, **{e.id: e for e in (*own, *entries)}}, without).values()
        },
        lines=_kept({**base.lines, **{x.id: x for x in (*more_lines, *lines)}}, without),
        places=_kept({**base.places, **{p.id: p for p in (city, *places)}}, without),
        options={"PE": country},
        walk=WalkWords({}, ("VE", "CO")),
    )


def _kept(records: dict[str, Any], without: tuple[str, ...]) -> dict[str, Any]:
    return {id_: record for id_, record in records.items() if id_ not in without}


def page(release: Release | None = None, **more: object) -> TakeawayPage:
    return build_page(release or takeaway_release(), "PE", "es", TODAY, **more)  # type: ignore[arg-type]
