"""The country asked about: not where a person is from, was, passes through, or has family; and when two remain, neither."""

from __future__ import annotations

import pytest

from bot.knowledge.records import SharedName
from bot.matching.gazetteer import Gazetteer
from bot.matching.normalise import Wording, readable, sentences
from bot.matching.places import read_places
from bot.matching.records import Mention
from bot.matching.words import word_list
from tests.matching.small import COUNTRIES, HERE, VOCABULARY

WORDING = Wording.of(VOCABULARY)
KNOWN = frozenset(word_list("visa como para cuenta quiero hospital refugio carnet")) | VOCABULARY.everyday
SHARED = (
    SharedName("Rumichaca", ("puente rumichaca",), ("EC", "CO"), None, town=True, origin=HERE),
    SharedName("rut", (), ("CL", "CO"), "CL", town=False, origin=HERE),
    SharedName("conadis", (), ("EC", "PE"), None, town=False, origin=HERE),
    SharedName("ruc", (), ("EC", "PE", "CO"), None, town=False, origin=HERE),
)
GAZETTEER = Gazetteer(COUNTRIES, VOCABULARY.protected, KNOWN.__contains__, SHARED)
COVERED = ("PE", "EC", "CL", "CO")


def read(text: str) -> Mention:
    words = [w for stretch in sentences(readable(text), WORDING) for w in stretch]
    return read_places(words, GAZETTEER, COVERED).mention


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("soy de Venezuela, estoy en Lima, voy a Chile, ¿qué papeles piden?", "CL"),
        ("soy de Venezuela y voy a Chile, necesito visa", "CL"),
        ("I am from Haiti, I live in Quito, do I need a visa to enter Peru", "PE"),
        ("estoy en Bogotá, ¿qué piden para entrar a Ecuador?", "EC"),
        ("ecuador pide visa para cruzar? soy venezolano", "EC"),
        ("trabajo en una clinica de arequipa sin contrato", "PE"),
        ("duermo en un albergue de guayaquil", "EC"),
        ("viví 3 años en Perú y ahora estoy en Chile", "CL"),
        ("entre por peru hace un mes y vivo en santiago de chile", "CL"),
        ("we lived in Peru before, now we are in Ecuador", "EC"),
        ("soy colombiana de bogota y vine a quito con mi novio", "EC"),
        ("me deportaron de Ecuador y estoy en Lima", "PE"),
        ("me deportaron de ecuador, cuando puedo volver", "EC"),
        ("estoy en usa y quiero ir a peru", "PE"),
        ("aqui en cuenca me piden el pasaporte de colombia", "EC"),
        ("estoy en manta sin trabajo", "EC"),
        ("hay multa si me pase de los 90 dias en ecuador", "EC"),
        ("nos quedamos mas de 6 meses en peru, cuanto es la multa", "PE"),
    ],
)
def test_where_the_matter_is_and_not_the_first_country_named(text: str, asked: str) -> None:
    assert read(text).asked == asked


@pytest.mark.parametrize(
    "text",
    [
        "soy peruano",
        "somos colombianos de Bogotá",
        "el papá de la niña está en Chile, ¿quién firma el permiso?",
        "mi mamá está en Perú y la quiero traer",
        "mi hermano se quedó en Ecuador",
        "mandar plata a mi mamá en Colombia",
        "tengo familia en chile",
        "my sister in Peru needs my papers",
        "estuve en Ecuador 4 meses, ¿pierdo el refugio?",
        "viví 30 años en Perú",
        "entré por la frontera con Perú y pedí refugio",
        "hay un permiso como en colombia?",
        "entre por trocha desde peru y quiero estar legal aca",
        "a shelter near the Peru border",
        "me deportaron de estados unidos sin papeles",
        "just deported from usa no documents",
        "mi hija me manda plata desde estados unidos",
        "se puede regresar a venezuela",
        "mi esposo es haitiano, que visa pide",
        "pasaporte haitiano vencido",
    ],
)
def test_a_country_left_behind_or_of_relatives_is_not_the_one_asked_about(text: str) -> None:
    assert read(text).asked is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("soy de Venezuela, estoy en Lima, voy a Chile", {"PE", "CL"}),
        ("estoy en quito y me quiero ir a peru, me cobran multa?", {"EC", "PE"}),
        ("estoy en ecuador y quiero entrar a peru, que hago con la multa", {"EC", "PE"}),
        ("salgo de lima para quito en bus, me dejan pasar?", {"PE", "EC"}),
        ("quiero volver pasando por Ecuador y Colombia", {"EC", "CO"}),
        ("vivo en Lima, ¿puedo sacar el papel en Ecuador?", {"PE", "EC"}),
        ("como pido la residencia chilena estando en lima", {"PE", "CL"}),
        ("busco a mi hermana desaparecida en tacna, yo estoy en quito", {"PE", "EC"}),
    ],
)
def test_when_two_countries_remain_neither_is_chosen(text: str, left: set[str]) -> None:
    mention = read(text)
    assert mention.asked is None
    assert set(mention.others) == left


@pytest.mark.parametrize(
    "text", ["asilo en usa", "quiero ir a estados unidos", "visa para eeuu", "papeles usa"]
)
def test_a_country_without_answers_stays_recognised(text: str) -> None:
    assert read(text).asked == "US"


@pytest.mark.parametrize(
    "text", ["eso para que se usa", "no me quito la ropa", "el patron nos kito el pasaporte", "quien usa eso"]
)
def test_verbs_are_no_places(text: str) -> None:
    assert read(text).asked is None


@pytest.mark.parametrize(
    ("text", "going"),
    [
        ("queremos bajar a colombia", True),
        ("puedo ir a peru con el carnet de refugio", True),
        ("voy a peru, ¿necesito visa?", False),
        ("estoy en peru", False),
        ("llegamos a peru ayer", False),
    ],
)
def test_a_country_that_is_only_a_destination_is_told_from_the_one_asked_about(
    text: str, going: bool
) -> None:
    assert read(text).going is going


@pytest.mark.parametrize(
    ("text", "shared", "likely"),
    [
        ("necesito rut para trabajar", {"CL", "CO"}, "CL"),
        ("el carnet del conadis", {"EC", "PE"}, None),
        ("me piden rut y ruc", {"CO"}, "CO"),  # the one country that uses both
        ("el rut colombiano", {"CO"}, "CO"),
        ("conadis y ruc", {"EC", "PE"}, None),
    ],
)
def test_a_paper_of_several_countries_names_none_for_sure(
    text: str, shared: set[str], likely: str | None
) -> None:
    mention = read(text)
    assert mention.asked is None
    assert (set(mention.shared), mention.likely) == (shared, likely)


@pytest.mark.parametrize(
    ("text", "asked"),
    [("el rut en colombia", "CO"), ("vivo en peru y me piden rut", "PE"), ("virte y ruc", "EC")],
)
def test_what_names_a_country_for_sure_goes_before_a_paper_of_several(text: str, asked: str) -> None:
    mention = read(text)
    assert (mention.asked, mention.shared, mention.likely) == (asked, (), None)


@pytest.mark.parametrize(
    ("text", "asked", "left"),
    [
        ("estoy en Rumichaca y no me dejan pasar", None, {"EC", "CO"}),
        ("estamos en el puente rumichaca, lado de ecuador", "EC", set()),
        ("dormimos en rumichaca, el albergue en tulcan ecuador esta lleno", "EC", set()),
    ],
)
def test_a_town_on_a_border_is_in_both_countries_until_one_is_named(
    text: str, asked: str | None, left: set[str]
) -> None:
    mention = read(text)
    assert (mention.asked, set(mention.others)) == (asked, left)
