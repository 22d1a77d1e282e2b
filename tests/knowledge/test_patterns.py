"""The little language of danger.yaml finds what it says, and no text can stall it."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import patterns
from bot.knowledge.folding import fold
from bot.knowledge.patterns import MAX_GAP, MAX_STEPS, BadPattern, Step, find_pattern, parse_pattern

FOUND = [
    ("me pega", "mi esposo me pega mucho", "me pega"),
    ("me pega", "ME PEGÁ", "me pega"),
    ("me pega", "pega me", None),
    ("me (pega|golpea)", "me golpea", "me golpea"),
    ("me (pega|golpea)", "me besa", None),
    ("me golpe*", "me golpearon ayer", "me golpearon"),
    ("me (pega|golpe*)", "el me golpeo", "me golpeo"),
    ("me golpe*", "un golpe", None),
    ("quiere ... matarme", "quiere matarme", "quiere matarme"),
    ("quiere ... matarme", "quiere a toda costa matarme", "quiere a toda costa matarme"),
    ("quiere ... matarme", "quiere uno dos tres cuatro matarme", "quiere uno dos tres cuatro matarme"),
    ("quiere ... matarme", "quiere uno dos tres cuatro cinco matarme", None),
    ("no quiero? vivir", "no vivir", "no vivir"),
    ("no quiero? vivir", "ya no quiero vivir", "no quiero vivir"),
    ("(ya)? no (quiero|puedo)? vivir", "no vivir", "no vivir"),
    ("(ya)? no vivir", "ya no vivir", "ya no vivir"),
    ("quiere ... (ya)? matarme", "quiere de verdad matarme", "quiere de verdad matarme"),
    ("quiere ... (ya)? matarme", "quiere de verdad ya matarme", "quiere de verdad ya matarme"),
    ("(ya)? ... matarme", "uno dos matarme", "matarme"),
    ("matarme", "qiere matarne", "matarne"),
    ("matarme", "matrame", "matrame"),
    ("matarme", "mtrme", None),
    ("pega", "pega", "pega"),
    ("pega", "pego", None),
    ("don't hit", "dont hit me", "dont hit"),
    ("niño solo", "el nino solo", "nino solo"),
    ("a ... b ... c", "a x b y c", "a x b y c"),
    ("a a b", "a a a b", "a a b"),
]


@pytest.mark.parametrize(("pattern", "text", "stretch"), FOUND)
def test_a_pattern_finds_the_stretch_it_describes(pattern: str, text: str, stretch: str | None) -> None:
    words = fold(text).split()
    found = find_pattern(parse_pattern(pattern), words)
    assert (" ".join(words[found[0] : found[1]]) if found else None) == stretch


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("me (pega", "brackets must be closed"),
        ("me pega)", "brackets must be closed"),
        ("me ((pega)|x)", "brackets must be closed"),
        ("me (pega mucho|x)", "must be one word"),
        ("me pe*ga", "must be one word"),
        ("me pega!", ""),
        ("(a|)", "must be one word"),
        ("?", "must be one word"),
        ("", "no word that must stand"),
        ("...", "no word that must stand"),
        ("pega? (mucho)?", "no word that must stand"),
        ("... me pega", "says nothing there: take it out"),
        ("me pega ...", "says nothing there: take it out"),
        ("a " * (MAX_STEPS + 1), f"more than {MAX_STEPS} words"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_what_to_change(pattern: str, says: str) -> None:
    if not says:
        assert parse_pattern(pattern)
        return
    with pytest.raises(BadPattern, match=r".") as bad:
        parse_pattern(pattern)
    assert says in str(bad.value)


HOSTILE = [
    " ... ".join(["a"] * 19 + ["b"]),
    " ... ".join(["a*"] * 19 + ["z"]),
    "a " + " ".join(["(a|aa|a*)?"] * 18) + " z",
    "a " + "... (a*)? " * 18 + "z",
    " ... ".join(["abcdef"] * 19 + ["z"]),
]


@pytest.mark.parametrize("pattern", HOSTILE)
@pytest.mark.parametrize("words", [["a"] * 4096, ["a", "aa"] * 2048, ["abcdeg"] * 4096])
def test_no_text_makes_a_pattern_try_every_combination(
    pattern: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = parse_pattern(pattern)
    compared = 0
    most = 4 * len(steps) * len(words) * (MAX_GAP + 1)

    def counted(step: Step, word: str, spelled: Collection[str]) -> bool:
        nonlocal compared
        compared += 1
        assert compared <= most
        return fits(step, word, spelled)

    fits = patterns._fits
    monkeypatch.setattr(patterns, "_fits", counted)
    assert find_pattern(steps, words) is None
    assert compared >= len(words)


def slow_end(pattern: tuple[Step, ...], words: list[str], at: int, *, begun: bool, gap: bool) -> int | None:
    """The meaning of a pattern, written plainly and tried in every combination."""
    if not pattern:
        return at
    step, rest = pattern[0], pattern[1:]
    gap = begun and (gap or step.gap)
    for here in range(at, min(at + (MAX_GAP if gap else 0) + 1, len(words))):
        if words[here] in step.words or any(words[here].startswith(stem) for stem in step.stems):
            end = slow_end(rest, words, here + 1, begun=True, gap=False)
            if end is not None:
                return end
    return slow_end(rest, words, at, begun=begun, gap=gap) if step.optional else None


LETTERS = st.sampled_from(["a", "b", "ab"])
STEPS = st.lists(
    st.tuples(
        LETTERS, st.sampled_from(["", "*"]), st.sampled_from(["", "?"]), st.sampled_from([" ", " ... "])
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=300)
@given(steps=STEPS, words=st.lists(st.sampled_from(["a", "b", "ab", "c"]), max_size=14))
def test_remembering_failures_changes_no_result(
    steps: list[tuple[str, str, str, str]], words: list[str]
) -> None:
    text = (
        "".join(f"{word}{star}{may}{gap}" for word, star, may, gap in steps)
        .strip()
        .removesuffix("...")
        .strip()
    )
    try:
        pattern = parse_pattern(text)
    except BadPattern:
        return
    ends = ((start, slow_end(pattern, words, start, begun=False, gap=False)) for start in range(len(words)))
    assert find_pattern(pattern, words) == next(((s, end) for s, end in ends if end is not None), None)


@given(st.text(alphabet="ab(|)?*. ñ'", max_size=20))
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except BadPattern:
        return
    assert any(not step.optional for step in pattern)


def test_a_word_that_is_spelled_right_is_no_slip_of_another() -> None:
    they_want = parse_pattern("me quieren matar")
    assert find_pattern(they_want, ["me", "quiern", "matar"]) == (0, 3)
    assert find_pattern(they_want, ["me", "quiero", "matar"], {"quiero"}) is None
