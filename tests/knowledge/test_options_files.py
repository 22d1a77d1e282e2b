"""What editors get wrong in options.yaml, situations.yaml and walk.yaml is refused at its line, with its mend."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.knowledge.load import load_release, read_release
from bot.knowledge.option_records import ATTRIBUTES, VALUES
from bot.settings import PROJECT
from tests.knowledge.folder import TODAY, line_of, replace, write, write_folder

OPTIONS = "peru/options.yaml"
SITUATIONS = "peru/situations.yaml"
WALK = "shared/walk.yaml"
GOOD = """\
legal_help: who-are-you
brief:
  enter: {es: Con pasaporte., en: With a passport., answer: pe-renew-residence}
  work: {es: Con permiso., en: With a permit., answer: pe-renew-residence}
  asylum: {es: Gratis., en: Free., answer: pe-renew-residence}
questions:
  - id: had-card
    key: 1
    es: {ask: ¿Tuviste el carné?, yes: tuviste el carné, no: no tuviste el carné}
    en: {ask: Did you have the card?, yes: you had the card, no: you never had the card}
options:
  - id: pe-option-renew
    kind: residence
    status: in force
    answer: pe-renew-residence
    es: {title: Renovar, summary: Puedes renovar en 30 días.}
    en: {title: Renew, summary: You can renew within 30 days.}
    when:
      - inside: yes
        nationality: [CL, EC]
        entered: {since: 2020-01-01, before: 2024-07-02}
        own: {had-card: yes}
  - id: pe-option-old
    kind: regularisation
    status: ended
    ended: 2023-11-10
    answer: pe-renew-residence
    es: {title: El registro, summary: Terminó en 2023.}
    en: {title: The register, summary: Ended in 2023.}
    when:
      - {inside: yes}
    replaced_by: [pe-option-renew]
"""
EXAMPLES = """\
situations:
  - id: first
    es: Alguien.
    en: Somebody.
    person: {nationality: EC, inside: yes, entered: 2023-05-10, had-card: yes}
    may: [pe-option-renew]
    first: pe-option-renew
