"""Which country a message asks about, where its writer comes from, and the city they are in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.knowledge.records import City
from bot.matching.gazetteer import Found, Gazetteer
from bot.matching.records import Mention
from bot.matching.words import phrase_list, word_set

Role = Literal["host", "there", "goal", "toward", "origin", "family", "leaving", "named"]

# Phrases right before a name that say what the country is to the writer; the longest that fits decides.
_CUES: Mapping[Role, str] = {
    "host": (
        "estoy en | estamos en | toy en | ando en | andamos en | aqui en | aki en | aca en | vivo en | "
        "vivimos en | viviendo en | vive en | viven en | resido en | residimos en | llegue a | llegue al | "
        "llegamos a | llegamos al | llegando a | ya en | me encuentro en | nos encontramos en | radicado en "
        "| radicada en | me quede en | varado en | varada en | trabajo en | trabajando en | entre a | "
        "entre al | entramos a | entramos al | entre en | durmiendo en | parado en | anos en | ano en | "
        "meses en | dias en | moro em | moramos em | estou em | estamos em | years in | months in | days in "
        "| quedarme en | quedarnos en | i am in | im in | we are in | living in | live in | lives in | "
        "lived in | here in | stay in | staying in | arrived in | arrived to | arrive to | came to | "
        "come to | got to | now in | stuck in | reached | entered | work in | working in"
    ),
    "there": (
        "en | in | at | em | no | na | nacio en | nacido en | nacida en | born in | tengo en | enter in"
    ),
    "named": (
        "esta en | estan en | is in | are in | se fue a | se fueron a | se fue para | fue a | fueron a | "
        "went to | fuera de | outside | outside of | estuve en | estuvimos en | was in | were in"
    ),
    "goal": (
        "voy a | voy al | voy para | vamos a | vamos al | vamos para | ir a | ir al | ir para | irme a | "
        "irme para | irnos a | viajar a | viajo a | viajamos a | viaje a | vuelo a | entrar a | entrar al | "
        "entrar en | entrada a | ingresar a | ingresar al | ingreso a | ingreso al | cruzar a | cruzar al | "
        "cruzar para | cruzar hacia | cruzar por | cruzar | pasar a | pasar al | pasar para | pasar por | "
        "paso a | paso por | pasando por | llegar a | llegar al | hacia | rumbo a | camino a | salir para | "
        "mudarme a | mudarnos a | visa para | visa a | visa de | visa para entrar a | traslado a | "
        "trasladarme a | escala en | transito por | transitar por | going to | go to | travel to | "
        "traveling to | travelling to | fly to | flight to | enter | enter to | entry to | to enter | "
        "cross to | crossing to | cross into | move to | moving to | visa for | visa to | transit through | "
        "through | into | trip to | bus to | way to | pass through | visit"
    ),
    "toward": ("para | pa | a | al | por | to | for"),
    "origin": (
        "soy de | somos de | vengo de | venimos de | viene de | vienen de | vine de | vinimos de | sali de "
        "| salimos de | naci en | nacimos en | nacido de | originario de | originaria de | mi pais | "
        "nuestro pais | pasaporte de | pasaporte | cedula de | consulado de | consulado | embajada de | "
        "embajada | partida de nacimiento de | antecedentes de | antecedentes penales de | titulo de | "
        "documentos de | papeles de | soy | somos | es de | son de | nacionalidad | nacional de | "
        "nacionales de | ciudadano | ciudadana | ciudadanos | ciudadano de | huyendo de | hui de | volver a "
        "| volverme a | volvernos a | regresar a | regresarme a | regresarnos a | regreso a | retornar a | "
        "retorno a | vuelvo a | regreso | devolverme a | devolverme pa | devolverme para | irme de vuelta a "
        "| vuelta a | mandar a | enviar a | enviar dinero a | mandar plata a | mandar dinero a | remesas a "
        "| plata a | dinero a | traer de | traerme de | traerlos de | estan en mi | deje en | dejo en | "
        "dejamos en | quedaron en | se quedo en | hijos en | hijo en | hija en | familia en | mama en | "
        "papa en | esposo en | esposa en | abuela en | madre en | padre en | hermano en | hermana en | "
        "i am from | im from | am from | we are from | come from | came from | coming from | from | "
        "originally from | fled | i am | im | we are | citizen of | citizens of | national of | "
        "nationals of | nationality | passport from | passport of | embassy of | consulate of | go back to "
        "| going back to | back to | return to | returning to | back home to | deported to | send money to "
        "| money to | family in | kids in | son in | daughter in | mother in | wife in | husband in | "
        "mom in | children in | left in | brother in | sister in"
    ),
    "leaving": (
        "salir de | salgo de | saliendo de | irme de | irnos de | desde | leaving | leave | out of | exit | "
        "salida de | cruzar de | pasar de | viajar de | ir de | de"
    ),
}
_BEFORE: Mapping[str, Role] = {cue: role for role, cues in _CUES.items() for cue in phrase_list(cues)}
_LONGEST_CUE = max(len(cue.split()) for cue in _BEFORE)

_FAMILY = word_set(
    "hijo hija hijos hijas nino nina ninos bebe esposo esposa pareja marido mujer novio novia conyuge "
    "casado casada padre madre papa mama son daughter child children kid kids baby husband wife "
    "partner married spouse father mother"
)
_PAPERS = word_set(
    "visa visado frontera cedula carnet carne dni documento documentos residencia policia gobierno "
    "ley leyes migracion licencia permiso refugio hospital colegio nacionalidad banco cuenta estado "
    "border residence residency police government law license permit id card visas oficina consulado "
    "embajada consulate embassy"
)
_PAPERS_FROM_HOME = word_set("pasaporte pasaportes passport passports consulado embajada consulate embassy")
_MONEY_BEFORE = word_set("cuantos cuanto mil pesos 0")
_PRONOUNS = word_set("me te se le les nos lo la los")  # "me quito plata" names no city
_HOME = word_set("VE")  # most who write have left it: its bare name is where they come from
_ENTRY_WORDS = word_set(
    "visa visado entrar ingresar ingreso entrada cruzar cruce frontera pasar paso sellar sello "
    "pasaporte transito transitar viajar viaje ir irme irnos requisitos piden exigen enter entry "
    "cross crossing border transit travel passport requirements trocha bus vuelo avion flight stamp "
    "voy vamos"
)
_ARTICLES = word_set("el la los las un una the mi my del de al")

_WEIGHT: dict[Role, float] = {
    "host": 3.0, "there": 2.3, "goal": 2.0, "toward": 1.8, "named": 1.6, "family": 1.2, "leaving": 1.0, "origin": 0.0,
}  # fmt: skip
_FOR_ENTRY: dict[Role, float] = {"goal": 3.5, "toward": 2.6}
_CITY_BONUS = 0.3  # "en quito" says a little more than "en ecuador"
_HINT = 2.1  # a paper or office of the country
_CLEAR = 0.25  # less lead than this leaves two covered countries open


@dataclass(frozen=True, slots=True)
class Places:
    """What `read_places` found: the mention, and the words that name places and so say nothing of the question."""

    mention: Mention
    masked: frozenset[int]


def read_places(words: Sequence[str], gazetteer: Gazetteer, covered: Collection[str]) -> Places:
    """The countries and city among `words`. `covered`: codes of the countries with answers of their own."""
    found = _own_cities([hit for hit in gazetteer.find(words) if not _is_verb(hit, words)])
    shielded = gazetteer.shielded(words)
    masked = frozenset(
        i for hit in found if hit.name.kind != "hint" for i in range(hit.start, hit.end) if i not in shielded
    )
    entry = bool(_ENTRY_WORDS.intersection(words))
    roles = [(hit, _role(hit, words, covered)) for hit in found]
    origin = _origin(roles)
    score: dict[str, float] = {}
    for hit, role in roles:
        worth = _worth(hit, role, entry=entry)
        if worth > 0:
            score[hit.name.country] = max(score.get(hit.name.country, 0.0), worth)
    asked, others = _asked(score, covered)
    return Places(Mention(asked, others, origin, _city(roles, asked)), masked)


def _role(hit: Found, words: Sequence[str], covered: Collection[str]) -> Role:
    if hit.name.kind == "hint":
        return "named"
    if hit.name.kind == "demonym":
        return _demonym_role(hit, words, covered)
    if _word_at(words, hit.end) in _PAPERS_FROM_HOME:
        return "origin"
    cue = _cue_before(words, hit.start)
    if cue in {"de", "from", "en", "in", "a", "to", "para", "por"} and _names_home(words, hit.start):
        return "origin"
    role = _BEFORE.get(cue, "named") if cue != "de" else "named"
    return "origin" if hit.name.country in _HOME and role != "host" else role


def _own_cities(found: Sequence[Found]) -> list[Found]:
    """Without cities whose next word names another country: "Trujillo, Venezuela" is not in Peru."""
    elsewhere = {
        city
        for city, country in pairwise(found)
        if city.name.kind == "city" and country.name.kind == "country" and city.end == country.start
        if city.name.country != country.name.country
    }
    return [hit for hit in found if hit not in elsewhere]


def _is_verb(hit: Found, words: Sequence[str]) -> bool:
    return (
        hit.name.kind == "city" and hit.end - hit.start == 1 and _word_at(words, hit.start - 1) in _PRONOUNS
    )


def _word_at(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _names_home(words: Sequence[str], start: int) -> bool:
    """Whether a paper of the writer's own country stands shortly before: "mi pasaporte … de venezuela"."""
    return bool({"mi", "my", "nuestro", "our"} & set(words[max(0, start - 3) : start])) and bool(
        _PAPERS_FROM_HOME.intersection(words[max(0, start - 3) : start])
    )


