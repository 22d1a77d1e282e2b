"""What every page gives, in a fixed order: the code of a page knows answers and lines by their place in it."""

from __future__ import annotations

from bot.knowledge.records import PlaceKind, Purpose

# The answers that every page gives, in the order of the code. LEGAL stands for the question a country names in its options.
LEGAL = "legal-help"
QUESTIONS = ("asylum", "medical-emergency", "health-care", "pregnancy", "shelter-tonight", LEGAL)
# The lines that every page gives: purpose, which of its lines, and the phrase for it (None: the line's own name says it).
# In the order of the code.
LINES: tuple[tuple[Purpose, int, str | None], ...] = (
    ("emergency", 0, "takeaway_emergency"),
    ("police", 0, "takeaway_police"),
    ("ambulance", 0, "takeaway_ambulance"),
    ("ambulance", 1, "takeaway_ambulance"),
    ("fire", 0, "takeaway_fire"),
    ("violence", 0, "takeaway_violence"),
    ("children", 0, "takeaway_children"),
    ("suicide", 0, "takeaway_feelings"),
    ("missing", 0, "takeaway_missing"),
    ("kidnapping", 0, "takeaway_extortion"),
    ("trafficking", 0, "takeaway_line"),  # never named by what it is for
    ("ombudsman", 0, "takeaway_rights"),
    ("legal", 0, "takeaway_legal_line"),
    ("health", 0, "takeaway_health"),
    ("migration", 0, "takeaway_migration"),
    ("other", 0, None),
)
NAMED: tuple[Purpose, ...] = (
    "ombudsman",
    "legal",
    "health",
    "migration",
    "other",
)  # who answers is told too
BESIDE: frozenset[Purpose] = frozenset({"ombudsman", "legal", "other"})  # lines that stand beside an answer
HIDDEN_KINDS = {"asylum", "protection"}  # their title would tell why a person asks
PLACE_ORDER: tuple[PlaceKind, ...] = (
    "hospital", "shelter", "support space", "legal aid", "health post", "food", "migration office", "school office",
    "consulate", "asylum office", "other",
)  # fmt: skip
