"""The filed patterns find just what trying every pattern would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.phrase_book import PhraseBook, shortened
from bot.knowledge.patterns import find_pattern, parse_pattern

WORDS = [
    "me",
    "pega",
    "pegan",
    "marido",
    "maridos",
    "golpea",
    "golpeado",
    "quiere",
    "matar",
    "matarme",
    "secuestro",
    "solo",
    "no",
]
PIECES = [*WORDS, "mat*", "golp*", "(marido|secuestro)", "(me|nos)?", "solo?", "secuestro*"]
patterns = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4)
    .map(lambda x: f"{' '.join(x)} no")
    .map(parse_pattern)
)
texts = st.lists(st.sampled_from([*WORDS, "secuetro", "maridoo", "golpeadoo", "quieer", "otra"]), max_size=8)


@given(st.lists(patterns, max_size=8), texts)
def test_filing_leaves_out_nothing_that_matches(filed: list, words: list[str]) -> None:
    own = {word for p in filed for step in p for word in step.words}
    tried = {i: span for i, p in enumerate(filed) if (span := find_pattern(p, words, own))}
    assert PhraseBook(filed).spans(words) == tried


@given(
    st.text("abc", min_size=6, max_size=9),
    st.integers(0, 8),
    st.sampled_from(["drop", "add", "swap", "change"]),
)
def test_words_one_slip_apart_share_a_shortened_form(word: str, at: int, slip: str) -> None:
    at %= len(word)
    wrong = {
        "drop": word[:at] + word[at + 1 :],
        "add": word[:at] + "z" + word[at:],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        "change": word[:at] + "z" + word[at + 1 :],
    }[slip]
    assert shortened(word) & shortened(wrong)
