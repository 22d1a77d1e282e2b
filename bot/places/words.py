"""The words that tell whom a place serves: Spanish and English, folded; `*` stands for any ending, a comma parts them.

To teach a new word, add it to its line. `tests/places/test_audiences.py` shows what each must and must not do.
"""

from __future__ import annotations

EVERYONE = (  # alone, or beside anybody else
    "todas las personas, toda persona, todos, todas, cualquier*, quien*, personas, gente, vecinos, familias, everyone, "
    "everybody, anyone, any, people, families, neighbours, public"
)
MOVING = (  # beside women or children these say which ones: "mujeres migrantes"
    "migrante*, migrant*, refugiad*, refugee*, foreigner*, extranjer*, resident*, solicitante*, asylum seekers, "
    "pacientes, patients, viajeros, travellers"
)
ONLY = "solo, solamente, unicamente, exclusivo para, exclusivamente, only, just for"
WOMEN = "mujer, mujeres, embarazada*, gestante*, madres, woman, women, pregnant, mothers"
MEN = "hombre, hombres, varones, man, men, adultos, adults"
CHILDREN = (
    "nino*, nina*, bebe*, recien nacid*, infan*, pediatr*, adolescentes, menores, child*, baby, babies, newborn*, "
    "teenagers, minors, under 18, under 13, familias, families"
)
LGBTI = (
    "lgbt*, lgtb*, diversidad sexual, sexual diversity, trans, transgender, transgenero, travesti*, gay, gays, "
    "lesbian*, queer"
)
WITHOUT_PAPERS = (
    "con o sin papeles, con o sin documentos, sin papeles, sin documentos, sin pedir papeles, no pide papeles, "
    "no piden papeles, no te piden papeles, no pide documentos, no piden documentos, "
    "cualquier situacion migratoria, sin importar la situacion migratoria, sin importar su situacion migratoria, "
    "with or without papers, with or without documents, without papers, without documents, no papers needed, "
    "no id needed, do not ask for papers, does not ask for papers, any migration status, undocumented"
)
WITH_PAPERS = (
    "solo con papeles, solo con residencia, con residencia, con residencia legal, con cedula, con dni, residentes con, "
    "personas aseguradas, asegurados, with residence, with legal residence, with id, residents with, insured"
)
FREE = "gratis, gratuit*, sin costo, no cuesta nada, free, at no cost, no cost"
NOT_FREE = "no es gratis, no es gratuito, no gratuito, de pago, con costo, con cobro, not free, with a fee"

NAMED_WOMEN = "de la mujer, de mujeres, para mujeres, maternidad*, materno*"  # in proper names
NAMED_CHILDREN = (
    "de ninos, de ninas, infantil*, pediatr*, del nino, de la nina, de la infancia"  # not "Niño Jesús"
)
