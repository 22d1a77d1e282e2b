"""What editors get wrong in questions and answers: a table of changes, and what is said about each."""

from __future__ import annotations

from typing import NamedTuple

DOCUMENTS = "peru/documents.yaml"
HEALTH = "peru/health.yaml"
PLACES = "peru/places.yaml"
LINES = "peru/lines.yaml"
QUESTIONS = "shared/questions/documents.yaml"
COUNTRIES = "shared/countries.yaml"
DANGER = "shared/danger.yaml"
RESEARCH = "peru/research.yaml"
OFFICIAL = "official: https://www.gob.pe/migraciones"
AS_OF = "    as_of: 2025-03\n"
ALSO = "  - answers: renew-residence\n    also_asked:\n"


class Mistake(NamedTuple):
    """`old` becomes `new` in `file`; the message then names the line holding `at` (else the changed one), says `says`."""

    file: str
    old: str
    new: str
    at: str
    says: str
    nth: int = 1  # which of the lines that hold `at`


LINKS = {
    "http": ("http://www.gob.pe/x", "starts with https://"),
    "no scheme": ("www.gob.pe/x", "starts with https://"),
    "script": ("javascript:alert(1)", "starts with https://"),
    "telegram": ("tg://resolve?domain=x", "starts with https://"),
    "data": ("data:text/html,x", "starts with https://"),
    "space": ("https://www.gob.pe/a b", "without spaces"),
    "backslash": ("https://www.gob.pe\\x.com", "without spaces"),
    "address in numbers": ("https://190.1.2.3/x", "official name in plain letters"),
    "decimal address": ("https://2130706433/", "official name in plain letters"),
    "hexadecimal address": ("https://0x7f.1/", "official name in plain letters"),
    "address of six groups": ("https://[::1]/x", "user name or a port"),
    "half an address of six groups": ("https://[::1/x", "starts with https://"),
    "port": ("https://www.gob.pe:8443/x", "user name or a port"),
    "port with letters": ("https://www.gob.pe:x/", "user name or a port"),
    "credentials": ("https://gob.pe@evil.com/x", "user name or a port"),
    "punycode": ("https://xn--gb-fka.pe/x", "plain letters"),
    "letters of two alphabets": ("https://www.gоb.pe/x", "plain letters"),
    "trailing dot": ("https://www.gob.pe./x", "plain letters"),
    "one word": ("https://localhost/x", "plain letters"),
    "staging": ("https://staging.gob.pe/x", "test or copied page"),
    "preview": ("https://portal-dev.gob.pe/x", "test or copied page"),
    "copy": ("https://web.archive.org/x", "test or copied page"),
    "shortener": ("https://bit.ly/x", "hides where it leads"),
    "false state": ("https://www.gob.pe.evil.com/x", "only looks like a state's address"),
    "endless": ("https://www.gob.pe/" + "x" * 400, "longer than 400 characters"),
}

