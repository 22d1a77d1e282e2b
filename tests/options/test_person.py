"""A person's answers travel in buttons: short, exact, and whatever comes back is never trusted."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.option_records import VALUES
from bot.options.person import DAY_ZERO, UNKNOWN, Person, code_of, person_of
from tests.options.people import country

PERU = country()
_CLOSED = st.sampled_from([(name, value) for name, values in VALUES.items() for value in (*values, UNKNOWN)])
_DAYS = st.integers(0, 20_000).map(lambda n: ("entered", (DAY_ZERO + timedelta(days=n)).isoformat()))
_OPEN = st.sampled_from(
    [("nationality", "VE"), ("nationality", UNKNOWN), ("entered", UNKNOWN), ("had-card", "no")]
)


@given(st.lists(st.one_of(_CLOSED, _DAYS, _OPEN), max_size=16))
def test_every_set_of_answers_comes_back_as_it_was(answers: list[tuple[str, str]]) -> None:
    person = Person(dict(answers))
    assert person_of(code_of(person, PERU), PERU) == person


def test_all_answers_there_are_fit_into_a_button() -> None:
    everything = {name: values[-1] for name, values in VALUES.items()}
    person = Person({**everything, "nationality": "VE", "entered": "2023-05-10", "had-card": "yes"})
    assert len(f"ov:PE:{code_of(person, PERU)}:CL:EC") <= 64


@given(st.text(max_size=60))
def test_no_code_from_outside_breaks_anything(code: str) -> None:
    person = person_of(code, PERU)
    assert person is None or code_of(person, PERU)[:2] == code[:2]


def test_an_unknown_answer_is_not_known_and_still_counts_as_asked() -> None:
    person = Person().saying("fear", UNKNOWN)
    assert person.knows("fear") is None
    assert "fear" in person.answers


def test_who_says_which_permit_they_have_or_how_they_entered_is_in_the_country() -> None:
    assert Person({"permit": "expired"}).knows("inside") == "yes"
    assert Person({"entry": "no control"}).knows("inside") == "yes"
    assert Person({"permit": "none"}).knows("inside") == "yes"
    assert Person({"permit": UNKNOWN}).knows("inside") is None
    assert Person({"permit": "expired", "inside": "no"}).knows("inside") == "no"


def test_changing_an_answer_keeps_its_place_in_the_order() -> None:
    person = Person({"inside": "yes", "fear": "no"}).saying("inside", "no")
    assert list(person.answers) == ["inside", "fear"]
    assert date.fromisoformat("2023-05-10") == Person({"entered": "2023-05-10"}).entered
