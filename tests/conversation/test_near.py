"""The nearest open door: by location, by town, by button; three at a time; filters; never more exact than the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.memory import memory_bytes
from bot.conversation.near.search import KINDS, WISHES, Search, Where, read_search, read_where, where_code
from bot.conversation.plain import plain_text
from bot.conversation.records import Memory, Outcome
from bot.knowledge.records import PlaceText, Point, Release, SharedName
from tests.conversation.small import HERE, QUITO, Chat, place, small_release, understood

HERE_IN_LIMA = (-12.0464, -77.0428)


def shelters(count: int = 5, **more: object) -> Release:
    """Peru with shelters in Lima, each 500 m farther south of the middle, and one 40 km away."""
    base = small_release()
    many = [
        replace(
            place(f"casa{i}", "Lima", Point(-12.0464 - 0.0045 * i, -77.0428, "street"), kind="shelter"),
            **more,
        )  # type: ignore[arg-type]
        for i in range(1, count + 1)
    ]
    far = place("fuera", "Lurín", Point(-12.41, -77.0428, "street"), kind="shelter")
    return replace(base, places={**base.places, **{p.id: p for p in (*many, far)}})


def text(outcome: Outcome) -> str:
    return plain_text(outcome.reply)


def press(chat: Chat, outcome: Outcome, label: str) -> Outcome:
    found = [b for row in outcome.reply.buttons for b in row if label in b.label]
    assert found, [b.label for row in outcome.reply.buttons for b in row]
    return chat.press(found[0].action)


def test_a_location_asks_for_the_kind_then_shows_the_three_nearest() -> None:
    chat = Chat(shelters())
    outcome = press(chat, chat.share(*HERE_IN_LIMA), "Dónde dormir")
    assert [v.title for v in outcome.reply.venues] == ["Hospital casa1", "Hospital casa2", "Hospital casa3"]
    assert "a unos 0.5 km al sur, unos 10 min a pie" in text(outcome)
    assert "ya la olvidé" in text(outcome)


def test_more_shows_the_next_three() -> None:
    chat = Chat(shelters())
    first = press(chat, chat.share(*HERE_IN_LIMA), "Dónde dormir")
    second = press(chat, first, "Más")
    assert [v.title for v in second.reply.venues] == ["Hospital casa4", "Hospital casa5", "Hospital fuera"]
    assert "Más" not in text(second)
    assert "(4–6)" in text(second)


def test_near_me_below_an_answer_looks_for_its_kinds() -> None:
    chat = Chat()
    press(chat, chat.press("q:health-post:PE"), "Cerca de mí")
    outcome = chat.share(*HERE_IN_LIMA)
    assert "Hospitales" in text(outcome)
    assert [v.title for v in outcome.reply.venues] == ["Hospital exacto"]


def test_a_town_may_be_typed_after_where_are_you() -> None:
    chat = Chat(shelters())
    chat.say("/cerca")
    outcome = press(chat, chat.say("toy en lima"), "Dónde dormir")
    assert "casa1" in text(outcome)
    assert "0.5 km" not in text(outcome), "the middle of a town is no place to measure metres from"


def test_a_short_message_that_only_names_a_town_shows_what_is_there() -> None:
    outcome = Chat(shelters()).say("toy en limma")
    assert "¿Qué buscas en Lima" in text(outcome)


def test_a_message_that_is_only_a_town_is_no_question_whatever_it_looks_like() -> None:
    chat = Chat(shelters(), toy_en_lima=understood(("asylum", 0.95)))
    assert "¿Qué buscas en Lima" in text(chat.say("toy en lima"))


def test_a_bare_name_that_asks_a_question_is_asked_although_a_town_is_called_so() -> None:
    chat = Chat(shelters(), lima=understood(("health-post", 0.95), asked="PE"))
    assert "Respuesta health-post" in text(chat.say("lima"))
    assert "¿Qué buscas en Lima" in text(Chat(shelters(), lima=understood(("asylum", 0.3))).say("lima"))


def test_a_town_answers_the_question_that_waits_for_a_country() -> None:
    chat = Chat(
        shelters(), refugio=understood(("asylum", 0.95)), lima=understood(asked="PE", follow_up="country")
    )
    chat.say("refugio")
    assert "¿Qué buscas" not in text(chat.say("lima"))


def test_a_question_that_is_understood_is_answered_as_one() -> None:
    chat = Chat(shelters(), hospital_en_lima=understood(("health-post", 0.95), asked="PE"))
    assert "Respuesta health-post" in text(chat.say("hospital en lima"))


def test_a_town_of_two_countries_is_asked_about() -> None:
    base = shelters()
    ecuador = replace(base.countries["EC"], cities=(QUITO,))
    bridge = SharedName("Puente", (), ("EC", "PE"), None, True, HERE, {"EC": "Quito", "PE": "Lima"})
    chat = Chat(replace(base, countries={**base.countries, "EC": ecuador}, shared_names=(bridge,)))
    chat.say("/cerca")
    outcome = chat.say("puente")
    assert {b.label for row in outcome.reply.buttons for b in row} >= {
        "🏳 Puente (Ecuador)",
        "🏳 Puente (Perú)",
    }
    assert "¿Qué buscas en Puente" in text(press(chat, outcome, "Perú"))


def test_a_town_nobody_knows_is_asked_for_again() -> None:
    chat = Chat(shelters())
    chat.say("/cerca")
    assert "No encuentro esa ciudad" in text(chat.say("qwertyuiop"))


def test_a_whole_country_can_be_looked_through() -> None:
    outcome = Chat(shelters()).press("p:PE:s:")
    assert "📍 Dónde dormir: 🏳 Perú (1–3)" in text(outcome)


def test_filters_are_turned_on_and_off_and_what_is_unknown_stays() -> None:
    base = shelters()
    free = replace(base.places["casa3"], free=True)
    paid = replace(base.places["casa1"], free=False)
    chat = Chat(replace(base, places={**base.places, "casa3": free, "casa1": paid}))
    screen = press(chat, press(chat, chat.share(*HERE_IN_LIMA), "Dónde dormir"), "Filtros")
    screen = press(chat, screen, "Gratis")
    assert "✅ Gratis" in text(screen)
    titles = [v.title for v in press(chat, screen, "Ver lugares").reply.venues]
    assert titles[0] == "Hospital casa3"
    assert "Hospital casa1" not in titles
    assert "✅" not in text(press(chat, screen, "✅ Gratis"))


@pytest.mark.parametrize(
    ("hour", "says"),
    [
        (15, "abierto ahora, cierra a las 17:00"),
        (18, "cerrado ahora, abre mañana a las 08:00"),
        (5, "abre hoy a las 08:00"),
    ],
)
def test_open_or_closed_is_told_by_the_place_s_own_clock(hour: int, says: str) -> None:
    chat = Chat(shelters(hours={"mon-fri": "08:00-17:00"}))
    chat.now = datetime(2026, 11, 24, hour, tzinfo=UTC)  # a Tuesday; the small countries keep UTC
    assert says in text(press(chat, chat.share(*HERE_IN_LIMA), "Dónde dormir"))


def test_unknown_hours_are_said_to_be_unknown() -> None:
    chat = Chat(shelters())
    assert "horario no confirmado" in text(press(chat, chat.share(*HERE_IN_LIMA), "Dónde dormir"))


def test_a_women_s_house_is_found_by_women_first() -> None:
    base = shelters()
    words = {
        x: PlaceText(None, "mujeres solas con hijos" if x == "es" else "women with children")
        for x in ("es", "en")
    }
    house = replace(base.places["casa5"], texts=words)  # type: ignore[arg-type]
    chat = Chat(replace(base, places={**base.places, "casa5": house}))
    screen = press(chat, press(chat, chat.share(*HERE_IN_LIMA), "Dónde dormir"), "Filtros")
    outcome = press(chat, press(chat, screen, "Mujeres"), "Ver lugares")
    assert outcome.reply.venues[0].title == "Hospital casa5"


def test_a_place_known_only_by_its_city_gets_no_pin_no_metres_and_no_direction() -> None:
    chat = Chat()
    chat.press("pw:h")
    outcome = chat.share(*HERE_IN_LIMA)
    assert "Hospital ciudad: Lima (sin punto exacto en el mapa) · en la ciudad" in text(outcome)
    assert [v.title for v in outcome.reply.venues] == ["Hospital exacto"]


def test_where_nothing_is_near_somebody_to_ask_is_named() -> None:
    outcome = Chat(small_release()).press("p:PE.lima:s:")
    assert "No conozco un lugar de este tipo" in text(outcome)
    assert "0800-15170" in text(outcome)
    assert "marca 105" in text(outcome)


def test_near_a_border_the_other_side_is_offered_but_never_mixed_in() -> None:
    base = shelters()
    across = replace(base.countries["EC"], cities=(replace(QUITO, point=Point(-12.07, -77.05, "city")),))
    there = place("alla", "Quito", Point(-12.047, -77.043, "street"), "EC", "shelter")
    release = replace(base, countries={**base.countries, "EC": across}, places={**base.places, "alla": there})
    chat = Chat(release)
    outcome = press(chat, chat.share(*HERE_IN_LIMA), "Dónde dormir")
    assert "alla" not in text(outcome)
    assert "alla" in text(press(chat, outcome, "Estoy del otro lado: 🏳 Ecuador"))


def test_a_location_is_in_no_memory_and_no_log() -> None:
    chat = Chat(shelters())
    outcome = press(chat, chat.share(-12.046412, -77.042834), "Dónde dormir")
    kept = memory_bytes(outcome.memory, chat.now).decode() + repr(outcome.happened)
    assert "12.04" not in kept
    assert "@" not in kept


@pytest.mark.parametrize(
    "action",
    [
        "p:@zzzzzzzz:s",
        "p:ZZ:s",
        "p:PE.nowhere:s",
        "p:PE:?",
        "p:PE:s:xx",
        "p:PE:s::99999999",
        "p:PE:s::-3",
        "pf:PE",
        "pf",
        "p:@",
    ],
)
def test_a_button_that_nobody_made_gets_a_kind_reply(action: str) -> None:
    outcome = Chat(shelters()).press(action)
    assert outcome.reply.buttons or outcome.reply.ask_location


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_point_travels_in_a_button_rounded_to_a_hundred_metres(latitude: float, longitude: float) -> None:
    point = Point(round(latitude, 3), round(longitude, 3), "building")
    back = read_where(where_code(Where(point=point)))
    assert back is not None
    assert back.point is not None
    assert back.point.latitude == pytest.approx(point.latitude, abs=0.0006)
    assert back.point.longitude == pytest.approx(point.longitude, abs=0.0006)


WHERES = [
    Where(country="PE"),
    Where(country="PE", town="villa-maria-del-triunf"),
    Where(point=Point(-12.0, 77.0, "building")),
]


@given(
    st.sampled_from(WHERES),
    st.text(st.sampled_from(list(KINDS)), min_size=1, max_size=8),
    st.sets(st.sampled_from(list(WISHES))),
    st.integers(0, 999).map(lambda n: n * 3),
)
def test_every_search_fits_a_button_and_comes_back(
    where: Where, kinds: str, wishes: set[str], offset: int
) -> None:
    search = Search(where, kinds, "".join(sorted(wishes)), offset)
    code = search.action()
    assert len(code.encode()) <= 64
    assert read_search(tuple(code.split(":")[1:])) == search


@given(st.lists(st.text(max_size=12), max_size=5))
def test_no_button_from_outside_breaks_anything(parts: list[str]) -> None:
    read_search(tuple(parts))


def test_in_english_too() -> None:
    chat = Chat(shelters(), Memory(language="en", language_chosen=True, greeted=True))
    outcome = press(chat, chat.share(*HERE_IN_LIMA), "Places to sleep")
    assert "about 10 min on foot" in text(outcome)
    assert "to the south" in text(outcome)
