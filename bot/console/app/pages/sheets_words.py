"""What is wrong with a spreadsheet, in the words of the page.

Reading a file is told in English, for the command line; what people meet most is said here in both languages.
"""

from __future__ import annotations

import re

from bot.console.app.pages.editing_words import in_words
from bot.console.app.words import Words

_SAID: tuple[tuple[str, str], ...] = (
    # the whole file
    ("old_form", r"is an old \.xls|is an \.ods"),
    ("no_sheet", r"is no spreadsheet that we can open"),
    ("trap", r"zip bomb|may be a trap|declares entities"),
    ("macros", r"holds macros"),
    ("too_much", r"is larger than|unpacks to more|holds more than any|has more than .*rows|more than \d+ sheets|MB of text"),
    ("broken", r"is broken|locked with a password|no zip that can be read|is a ZIP but no XLSX|has no sheet with cells"),
    ("not_utf8", r"is not UTF-8"),
    ("not_ours", r"is no file of `rumbo|holds none of the files of"),
    ("version", r"was written by another version"),
    ("foreign", r"is of another country \((?P<country>[A-Z]{2})\)"),
    ("no_folder", r"is no country with a folder"),
    ("many", r"changes more than (?P<most>\d+) entries"),
    ("meanwhile", r"the files changed while it was read"),
    ("heavy", r"takes too long or too much memory"),
    # a sheet
    ("second_sheet", r"is a second sheet of the same kind as '(?P<other>.*)'"),
    ("sheet_gone", r"this sheet is not in the file"),
    ("sheet_strange", r"is none of Rumbo's sheets"),
    ("sheet_hidden", r"is hidden; it was read"),
    ("older", r"the files changed since this was exported \((?P<made>.*)\)"),
    ("stamp_gone", r"the hidden sheet 'rumbo' is gone"),
    ("header_twice", r"the column \[(?P<column>.*)\] stands twice"),
    ("header_strange", r"the header '(?P<found>.*)' is not known: write '(?P<header>.*)' back"),
    ("column_own", r"'(?P<column>.*)' is a column of your own"),
    ("column_gone", r"the column '(?P<column>.*)' is (?:not there|missing)"),
    # a row
    ("merged", r"the cells (?P<cells>\S+) are merged"),
    ("mark_broken", r"the hidden cell at the end of this row was changed|its hidden last cell is gone"),
    ("row_foreign", r"comes from the sheet of another country \((?P<country>[A-Z]{2})\)"),
    ("id_changed", r"ids never change: this row is '(?P<id>.*?)'"),
    ("moved", r"the cells of this row were moved by a column"),
    ("twice", r"'(?P<id>.*)' stands twice: give the new row|'(?P<id_>.*)' stands already: give the new row"),
    ("row_gone", r"has no row here"),
    ("row_gone_files", r"no longer stands in the files"),
    ("gone_since", r"was changed here, but in the files .* was changed or deleted since"),
    ("deleted_since", r"was changed in the files since \('"),
    ("both", r"was changed here \('.*'\) and in the files since"),
    ("new_deleted", r"is new and to be deleted"),
    ("left_out", r"stands in the files already: left out|this question stands already"),
    ("in_hidden", r"this change stands in a hidden row"),
    ("no_answer", r"no answer has the id '(?P<id>.*)': write it"),
    ("answer_deleted", r"its answer '(?P<id>.*)' is to be deleted"),
    ("shared_title", r"answers a shared question, whose title"),
    ("reading_only", r"this sheet is for reading"),
    ("still_named", r"'(?P<id>[^']*)', which does not exist.*\((?P<file>\S+:\d+)\)$"),
    ("cannot_write", r"cannot be written:"),
    # a cell
    ("formula", r"holds a formula"),
    ("sheet_error", r"holds the spreadsheet's error (?P<text>.*): write"),
    ("turned", r"was turned into the (?:date|number|truth value) (?P<text>.*?) by the spreadsheet"),
    ("formula_sign", r"begins with '(?P<sign>.)', as a formula does"),
    ("typed_by_machine", r"holds '(?P<sign>.)', which the spreadsheet put in by itself"),
    ("fixed", r"does not change here: it is '(?P<was>.*)'"),
    ("yes_or_empty", r"cannot be '.*': write yes, or leave it empty"),
    ("choose_one", r"cannot be '(?P<text>.*)': choose one of (?P<choices>.*)"),
    ("source", r"is no source: write publisher"),
    ("hours_twice", r"stands twice: write several hours"),
    ("hours", r"are no hours: write one line a day"),
    ("empty_topic", r"is empty: choose the topic"),
    ("empty_language", r"is empty: choose es or en"),
    ("empty_phrase", r"is empty: write the phrasing"),
    ("empty", r"is empty: write"),
)  # fmt: skip
_PATTERNS = tuple((f"sheets_says_{key}", re.compile(pattern, re.DOTALL)) for key, pattern in _SAID)
_FILE_NAME = re.compile(r"^(?:sheet(?:\.\w+)?: )+")


def sheet_keys() -> tuple[str, ...]:
    """The phrases of the wording that messages are said with."""
    return tuple(key for key, _ in _PATTERNS)


def sheet_words(words: Words, message: str) -> str:
    """A message as the page says it; one that has no words of its own stays as it was said."""
    plain = _FILE_NAME.sub("", message)
    for key, pattern in _PATTERNS:
        if found := pattern.search(plain):
            values = {name.rstrip("_"): text for name, text in found.groupdict().items() if text is not None}
            return words.say(key, **values)
    return in_words(words, plain)
