"""Writes a small but whole knowledge folder, easy to spoil: two covered countries, a region, three shared questions.

root = write_folder(tmp_path)
replace(root, "peru/documents.yaml", "phone: 105", "phone: one-oh-five")
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 23)

COUNTRIES = """\
countries:
  - code: PE
    folder: peru
    covered: yes
    flag: 🇵🇪
    es: Perú
    en: Peru
    aliases: [peru]
    demonyms: [peruano, peruvian]
    hints: [cpp, reniec]
    cities:
      - {name: Lima, aliases: [callao], latitude: -12.05, longitude: -77.04}
      - {name: Tacna, latitude: -18.01, longitude: -70.25}
      - {name: Piura, latitude: -5.19, longitude: -80.63}
    time_zone: America/Lima
    currency: PEN
    emergency: 105
    emergency_source: {publisher: Policía, title: Central 105, date: 2025-01}
  - code: EC
    folder: ecuador
    covered: yes
    flag: 🇪🇨
    es: Ecuador
    en: Ecuador
    demonyms: [ecuatoriano]
    cities:
      - {name: Quito, latitude: -0.18, longitude: -78.47}
      - {name: Guayaquil, latitude: -2.19, longitude: -79.89}
    time_zone: America/Guayaquil
    currency: USD
    emergency: 911
    emergency_source: {publisher: ECU 911, title: Línea única, date: 2025-01}
  - code: CL
    covered: no
    flag: 🇨🇱
    es: Chile
    en: Chile
    demonyms: [chileno]
    cities:
      - {name: Arica, latitude: -18.48, longitude: -70.32}
    time_zone: America/Santiago
"""

DANGER = """\
dangers:
  - id: violence
    purposes: [violence, police]
    questions: [see-doctor]
    es:
      title: Violencia
      now: Si puedes, sal de ahí y llama.
      phrases:
        - me (pega|golpea*)
        - quiere ... matarme
      near_misses:
        - me pega el sol
    en:
      title: Violence
      now: If you can, get out and call.
      phrases:
        - he (hits|beats) me
    pt:
      phrases:
        - ele me bate
"""

DANGER_TESTS = """\
tests:
  - {text: mi marido me pega, language: es, expect: violence}
  - {text: me pega el sol, language: es, expect: none}
"""

VOCABULARY = """\
chat_words:
  xq: porque
  q: que
fillers: [hola, buenas tardes, hello]
protected: [PPT, CPP]
everyday:
  - el la los las que de
  - the a of to
"""

FRESHNESS = """\
stable: {due: 18, overdue: 30, expired: never}
volatile: {due: 6, overdue: 12, expired: 60}
places: {due: 12, overdue: 18, expired: 96}
lines: {due: 18, overdue: 30, expired: never}
"""

SMALL_TALK = """\
small_talk:
  - id: thanks
    outcome: smalltalk
    es:
      say: [gracias, muchas gracias]
      reply: De nada.
    en:
      say: [thanks, thank you]
      reply: You are welcome.