IN_ANSWERS = {
    **{
        f"link: {name}": Mistake(DOCUMENTS, OFFICIAL, f'official: "{link}"', "official:", says)
        for name, (link, says) in LINKS.items()
        if "\\" not in link
    },
    "link: backslash": Mistake(
        DOCUMENTS, OFFICIAL, "official: https://gob.pe\\x.com", "official:", "without spaces"
    ),
    # What an answer claims
    "missing source": Mistake(
        DOCUMENTS,
        """    sources:
      - publisher: El Diario
        title: Renovar la residencia
        url: https://diario.example.com/renovar
        date: 2025-03
""",
        "",
        "answers: renew-residence",
        "'pe-renew-residence' has no source: add `sources:`",
    ),
    "future as_of": Mistake(
        DOCUMENTS, "as_of: 2025-03", "as_of: 2027-01", "as_of: 2027", "'2027-01' lies in the future"
    ),
    "future source": Mistake(
        DOCUMENTS, "date: 2025-03", "date: 2026-12", "date: 2026-12", "lies in the future"
    ),
    "31 February": Mistake(
        DOCUMENTS, "as_of: 2025-03", "as_of: 2025-02-31", "as_of: 2025-02", "no day of the calendar"
    ),
    "month 13": Mistake(
        DOCUMENTS, "as_of: 2025-03", "as_of: 2025-13", "as_of: 2025-13", "write 2025, 2025-03"
    ),
    "date in words": Mistake(
        DOCUMENTS, "as_of: 2025-03", "as_of: marzo", "as_of: marzo", "'marzo' is not a date"
    ),
    "future confirmation": Mistake(
        DOCUMENTS,
        "    as_of: 2025-03\n",
        "    as_of: 2025-03\n    confirmed: {by: Una ONG, date: 2027}\n",
        "confirmed:",
        "confirmed '2027' lies in the future",
    ),
    "future date of a part": Mistake(
        DOCUMENTS,
        AS_OF,
        f"{AS_OF}    part_as_of:\n      cost: 2027-02\n",
        "cost: 2027-02",
        "the date of the cost '2027-02' lies in the future",
    ),
    "no day for a part": Mistake(
        DOCUMENTS,
        AS_OF,
        f"{AS_OF}    part_as_of: {{deadline: 2025-02-30}}\n",
        "part_as_of",
        "no day of the calendar",
    ),
    "date of a part that is not dated": Mistake(
        DOCUMENTS,
        AS_OF,
        f"{AS_OF}    part_as_of: {{who: 2025}}\n",
        "part_as_of",
        "'who' does not belong here",
    ),
    "date of a part that is not there": Mistake(
        HEALTH,
        "    lines: [pe-police]\n",
        "    lines: [pe-police]\n    part_as_of: {cost: 2025}\n",
        "part_as_of",
        "'cost' under `part_as_of`, but no cost: write it, or take it out there",
    ),
    "lasting part that is not there": Mistake(
        HEALTH,
        "    lines: [pe-police]\n",
        "    lines: [pe-police]\n    lasting: [cost]\n",
        "lasting:",
        "'cost' under `lasting`, but no cost: write it, or take it out there",
    ),
    "lasting part of no kind": Mistake(
        DOCUMENTS, AS_OF, f"{AS_OF}    lasting: [price]\n", "lasting:", "one of: cost, deadline, duration"
    ),
    "sure of an unknown date": Mistake(
        DOCUMENTS, "as_of: 2023-11-10", "as_of: unknown", "certainty: sure", "'sure' but its date is unknown"
    ),
    "confirm without a body": Mistake(
        DOCUMENTS, "      confirm_at: Migraciones\n", "", "    es:", "must say in 'es' where to confirm it"
    ),
    "not confirmed without a contact": Mistake(
        HEALTH, "    lines: [pe-police]\n", "", "status: not confirmed", "say whom to ask with `official`"
    ),
    "ended, but the text does not say so": Mistake(
        DOCUMENTS,
        "Terminó en 2023. Ahora",
        "En 2023 se acabó. Ahora",
        "En 2023 se",
        "begin with Terminó, Cerrado or Ya no",
    ),
    "ended, but the English text does not say so": Mistake(
        DOCUMENTS, "Ended in 2023. Now", "In 2023 it was over. Now", "In 2023 it", "begin with Ended, Closed"
    ),
    "unknown status": Mistake(
        DOCUMENTS,
        "status: in force",
        "status: inforce",
        "status: inforce",
        "did you mean 'in force'? It is one of",
    ),
    "empty text": Mistake(
        HEALTH, "text: We have no sourced answer. Ask at the health post.", "text: ''", "''", "is empty"
    ),
    # Both languages
    "missing language": Mistake(
        HEALTH,
        "    en: {text: We have no sourced answer. Ask at the health post., confirm_at: Ministerio de Salud}\n",
        "",
        "answers: see-doctor",
        "'en' is missing: add it",
    ),
    "part in one language": Mistake(
        DOCUMENTS,
        "      duration: 10 días\n",
        "",
        "duration: 10 days",
        "has 'duration' in 'en' only: write it in 'es' too",
    ),
    "step in one language": Mistake(
        DOCUMENTS, "        - Go to the office.\n", "", "steps:", "2 steps in 'es' and 1 in 'en'", nth=2
    ),
    "different figures": Mistake(
        DOCUMENTS,
        "duration: 10 days",
        "duration: 20 days",
        "    en:",
        "figures that stand in one language only",
    ),
    # Words and forms
    "unknown word": Mistake(DOCUMENTS, "    sources:", "    sorces:", "sorces:", "did you mean 'sources'?"),
    "unknown word without a like": Mistake(
        DOCUMENTS, "volatile: yes", "qqq: yes", "qqq:", "'qqq' is not a known word"
    ),
    "word in the wrong place": Mistake(
        DOCUMENTS, "    volatile: yes", "    text: Hola", "    text: Hola", "check its indentation"
    ),
    "text too long": Mistake(HEALTH, "Pregunta en", "Pregunta " + "ya " * 250, "Pregunta", "is too long: 8"),
    "title too long": Mistake(
        QUESTIONS,
        "title: Renovar la residencia",
        f"title: {'Renovar ' * 6}",
        "title: Renovar Ren",
        "at most 40",
    ),
    "HTML": Mistake(DOCUMENTS, "        - pasaporte\n", "        - <b>pasaporte</b>\n", "<b>", "holds '<'"),
    "Markdown": Mistake(
        DOCUMENTS, "        - pasaporte\n", "        - un **pasaporte**\n", "**", "no HTML or Markdown"
    ),
    "half a bold text": Mistake(
        DOCUMENTS, "        - pasaporte\n", "        - '**pasaporte'\n", "**pasaporte", "no HTML or Markdown"
    ),
    "tag that is never closed": Mistake(
        DOCUMENTS, "        - pasaporte\n", "        - <b>pasaporte\n", "<b>", "holds '<'"
    ),
    "Markdown link": Mistake(
        DOCUMENTS, "        - pasaporte\n", "        - ver [aquí](x)\n", "(x)", "no HTML or Markdown"
    ),
    "link inside a text": Mistake(
        DOCUMENTS,
        "        - pasaporte\n",
        "        - ve a https://x.org\n",
        "x.org",
        "links go to `official`",
    ),
    "yes in another way": Mistake(
        DOCUMENTS, "volatile: yes", "volatile: True", "volatile:", "must be yes or no"
    ),
    "empty status": Mistake(DOCUMENTS, "status: in force", "status:", "status:", "is empty or not a text"),
    "list without dashes": Mistake(
        DOCUMENTS, "nearest: [migration office]", "nearest: migration office", "nearest:", "must be a list"
    ),
    "text instead of parts": Mistake(
        LINES,
        "es: {name: Policía, note: las 24 horas}",
        "es: Policía",
        "es: Policía",
        "must hold names and values",
    ),
    # Ids and references
    "unknown question": Mistake(
        HEALTH, "answers: see-doctor", "answers: see-docter", "answers: see-d", "did you mean 'see-doctor'?"
    ),
    "question of the other country": Mistake(
        HEALTH, "answers: see-doctor", "answers: ec-own-permit", "answers: ec-", "exists in one country only"
    ),
    "shared and own question at once": Mistake(
        HEALTH, "answers: see-doctor", "id: pe-x\n    answers: see-doctor", "id: pe-x", "take out `id:`"
    ),
    "neither shared nor own question": Mistake(
        HEALTH, "answers: see-doctor\n    status", "status", "status: not", "says no question"
    ),
    "own id without a question": Mistake(
        HEALTH, "answers: see-doctor", "id: pe-x", "id: pe-x", "'pe-x' has no `question:`"
    ),
    "unknown place": Mistake(
        DOCUMENTS,
        "places: [pe-office]",
        "places: [pe-ofice]",
        "places:",
        "does not exist: did you mean 'pe-office'?",
    ),
    "place of the other country": Mistake(
        DOCUMENTS, "places: [pe-office]", "places: [ec-office]", "places:", "which belongs to another country"
    ),
    "unknown line": Mistake(
        DOCUMENTS, "lines: [pe-police]", "lines: [pe-polis]", "lines:", "did you mean 'pe-police'?"
    ),
    "line of the other country": Mistake(
        DOCUMENTS, "lines: [pe-police]", "lines: [ec-police]", "lines:", "which belongs to another country"
    ),
    "unknown see_also": Mistake(
        DOCUMENTS,
        "see_also: [see-doctor]",
        "see_also: [doctor-see]",
        "see_also:",
        "'doctor-see', which does not exist",
    ),
    "see_also of the other country": Mistake(
        DOCUMENTS,
        "see_also: [see-doctor]",
        "see_also: [ec-own-permit]",
        "see_also:",
        "belongs to another country",
    ),
    "own question without the country's code": Mistake(
        DOCUMENTS, "id: pe-own-permit", "id: own-permit", "id: own-permit", "begin its id with 'pe-'"
    ),
    "id in capitals": Mistake(
        PLACES, "id: pe-office", "id: PE-office", "id: PE-office", "'PE-office' is no id"
    ),
    "id with a slash": Mistake(PLACES, "id: pe-office", "id: pe/office", "id: pe/office", "is no id"),
    "id that climbs": Mistake(PLACES, "id: pe-office", "id: ../pe-office", "id: ../", "is no id"),
    "id of a dot": Mistake(PLACES, "id: pe-office", "id: .", "id: .", "is no id"),
    "id with an accent": Mistake(PLACES, "id: pe-office", "id: pe-óffice", "id: pe-ó", "is no id"),
    "id of 300 letters": Mistake(
        PLACES, "id: pe-office", "id: " + "a" * 300, "id: aaa", "at most 48 characters"
    ),
    "repeated place": Mistake(
        PLACES,
        "places:\n",
        "places:\n" + "  - {id: pe-office, kind: other, name: X, city: Lima, as_of: unknown, "
        "sources: [{publisher: P, title: T}]}\n",
        "  - id: pe-office",
        "already stands at peru/places.yaml:2",
    ),
    # Research
    "note that is an open question": Mistake(
        DOCUMENTS,
        "[pe-renew-note]",
        "[pe-renew-note, pe-open-note]",
        "research:",
        "cites 'pe-open-note', which must not be stated (lead): take it out, or to leads.yaml",
    ),
    "note that is wrong": Mistake(
        DOCUMENTS, "[pe-renew-note]", "[pe-wrong-note]", "research:", "which must not be stated (drop)"
    ),
    "surer than its note": Mistake(
        DOCUMENTS,
        "certainty: confirm",
        "certainty: sure",
        "certainty: sure",
        "is 'sure', but 'pe-renew-note' must be confirmed: write `certainty: confirm`",
    ),
    "note that was looked up, and surer than it": Mistake(
        DOCUMENTS,
        "    as_of: 2023-11-10\n",
        "    as_of: 2023-11-10\n    research: [pe-looked-up]\n",
        "certainty: sure",
        "'pe-looked-up' must be confirmed",
    ),
    "unknown note": Mistake(
        DOCUMENTS,
        "[pe-renew-note]",
        "[pe-renew-nota]",
        "research:",
        "which no research.yaml has: did you mean 'pe-renew-note'?",
    ),
    "verdict of no kind": Mistake(
        RESEARCH,
        "pe-renew-note: warn",
        "pe-renew-note: maybe",
        "maybe",
        "It is one of: publish, warn, lead, drop",
    ),
    "note without a source": Mistake(
        RESEARCH,
        "    source: {publisher: Migraciones, title: Tasas, url: https://www.gob.pe/tasas, date: 2025-03}\n",
        "",
        "id: pe-looked-up",
        "'source' is missing",
    ),
    # Questions
    "local ways to ask a question of one's own": Mistake(
        DOCUMENTS,
        "  - id: pe-own-permit\n",
        "  - id: pe-own-permit\n    also_asked:\n      es: [el papel azul]\n",
        "also_asked:",
        "'pe-own-permit' has a question of its own: move `also_asked` to its `question`",
    ),
    "local way to ask another shared question": Mistake(
        DOCUMENTS,
        "  - answers: renew-residence\n",
        f"{ALSO}      en: [How can I see a doctor?]\n",
        "How can I see",
        "also stands under 'see-doctor' (shared/questions/health.yaml:19)",
    ),
    "local way to ask the country's own question": Mistake(
        DOCUMENTS,
        "  - answers: renew-residence\n",
        f"{ALSO}      es:\n        - permiso azul requisitos\n",
        "- permiso azul requisitos",
        "also stands under 'pe-own-permit'",
    ),
    "local way to ask in signs only": Mistake(
        DOCUMENTS,
        "  - answers: renew-residence\n",
        f"{ALSO}      es:\n        - '¿¿??'\n",
        "¿¿??",
        "has no letters",
    ),
    "too few phrasings": Mistake(
        QUESTIONS,
        "        - kiero renovar la residencia\n",
        "",
        "ask:",
        "has 7 phrasings in 'es': write at least 8",
    ),
    "phrasing of signs only": Mistake(
        QUESTIONS, "kiero renovar la residencia", '"¿?"', '"¿?"', "has no letters"
    ),
    "phrasing of another question": Mistake(
        "shared/questions/health.yaml",
        "kiero ver a un médico",
        "Kiéro  renovar la RESIDENCIA!",
        "!",
        "also stands under 'renew-residence' (shared/questions/documents.yaml:15)",
    ),
    "title of another question": Mistake(
        "shared/questions/health.yaml",
        "title: Ver a un médico",
        "title: renovar la residencia",
        "title: renovar",
        "is also that of 'renew-residence' (shared/questions/documents.yaml:4)",
    ),
}
