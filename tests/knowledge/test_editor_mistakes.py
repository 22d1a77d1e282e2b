"""Every mistake an editor can make is refused, at its own line, with words that say how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from bot.knowledge.load import load_release, read_release
from bot.knowledge.problems import KnowledgeRefused
from tests.knowledge.folder import TODAY, line_of, replace, write, write_folder

DOCUMENTS = "peru/documents.yaml"
HEALTH = "peru/health.yaml"
PLACES = "peru/places.yaml"
LINES = "peru/lines.yaml"
QUESTIONS = "shared/questions/documents.yaml"
COUNTRIES = "shared/countries.yaml"
DANGER = "shared/danger.yaml"
OFFICIAL = "official: https://www.gob.pe/migraciones"


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

MISTAKES = {
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
    # Questions
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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in read_release(root, TODAY)[1]]


def test_the_unspoilt_folder_checks(root: Path) -> None:
    release = load_release(root, TODAY)
    assert len(release.entries) == 7
    assert release.answer("who-are-you", "PE") is release.entries["xx-who-are-you"]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_at_its_line_with_its_mend(name: str, root: Path) -> None:
    mistake = MISTAKES[name]
    changed = replace(root, mistake.file, mistake.old, mistake.new)
    line = line_of(root, mistake.file, mistake.at, mistake.nth) if mistake.at else changed
    with pytest.raises(KnowledgeRefused) as refused:
        load_release(root, TODAY)
    said = [str(problem) for problem in refused.value.problems]
    assert any(x.startswith(f"{mistake.file}:{line}: ") and mistake.says in x for x in said), said


FILES = {
    "unknown folder": (
        "chile/health.yaml",
        "topic: health\nanswers: []\n",
        "the folder 'chile' is no country's",
    ),
    "unknown shared file": ("shared/place.yaml", "places: []\n", "is no file the bot knows"),
    "misspelt shared file": ("shared/vocabulry.yaml", "x: y\n", "did you mean vocabulary.yaml?"),
    "misspelt file": ("peru/place.yaml", "places: []\n", "did you mean places.yaml?"),
    "file at the top": ("health.yaml", "topic: health\n", "answers go to <country>/<topic>.yaml"),
    "file too deep": ("peru/lima/x.yaml", "topic: health\n", "is no file the bot knows"),
    "yml": ("peru/lodging.yml", "topic: lodging\nanswers: []\n", "rename it to lodging.yaml"),
    "capitals": ("peru/Lodging.YAML", "topic: lodging\nanswers: []\n", "rename it to lodging.yaml"),
    "Notepad": ("peru/lodging.yaml.txt", "topic: lodging\nanswers: []\n", "rename it to lodging.yaml"),
    "capitals in the name": (
        "peru/Lodging.yaml",
        "topic: lodging\nanswers: []\n",
        "did you mean lodging.yaml?",
    ),
    "name of three lines": ("peru/a\nb\u202ec.yaml", "topic: lodging\n", "is no file the bot knows"),
    "empty": ("peru/lodging.yaml", "", "is empty: delete the file or write its first entry"),
    "comments only": ("peru/lodging.yaml", "# later\n", "is empty: delete the file"),
    "list at the top": ("peru/lodging.yaml", "- a\n", "the file must hold names and values"),
    "one word": ("peru/lodging.yaml", "lodging\n", "the file must hold names and values"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_has_no_place_is_refused_with_its_name(name: str, root: Path) -> None:
    file, content, says = FILES[name]
    write(root, file, content)
    said = problems(root)
    assert len(said) == 1
    assert says in said[0]
    assert "\n" not in said[0]


def test_a_backup_or_hidden_file_is_no_knowledge(root: Path) -> None:
    before = load_release(root, TODAY).id
    for name in (
        "peru/documents.yaml~",
        "peru/.documents.yaml",
        "peru/documents.yaml.bak",
        ".git/x.yaml",
        "schema/x.yaml",
    ):
        write(root, name, "nonsense: [")
    assert load_release(root, TODAY).id == before


def test_a_long_topic_may_be_split_into_files(root: Path) -> None:
    text = (root / DOCUMENTS).read_text(encoding="utf-8")
    shared, own = text.split("  - id: pe-own-permit")
    write(root, DOCUMENTS, shared)
    write(root, "peru/documents-permits.yaml", "topic: documents\nanswers:\n  - id: pe-own-permit" + own)
    assert "pe-own-permit" in load_release(root, TODAY).entries


def test_a_repeated_entry_names_the_first_place(root: Path) -> None:
    text = (root / DOCUMENTS).read_text(encoding="utf-8")
    write(root, "peru/documents-more.yaml", text)
    said = problems(root)
    first = line_of(root, DOCUMENTS, "answers: renew-residence")
    assert any(f"'pe-renew-residence' already stands at peru/documents-more.yaml:{first}" in x for x in said)


@pytest.mark.parametrize("word", ["dangers", "small_talk"])
def test_a_repeated_danger_or_small_talk_is_never_dropped_silently(word: str, root: Path) -> None:
    file = {"dangers": DANGER, "small_talk": "shared/smalltalk.yaml"}[word]
    text = (root / file).read_text(encoding="utf-8")
    write(root, file, text + text.removeprefix(f"{word}:\n"))
    assert any(f"already stands at {file}:2" in x for x in problems(root))


def test_a_covered_country_without_an_answer_is_told_where_to_write_it(root: Path) -> None:
    (root / "ecuador/health.yaml").unlink()
    line = line_of(root, "shared/questions/health.yaml", "id: see-doctor")
    said = f"shared/questions/health.yaml:{line}: Ecuador has no answer for 'see-doctor': write one in ecuador/health.yaml"
    assert [x.startswith(said) for x in problems(root)] == [True]


@pytest.mark.parametrize("name", ["countries", "danger", "vocabulary", "freshness"])
def test_without_an_essential_file_nothing_is_served(name: str, root: Path) -> None:
    (root / f"shared/{name}.yaml").unlink()
    assert f"shared/{name}.yaml:1: is missing: the bot cannot answer without this file" in problems(root)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    release, found = read_release(tmp_path / "nowhere", TODAY)
    assert release is None
    assert "is not a folder: set RUMBO_KNOWLEDGE" in str(found[0])


def test_all_mistakes_are_told_at_once_in_the_order_of_the_files(root: Path) -> None:
    replace(root, PLACES, "08:00-17:00", "8 a 5")
    replace(root, DOCUMENTS, "volatile: yes", "volatile: si")
    replace(root, "ecuador/lines.yaml", "phone: 911", "phone: nueve")
    assert [x.split(":")[0] for x in problems(root)] == ["ecuador/lines.yaml", DOCUMENTS, PLACES]


def test_a_file_of_mistakes_tells_the_first_fifty(root: Path) -> None:
    write(root, LINES, "lines:\n" + "  - nothing\n" * 1000)
    said = problems(root)
    assert len(said) == 51
    assert "has 950 mistakes more" in said[0]


def test_what_an_editor_wrote_never_breaks_a_message_into_lines(root: Path) -> None:
    replace(root, PLACES, "id: pe-office", 'id: "pe\\n\\nERROR: everything is fine' + "x" * 5000 + '"')
    (said,) = problems(root)
    assert "\n" not in said
    assert len(said) < 250


def test_the_release_is_named_after_what_it_says_not_how_it_is_written(root: Path) -> None:
    before = load_release(root, TODAY).id
    replace(root, DOCUMENTS, "topic: documents", "# A note.\n\ntopic: 'documents'")
    replace(root, DOCUMENTS, "hasta 30 días antes\n        de que", "hasta 30\n        días antes de que")
    assert load_release(root, TODAY).id == before
    replace(root, DOCUMENTS, "Pide cita.", "Pide una cita.")
    assert load_release(root, TODAY).id != before
