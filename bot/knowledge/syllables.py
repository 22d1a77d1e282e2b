"""How many syllables a word has, in Spanish by the rules of its spelling, in English by a dictionary.

Hyphenation patterns (textstat, pyphen) are no measure: they never leave a single letter at the end of a line, so that "día",
"país" and "ahí" have one syllable and every Spanish text looks easier than it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.knowledge.records import Language

# Real Academia Española, Ortografía (2010), 3.4.2: open vowels (a e o) each carry a syllable; closed ones (i u) go with a
# neighbour unless they bear an accent; h between vowels changes nothing; u is silent in que, qui, gue, gui.
_SILENT = re.compile(r"h|(?<=q)u|(?<=g)u(?=[eiéí])")
_NUCLEUS = re.compile(
    r"(?:[iuü]|y(?=[aeoáéóu]))?[aeoáéó](?:[iuü](?![aeoáéó])|y(?![aeiouáéíóú]))?"  # pais-a-je, via-je, rey, yo
    r"|[iuü]?[íú]"  # dí-a, pa-ís, cuí-da-lo
    r"|[iuü]+y?(?![aeoáéó])"  # si, rui-do, muy
    r"|y(?![aeiouáéíóú])"  # y
)


def spanish_syllables(word: str) -> int:
    """The syllables of a Spanish word, 1 at least."""
    return max(1, len(_NUCLEUS.findall(_SILENT.sub("", word.lower()))))


def english_syllables(word: str) -> int:
    """The syllables of an English word, 1 at least."""
    from syllapy import count  # for editors' commands only: its dictionary isn't loaded to answer people

    return max(1, int(count(word)))


SYLLABLES: Mapping[Language, Callable[[str], int]] = {"es": spanish_syllables, "en": english_syllables}
