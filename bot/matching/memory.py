"""A bounded memory of what words, or whole texts, were found to be: the same ones come again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

V = TypeVar("V")

MOST_WORDS = 4096


class WordMemory(Generic[V]):
    """Looks up what it does not hold, all at once; forgets everything when it is full."""

    def __init__(self, look_up: Callable[[list[str]], Iterable[V]], most: int = MOST_WORDS) -> None:
        self._look_up, self._most = look_up, most
        self._held: dict[str, V] = {}

    def of(self, words: Sequence[str]) -> list[V]:
        """What each of `words` is. More than `most` different ones are held until the next call."""
        new = [word for word in dict.fromkeys(words) if word not in self._held]
        if new and len(self._held) + len(new) > self._most:
            self._held.clear()
            new = list(dict.fromkeys(words))
        if new:
            self._held.update(zip(new, self._look_up(new), strict=True))
        return [self._held[word] for word in words]

    def one(self, word: str) -> V:
        """What a word is."""
        return self._held[word] if word in self._held else self.of([word])[0]

    def __len__(self) -> int:
        return len(self._held)
