"""Whatever people are told in figures, numbers and links stands in the research that it cites."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge.facts import page, read_facts
from bot.knowledge.load import read_knowledge
from bot.knowledge.origins import without_origin
from bot.knowledge.problems import KnowledgeRefused
from tests.knowledge.folder import TODAY, replace, write, write_folder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
FACTS = KNOWLEDGE.parents[1] / "shared" / "facts"

PERU = """\
facts:
- id: {code}-renew-note
  claim: Residence is renewed up to thirty days before it expires. It takes 10 days.
  cost: {cost}
  valid_as_of: 2025-03
  source: {{publisher: El Diario, title: Renovar, url: "https://www.diario.example.com:443/renovar/amp", date: null}}
- id: {code}-end-note
  claim: The permit ended in 2023.
  source: {{publisher: El Diario, title: Fin, url: https://diario.example.com/fin, date: '2023-11-10'}}
places:
- id: {code}-office-note
  name: Oficina
  address: Av. Principal 734
  phone: (01) 200-1000
  whatsapp: '942841978'
  hours: Mon-Fri 8 am to 5 pm, Sat 9:00-13:00
  source: {{publisher: El Diario, title: Las oficinas, url: https://diario.example.com/oficinas}}
"""
LINES = """\
lines:
- {id: pe-police-note, country: PE, phone: '105', hours: 24 hours}
- {id: ec-police-note, country: EC, phone: '911', hours: 24 hours}
domains:
- {country: PE, url: https://www.gob.pe/migraciones}
audit:
- {id: pe-renew-note, verdict: warn}
- {id: pe-end-note, verdict: publish}
"""
DOCUMENTS, PLACES, LINES_FILE = "peru/documents.yaml", "peru/places.yaml", "peru/lines.yaml"
RESEARCH, COUNTRIES = "peru/research.yaml", "shared/countries.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge folder of which everything stands in the facts beside it."""
    root = write_folder(tmp_path / "knowledge")
    for code, folder, cost in (("pe", "peru", "20 soles"), ("ec", "ecuador", "40 USD")):
        write(tmp_path, f"facts/{code}.yaml", PERU.format(code=code, cost=cost))
        notes = ("renew", "end", "office", "police")
        verdicts = "".join(
            f"  {code}-{x}-note: {'publish' if x in {'end', 'police'} else 'warn'}\n" for x in notes
        )
        write(root, f"{folder}/research.yaml", f"verdicts:\n{verdicts}")
        replace(
            root,
            f"{folder}/documents.yaml",
            "as_of: 2023-11-10",
            f"as_of: 2023-11-10\n    research: [{code}-end-note]",
        )
        replace(
            root,
            f"{folder}/lines.yaml",
            "as_of: 2025-01",
            f"as_of: 2025-01\n    research: [{code}-police-note]",
        )
    write(tmp_path, "facts/lines.yaml", LINES)
    return root  # fmt: skip


def missing(root: Path) -> list[str]:
    reading = read_knowledge(root, TODAY)
    assert reading.release
    return [
        str(x) for x in without_origin(reading.release, read_facts(root.parent / "facts"), reading.within)
    ]


def test_where_everything_has_an_origin_the_list_is_empty(root: Path) -> None:
    assert missing(root) == []


OFFICIAL = "official: https://www.gob.pe/"
SPOILT = {
    "a figure of the text": (DOCUMENTS, "residencia hasta 30 días", "residencia hasta 31 días", "says 31"),
    "a cost": (DOCUMENTS, "cost: 20 soles", "cost: 25 soles", "says 25, which no note it cites says"),
    "a step": (DOCUMENTS, "- Ve a la oficina.", "- Ve a la ventanilla 8888.", "says 8888"),
    "a telephone number": (PLACES, '"+51 1 200 1000"', '"+51 1 200 1001"', "the number '+51 1 200 1001'"),
    "a second number": (PLACES, '"+51 1 200 1000"', '"200-1000, 200-1002"', "has the number '200-1002'"),
    "a WhatsApp number": (PLACES, "+51 942 841 978", "+51 942 841 979", "has the number"),
    "a short number": (LINES_FILE, "phone: 105", "phone: 106", "has the number '106'"),
    "an address": (PLACES, "Av. Principal 734", "Av. Principal 743", "says 743"),
    "an hour": (PLACES, "mon-fri: 08:00-17:00", "mon-fri: 08:00-18:00", "says 18"),
    "an official link": (DOCUMENTS, OFFICIAL, "official: https://www.gobperu.pe/", "links to gobperu.pe"),
    "the link of a place": (PLACES, "web: https://www.gob.pe/", "web: https://www.x.pe/", "links to x.pe"),
    "a page nobody read": (DOCUMENTS, "example.com/renovar", "example.com/x", "names a page of El Diario"),
    "a note that nobody wrote": (
        DOCUMENTS,
        "[pe-renew-note]",
        "[pe-renew-nota]",
        "neither a fact nor a note",
    ),
    "an emergency number": (COUNTRIES, "emergency: 105", "emergency: 106", "the emergency number 106 of PE"),
}
ELSEWHERE = {  # said at another line than the spoilt one
    "the note of another answer": (DOCUMENTS, "[pe-renew-note]", "[pe-end-note]", "says 30"),
    "no note": (DOCUMENTS, "    research: [pe-renew-note]\n", "", "says 10"),
    "a verdict made milder": (RESEARCH, "renew-note: warn", "renew-note: publish", "of the facts says warn"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_has_no_origin_is_named_with_its_line(name: str, root: Path) -> None:
    file, old, new, says = SPOILT[name]
    line = replace(root, file, old, new)
    said = missing(root)
    at = line + (name == "a figure of the text") * -1  # a folded text begins a line above
    assert any(x.startswith((f"{file}:{line}: ", f"{file}:{at}: ")) and says in x for x in said), said


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_lost_its_origin_is_named(name: str, root: Path) -> None:
    file, old, new, says = ELSEWHERE[name]
    replace(root, file, old, new)
    assert any(says in x for x in missing(root))


def test_a_note_of_research_yaml_is_an_origin(root: Path) -> None:
    replace(root, DOCUMENTS, "cost: 20 soles", "cost: 25 soles", count=2)
    assert len(missing(root)) == 2
    note = (
        "notes:\n  - id: pe-own-cost\n    claim: The fee is 25 soles.\n    verdict: warn\n    as_of: 2026-01\n"
        "    source: {publisher: Migraciones, title: Tasas, url: https://tasas.example.org/2026}\n"
    )
    text = (root / "peru/research.yaml").read_text(encoding="utf-8")
    write(root, "peru/research.yaml", text + note)
    replace(root, DOCUMENTS, "[pe-renew-note]", "[pe-renew-note, pe-own-cost]")
    assert missing(root) == []
    replace(root, DOCUMENTS, "https://www.gob.pe/migraciones", "https://tasas.example.org/x")
    assert missing(root) == []


def test_an_answer_may_repeat_the_number_of_a_line_that_it_names(root: Path) -> None:
    replace(root, DOCUMENTS, "Pide cita.", "Pide cita o llama al 200 1000.")
    replace(root, DOCUMENTS, "Ask for an appointment.", "Ask for an appointment or call 200 1000.")
    assert missing(root) == []
    replace(root, DOCUMENTS, "    places: [pe-office]\n", "")
    assert len(missing(root)) == 2


def test_one_countrys_emergency_number_is_no_origin_in_another(root: Path) -> None:
    replace(root, "peru/health.yaml", "Pregunta en", "Llama al 911. Pregunta en")
    replace(root, "peru/health.yaml", "Ask at", "Call 911. Ask at")
    assert [x.split(": ")[1] for x in missing(root)] == [
        "'pe-see-doctor' says 911, which no note it cites says"
    ] * 2


@pytest.mark.parametrize(
    "url",
    [
        "http://diario.example.com/renovar", "https://www.diario.example.com:443/renovar/", "https://amp.diario.example.com/renovar",
        "https://diario.example.com/renovar?outputType=amp", "https://diario.example.com/renovar/amp", "https://m.diario.example.com./renovar",
    ],
)  # fmt: skip
def test_a_page_is_the_same_page_under_each_of_its_addresses(url: str) -> None:
    assert page(url) == "diario.example.com/renovar"


def test_pages_that_differ_are_not_the_same() -> None:
    assert len({page(f"https://a.org/{x}") for x in ("", "b", "b/c", "?p=1", "?p=2", "B")}) == 6


def test_a_folder_without_facts_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeRefused, match="holds no YAML files"):
        read_facts(tmp_path)


def test_a_broken_file_of_facts_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "pe.yaml", "facts:\n- id: x\n  claim: [\n")
    with pytest.raises(KnowledgeRefused, match=r"pe.yaml:4: cannot be read as YAML"):
        read_facts(tmp_path)


def test_numbers_in_facts_keep_their_zeros(tmp_path: Path) -> None:
    write(tmp_path, "pe.yaml", "facts:\n- {id: x, phone: 0800, on: 2024-01-02, at: 22:30, none: null}\n")
    assert read_facts(tmp_path).said["x"] == "x\n0800\n2024-01-02\n22:30"


@pytest.mark.skipif(not FACTS.is_dir(), reason="the research facts are not on this machine")
def test_nothing_that_ships_lacks_an_origin() -> None:
    reading = read_knowledge(KNOWLEDGE, datetime.now(UTC).date())
    assert reading.release
    found = without_origin(reading.release, read_facts(FACTS), reading.within)
    assert [str(x) for x in found] == []
