"""Brings a release's phrasings and people's messages to the same words, and tells the places they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from bot.knowledge.records import Language, Release
from bot.matching.gazetteer import Gazetteer
from bot.matching.normalise import Wording
from bot.matching.places import Places, read_places
from bot.matching.spelling import Spelling


class Reader:
    """The words of a release: how its texts and people's messages are brought to the same form."""

    def __init__(self, release: Release, counts: Mapping[Language, Mapping[str, int]]) -> None:
        """`counts`: how often the phrasings of each language use a word."""
        self.wording = Wording.of(release.vocabulary)
        total = Counter(counts["es"]) + Counter(counts["en"])
        self.spelling = Spelling(total, self.wording.protected, release.vocabulary.everyday)
        self.gazetteer = Gazetteer(
            release.countries.values(),
            release.vocabulary.protected,
            self.spelling.knows,
            release.shared_names,
        )
        self.covered = frozenset(c.code for c in release.countries.values() if c.covered)

    def places(self, words: Sequence[str]) -> Places:
        """The places that `words` name."""
        return read_places(words, self.gazetteer, self.covered)

    def asked(self, words: Sequence[str], masked: Collection[int]) -> list[str]:
        """The words that say what is asked: without those at the `masked` places, their slips mended."""
        return self.spelling.repair([w for i, w in enumerate(words) if i not in masked])
