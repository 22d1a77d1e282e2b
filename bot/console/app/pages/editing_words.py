"""What is wrong in a form, in the words of the page, and the field at which to say it.

The checks speak English to people who edit files; what they say most is said here in both languages, for a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.console.app.pages.editing_form import Group, groups_of
from bot.console.app.words import Words
from bot.editing.checking import Problems
from bot.editing.records import EntryKind

_SAID: tuple[tuple[str, str], ...] = tuple(
    (f"problem_{key}", pattern)
    for key, pattern in (
        ("missing", r"is missing: add it|is empty or not a text|is empty: write it"),
        ("none", r"has no item: write at least one"),
        ("long", r"is too long: (?P<length>\d+) characters, at most (?P<most>\d+)"),
        ("edge", r"must be (?P<edge>-?[\d.]+ or (?:more|less))"),
        ("choice", r"cannot be '.*': .*It is one of"),
        ("yes_no", r"must be yes or no"),
        ("hidden", r"holds a hidden character \((?P<sign>U\+[0-9A-F]+)\)"),
        ("plain", r"holds '(?P<mark>.*)': texts are plain"),
        ("day", r"is no day of the calendar"),
        ("date", r"is not a date"),
        ("phone", r"is not a phone number|holds letters: write the digits"),
        ("email", r"is not an e-mail address"),
        ("id", r"is no id:"),
        ("days", r"is no day: use mon"),
        ("hours", r"are no hours:|opens and closes at the same time"),
        ("degrees", r"is not a number of degrees"),
        ("address", r"is no full address|is not an address to send people to|is longer than .* use the shorter"),
        ("address_odd", r"is a test or copied page|hides where it leads|only looks like a state|holds a user name or"),
        ("taken", r"also stands under '(?P<other>[^']*)'"),
        ("title_taken", r"the title '.*' is also that of '(?P<other>[^']*)'"),
        ("letters", r"has no letters: write it in words"),
        ("few_ways", r"has (?P<many>\d+) phrasings in .*: write at least (?P<least>\d+)"),
        ("reach", r"has no phone, whatsapp or email"),
        ("no_source", r"has no source: add"),
        ("sure_undated", r"is 'sure' but its date is unknown"),
        ("whom", r"is not confirmed: say whom to ask"),
        ("confirm_at", r"must say in '(?:es|en)' where to confirm it"),
        ("ended", r"has ended: let its '(?:es|en)' text begin with (?P<words>.*)"),
        ("part", r"under `(?:part_as_of|lasting)`, but no"),
        ("one_language", r"in '(?:es|en)' only: write it in"),
        ("not_as_many", r"has (?P<one>\d+) \w+ in 'es' and (?P<other>\d+) in 'en'"),
        ("figures", r"has figures that stand in one language only: (?P<figures>.*)"),
        ("elsewhere", r"'(?P<name>[^']*)', which belongs to another country"),
        ("unknown", r"'(?P<name>[^']*)', which does not exist|answers '(?P<name_>[^']*)', a question that"),
        ("note_unknown", r"cites '(?P<note>[^']*)', which no research"),
        ("note_not_stated", r"cites '(?P<note>[^']*)', which must not be stated"),
        ("note_sure", r"is 'sure', but '(?P<note>[^']*)' must be confirmed"),
        ("partner", r"has (?P<sign>\S+) without its partner"),
        ("swapped", r"has latitude and longitude swapped"),
        ("outside", r"lies outside "),
        ("point", r"has a point of a \w+ but no address"),
        ("whose", r"takes? out `id:`|answers the shared question|says no question:|has no `question:`"),
        ("own_begins", r"exists in one country only: begin its id with '(?P<start>[^']*)'"),
        ("own_also", r"has a question of its own: move"),
    )
)  # fmt: skip
_PATTERNS = tuple((key, re.compile(pattern, re.DOTALL)) for key, pattern in _SAID)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend. `slot`: the field of the page that says it, "" for the entry as a whole."""

    slot: str
    label: str
    language: str
    said: str


def problem_keys() -> tuple[str, ...]:
    """The phrases of the wording that problems are said with."""
    return tuple(key for key, _ in _SAID)


def in_words(words: Words, message: str) -> str:
    """A problem as the page says it; one that has no words of its own stays as the check said it."""
    for key, pattern in _PATTERNS:
        if found := pattern.search(message):
            values = {name.rstrip("_"): text for name, text in found.groupdict().items() if text is not None}
            return words.say(key, **values)
    return words.say("problem_as_said", said=message)


def troubles(words: Words, kind: EntryKind, problems: Problems) -> tuple[Trouble, ...]:
    """Every problem with its place, in the order of the form; those of the whole entry first."""
    groups = groups_of(kind)
    found = list(_troubles(words, groups, problems))
    order = {g.base: i for i, g in enumerate(groups)}
    return tuple(trouble for _, trouble in sorted(found, key=lambda x: order.get(x[0], -1)))


def _troubles(words: Words, groups: tuple[Group, ...], problems: Problems) -> Iterator[tuple[str, Trouble]]:
    for name, messages in problems.items():
        group, language, slot, row = _place(groups, name)
        label = words.say(group.label) if group and words.has(group.label) else (group.base if group else "")
        for message in dict.fromkeys(in_words(words, message) for message in messages):
            said = words.say("problem_line", number=row + 1, said=message) if row is not None else message
            yield group.base if group else "", Trouble(slot, label, language, said)


def _place(groups: tuple[Group, ...], name: str) -> tuple[Group | None, str, str, int | None]:
    """The group, its language, the field that says it, and the line of a list of phrasings."""
    for group in groups:
        for language in group.languages:
            field = group.field(language)
            if name == field or name.startswith(f"{field}."):
                return group, language, *_slot(group, field, name)
    for group in groups:  # "es" is the whole Spanish, "point" the whole point
        for language in group.languages:
            if name and group.field(language).startswith(f"{name}."):
                return group, language, group.field(language), None
    return None, "", "", None


def _slot(group: Group, field: str, name: str) -> tuple[str, int | None]:
    rest = name.removeprefix(field).strip(".")
    if group.control == "phrases":
        return field, int(rest) if rest.isdecimal() else None
    return (field if group.control == "ticks" else name), None
