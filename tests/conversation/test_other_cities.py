"""Who names a city is not given, nor offered, what only another city has."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.records import Memory
from bot.knowledge.records import City, Point, Release
from tests.conversation.small import LIMA, Chat, entry, place, question, small_release, understood

TACNA = City("Tacna", (), Point(-18.01, -70.25, "city"))
CALLAO = City("Callao", (), Point(-12.06, -77.12, "city"))


def with_a_shelter_in_tacna() -> Release:
    base = small_release()
    own = question("pe-casa", "lodging", "PE")
    texts = {x: replace(text, title="Casa de acogida en Tacna") for x, text in own.texts.items()}
    there = place("casa", "Tacna", Point(-18.01, -70.25, "city"))
    everywhere, here = question("shelter", "lodging"), entry("shelter", "PE", "lodging")
    answer = entry("pe-casa", "PE", "lodging", places=(there.id,), see_also=("pe-cpp", "school", "shelter"))
    return replace(
        base,
        questions={**base.questions, own.id: replace(own, texts=texts), everywhere.id: everywhere},
        entries={**base.entries, answer.id: answer, here.id: here},
        by_question={**base.by_question, ("pe-casa", "PE"): answer, ("shelter", "PE"): here},
        places={**base.places, there.id: there},
    )


def offered(city: City | None, words: str = "donde duermo") -> tuple[str, ...]:
    heard = understood(("pe-casa", 0.7), ("asylum", 0.5), ("school", 0.45), asked="PE", city=city)
    chat = Chat(
        with_a_shelter_in_tacna(),
        Memory(greeted=True, country="PE"),
        donde_duermo=replace(heard, normal_text=words),
    )
    return tuple(choice.question for choice in chat.say("donde duermo").happened.choices)


def test_instead_of_a_shelter_of_another_city_the_shelters_of_the_country_are_offered() -> None:
    assert offered(LIMA) == ("shelter", "asylum", "school")


def test_it_is_offered_in_its_own_city_and_where_none_is_named() -> None:
    assert "pe-casa" in offered(TACNA)
    assert "pe-casa" in offered(None)


def test_it_is_offered_where_its_city_is_named_too() -> None:
    assert "pe-casa" in offered(LIMA, "estoy en lima y voy a tacna donde duermo")


def test_it_is_not_given_where_it_seems_to_be_what_is_asked() -> None:
    heard = understood(("pe-casa", 0.95), asked="PE", city=CALLAO)
    chat = Chat(with_a_shelter_in_tacna(), Memory(greeted=True, country="PE"), casa=heard)
    assert chat.say("casa").happened.question == "shelter"


def test_it_stands_once_where_it_is_asked_too() -> None:
    heard = understood(("pe-casa", 0.7), ("shelter", 0.6), ("school", 0.5), asked="PE", city=LIMA)
    chat = Chat(with_a_shelter_in_tacna(), Memory(greeted=True, country="PE"), casa=heard)
    assert [x.question for x in chat.say("casa").happened.choices] == ["shelter", "school"]


def test_what_is_asked_of_the_named_city_goes_before_what_is_asked_everywhere() -> None:
    base = with_a_shelter_in_tacna()
    own = question("pe-lima", "lodging", "PE")
    texts = {x: replace(text, title="Albergues en Lima") for x, text in own.texts.items()}
    answer = entry("pe-lima", "PE", "lodging", places=("exacto",))
    release = replace(
        base,
        questions={**base.questions, own.id: replace(own, texts=texts)},
        entries={**base.entries, answer.id: answer},
        by_question={**base.by_question, ("pe-lima", "PE"): answer},
    )
    heard = understood(("pe-casa", 0.95), asked="PE", city=LIMA)
    chat = Chat(release, Memory(greeted=True, country="PE"), casa=heard)
    assert chat.say("casa").happened.question == "pe-lima"


def test_what_has_no_place_of_its_own_city_stays() -> None:
    heard = understood(("pe-cpp", 0.95), asked="PE", city=TACNA)
    chat = Chat(small_release(), Memory(greeted=True, country="PE"), cpp=heard)
    assert chat.say("cpp").happened.question == "pe-cpp"