"""

PLACES = """\
places:
  - id: {code}-office
    kind: migration office
    name: Oficina de Migraciones
    city: {city}
    address: Av. Principal 734
    point: {{latitude: {latitude}, longitude: {longitude}, exact: street}}
    phone: "+51 1 200 1000"
    whatsapp: +51 942 841 978
    email: info@oficina.org
    web: https://www.gob.pe/migraciones
    hours:
      mon-fri: 08:00-17:00
      sat: 09:00-13:00
    appointment: yes
    free: yes
    certainty: confirm
    es: {{services: trámites, serves: personas extranjeras}}
    en: {{services: procedures, serves: foreigners}}
    sources:
      - {{publisher: El Diario, title: Las oficinas, url: https://diario.example.com/oficinas, date: 2025-03}}
    as_of: 2025-03
    research: [{code}-office-note]
"""

LINES = """\
lines:
  - id: {code}-police
    purposes: [emergency, police]
    phone: {phone}
    es: {{name: Policía, note: las 24 horas}}
    en: {{name: Police, note: 24 hours}}
    free: yes
    certainty: sure
    sources:
      - {{publisher: Policía, title: Central, date: 2025-01}}
    as_of: 2025-01
"""

LEADS = """\
leads:
  - about: Humanitarian visa
    verify: Which consulates issue it
    where: Ministry
    why: one line in a law
"""

RESEARCH = """\
verdicts:
  {code}-renew-note: warn
  {code}-office-note: warn
  {code}-sure-note: publish
  {code}-open-note: lead
  {code}-wrong-note: drop
notes:
  - id: {code}-looked-up
    claim: The fee is {cost}.
    verdict: warn
    source: {{publisher: Migraciones, title: Tasas, url: https://www.gob.pe/tasas, date: 2025-03}}
    as_of: unknown
"""

OWN_ANSWER = """\
  - id: {code}-own-permit
    question:
      es:
        title: El permiso {name}
        ask:
          - ¿Qué es el permiso {name}?
          - cómo saco el permiso {name}
          - permiso {name} requisitos
          - el permiso {name} sigue abierto
          - kiero el permiso {name}
      en:
        title: The {name} permit
        ask:
          - What is the {name} permit?
          - how do i get the {name} permit
          - {name} permit requirements
          - is the {name} permit still open
          - i want the {name} permit
    status: ended
    certainty: sure
    es: {{text: Terminó en 2023. Ahora se pide la residencia.}}
    en: {{text: Ended in 2023. Now you ask for residence.}}
    see_also: [renew-residence]
    sources:
      - {{publisher: El Diario, title: Fin del permiso, url: https://diario.example.com/fin, date: 2023-11-10}}
    as_of: 2023-11-10
"""

REGION = """\
topic: about
answers:
  - answers: who-are-you
    status: in force
    certainty: sure
    es: {text: Soy un bot que da información.}
    en: {text: I am a bot that gives information.}
    sources:
      - {publisher: Rumbo, title: This project, date: 2026}
    as_of: 2026
"""

TESTS = """\
tests:
  - ask: como renuevo el carnet
    country: PE
    expect: pe-renew-residence
    never: [pe-own-permit]
  - {ask: mi esposo me pega, expect: danger:violence}
"""


def _question(name: str, spanish: str, english: str) -> str:
    """A shared question with eight phrasings a language, unlike any other's."""
    es = "".join(f"        - {start} {spanish}\n" for start in _STARTS_ES)
    en = "".join(f"        - {start} {english}\n" for start in _STARTS_EN)
    return (
        f"  - id: {name}\n    es:\n      title: {spanish.capitalize()}\n      ask:\n{es}"
        f"    en:\n      title: {english.capitalize()}\n      ask:\n{en}"
    )


_STARTS_ES = (
    "quiero",
    "cómo puedo",
    "necesito",
    "ayuda para",
    "dónde puedo",
    "me urge",
    "es posible",
    "kiero",
)
_STARTS_EN = ("i want to", "how can i", "i need to", "help me", "where can i", "i must", "can i", "wanna")


def _answer(code: str, cost: str) -> str:
    return f"""\
  - answers: renew-residence
    status: in force
    certainty: confirm
    volatile: yes
    es:
      text: >-
        Puedes renovar la residencia hasta 30 días antes
        de que venza.
      who: personas con residencia
      requirements:
        - pasaporte
        - comprobante de pago
      steps:
        - Pide cita.
        - Ve a la oficina.
      cost: {cost}
      deadline: 30 días antes
      duration: 10 días
      confirm_at: Migraciones
    en:
      text: >-
        You can renew your residence up to 30 days before
        it expires.
      who: people with residence
      requirements:
        - passport
        - proof of payment
      steps:
        - Ask for an appointment.
        - Go to the office.
      cost: {cost}
      deadline: 30 days before
      duration: 10 days
      confirm_at: Migraciones
    official: https://www.gob.pe/migraciones
    lines: [{code}-police]
    places: [{code}-office]
    nearest: [migration office]
    see_also: [see-doctor]
    sources:
      - publisher: El Diario
        title: Renovar la residencia
        url: https://diario.example.com/renovar
        date: 2025-03
    as_of: 2025-03
    research: [{code}-renew-note]
"""


def _not_confirmed(code: str) -> str:
    return f"""\
topic: health
answers:
  - answers: see-doctor
    status: not confirmed
    es: {{text: No tenemos este dato con fuente. Pregunta en el puesto de salud., confirm_at: Ministerio de Salud}}
    en: {{text: We have no sourced answer. Ask at the health post., confirm_at: Ministerio de Salud}}
    lines: [{code}-police]
"""


def files() -> dict[str, str]:
    """The folder's files: name inside the folder -> content."""
    questions = "shared/questions"
    renew = _question("renew-residence", "renovar la residencia", "renew my residence")
    doctor = _question("see-doctor", "ver a un médico", "see a doctor")
    who = _question("who-are-you", "saber quién eres", "know who you are")
    found = {
        "shared/countries.yaml": COUNTRIES,
        "shared/danger.yaml": DANGER,
        "shared/danger_tests.yaml": DANGER_TESTS,
        "shared/vocabulary.yaml": VOCABULARY,
        "shared/freshness.yaml": FRESHNESS,
        "shared/smalltalk.yaml": SMALL_TALK,
        "shared/tests.yaml": TESTS,
        f"{questions}/documents.yaml": f"# What people ask about papers.\ntopic: documents\nquestions:\n{renew}",
        f"{questions}/health.yaml": f"topic: health\nquestions:\n{doctor}",
        f"{questions}/about.yaml": f"topic: about\nquestions:\n{who}",
        "region/about.yaml": REGION,
        "peru/leads.yaml": LEADS,
    }
    for folder, code, city, latitude, longitude, phone, cost in (
        ("peru", "pe", "Lima", "-12.05", "-77.04", "105", "20 soles"),
        ("ecuador", "ec", "Quito", "-0.18", "-78.47", "911", "40 USD"),
    ):
        own = OWN_ANSWER.format(code=code, name={"pe": "azul", "ec": "rojo"}[code])
        found[f"{folder}/documents.yaml"] = "topic: documents\nanswers:\n" + _answer(code, cost) + own
        found[f"{folder}/health.yaml"] = _not_confirmed(code)
        found[f"{folder}/places.yaml"] = PLACES.format(
            code=code, city=city, latitude=latitude, longitude=longitude
        )
        found[f"{folder}/lines.yaml"] = LINES.format(code=code, phone=phone)
        found[f"{folder}/research.yaml"] = RESEARCH.format(code=code, cost=cost)
    return found


def write_folder(root: Path) -> Path:
    """Writes the whole folder below `root` and gives `root`."""
    for name, content in files().items():
        write(root, name, content)
    return root


def write(root: Path, name: str, content: str | bytes) -> Path:
    """Writes one file of the folder, with the folders it needs."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def replace(root: Path, name: str, old: str, new: str, count: int = 1) -> int:
    """Changes the first `count` times that `old` stands in a file; gives the line (from 1) of the first.

    Raises LookupError where `old` is not there, so that a test never spoils nothing.
    """
    path = root / name
    text = path.read_text(encoding="utf-8")
    if old not in text:
        msg = f"{name} does not hold {old!r}"
        raise LookupError(msg)
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def line_of(root: Path, name: str, text: str, nth: int = 1) -> int:
    """The line (from 1) of the nth line that holds `text`. Raises LookupError."""
    lines = (root / name).read_text(encoding="utf-8").split("\n")
    found = [i for i, line in enumerate(lines, start=1) if text in line]
    if len(found) < nth:
        msg = f"{name} holds {text!r} {len(found)} times"
        raise LookupError(msg)
    return found[nth - 1]
