"""What words were found to be is remembered within bounds, and looked up all at once."""

from __future__ import annotations

from bot.matching.memory import WordMemory


def test_only_what_is_new_is_looked_up_each_once() -> None:
    asked: list[list[str]] = []

    def sizes(words: list[str]) -> list[int]:
        asked.append(words)
        return [len(word) for word in words]

    memory = WordMemory(sizes)
    assert memory.of(["uno", "dos", "uno"]) == [3, 3, 3]
    assert memory.of(["dos", "cuatro"]) == [3, 6]
    assert memory.one("cuatro") == 6
    assert memory.of([]) == []
    assert asked == [["uno", "dos"], ["cuatro"]]


def test_it_forgets_when_it_is_full_and_still_knows_what_was_just_asked() -> None:
    memory = WordMemory(lambda words: [word.upper() for word in words], 3)
    memory.of(["a", "b"])
    assert memory.of(["b", "c", "d"]) == ["B", "C", "D"]
    assert len(memory) == 3
    assert memory.of(["a", "b", "c", "d"]) == ["A", "B", "C", "D"], "more than fit are still answered"
    assert memory.one("e") == "E"
    assert len(memory) == 1