"""
ANSWER = "    answer: pe-renew-residence\n    es: {title: Renovar"
MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "no such answer": (
        OPTIONS,
        ANSWER,
        ANSWER.replace("residence", "residenze"),
        "did you mean 'pe-renew-residence'",
    ),
    "another country's answer": (OPTIONS, ANSWER, ANSWER.replace("pe-", "ec-"), "is an answer of EC"),
    "an id of another country": (OPTIONS, "id: pe-option-old", "id: ec-option-old", "must begin with 'pe-'"),
    "the same id twice": (OPTIONS, "id: pe-option-old", "id: pe-option-renew", "stands twice"),
    "no condition": (OPTIONS, "      - {inside: yes}", "      - {}", "without any condition"),
    "an unknown condition": (OPTIONS, "      - {inside: yes}", "      - {insde: yes}", "not a known word"),
    "an unknown value": (OPTIONS, "      - {inside: yes}", "      - {papers: licence}", "papers"),
    "an unknown nationality": (
        OPTIONS,
        "nationality: [CL, EC]",
        "nationality: [CL, XQ]",
        "'XQ' is not in shared/countries.yaml",
    ),
    "both nationalities": (
        OPTIONS,
        "nationality: [CL, EC]",
        "nationality: [CL, EC]\n        not_nationality: EC",
        "keep one of them",
    ),
    "an impossible span": (OPTIONS, "since: 2020-01-01", "since: 2025-01-01", "`since` must be earlier"),
    "no day": (OPTIONS, "before: 2024-07-02", "before: julio", "is no day"),
    "an unknown own question": (
        OPTIONS,
        "own: {had-card: yes}",
        "own: {had-kard: yes}",
        "did you mean 'had-card'",
    ),
    "a figure in one language only": (
        OPTIONS,
        "renew within 30 days",
        "renew within 60 days",
        "figures of 'pe-option-renew' differ",
    ),
    "ended without saying so": (
        OPTIONS,
        "summary: Terminó en 2023.",
        "summary: Era de 2023.",
        "must say so in its first words",
    ),
    "a day of end without an end": (
        OPTIONS,
        "    status: ended\n",
        "    status: unknown\n",
        "names the day it ended",
    ),
    "replaced by nothing": (
        OPTIONS,
        "replaced_by: [pe-option-renew]",
        "replaced_by: [pe-option-new]",
        "which is no other option",
    ),
    "a title too long": (OPTIONS, "title: Renovar,", f"title: {'Renovar ' * 12},", "60"),
    "a link in a text": (
        OPTIONS,
        "Puedes renovar en 30 días.",
        "Puedes renovar en 30 días en www.gob.pe",
        "texts are plain",
    ),
    "no such legal help": (
        OPTIONS,
        "legal_help: who-are-you",
        "legal_help: who-are-yu",
        "did you mean 'who-are-you'",
    ),
    "a key of two digits": (OPTIONS, "key: 1", "key: 12", "one digit"),
    "an example that names no option": (
        SITUATIONS,
        "may: [pe-option-renew]",
        "may: [pe-option-nothing]",
        "is no option of this country",
    ),
    "an example with an unknown answer": (
        SITUATIONS,
        "inside: yes",
        "inside: perhaps",
        "is no answer of the walk",
    ),
    "an example entered on no day": (
        SITUATIONS,
        "entered: 2023-05-10",
        "entered: 2023-02-30",
        "is no answer of the walk",
    ),
    "a question without words": (WALK, "  goal:\n", "  gol:\n", "gol"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_folder(tmp_path)
    walk = (PROJECT / "knowledge" / WALK).read_text(encoding="utf-8")
    write(root, WALK, re.sub(r"^nationalities: .*$", "nationalities: [CL, EC, PE]", walk, flags=re.MULTILINE))
    write(root, OPTIONS, GOOD)
    write(root, SITUATIONS, EXAMPLES)
    return root


def test_the_unspoilt_options_check(root: Path) -> None:
    release = load_release(root, TODAY)
    assert [o.id for o in release.options["PE"].options] == ["pe-option-renew", "pe-option-old"]
    assert release.options["PE"].situations[0].may == ("pe-option-renew",)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_with_its_mend(name: str, root: Path) -> None:
    file, old, new, says = MISTAKES[name]
    replace(root, file, old, new)
    said = [str(p) for p in read_release(root, TODAY)[1]]
    assert any(line.startswith(f"{file}:") and says in line for line in said), said


def test_a_mistake_in_a_way_is_named_at_its_line(root: Path) -> None:
    replace(root, OPTIONS, "own: {had-card: yes}", "own: {had-kard: yes}")
    said = [str(p) for p in read_release(root, TODAY)[1]]
    line = line_of(root, OPTIONS, "- inside: yes")
    assert any(int(s.split(":")[1]) >= line for s in said)


def test_options_need_the_words_of_the_walk(root: Path) -> None:
    (root / WALK).unlink()
    assert "shared/walk.yaml is missing" in "\n".join(str(p) for p in read_release(root, TODAY)[1])


def test_a_country_keeps_its_options_in_one_file(root: Path) -> None:
    shutil.copy(root / OPTIONS, root / "peru/options-more.yaml")
    assert "keep them in one file" in "\n".join(str(p) for p in read_release(root, TODAY)[1])


def test_what_the_second_reader_held_back_is_no_condition(root: Path) -> None:
    replace(
        root,
        OPTIONS,
        "    replaced_by: [pe-option-renew]",
        "    replaced_by: [pe-option-renew]\n    research: [pe-rumour]",
    )
    write(root, "peru/research.yaml", "verdicts:\n  pe-rumour: lead\n")
    said = "\n".join(str(p) for p in read_release(root, TODAY)[1])
    assert "'pe-option-old' cites 'pe-rumour', which must not be stated (lead)" in said


def test_the_guide_lists_every_condition_and_value() -> None:
    guide = (PROJECT / "docs" / "options.md").read_text(encoding="utf-8")
    for word in (*ATTRIBUTES, *(value for values in VALUES.values() for value in values)):
        assert f"`{word}`" in guide, word