def _cue_before(words: Sequence[str], start: int) -> str:
    """The longest cue that ends right before `start`, an article in between allowed; "" if none."""
    for end in (start, start - 1):
        if end < start and (end < 1 or words[end] not in _ARTICLES):
            break
        for size in range(min(_LONGEST_CUE, end), 0, -1):
            cue = " ".join(words[end - size : end])
            if cue in _BEFORE:
                return cue
    return ""


def _demonym_role(hit: Found, words: Sequence[str], covered: Collection[str]) -> Role:
    before, after = _word_at(words, hit.start - 1), _word_at(words, hit.end)
    home = hit.name.country not in covered and bool({before, after} & _PAPERS_FROM_HOME)
    if hit.name.country in _HOME or home:
        return "origin"
    if before in _MONEY_BEFORE:
        return "named"
    if {before, after} & {"visa", "visado", "frontera", "border"}:
        return "goal"
    if before in _PAPERS or (after in _PAPERS and after not in _PAPERS_FROM_HOME):
        return "named"
    near = set(words[max(0, hit.start - 3) : hit.start])
    if near & _FAMILY and not near & {"soy", "somos", "am", "im"}:
        return "family"
    return "origin"


def _origin(roles: Sequence[tuple[Found, Role]]) -> str | None:
    return next((hit.name.country for hit, role in roles if role == "origin"), None)


def _worth(hit: Found, role: Role, *, entry: bool) -> float:
    if hit.name.kind == "hint":
        return _HINT
    worth = _FOR_ENTRY.get(role, _WEIGHT[role]) if entry else _WEIGHT[role]
    return worth + _CITY_BONUS if hit.name.kind == "city" and worth else worth


def _asked(score: dict[str, float], covered: Collection[str]) -> tuple[str | None, tuple[str, ...]]:
    if not score:
        return None, ()
    order = sorted(score, key=lambda code: (-score[code], code))
    best = score[order[0]]
    close = [code for code in order if best - score[code] < _CLEAR]
    if len(close) == 1:
        return order[0], ()
    open_covered = tuple(c for c in close if c in covered)
    if len(open_covered) == 1:
        return open_covered[0], ()
    return (None, open_covered) if open_covered else (order[0], ())


def _city(roles: Sequence[tuple[Found, Role]], asked: str | None) -> City | None:
    cities = [
        h.name.city for h, role in roles if h.name.city and role != "origin" and h.name.country == asked
    ]
    return cities[0] if cities else None
