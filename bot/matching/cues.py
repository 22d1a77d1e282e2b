"""The words around the name of a country that say what it is to the writer: where they are, go, come from, were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.matching.words import phrase_list, word_set

Role = Literal[
    "here",  # the writer is there now, said with stress: "ahora estoy en"
    "host",  # the writer is there
    "there",  # something is done there
    "born",  # somebody was born there
    "goal",  # the writer goes there
    "entry",  # and asks what it takes to enter
    "toward",  # for it, to it
    "named",  # nothing is said
    "family",  # the nationality of a spouse or child
    "consulate",  # its consulate is asked about, which stands elsewhere
    "leaving",  # the writer goes away from there
    "expelled",  # the writer was made to
    "status",  # its residence or citizenship is asked about ("residencia chilena")
    "past",  # the writer was there, or came through
    "abroad",  # others are there, or something is sent there
    "origin",  # the writer is from there
]

# Phrases right before a name; the longest that fits decides.
_CUES: Mapping[Role, str] = {
    "here": (
        "aca en | ahora en | aki en | aqui en | here in | now in | now were in | were now in | ahora "
        "estoy en | ahora estamos en | ahora vivo en | ahora vivimos en | yo estoy en | actualmente en | "
        "actualmente estoy en | actualmente vivo en | hoy estoy en | now i am in | now im in | now we are "
        "in | now i live in | now we live in | currently in | agora estou em | agora moro em | ahora me "
        "encuentro en"
    ),
    "host": (
        "estoy en | estamos en | toy en | estando en | viviendo en | ando en | andamos en | vivo en | "
        "vivimos en | vive en | viven en | resido en | residimos en | residente en | residentes en | "
        "llegue a | llegue al | llegamos a | llegamos al | llegando a | ya en | me encuentro en | nos "
        "encontramos en | radicado en | radicada en | radicados en | me quede en | nos quedamos en | "
        "varado en | varada en | varados en | trabajo en | trabajando en | entre a | entre al | entramos "
        "a | entramos al | entre en | durmiendo en | parado en | anos en | ano en | meses en | mes en | "
        "dias en | semanas en | cruce a | cruzamos a | vine a | vinimos a | me vine a | nos vinimos a | "
        "me mude a | nos mudamos a | moro em | moramos em | morando em | estou em | estamos em | cheguei "
        "em | chegamos em | cheguei no | moro no | estou no | years in | year in | months in | month in | "
        "days in | weeks in | quedarme en | quedarnos en | i am in | im in | we are in | and were in | "
        "living in | live in | lives in | stay in | staying in | arrived in | arrived to | arrive to | "
        "arrived at | came to | come to | got to | stuck in | stranded in | reached | entered | work in | "
        "working in | moved to | resident in | residing in"
    ),
    "there": (
        "en | in | at | em | no | na | tengo en | enter in | inside | dentro do | dentro de | within"
    ),
    "born": (
        "nacio en | nacido en | nacida en | nacidos en | nacieron en | born in | naci en | nacimos en"
    ),
    "named": "is in | are in | fuera de | outside | outside of",
    "goal": (
        "voy a | voy al | voy para | vamos a | vamos al | vamos para | ir a | ir al | ir para | irme a | "
        "irme al | irme para | irnos a | irnos al | irnos para | viajar a | viajo a | viajamos a | viaje "
        "a | vuelo a | llegar a | llegar al | hacia | hasta | rumbo a | camino a | salir para | mudarme a "
        "| mudarnos a | traslado a | trasladarme a | bajar a | subir a | seguir a | seguir para | going "
        "to | go to | travel to | traveling to | travelling to | fly to | flight to | move to | moving to "
        "| trip to | bus to | way to | get to | reach | visit | visitar | ir pra | viajar pra | vou pra"
    ),
    "entry": (
        "entrar a | entrar al | entrar en | entrada a | ingresar a | ingresar al | ingreso a | ingreso al "
        "| cruzar a | cruzar al | cruzar para | cruzar hacia | cruzar por | cruzar | pasar a | pasar al | "
        "pasar para | pasar por | paso a | paso por | pasando por | visa para | visa a | visa de | visa "
        "para entrar a | visa para ir a | escala en | transito por | transitar por | enter | enter to | "
        "entry to | to enter | cross to | crossing to | cross into | visa for | visa to | transit through "
        "| through | into | pass through | layover in | entrar no | entrar na"
    ),
    "toward": "para | pa | a | al | por | to | for | pra | pro",
    "past": (
        "estuve en | estuvimos en | vivi en | viviamos en | vivimos antes en | pase por | pasamos por | "
        "entre por | entramos por | cruce por | cruzamos por | vine por | vinimos por | frontera con | "
        "frontera con el | limite con | cerca de la frontera con | was in | were in | i lived in | we "
        "lived in | lived in | i worked in | passed through | came through | went through | border with | "
        "fui a | fuimos a | went to | flew to | flew into | traveled to | travelled to | volvi de | "
        "regrese de | volvimos de | regresamos de | trabaje en | trabajamos antes en | trabajaba en | "
        "trabajabamos en | vivia en | estaba en | estabamos en | i used to live in | used to live in | "
        "morei em | moramos antes em"
    ),
    "abroad": (
        "hijos en | hijo en | hija en | hijas en | familia en | familiares en | parientes en | mama en | "
        "papa en | esposo en | esposa en | marido en | mujer en | abuela en | abuelos en | madre en | "
        "padre en | padres en | hermano en | hermana en | hermanos en | tio en | tia en | primo en | "
        "prima en | amigo en | amigos en | se fue a | se fueron a | se fue para | fue a | fueron a | se "
        "quedo en | quedo en | se quedaron en | quedaron en | deje en | dejo en | dejamos en | mandar a | "
        "enviar a | enviar dinero a | mandar plata a | mandar dinero a | remesas a | plata a | dinero a | "
        "giro a | send money to | money to | family in | relatives in | kids in | son in | daughter in | "
        "mother in | father in | parents in | wife in | husband in | mom in | dad in | como en | igual "
        "que en | like in | as in | children in | left in | brother in | sister in | friend in | cousin "
        "in"
    ),
    "origin": (
        "soy de | somos de | vengo de | venimos de | viene de | vienen de | vine de | vinimos de | sali "
        "de | salimos de | naci en | nacimos en | nacido de | originario de | originaria de | mi pais | "
        "nuestro pais | pasaporte de | pasaporte | cedula de | consulado de | consulado | embajada de | "
        "embajada | partida de nacimiento de | antecedentes de | antecedentes penales de | titulo de | "
        "documentos de | papeles de | soy | somos | es de | son de | nacionalidad | nacional de | "
        "nacionales de | ciudadano | ciudadana | ciudadanos | ciudadano de | huyendo de | hui de | huimos "
        "de | volver a | volverme a | volvernos a | regresar a | regresarme a | regresarnos a | regreso a "
        "| retornar a | retorno a | vuelvo a | regreso | devolverme a | devolverme pa | devolverme para | "
        "devolvernos a | irme de vuelta a | vuelta a | traer de | traerme de | traerlos de | estan en mi "
        "| i am from | im from | am from | we are from | come from | came from | coming from | from | "
        "originally from | fled | i am | im | we are | citizen of | citizens of | national of | nationals "
        "of | nationality | passport from | passport of | embassy of | consulate of | go back to | going "
        "back to | go back | back to | return to | returning to | back home to | deported to | sou de | "
        "venho de | viemos de | vim de | sou do | sou da"
    ),
    "leaving": (
        "salir de | salgo de | saliendo de | irme de | irnos de | desde | leaving | leave | out of | exit "
        "| salida de | cruzar de | pasar de | viajar de | ir de | del lado de | de"
    ),
    "expelled": (
        "deportaron de | deportado de | deportada de | deportados de | deportan de | expulsaron de | "
        "expulsado de | expulsada de | expulsan de | sacaron de | deported from | expelled from | sent "
        "back from | kicked out of | mandaron de | mandaron desde | regresaron de | regresaron desde | "
        "devolvieron de | devolvieron desde | retornaron de | sent from"
    ),
}  # fmt: skip
BEFORE: Mapping[str, Role] = {cue: role for role, cues in _CUES.items() for cue in phrase_list(cues)}
LONGEST_CUE = max(len(cue.split()) for cue in BEFORE)
BARE = word_set("de from en in a to para por")  # "pasaporte … de": the paper before it decides

WAS = word_set(
    "vivi bivi bibi viviamos trabaje trabajamos estuve estube estuvimos pase pasamos quede quedamos dure duramos era "
    "lived was were worked stayed spent"
)  # "vivi 3 anos en": the writer is there no more
OVERSTAYED = frozenset(
    phrase_list(
        "pase de | pasamos de | pase mas | pasamos mas | quede mas | quedamos mas | estuve mas | estube mas | estuvimos mas"
    )
)  # but "me pase de los 90 dias en": the writer is there still
LENGTHS = word_set("anos ano meses mes dias semanas years year months month days weeks")
IS_IN = frozenset(phrase_list("esta en | estan en | sta en | is in | are in"))
LIVES_IN = frozenset(
    phrase_list("vive en | viven en | lives in | reside en | trabaja en | trabajan en | works in")
)
ASKS = word_set("pide piden pedira exige exigen exigio requires require asks ask")
PREPOSITIONS = word_set("en a em in no na")  # city names that are everyday words stand with one: "en manta"
ARTICLES = word_set("el la los las un una the a an my mi del de al o os as")
AND = word_set("y e o u and or ni")

RELATIVES = word_set(
    "hijo hija hijos hijas nino nina ninos ninas bebe esposo esposa pareja marido mujer novio novia "
    "conyuge padre madre padres papa mama papas abuelo abuela abuelos hermano hermana hermanos tio tia "
    "tios primo prima primos sobrino sobrina suegra suegro cunado cunada familia familiares amigo amiga "
    "amigos ex she he ella son daughter child children kid kids baby husband wife partner spouse father mother "
    "parents brother sister cousin uncle aunt family friend mom dad"
)
SPOUSE_OR_CHILD = word_set(
    "hijo hija hijos hijas nino nina ninos bebe esposo esposa pareja marido mujer novio novia conyuge "
    "casado casada padre madre papa mama son daughter child children kid kids baby husband wife "
    "partner married spouse father mother"
)
I_AM = word_set("soy soi somos am im sou")
PAPERS = word_set(
    "visa visado frontera cedula carnet carne dni documento documentos policia gobierno "
    "ley leyes migracion inmigracion licencia permiso refugio hospital colegio banco cuenta "
    "estado lado territorio autoridades border police government law license permit id card visas oficina "
    "migration immigration authorities side territory"
)
PASSPORTS = word_set("pasaporte pasaportes passport passports")
CONSULATES = word_set("consulado embajada consulate embassy")
PAPERS_FROM_HOME = PASSPORTS | CONSULATES
STATUS = word_set("residencia nacionalidad ciudadania naturalizacion temporal permanente definitiva")
STATUS_ENGLISH = word_set("residence residency nationality citizenship")
PEOPLE = word_set("para for los las a")  # "residencia para colombianos"
OF_HOME = word_set("passport passports consulate embassy")  # right after a country: "Haiti passport"
BORDER = word_set("visa visado frontera border")
MONEY_BEFORE = word_set("cuantos cuanto mil pesos 0")
NO_PLACE = word_set("quito kito usa sis")  # "me quito plata", "se usa", "my sis"
NO_PLACE_AFTER = word_set("mi me te se le les nos lo la los que quien no my your his her")
SENDING = word_set("send sending transfer travel fly bus apply renew")  # "send money from Chile"
HERE = word_set("aqui aca aki here")

# Most who write have left it: its bare name is where they come from.
HOME = word_set(
    "VE CU HT NI HN SV GH NG CM SN GN GM SL CI ML BF BJ MR AO CD SO ET ER KE UG BD NP PK LK AF IR IQ SY LB "
    "PS UZ"
)

REQUIREMENTS = word_set(
    "visa visado entrar ingresar ingreso entrada frontera sellar sello pasaporte transito requisitos pide "
    "piden exige exigen dejan enter entry border transit passport requirements stamp trocha"
)  # an entry is asked about
REQUIREMENT_PHRASES = frozenset(
    phrase_list(
        "que papeles | que documentos | papeles necesito | documentos necesito | what papers | "
        "what documents | which papers | which documents | que necesito | what do"
    )
)
FINES = word_set(
    "multa multas deuda salida salir salgo fine fines penalty exit overstay"
)  # settled where one is
SEARCH = word_set(
    "desaparecido desaparecida desaparecidos desaparecio desaparecieron paradero busquen buscarlo "
    "buscarla buscarlos missing"
)
