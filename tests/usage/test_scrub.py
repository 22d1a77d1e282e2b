"""No number, address or name of a person outlives the scrubber, whatever its disguise."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usage.names import NAMES
from bot.usage.scrub import BLACK, PATTERNS, fold, known_words, scrub

PERSONAL = [
    sample.strip()
    for sample in """
    V-12.345.678 | V12345678 | v 12 345 678 | E-84.123.456
    V‑12.345.678 | V-１２.３４５.６７８ | Ｖ－12345678 | V-12.34​5.678 |
    J-12345678-9 | 12.531.909-2 | 12531909-2 | 5.126.663-K | 5126663-k | 390.533.447-05 | 39053344705 | BOXW310820HNERXN09
    BOXW310820AB1 | 20-05536168-2 | 20055361682 | 20.123.456 | 94.123.456 | 95123456 | 1714307103 | 171430710-3 | 10117410
    10117410-2 | 001234567 | CE 001234567 | 1.023.456.789 | 1023456789 | PPT 5123456 | 5123456 | AB123456 | AAA123456
    G12345678 | FZ 123456 | N° 148765432 | RNM V123456-7 | F1234567 | +51 987 654 321 | 987654321 | (+57) 300 123 4567
    0414-1234567 | +58 (414) 123-45-67 | 0058 414 1234567 | 9 8 7 6 5 4 3 2 1 | 9.8.7.6.5.4.3.2.1 | +55 11 91234-5678
    11-4567-8901 | 55 1234 5678 | ٩٨٧٦٥٤٣٢١ | nueve ocho siete seis cinco cuatro tres dos uno
    nove oito sete seis cinco quatro três dois um | maria.perez+a@gmail.com | maria arroba gmail punto com
    maria (at) gmail.com | @maria_perez99 | https://t.me/+AbCdEf123 | t.me/maria_perez | wa.me/51987654321
    https://maps.google.com/?q=-12.04,-77.03 | -12.046374, -77.042793 | -12.046374 -77.042793 | 12°02'47"S | 57R9+2C
    10/05/1990 | 1990-05-10 | 10-5-90 | me llamo María Pérez | my name is Maria Perez | meu nome é Maria Pérez
    PE-12-345 | E-8-12345 | N-19-473 | 8-123-456 | 8AV-12-3456 | pe - 12 - 345 | 4PI-123-45 | 1.234.567-2 | 155812345678
    402-1234567-8 | 2345 67890 0101 | 02345678-9 | 0801-1990-12345
    """.replace("\n", " | ").split("|")
    if sample.strip()
]
PUBLIC = [
    sample.strip()
    for sample in """
    llamo al 911 | linea 123 | 105 | el 1818 | tengo 2 hijos de 4 y 7 años | llegué hace 15 dias | PPT | CPP | RUMV | C4
    carta andina | hace 90 días | Ley 1465 | decreto 216 de 2021 | visa VIRTE | a las 8:30 | de 8 a 17 | 3 meses
    24/7 | cita el lunes | artículo 31 | covid-19
    """.replace("\n", " | ").split("|")
    if sample.strip()
]
FRAMES = [
    "hola necesito ayuda {} gracias", "{}", "mi dato es {}.", "({})", "¿sirve {}?", "soy\n{}\ny ya", "¡{}!", "a:{};", "«{}»",
]  # fmt: skip


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize("sample", PERSONAL)
def test_every_kind_of_personal_number_and_name_goes(sample: str):
    for form in (sample, sample.upper(), sample.lower(), "​".join(sample), sample.replace("-", "—")):
        for frame in FRAMES:
            cleaned = scrub(frame.format(form))
            assert BLACK in cleaned
            assert len(digits(cleaned)) < 4
            assert not re.search("mar[ií]a|p[eé]rez|gmail|abcdef|maps", cleaned.casefold())


def test_there_are_patterns_for_every_kind():
    assert len(PATTERNS) >= 18


@pytest.mark.parametrize("sample", PUBLIC)
def test_public_numbers_and_words_stay(sample: str):
    assert scrub(sample) == sample


SHAPES = (
    "{}.{}.{}-{}", "{}-{}-{}{}", "{} {} {} {}", "{}{}{}{}", "V-{}.{}.{}{}", "+{} {} {}{}", "({}) {}-{}-{}", "A{}{}{}{}",
    "{}/{}/{}/{}", "{}, {}, {}, {}", "{}.{}{}.{}", "PE-{}-{}{}{}", "{}\n{}{}{}",
)  # fmt: skip


def test_twenty_thousand_generated_identifiers_leave_no_digit():
    chance = random.Random(7)
    for _ in range(20_000):
        number = chance.choice(SHAPES).format(*(chance.randrange(100, 999) for _ in range(4)))
        text = chance.choice(FRAMES).format(number)
        assert digits(scrub(text)) == "", text


@given(st.text(max_size=300))
def test_scrubbing_twice_changes_nothing(text: str):
    assert scrub(scrub(text)) == scrub(text)


@given(
    st.lists(
        st.sampled_from([*PERSONAL, *PUBLIC, " ", "-", "1", "uno", "arroba", ".", "me llamo", BLACK]),
        max_size=12,
    )
)
def test_mixtures_never_leave_six_digits_in_a_row(parts: list[str]):
    cleaned = scrub(" ".join(parts))
    assert scrub(cleaned) == cleaned
    assert not re.search(
        r"\d{6}", re.sub(r"[\s().\-]", "", re.sub(rf"{BLACK}", "x", cleaned.replace(" ", "")))
    ) or all(len(run) < 6 for run in re.findall(r"\d+", cleaned))


HOSTILE = [
    "1" * 4096, "1 " * 2048, "a." * 2048, "a@" * 2048, "a-" * 2048, "uno " * 1024, "1." * 2048, "(" * 4096, "@" * 4096,
    "a1" * 2048, "A" * 4096, "1°" * 2048, "me llamo " * 450, "http:" * 800, "1/" * 2048, "‮" * 4096, "١" * 4096,
    ("x" * 60 + ".") * 66, "$1,1" * 1024, "1-" * 2048, "V-" * 2048, "arroba " * 580, "aa arroba " * 400, "pe-1-" * 800,
    "e-" * 2048, "▮" * 4096, "ﷺ" * 1000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:6]))
def test_no_text_keeps_the_scrubber_busy(text: str):
    """A second is far above the few milliseconds it takes, and far below what a pattern run wild would take."""
    begun = time.perf_counter()
    cleaned = scrub(text)
    known_words(text, frozenset({"uno", "pe"}))
    assert time.perf_counter() - begun < 1
    assert len(cleaned) <= 2 * len(text) + 1 or "ﷺ" in text


# ---- the words that may be kept -------------------------------------------------------------------------

VOCABULARY = frozenset(
    [
        "quiero",
        "pedir",
        "refugio",
        "en",
        "lima",
        "como",
        "saco",
        "el",
        "ppt",
        "perdi",
        "mi",
        "pasaporte",
        "donde",
        "puedo",
        "dormir",
        "hospital",
        "maria",
        "juan",
        "jose",
        "number",
        "name",
        "date",
        "link",
        "cita",
        "911",
        "san",
        "de",
        "la",
        "puedo",
        "trabajar",
        "con",
    ]
)
GIVEN = [
    "Yulimar",
    "Yoselin",
    "Wuilker",
    "Jhonatan",
    "Anaís",
    "Greymar",
    "María",
    "José",
    "Juan",
    "Carlos",
    "Milagros",
    "Keiberlin",
    "Dayana",
    "Íngrid",
]
SURNAMES = [
    "Chirinos",
    "Bracamonte",
    "Pérez",
    "González",
    "Quispe",
    "Mamani",
    "Guaidó",
    "Ñáñez",
    "Urdaneta",
    "O'Brien",
    "Zambrano",
    "Rodríguez",
]
STREETS = [
    "Calle Los Jazmines 432",
    "Av. Abancay cuadra 5",
    "Jirón Huiracocha",
    "Colegio Mariscal Sucre",
    "barrio Petare",
]


def test_twenty_thousand_sentences_with_names_and_streets_keep_none():
    chance = random.Random(11)
    hidden = {fold(word) for word in (*GIVEN, *SURNAMES, *" ".join(STREETS).split())}
    for _ in range(20_000):
        name = f"{chance.choice(GIVEN)} {chance.choice(SURNAMES)}"
        text = chance.choice(
            (
                "quiero pedir refugio para {} que vive en {}",
                "{} perdió su pasaporte en {}, ¿cómo saco el ppt?",
                "busco a mi hermana {} cerca de {} en lima, puedo dormir con ella",
                "{} {} quiero pedir refugio",
            )
        ).format(name, chance.choice(STREETS))
        text = chance.choice((text, text.lower(), text.upper()))
        kept = known_words(text, VOCABULARY)
        assert kept is None or not hidden & set(kept.split()), (text, kept)


def test_only_words_of_the_knowledge_are_kept_folded_and_in_order():
    assert known_words("¿CÓMO saco el PPT, primo?", VOCABULARY) == "como saco el ppt ▮"


def test_runs_of_other_words_leave_one_mark_so_that_their_number_is_not_told():
    assert known_words("quiero xxx yyy zzz refugio", VOCABULARY) == "quiero ▮ refugio"


@pytest.mark.parametrize(
    "text", ["", "   ", "hola", "quiero", "quiero quiero quiero", "xxx yyy zzz", "▮ ▮ quiero", "🙂🙂"]
)
def test_with_fewer_than_two_known_words_nothing_is_kept(text: str):
    assert known_words(text, VOCABULARY) is None


def test_names_are_not_kept_even_where_the_knowledge_holds_them():
    assert known_words("quiero hospital maria juan jose", VOCABULARY) == "quiero hospital ▮"
    assert {"maria", "juan", "quispe"} <= NAMES
    assert not NAMES & {"luz", "paz", "rosa", "cruz", "flores", "lima", "santiago"}


def test_what_was_blacked_out_never_comes_back_as_a_word_of_the_knowledge():
    assert (
        known_words("link https://t.me/x date 10/05/1990 number 987654321", VOCABULARY)
        == "link ▮ date ▮ number ▮"
    )


@given(
    st.lists(
        st.sampled_from([*sorted(VOCABULARY), "xx", "987654321", "▮", "uno", "Ñu", "@ana_maria"]), max_size=60
    )
)
def test_keeping_twice_changes_nothing_and_lets_in_only_the_vocabulary(words: list[str]):
    kept = known_words(" ".join(words), VOCABULARY)
    if kept is not None:
        assert known_words(kept, VOCABULARY) == kept
        assert set(kept.split()) <= (VOCABULARY - NAMES) | {BLACK}
        assert len(kept) <= 400


@given(st.text(max_size=2000))
def test_any_text_at_all_is_survived(text: str):
    kept = known_words(text, VOCABULARY)
    assert kept is None or set(kept.split()) <= VOCABULARY | {BLACK}
