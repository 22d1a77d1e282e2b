"""Which ways to ask stand in the knowledge already, so that a form can say at once that one belongs to another question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.knowledge.folding import fold
from bot.knowledge.records import Origin, Release
from bot.knowledge.yaml_reader import Path_


@dataclass(frozen=True, slots=True)
class Stands:
    """One way to ask: under which question, in which country (None: everywhere), and where."""

    question: str
    country: str | None
    where: Origin


class AskedAlready:
    """All ways to ask of one release, folded; a third of a second to build."""

    _last: tuple[str, AskedAlready] | None = None

    def __init__(self, release: Release) -> None:
        self._found: dict[str, list[Stands]] = {}
        for q in release.questions.values():
            for texts in q.texts.values():
                self._add(texts.ask, Stands(q.id, q.country, q.origin))
        for entry in release.entries.values():
            for ask in entry.also_asked.values():
                self._add(ask, Stands(entry.question, entry.country, entry.origin))

    @classmethod
    def of(cls, release: Release) -> AskedAlready:
        """That of `release`; the last one is kept."""
        if cls._last is None or cls._last[0] != release.id:
            cls._last = (release.id, cls(release))
        return cls._last[1]

    def elsewhere(
        self, asked: Iterable[tuple[str, Path_]], question: str, country: str | None
    ) -> Iterator[tuple[Path_, Stands]]:
        """Those of `asked` that people of `country` (None: anywhere) would find under another question."""
        for phrasing, path in asked:
            for stands in self._found.get(fold(phrasing), ()):
                both = None in {country, stands.country} or country == stands.country
                if both and stands.question != question:
                    yield path, stands
                    break

    def _add(self, ask: Iterable[str], stands: Stands) -> None:
        for phrasing in ask:
            self._found.setdefault(fold(phrasing), []).append(stands)
