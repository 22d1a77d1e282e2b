"""What editors get wrong in places, lines, countries, danger, tests and ages: a table, as in mistakes.py."""

from __future__ import annotations

from tests.knowledge.mistakes import COUNTRIES, DANGER, HEALTH, LINES, PLACES, Mistake

ELSEWHERE = {
    # Places and lines
    "phone with letters": Mistake(
        PLACES, '"+51 1 200 1000"', "llame al 105", "llame", "write the digits only"
    ),
    "phone with a letter for a digit": Mistake(
        PLACES, '"+51 1 200 1000"', "+51 1 2OO 1000", "2OO", "holds letters"
    ),
    "phone of signs": Mistake(PLACES, '"+51 1 200 1000"', "12 $$ 34", "$$", "is not a phone number"),
    "phone of one digit": Mistake(LINES, "phone: 105", "phone: 5", "phone: 5", "is not a phone number"),
    "line without a number": Mistake(
        LINES, "    phone: 105\n", "", "id: pe-police", "has no phone, whatsapp or email"
    ),
    "mailbox": Mistake(
        PLACES, "info@oficina.org", "info en oficina", "email:", "write it as name@organisation.org"
    ),
    "outside of the country": Mistake(
        PLACES,
        "latitude: -12.05",
        "latitude: 12.05",
        "point:",
        "lies outside Peru: check latitude and longitude",
    ),
    "swapped coordinates": Mistake(
        PLACES,
        "latitude: -12.05, longitude: -77.04",
        "latitude: -77.04, longitude: -12.05",
        "point:",
        "swapped",
    ),
    "null island": Mistake(
        PLACES,
        "latitude: -12.05, longitude: -77.04",
        "latitude: 0, longitude: 0",
        "point:",
        "lies outside Peru",
    ),
    "beyond the pole": Mistake(
        PLACES, "latitude: -12.05", "latitude: -120.5", "point:", "'latitude' must be -90 or more"
    ),
    "coordinates with a comma": Mistake(
        PLACES, "latitude: -12.05", 'latitude: "-12,05"', "point:", "write it with a point, such as -12.05"
    ),
    "no number": Mistake(PLACES, "latitude: -12.05", "latitude: nan", "point:", "is not a number of degrees"),
    "exact point without an address": Mistake(
        PLACES,
        "    address: Av. Principal 734\n",
        "",
        "point:",
        "but no address: add it, or write `exact: city`",
    ),
    "how exact": Mistake(
        PLACES, "exact: street", "exact: door", "point:", "It is one of: building, street, city"
    ),
    "hour 25": Mistake(PLACES, "08:00-17:00", "08:00-25:00", "mon-fri:", "write 08:00-17:00"),
    "hours in words": Mistake(PLACES, "08:00-17:00", "de 8 a 5", "mon-fri:", "'de 8 a 5' are no hours"),
    "opening is closing": Mistake(
        PLACES, "08:00-17:00", "08:00-08:00", "mon-fri:", "opens and closes at the same time"
    ),
    "day in Spanish": Mistake(
        PLACES, "      sat:", "      sábado:", "sábado:", "'sábado' is no day: use mon tue wed"
    ),
    "refuge whose address is secret": Mistake(
        PLACES,
        "name: Oficina de Migraciones",
        "name: Casa Refugio para mujeres",
        "name: Casa Refugio",
        "'pe-office' is a refuge whose address is secret: take it out and keep its telephone line only",
    ),
    "refuge that says its address is secret": Mistake(
        PLACES,
        "en: {services: procedures, serves: foreigners}",
        "en: {services: a bed at a confidential address, serves: foreigners}",
        "name:",
        "is a refuge whose address is secret",
    ),
    "place of a note that is an open question": Mistake(
        PLACES, "[pe-office-note]", "[pe-open-note]", "research:", "which must not be stated (lead)"
    ),
    "line surer than its note": Mistake(
        LINES,
        "    as_of: 2025-01\n",
        "    as_of: 2025-01\n    research: [pe-renew-note]\n",
        "certainty: sure",
        "is 'sure', but 'pe-renew-note' must be confirmed",
    ),
    "kind of place": Mistake(
        PLACES, "kind: migration office", "kind: office", "kind:", "'kind' cannot be 'office'"
    ),
    "address cut by a sign": Mistake(
        PLACES,
        "Av. Principal 734",
        "Calle 5 #12-34",
        "address:",
        "YAML drops what follows it: put the text in quotes",
    ),
    # Countries, danger, tests, freshness
    "covered without a number": Mistake(
        COUNTRIES, "    emergency: 105\n", "", "covered: yes", "covered but has no `emergency:` number"
    ),
    "number without a source": Mistake(
        COUNTRIES,
        "    emergency_source: {publisher: Policía, title: Central 105, date: 2025-01}\n",
        "",
        "emergency: 105",
        "without `emergency_source:`",
    ),
    "covered without a folder": Mistake(
        COUNTRIES, "    folder: ecuador\n", "", "", "is covered but has no `folder:`"
    ),
    "folder of another country": Mistake(
        COUNTRIES, "folder: ecuador", "folder: peru", "", "the folder 'peru' is taken"
    ),
    "time zone": Mistake(COUNTRIES, "America/Lima", "America/Lyma", "Lyma", "is no time zone"),
    "time zone that climbs": Mistake(COUNTRIES, "America/Lima", "../../etc/passwd", "etc", "is no time zone"),
    "country code": Mistake(COUNTRIES, "code: CL", "code: Chile", "code: Chile", "two capital letters"),
    "name of two countries": Mistake(
        COUNTRIES, "demonyms: [chileno]", "demonyms: [Peruano]", "demonyms: [Peruano]", "stands for PE and CL"
    ),
    "border town of an unknown country": Mistake(
        COUNTRIES,
        "countries:\n",
        "border_towns:\n  - {name: Rumichaca, countries: [EC, XY]}\ncountries:\n",
        "XY",
        "is no country of this file",
    ),
    "shared paper of one country": Mistake(
        COUNTRIES,
        "countries:\n",
        "shared_papers:\n  - {name: rut, countries: [PE]}\ncountries:\n",
        "rut",
        "countries",
    ),
    "shared paper that usually means another": Mistake(
        COUNTRIES,
        "countries:\n",
        "shared_papers:\n  - {name: rut, countries: [PE, EC], usual: CL}\ncountries:\n",
        "rut",
        "is none of the countries of 'rut'",
    ),
    "shared paper that is one country's": Mistake(
        COUNTRIES,
        "countries:\n",
        "shared_papers:\n  - {name: CPP, countries: [PE, EC]}\ncountries:\n",
        "CPP",
        "already stands for PE alone",
    ),
    "danger pattern": Mistake(
        DANGER, "me (pega|golpea*)", "me (pega|golpea*", "golpea*", "brackets must be closed"
    ),
    "danger pattern of options only": Mistake(
        DANGER, "me (pega|golpea*)", "(me)? pega?", "pega?", "no word that must stand"
    ),
    "danger pattern that begins with a gap": Mistake(
        DANGER, "quiere ... matarme", '"... matarme"', "matarme", "take it out"
    ),
    "near miss of danger": Mistake(
        DANGER, "me pega el sol", "me pega el (sol|", "(sol|", "brackets must be closed"
    ),
    "question after danger": Mistake(
        DANGER, "[see-doctor]", "[see-docter]", "see-docter", "no shared question: did you mean 'see-doctor'?"
    ),
    "danger's id": Mistake(DANGER, "id: violence", "id: Violence 1", "id: Violence", "no id of a danger"),
    "limits of age out of order": Mistake(
        "shared/freshness.yaml",
        "due: 6, overdue: 12",
        "due: 12, overdue: 6",
        "volatile:",
        "must grow: `due` before",
    ),
    "age in words": Mistake(
        "shared/freshness.yaml",
        "due: 6",
        "due: half a year",
        "volatile:",
        "write a whole number from 1 to 600",
    ),
    "expected entry": Mistake(
        "shared/tests.yaml",
        "expect: pe-renew-residence",
        "expect: pe-renew-residense",
        "expect: pe-renew",
        "did you mean",
    ),
    "expected danger": Mistake(
        "shared/tests.yaml", "danger:violence", "danger:storm", "danger:storm", "which does not exist"
    ),
    "expected and forbidden": Mistake(
        "shared/tests.yaml",
        "never: [pe-own-permit]",
        "never: [pe-renew-residence]",
        "ask: como",
        "and forbids it",
    ),
    "test of nothing": Mistake(
        "shared/tests.yaml", ", expect: danger:violence", "", "mi esposo", "says neither what to `expect`"
    ),
    "test in no country": Mistake(
        "shared/tests.yaml", "country: PE", "country: AR", "country: AR", "does not have"
    ),
    "expected danger of a sentence": Mistake(
        "shared/danger_tests.yaml",
        "expect: violence",
        "expect: violense",
        "violense",
        "did you mean 'violence'?",
    ),
    "topic of another file": Mistake(
        HEALTH, "topic: health", "topic: work", "topic:", "the file is named after 'health'"
    ),
    "unknown topic": Mistake(HEALTH, "topic: health", "topic: helth", "topic:", "did you mean 'health'?"),
    "note without a dash": Mistake(
        HEALTH, "see-doctor", "see-doctor\n    research: x", "research:", "must be a list"
    ),
}
