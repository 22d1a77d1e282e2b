"""What people do in a spreadsheet and find in the files afterwards: change, add, delete."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import pytest

from bot.editing.sheets.applying import apply
from bot.editing.sheets.refusals import SheetRefused
from bot.knowledge.load import load_release
from tests.editing.sheets.workbook import Workbook, texts
from tests.knowledge.folder import TODAY, replace, write, write_folder

RENEW, OWN = "pe-renew-residence", "pe-own-permit"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def _diff(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    lines: list[str] = []
    for name in after:
        old = before.get(name, b"").decode().splitlines()
        lines += [
            x
            for x in difflib.unified_diff(old, after[name].decode().splitlines(), n=0, lineterm="")
            if not x.startswith(("---", "+++", "@@"))
        ]
    return lines


def test_a_changed_fee_changes_its_two_lines_and_no_other(root: Path) -> None:
    before, book = texts(root), Workbook.of(root, "PE")
    book.write("answers", RENEW, "es.cost", "25 soles")
    book.write("answers", RENEW, "en.cost", "25 soles")
    found = book.preview(root)
    assert [(x.field, x.old, x.new) for x in found.changes] == [
        ("es.cost", "20 soles", "25 soles"),
        ("en.cost", "20 soles", "25 soles"),
    ]
    assert texts(root) == before  # a preview writes nothing
    assert apply(found, root) == ("peru/documents.yaml",)
    removed = ["-      cost: 20 soles", "+      cost: 25 soles"] * 2
    assert _diff(before, texts(root)) == removed


def test_a_change_is_named_by_sheet_row_and_column_with_both_texts(root: Path) -> None:
    book = Workbook.of(root, "PE")
    row = book.write("places", "pe-office", "phone", "+51 1 300 2000")
    (change,) = book.preview(root).changes
    letter = book.letter("places", "phone")
    said = f"Lugares - Places, row {row}, column {letter} (pe-office, phone): '+51 1 200 1000' -> '+51 1 300 2000'"
    assert str(change) == said


def test_lists_sources_and_hours_are_edited_line_by_line(root: Path) -> None:
    book = Workbook.of(root, "PE")
    book.write("answers", RENEW, "es.steps", "Pide cita.\nPaga.\nVe a la oficina.")
    book.write("answers", RENEW, "en.steps", "Ask for an appointment.\nPay.\nGo to the office.")
    old = book.cell("answers", RENEW, "sources").value
    book.write(
        "answers", RENEW, "sources", f"{old}\nMigraciones | Tasas 2026 | https://www.gob.pe/tasas | 2026-01"
    )
    book.write("places", "pe-office", "hours", "mon-fri: 09:00-16:00\nsat: closed")
    apply(book.preview(root), root)
    release = load_release(root, TODAY)
    entry = release.entries[RENEW]
    assert entry.texts["es"].steps == ("Pide cita.", "Paga.", "Ve a la oficina.")
    assert [source.title for source in entry.sources] == ["Renovar la residencia", "Tasas 2026"]
    assert release.places["pe-office"].hours == {"mon-fri": "09:00-16:00", "sat": "closed"}


def test_an_emptied_cell_takes_the_field_out(root: Path) -> None:
    book = Workbook.of(root, "PE")
    book.write("places", "pe-office", "whatsapp", None)
    apply(book.preview(root), root)
    assert load_release(root, TODAY).places["pe-office"].whatsapp is None
    assert "whatsapp" not in (root / "peru/places.yaml").read_text(encoding="utf-8")


def test_spaces_at_the_end_and_spreadsheet_line_ends_are_no_change(root: Path) -> None:
    book = Workbook.of(root, "PE")
    steps = str(book.cell("answers", RENEW, "es.steps").value)
    book.write("answers", RENEW, "es.steps", steps.replace("\n", "  \r\n") + " \n\u00a0")
    book.write("answers", RENEW, "es.cost", " 20  soles ")
    assert book.preview(root).changes == ()


def test_a_new_answer_to_a_shared_question_goes_to_the_file_of_its_topic(root: Path) -> None:
    (root / "ecuador/health.yaml").unlink()
    book = Workbook.of(root, "EC")
    book.add(
        "answers",
        id="see-doctor",
        status="in force",
        certainty="sure",
        volatile="no",
        es__text="Puedes ir al puesto de salud sin papeles.",
        en__text="You can go to the health post without papers.",
        sources="El Diario | Salud para todos | https://diario.example.com/salud | 2025-04",
        as_of="2025-04",
    )
    found = book.preview(root)
    assert ([str(x) for x in found.problems], [x.sort for x in found.changes]) == ([], ["added"])
    assert apply(found, root) == ("ecuador/health.yaml",)
    entry = load_release(root, TODAY).entries["ec-see-doctor"]
    assert entry.texts["en"].text.startswith("You can go")
    assert (
        (root / "ecuador/health.yaml")
        .read_text(encoding="utf-8")
        .startswith("topic: health\nanswers:\n  - answers: see-doctor\n")
    )


def test_a_question_of_the_country_alone_is_made_of_three_sheets(root: Path) -> None:
    book = Workbook.of(root, "PE")
    book.add(
        "answers",
        id="pe-bono",
        topic="documents",
        status="unknown",
        es__text="No sabemos si sigue abierto.",
        en__text="We do not know if it is still open.",
        es__confirm_at="Migraciones",
        en__confirm_at="Migraciones",
        sources="El Diario | El bono | | 2025",
        as_of="2025",
    )
    book.add(
        "questions", id="pe-bono", question__es__title="El bono azul", question__en__title="The blue grant"
    )
    for i in range(5):
        book.add("phrasings", id="pe-bono", language="es", phrase=f"quiero el bono azul {i}")
        book.add("phrasings", id="pe-bono", language="en", phrase=f"i want the blue grant {i}")
    found = book.preview(root)
    assert [str(x) for x in found.problems] == []
    apply(found, root)
    question = load_release(root, TODAY).questions["pe-bono"]
    assert question.texts["es"].title == "El bono azul"
    assert question.texts["en"].ask[4] == "i want the blue grant 4"


def test_a_new_place_and_a_new_test_stand_at_the_end_of_their_files(root: Path) -> None:
    book = Workbook.of(root, "PE")
    book.add(
        "places",
        id="pe-tacna-posta",
        kind="health post",
        name="Posta de Tacna",
        city="Tacna",
        point__latitude="-18.01",
        point__longitude="-70.25",
        point__exact="city",
        phone="+51 52 200 100",
        hours="mon-fri: 08:00-14:00",
        free="sí",
        es__services="consultas",
        en__services="consultations",
        sources="El Diario | La posta | https://diario.example.com/posta | 2025-05",
        as_of="2025-05",
    )
    book.add("tests", ask="donde renuevo la residencia", country="PE", expect=RENEW)
    found = book.preview(root)
    assert [str(x) for x in found.problems] == []
    apply(found, root)
    place = load_release(root, TODAY).places["pe-tacna-posta"]
    assert (place.point.latitude if place.point else None, place.phone, place.free) == (
        -18.01,
        "+51 52 200 100",
        True,
    )
    assert "ask: donde renuevo la residencia" in (root / "peru/tests.yaml").read_text(encoding="utf-8")


def test_phrasings_are_changed_added_and_deleted_one_by_one(root: Path) -> None:
    before, book = texts(root), Workbook.of(root, "PE")
    book.write(
        "phrasings", OWN, "phrase", "como saco el permiso azul xfa", phrase="cómo saco el permiso azul"
    )
    book.add("phrasings", id=OWN, language="es", phrase="ay permiso azul todavia")
    book.write("phrasings", OWN, "delete", "yes", phrase="permiso azul requisitos")
    book.add("phrasings", id="renew-residence", language="en", phrase="renew my lima card")
    apply(book.preview(root), root)
    release = load_release(root, TODAY)
    asked = release.questions[OWN].texts["es"].ask
    assert "como saco el permiso azul xfa" in asked
    assert "permiso azul requisitos" not in asked
    assert asked[-1] == "ay permiso azul todavia"
    assert release.entries[RENEW].also_asked["en"] == ("renew my lima card",)
    assert len(_diff(before, texts(root))) == 7  # one line changed, one out, one in, three of also_asked


def test_a_row_is_deleted_only_where_it_says_so(root: Path) -> None:
    replace(root, "peru/documents.yaml", "places: [pe-office]", "places: []")
    second = (root / "peru/places.yaml").read_text(encoding="utf-8").replace("pe-office", "pe-office-2")
    (root / "peru/places.yaml").write_text(
        (root / "peru/places.yaml").read_text(encoding="utf-8") + "\n" + second.removeprefix("places:\n"),
        encoding="utf-8",
    )
    book = Workbook.of(root, "PE")
    book.write("places", "pe-office-2", "delete", "sí")
    found = book.preview(root)
    assert [(x.id, x.sort) for x in found.changes] == [("pe-office-2", "deleted")]
    apply(found, root)
    assert set(load_release(root, TODAY).places) == {"pe-office", "ec-office"}


def test_a_row_that_is_missing_stays_and_is_told(root: Path) -> None:
    book = Workbook.of(root, "PE")
    book.sheet("answers").delete_rows(book.row("answers", OWN))
    found = book.preview(root)
    assert (found.changes, found.problems) == ((), ())
    assert [x.message for x in found.notes] == [
        f"'{OWN}' has no row here: it stays. To delete it write yes in its column 'delete'"
    ]


def test_rows_may_be_sorted_and_columns_moved(root: Path) -> None:
    book = Workbook.of(root, "PE")
    sheet = book.sheet("answers")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header, *others = rows
    for number, row in enumerate([header, *reversed(others)], start=1):
        for column, value in enumerate(reversed(row), start=1):
            sheet.cell(number, column).value = value
    found = book.preview(root)
    assert (found.changes, found.problems) == ((), ())


def test_one_mistake_keeps_everything_from_being_written(root: Path) -> None:
    before, book = texts(root), Workbook.of(root, "PE")
    for language in ("es", "en"):
        book.write("answers", RENEW, f"{language}.duration", "15 días" if language == "es" else "15 days")
    book.write("lines", "pe-police", "phone", "one-oh-five")
    found = book.preview(root)
    assert len(found.changes) == 3
    assert len(found.problems) == 1
    with pytest.raises(SheetRefused, match="nothing was written"):
        apply(found, root)
    assert texts(root) == before


def test_a_file_that_changes_after_the_preview_is_not_overwritten(root: Path) -> None:
    book = Workbook.of(root, "PE")
    book.write("answers", RENEW, "es.who", "quien tiene residencia")
    found = book.preview(root)
    replace(root, "peru/lines.yaml", "las 24 horas", "siempre")
    with pytest.raises(SheetRefused, match="changed since the preview"):
        apply(found, root)


def test_a_disk_that_fills_up_halfway_leaves_every_file_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.editing.sheets import applying

    book = Workbook.of(root, "PE")
    book.write("answers", RENEW, "es.who", "quien tiene residencia")
    book.write("lines", "pe-police", "es.note", "siempre")
    before, found = texts(root), book.preview(root)
    assert len(found.texts) == 2
    real, written = applying.put_in_place, []

    def full(path: Path, content: str | bytes) -> None:
        written.append(path)
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        real(path, content)

    monkeypatch.setattr(applying, "put_in_place", full)
    with pytest.raises(OSError, match="No space"):
        apply(found, root)
    assert texts(root) == before


def test_importing_the_same_file_again_changes_nothing_more(root: Path) -> None:
    write(
        root,
        "peru/tests.yaml",
        "tests:\n  - ask: renovar el carnet\n    country: PE\n    expect: pe-renew-residence\n",
    )
    book = Workbook.of(root, "PE")
    book.write("places", "pe-office", "phone", "+51 1 300 2000")
    book.add("phrasings", id="renew-residence", language="en", phrase="renew my lima card")
    book.add("tests", ask="donde renuevo la residencia", country="PE", expect=RENEW)
    book.write("phrasings", OWN, "phrase", "kiero el azul pana", phrase="kiero el permiso azul")
    book.write("tests", "renovar el carnet", "ask", "renovar el carnet ya")
    book.add(
        "answers",
        id="pe-see-dentist",
        topic="health",
        status="not confirmed",
        es__text="No tenemos este dato.",
        en__text="We do not have this.",
        es__confirm_at="Ministerio de Salud",
        en__confirm_at="Ministerio de Salud",
        lines="pe-police",
    )
    book.add(
        "questions", id="pe-see-dentist", question__es__title="El dentista", question__en__title="The dentist"
    )
    for i in range(5):
        book.add("phrasings", id="pe-see-dentist", language="es", phrase=f"quiero un dentista {i}")
        book.add("phrasings", id="pe-see-dentist", language="en", phrase=f"i want a dentist {i}")
    first = book.preview(root)
    assert [str(x) for x in first.problems] == []
    apply(first, root)
    after = texts(root)
    found = book.preview(root)
    assert (found.changes, found.problems, found.texts) == ((), (), {})
    assert len(found.notes) == 1  # that the files changed since
    assert texts(root) == after


def test_what_is_true_of_the_whole_folder_is_told_at_the_row(root: Path) -> None:
    book = Workbook.of(root, "PE")
    row = book.write("answers", RENEW, "see_also", "see-doctor\nno-such-question")
    (problem,) = book.preview(root).problems
    assert (problem.sheet, problem.row, problem.column) == (
        "Respuestas - Answers",
        row,
        book.letter("answers", "see_also"),
    )
    assert "no-such-question" in problem.message


def test_figures_that_differ_between_the_languages_are_told_at_the_row(root: Path) -> None:
    book = Workbook.of(root, "PE")
    row = book.write("answers", RENEW, "es.cost", "25 soles")
    (problem,) = book.preview(root).problems
    assert (problem.row, problem.column) == (row, book.letter("answers", "es.cost"))


def test_time_is_passed_in(root: Path) -> None:
    from bot.editing.sheets.previewing import preview
    from bot.editing.sheets.reading import read_sheets

    book = Workbook.of(root, "PE")
    book.write("answers", RENEW, "as_of", "2026-10")
    assert preview(read_sheets(book.raw()), root, date(2026, 9, 1)).problems
    assert not preview(read_sheets(book.raw()), root, date(2026, 11, 1)).problems
