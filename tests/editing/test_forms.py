"""The form says what the files say, and names each mistake at its own field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.editing.checking import check_form
from bot.editing.entries import country_codes, find, standings
from bot.editing.form_fields import form_fields, is_guarded
from bot.editing.forms import MOST_LETTERS, bounded, fields_of, filled
from bot.editing.guarding import guarded_changes
from bot.editing.patching import plain
from bot.editing.records import Ref
from bot.editing.refusals import TooMuchTyped
from bot.editing.word_diff import field_changes, word_diff
from bot.knowledge.load import load_release
from bot.knowledge.records import Release
from bot.knowledge.walking import knowledge_files
from tests.knowledge.folder import TODAY, write_folder
from tests.real import real_release

RENEW = Ref("answer", "pe-renew-residence")
REAL = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    root = write_folder(tmp_path_factory.mktemp("forms"))
    return root, load_release(root, TODAY)


def form(small: tuple[Path, Release], ref: Ref = RENEW) -> dict[str, str]:
    return fields_of(find(small[0], ref, country_codes(small[1])).values)


def problems(small: tuple[Path, Release], fields: dict[str, str], ref: Ref = RENEW) -> dict[str, str]:
    found = check_form(ref.kind, fields, small[1], "PE", "documents", TODAY)
    return {name: " ".join(said) for name, said in found.items()}


def test_every_entry_of_the_real_knowledge_is_the_same_after_its_form_and_has_no_mistake() -> None:
    release = real_release()
    codes = country_codes(release)
    for name, path in knowledge_files(REAL):
        if not name.endswith(".yaml") or name.endswith("tests.yaml"):
            continue
        code = codes.get(name.split("/")[0], "")
        for standing in standings(path.read_text(encoding="utf-8"), name, code):
            fields = fields_of(standing.values)
            assert plain(filled(standing.ref.kind, fields).values) == plain(standing.values)
            topic = standing.topic
            assert not check_form(standing.ref.kind, fields, release, code, topic, date(2026, 12, 1)), (
                standing.ref
            )  # type: ignore[arg-type]


def test_both_languages_stand_in_fields_of_the_same_names(small: tuple[Path, Release]) -> None:
    names = {f.name for f in form_fields("answer")}
    for part in ("text", "who", "requirements.*", "steps.*", "cost", "deadline", "duration", "confirm_at"):
        assert {f"es.{part}", f"en.{part}"} <= names
    found = form(small)
    assert (found["es.steps.1"], found["en.steps.1"]) == ("Ve a la oficina.", "Go to the office.")


def test_hours_are_rows_of_days_and_times(small: tuple[Path, Release]) -> None:
    fields = form(small, Ref("place", "pe-office"))
    assert (fields["hours.1.days"], fields["hours.1.times"]) == ("sat", "09:00-13:00")
    del fields["hours.0.days"], fields["hours.0.times"]
    assert filled("place", fields).values["hours"] == {"sat": "09:00-13:00"}


def test_gaps_in_a_list_close_and_empty_fields_are_not_said(small: tuple[Path, Release]) -> None:
    fields = form(small) | {"es.steps.0": "  ", "es.steps.7": "Paga.", "es.who": "", "unknown.name": "x"}
    values = filled("answer", fields).values
    assert values["es"]["steps"] == ["Ve a la oficina.", "Paga."]  # type: ignore[index,call-overload]
    assert "who" not in values["es"]  # type: ignore[operator]
    assert "unknown" not in values


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("es.text", "", "missing"),
        ("es.cost", "<b>20 soles</b>", "no HTML"),
        ("en.steps.1", "see www.gob.pe", "links go to"),
        ("es.who", "per\u202esonas", "hidden character"),
        ("sources.0.date", "2025-13", "not a date"),
        ("sources.0.url", "javascript:alert(1)", "'url'"),
        ("official", "http://bit.ly/x", "'official'"),
        ("status", "in forse", "in force"),
        ("lasting.0", "cots", "did you mean 'cost'"),
        ("as_of", "2031", "lies in the future"),
        ("see_also.0", "see-docter", "did you mean 'see-doctor'"),
        ("lines.0", "ec-police", "belongs to another country"),
        ("places.0", "pe-offise", "did you mean 'pe-office'"),
        ("volatile", "si", "yes or no"),
        ("research.0", "pe-wrong-note", "must not be stated"),
        ("es.duration", "(10 días", "without its partner"),
    ],
)
def test_a_mistake_is_named_at_its_field(
    small: tuple[Path, Release], name: str, typed: str, said: str
) -> None:
    assert said in problems(small, form(small) | {name: typed})[name]


def test_a_part_that_one_language_lacks_is_named(small: tuple[Path, Release]) -> None:
    fields = form(small)
    del fields["en.deadline"]
    assert "write it in 'en' too" in problems(small, fields)["es.deadline"]


def test_a_way_to_ask_that_belongs_to_another_question_is_named_at_once(small: tuple[Path, Release]) -> None:
    fields = form(small) | {"also_asked.es.0": "quiero ver a un medico"}
    assert "also stands under 'see-doctor'" in problems(small, fields)["also_asked.es.0"]


@pytest.mark.parametrize("phone", ["one-oh-five", "<105>"])
def test_a_phone_with_letters_is_named_at_its_field(small: tuple[Path, Release], phone: str) -> None:
    place = Ref("place", "pe-office")
    assert "phone" in problems(small, form(small, place) | {"phone": phone}, place)


def test_a_form_too_large_for_any_entry_is_refused_before_it_is_kept() -> None:
    with pytest.raises(TooMuchTyped):
        bounded({"es.text": "x" * (MOST_LETTERS + 1)})
    with pytest.raises(TooMuchTyped):
        bounded({f"es.steps.{i}": "x" for i in range(2000)})
    assert bounded({"es.text": "a\0b\ud800"}) == {"es.text": "ab?"}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("es.cost", "25 soles"),
        ("en.deadline", "15 days before"),
        ("official", "https://www.gob.pe/otra"),
        ("sources.0.url", "https://diario.example.com/otra"),
        ("lines.1", "pe-other"),
        ("es.text", "Puedes renovar. Llama al 01 200 1000."),
        ("es.text", "Puedes renovar por S/ 40.60 hasta 30 días antes."),
    ],
)
def test_a_phone_link_cost_or_deadline_is_guarded_wherever_it_is_told(
    small: tuple[Path, Release], name: str, typed: str
) -> None:
    before = form(small)
    assert guarded_changes("answer", before, before | {name: typed}) == (name,)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("es.text", "Renueva hasta 30 días antes de que venza."),
        ("es.who", "todas"),
        ("as_of", "2026-05"),
        ("status", "unknown"),
    ],
)
def test_other_words_need_no_second_person(small: tuple[Path, Release], name: str, typed: str) -> None:
    before = form(small)
    assert not guarded_changes("answer", before, before | {name: typed})


def test_every_field_of_a_telephone_line_and_every_address_is_guarded() -> None:
    assert all(is_guarded("line", f.name) for f in form_fields("line"))
    for name in ("address", "phone", "whatsapp", "web", "point.latitude", "city"):
        assert is_guarded("place", name)


def test_a_diff_goes_word_by_word_and_makes_both_texts() -> None:
    runs = word_diff("Cuesta 20 soles en caja.", "Cuesta 25 soles en la caja.")
    assert [r.text.strip() for r in runs if r.sort == "in"] == ["25", "la"]
    assert "".join(r.text for r in runs if r.sort != "in") == "Cuesta 20 soles en caja."
    assert "".join(r.text for r in runs if r.sort != "out") == "Cuesta 25 soles en la caja."


def test_changed_fields_come_with_their_words_and_whether_they_are_guarded(
    small: tuple[Path, Release],
) -> None:
    before = form(small)
    found = field_changes("answer", before, before | {"es.cost": "25 soles", "es.who": "todas"})
    assert [(c.name, c.guarded) for c in found] == [("es.who", False), ("es.cost", True)]
