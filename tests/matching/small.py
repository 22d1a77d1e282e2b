"""A small release, built by hand: two covered countries, questions of both kinds, small talk, a vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.knowledge.records import (
    NO_DANGER,
    AgeLimits,
    AnswerText,
    City,
    Country,
    DangerExample,
    DangerKind,
    Entry,
    FreshnessPolicy,
    Language,
    Origin,
    Phrasings,
    Point,
    Question,
    Release,
    SmallTalk,
    SmallTalkText,
    Topic,
    Vocabulary,
)

HERE = Origin("small.py", 1)
LIMITS = AgeLimits(6, 12, None)


def _city(name: str, *aliases: str) -> City:
    return City(name, aliases, Point(0.0, 0.0, "city"))


def _country(
    code: str, es: str, en: str, *, covered: bool = False, aliases: str = "", demonyms: str = "", hints: str = "",
    cities: tuple[City, ...] = (),
) -> Country:  # fmt: skip
    lists = [tuple(x.strip() for x in text.split(",") if x.strip()) for text in (aliases, demonyms, hints)]
    names: Mapping[Language, str] = {"es": es, "en": en}
    return Country(
        code,
        None,
        covered,
        names,
        "",
        lists[0],
        lists[1],
        lists[2],
        cities,
        "America/Lima",
        "sol",
        None,
        None,
        HERE,
    )


COUNTRIES = (
    _country(
        "PE", "Perú", "Peru", covered=True, aliases="el peru, piru", hints="cpp, migraciones peru, soles",
        demonyms="peruano, peruana, peruanos, peruanas, peruvian",
        cities=(_city("Lima"), _city("Arequipa", "arekipa"), _city("Tacna"), _city("San Juan de Lurigancho", "sjl")),
    ),
    _country(
        "EC", "Ecuador", "Ecuador", covered=True, aliases="equador", hints="virte, senescyt",
        demonyms="ecuatoriano, ecuatoriana, ecuatorianos, ecuadorian",
        cities=(_city("Quito", "kito"), _city("Guayaquil", "guayakil"), _city("Cuenca"), _city("Manta, Manabí", "en manta")),
    ),
    _country("CL", "Chile", "Chile", demonyms="chileno, chilena, chilean", cities=(_city("Santiago de Chile"),)),
    _country("CO", "Colombia", "Colombia", demonyms="colombiano, colombiana, colombian", cities=(_city("Bogotá"),)),
    _country("VE", "Venezuela", "Venezuela", aliases="vzla", demonyms="venezolano, venezolana, venezolanos, venezuelan"),
    _country("US", "Estados Unidos", "United States", aliases="usa, eeuu", demonyms="estadounidense"),
    _country("HT", "Haití", "Haiti", demonyms="haitiano, haitiana, haitian"),
)  # fmt: skip

_SHARED: dict[str, tuple[Topic, str, str, str, str]] = {
    "asylum": (
        "asylum",
        "Pedir asilo o refugio",
        "¿Cómo pido asilo? | quiero pedir refugio | donde se solicita el refugio | solicitud de asilo requisitos | "
        "como aser para pedir acilo | necesito protección internacional | me persiguen y quiero refugio",
        "Ask for asylum",
        "How do I apply for asylum? | i want to ask for refuge | where can I claim asylum | refugee application steps | "
        "need asylum help | apply refugee status",
    ),
    "health-care": (
        "health",
        "Atención médica sin papeles",
        "¿Me atienden en el hospital sin papeles? | necesito un doctor y no tengo documentos | ir al medico indocumentado | "
        "consulta médica para extranjeros | estoy enfermo donde me atienden | hospital publico gratis",
        "Health care without papers",
        "Can I see a doctor without papers? | hospital for undocumented people | i am sick and have no documents | "
        "free clinic for migrants | medical care no papers",
    ),
    "school": (
        "education",
        "Inscribir a un niño en la escuela",
        "¿Cómo inscribo a mi hijo en la escuela? | matricular a mi hija en el colegio | cupo escolar para niños migrantes | "
        "mi niño puede estudiar sin documentos | colegio para mis hijos | inscripcion escolar",
        "Enrol a child in school",
        "How can my son go to school? | enrol my daughter in school | school place for migrant kids | "
        "can my child study without papers | register children for classes",
    ),
    "work-permit": (
        "work",
        "Permiso para trabajar",
        "¿Necesito permiso para trabajar? | como saco permiso de trabajo | puedo trabajar con mi carnet | "
        "quiero trabajar legal | autorización laboral para extranjeros | permiso laboral requisitos",
        "Permission to work",
        "Do I need a work permit? | how to get permission to work | can i work legally | labour authorisation | "
        "working papers for foreigners",
    ),
    "unpaid-wage": (
        "work",
        "No me pagan el sueldo",
        "Mi jefe no me paga | me deben el sueldo de dos meses | no me pagaron el salario | trabaje y no quieren pagarme | "
        "reclamar sueldo que me deben | el patron se niega a pagar",
        "My boss does not pay me",
        "My boss does not pay me | they owe me two months of salary | i worked and got no wage | claim unpaid wages | "
        "employer refuses to pay",
    ),
    "renew-residence": (
        "documents",
        "Renovar la residencia",
        "¿Cómo renuevo mi residencia? | se me vence el carnet como lo renuevo | renovacion de visa de residente | "
        "mi permiso vencio | prorroga de residencia",
        "Renew my residence",
        "How do I renew my residence? | my permit expires soon | residence card renewal | renew my visa | extend my permit",
    ),
    "entry-visa": (
        "documents",
        "Visa para entrar",
        "¿Necesito visa para entrar? | que piden para ingresar al pais | visa de turista requisitos | "
        "puedo entrar sin visa | como cruzo la frontera legal",
        "Visa to enter",
        "Do I need a visa to enter? | entry requirements | can i come in without visa | tourist visa | cross border legally",
    ),
    "consulate": (
        "consular",
        "El consulado de mi país",
        "¿Está abierto el consulado? | donde queda la embajada de mi pais | telefono del consulado | consulado direccion",
        "My country's consulate",
        "Is the consulate open? | where is my embassy | consulate phone number | consulate address",
    ),
    "residence-cost": (
        "documents",
        "Cuánto cuesta la residencia",
        "¿Cuánto cuesta sacar la residencia? | precio del tramite de residencia | tasa por la visa de residente | "
        "hay que pagar por el carnet de residente",
        "Cost of residence",
        "How much does residence cost? | price of the residence procedure | fee for the resident visa",
    ),
    "shelter-tonight": (
        "lodging",
        "Dónde dormir esta noche",
        "¿Dónde puedo dormir esta noche? | albergue para hoy | refugio para pasar la noche | no tengo donde dormir | "
        "estoy en la calle necesito techo",
        "Where to sleep tonight",
        "Where can I sleep tonight? | shelter for today | i have no place to sleep | need a bed tonight | homeless shelter",
    ),
}
_OWN: dict[str, tuple[str, Topic, str, str, str, str]] = {
    "pe-cpp": (
        "PE",
        "documents",
        "El carnet CPP",
        "¿Qué pasa con el CPP? | mi carnet cpp vencio | renovar el cpp | permiso temporal de permanencia cpp",
        "The CPP card",
        "What about the CPP? | my cpp card expired | renew the cpp | temporary permit cpp",
    ),
    "ec-virte": (
        "EC",
        "documents",
        "La visa VIRTE",
        "¿Qué es la VIRTE? | pedir la visa virte | la virte sigue abierta | requisitos virte",
        "The VIRTE visa",
        "What is VIRTE? | apply for virte visa | is virte still open | virte requirements",
    ),
}


def _phrasings(title: str, asks: str) -> Phrasings:
    return Phrasings(title, tuple(x.strip() for x in asks.split("|")))


def _questions() -> dict[str, Question]:
    questions = {}
    for id_, (topic, es, ask_es, en, ask_en) in _SHARED.items():
        texts: dict[Language, Phrasings] = {"es": _phrasings(es, ask_es), "en": _phrasings(en, ask_en)}
        questions[id_] = Question(id_, topic, None, texts, HERE)
    for id_, (country, topic, es, ask_es, en, ask_en) in _OWN.items():
        texts = {"es": _phrasings(es, ask_es), "en": _phrasings(en, ask_en)}
        questions[id_] = Question(id_, topic, country, texts, HERE)
    return questions


def _small_talk() -> dict[str, SmallTalk]:
    greeting = SmallTalk(
        "greeting",
        "smalltalk",
        {
            "es": SmallTalkText(("hola", "buenas", "buenos días", "hola qué tal", "saludos"), "Hola."),
            "en": SmallTalkText(("hello", "hi", "hi there", "good morning"), "Hello."),
        },
        HERE,
    )
    elsewhere = SmallTalk(
        "uncovered-country",
        "not_known",
        {
            "es": SmallTalkText(
                ("asilo en estados unidos", "pedir asilo en usa", "green card", "cita uscis"), "Aún no."
            ),
            "en": SmallTalkText(
                ("asylum in usa", "apply for asylum in chile", "green card lottery", "uscis"), "Not yet."
            ),
        },
        HERE,
    )
    return {"greeting": greeting, "uncovered-country": elsewhere}


VOCABULARY = Vocabulary(
    chat_words={
        "q": "que",
        "k": "que",
        "xq": "porque",
        "x": "por",
        "d": "de",
        "toy": "estoy",
        "u": "you",
        "pls": "please",
    },
    fillers=(
        "hola",
        "buenas",
        "buenas tardes",
        "buenos dias",
        "gracias",
        "muchas gracias",
        "por favor",
        "saludos",
        "hello",
        "hi",
        "thanks",
        "thank you",
        "please",
    ),
    protected=("CPP", "VIRTE", "PPT", "SIS", "Monte Sinaí Ecuador"),
    everyday=frozenset(["hora", "pelo", "pero", "casa", "cosa", "mundo", "mando", "hola", "quito"]),
)


def small_release(release_id: str = "0123456789ab") -> Release:
    """The release of these tests."""
    return Release(
        id=release_id,
        countries={c.code: c for c in COUNTRIES},
        questions=_questions(),
        entries={},
        places={},
        lines={},
        dangers={},
        small_talk=_small_talk(),
        vocabulary=VOCABULARY,
        freshness=FreshnessPolicy(LIMITS, LIMITS, LIMITS, LIMITS),
        tests=(),
        by_question={},
    )


# ---- what one country adds --------------------------------------------------------------------------------


def asked_locally(release: Release, *asked: tuple[str, str, str]) -> Release:
    """The release with ways to ask in one country only: (country, question, phrasings with bars between)."""
    entries = {e.id: e for country, question, asks in asked for e in [_entry(country, question, asks)]}
    return replace(release, entries={**release.entries, **entries})


def _entry(country: str, question: str, asks: str) -> Entry:
    return Entry(
        id=f"{country.lower()}-{question}",
        question=question,
        country=country,
        topic="work",
        status="in force",
        certainty="sure",
        volatile=False,
        texts={"es": AnswerText("Respuesta."), "en": AnswerText("Answer.")},
        official=None,
        lines=(),
        places=(),
        place_kinds=(),
        see_also=(),
        sources=(),
        as_of="2026-06",
        confirmed=None,
        research=(),
        origin=HERE,
        also_asked={"es": tuple(x.strip() for x in asks.split("|"))},
    )


def local_release() -> Release:
    """In Peru a "vacante" is a place at school, in Ecuador a post; only Peru says "jornal"."""
    return asked_locally(
        small_release(),
        ("PE", "school", "dónde pido vacante | no hay vacante para mi hijo | vacante en primaria | saco la vacante"),
        ("PE", "unpaid-wage", "me deben el jornal | no me dan mi jornal | reclamar mi jornal"),
        ("EC", "work-permit", "dónde pido vacante | hay vacante en la empresa | vacante de obrero | aplico a la vacante"),
    )  # fmt: skip


# ---- danger -----------------------------------------------------------------------------------------------

_CRIES = {
    "violence": (
        "mi marido me pega | me golpea mi pareja | mi esposo me amenaza con un cuchillo | me quiere matar mi ex | "
        "mi novio me ahorcó anoche | mi esposo me golpea delante de los niños | my husband beats me | "
        "he wants to kill me | my boyfriend hit me again | he threatens me with a knife"
    ),
    "medical": (
        "mi bebé no respira | se desmayó y no despierta | está sangrando mucho | convulsiona mi hijo | "
        "mi mamá no reacciona está inconsciente | se tomó veneno | my baby is not breathing | "
        "she is bleeding a lot | he fainted and does not wake up | my son has a seizure"
    ),
    NO_DANGER: (
        "me pega el sol en la playa | me golpeó la noticia | mi marido me pegó su gripe | mi jefe me mata de trabajo | "
        "dónde saco sangre para un examen | cuánto cuesta un examen de sangre | mi bebé no tiene vacunas | "
        "the sun beats down on me | this queue is killing me | where is the blood test | my baby needs vaccines"
    ),
}


_WHO = {
    "violence": ("mi marido", "mi esposo", "mi novio", "mi pareja"),
    "medical": ("mi bebé", "mi hijo", "mi mamá", "mi hermana"),
    NO_DANGER: ("mi jefe", "mi vecino", "mi hijo", "mi hermana"),
}
_WHAT = {
    "violence": ("me pega", "me golpea", "me amenaza de muerte", "me quiere matar"),
    "medical": ("no respira", "se desmayó", "está sangrando mucho", "no despierta"),
    NO_DANGER: ("me mata de trabajo", "me pegó su gripe", "no tiene vacunas", "no viene a clase"),
}


def alarming_release() -> Release:
    """The small release with two kinds of danger, examples of each, and hard sentences without any."""
    told = [(kind, text.strip()) for kind, cries in _CRIES.items() for text in cries.split("|")]
    told += [(kind, f"{who} {what}") for kind in _WHO for who in _WHO[kind] for what in _WHAT[kind]]
    dangers = {kind: DangerKind(kind, ("emergency",), (), {}, HERE) for kind in _WHO if kind != NO_DANGER}
    examples = tuple(DangerExample(text, kind) for kind, text in told)
    return replace(small_release(), dangers=dangers, danger_examples=examples)
