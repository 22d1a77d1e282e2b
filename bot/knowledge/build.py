"""Turns the shapes of the files into the records of a Release. Repeated ids are noted as problems, the first kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from bot.knowledge import build_landmarks, build_options, build_shared, schema
from bot.knowledge.build_shared import source_of
from bot.knowledge.files import Folder
from bot.knowledge.landmark_records import Landmark
from bot.knowledge.problems import Kept, Problem, short
from bot.knowledge.records import (
    PARTS,
    REGION,
    REGION_FOLDER,
    AnswerText,
    Confirmation,
    Country,
    DangerKind,
    Entry,
    HelpLine,
    Language,
    Origin,
    Part,
    Phrasings,
    Place,
    PlaceText,
    Point,
    Question,
    Release,
    SmallTalk,
)
from bot.knowledge.registers.joining import registers

T = TypeVar("T")


def release(folder: Folder) -> Release:
    """The release that the folder's shapes describe. Appends repeated ids to `folder.problems`."""
    countries = _Unique[Country](folder)
    for country in build_shared.countries(folder):
        countries.add(country.code, country, country.origin)
    codes = _folder_codes(folder, countries.kept)
    questions, entries = _Unique[Question](folder), _Unique[Entry](folder)
    places, lines = _Unique[Place](folder), _Unique[HelpLine](folder)
    for question in _shared_questions(folder):
        questions.add(question.id, question, question.origin)
    for file, code in _country_files(folder, codes):
        _add_answers(folder, file, code, questions, entries)
        _add_contacts(folder, file, code, places, lines)
    dangers, small_talk = _Unique[DangerKind](folder), _Unique[SmallTalk](folder)
    for danger in build_shared.dangers(folder):
        dangers.add(danger.id, danger, danger.origin)
    for talk in build_shared.small_talk(folder):
        small_talk.add(talk.id, talk, talk.origin)
    landmarks = _Unique[Landmark](folder)
    for landmark in build_landmarks.landmarks(folder):
        landmarks.add(landmark.id, landmark, landmark.origin)
    by_question: dict[tuple[str, str], Entry] = {}
    for entry in entries.kept.values():
        by_question.setdefault((entry.question, entry.country), entry)
    return Release(
        id=folder.digest[:12],
        countries=countries.kept,
        questions=questions.kept,
        entries=entries.kept,
        places=places.kept,
        lines=lines.kept,
        dangers=dangers.kept,
        small_talk=small_talk.kept,
        vocabulary=build_shared.vocabulary(folder),
        freshness=build_shared.freshness(folder),
        tests=tuple(build_shared.tests(folder)),
        danger_examples=build_shared.danger_examples(folder, dangers.kept),
        shared_names=tuple(build_shared.shared_names(folder)),
        verdicts=build_shared.verdicts(folder),
        notes=build_shared.notes(folder),
        leads=tuple(build_shared.leads(folder, codes)),
        by_question=by_question,
        options={o.country: o for o in build_options.country_options(folder, codes)},
        walk=build_options.walk_words(folder),
        facilities=registers(folder, countries.kept, codes, places.kept),
        landmarks=tuple(landmarks.kept.values()),
    )


def _folder_codes(folder: Folder, countries: dict[str, Country]) -> dict[str, str]:
    """Folder name -> country code. A folder belongs to one country."""
    codes = {REGION_FOLDER: REGION}
    for country in countries.values():
        if not country.folder:
            continue
        if country.folder in {*codes, "shared", "schema"}:
            said = f"the folder '{country.folder}' is taken: give {country.code} a folder of its own"
            folder.problems.append(Problem.at(folder.within(country.origin, ("folder",)), said))
            continue
        codes[country.folder] = country.code
    return codes


class _Unique(Generic[T]):
    """Records by id; a repeated id becomes a problem that names the first."""

    def __init__(self, folder: Folder) -> None:
        self.kept: dict[str, T] = {}
        self._origins: dict[str, Origin] = {}
        self._folder = folder

    def add(self, key: str, record: T, origin: Origin) -> None:
        if key in self.kept:
            first = self._origins[key]
            said = f"'{key}' already stands at {first}: give this one another id, or delete one of the two"
            self._folder.problems.append(Problem.at(origin, said))
            return
        self.kept[key], self._origins[key] = record, origin


def _country_files(folder: Folder, codes: dict[str, str]) -> Iterator[tuple[str, str]]:
    for file in folder.shapes:
        top = PurePosixPath(file).parts[0]
        if top == "shared":
            continue
        if top in codes:
            yield file, codes[top]
        else:
            said = f"the folder '{short(top)}' is no country's: name it as `folder:` of a country in shared/countries.yaml"
            if (problem := Problem(file, 1, said, (Kept("countries"),))) not in folder.problems:
                folder.problems.append(problem)


def _shared_questions(folder: Folder) -> Iterator[Question]:
    for file, shape in folder.shapes.items():
        if isinstance(shape, schema.QuestionsFile):
            for i, q in enumerate(shape.questions):
                yield Question(q.id, shape.topic, None, phrasings_of(q), folder.origin(file, "questions", i))


def phrasings_of(texts: schema.QuestionTexts) -> dict[Language, Phrasings]:
    """The title and the ways to ask of a question, in both languages."""
    return {
        "es": Phrasings(texts.es.title, tuple(texts.es.ask)),
        "en": Phrasings(texts.en.title, tuple(texts.en.ask)),
    }


def _add_answers(
    folder: Folder, file: str, code: str, questions: _Unique[Question], entries: _Unique[Entry]
) -> None:
    shape = folder.shapes[file]
    if not isinstance(shape, schema.AnswersFile):
        return
    for i, answer in enumerate(shape.answers):
        origin = folder.origin(file, "answers", i)
        if said := wrong_head(answer):
            folder.problems.append(Problem.at(origin, said))
            continue
        if answer.id and answer.question:
            own = None if code == REGION else code
            question = Question(answer.id, shape.topic, own, phrasings_of(answer.question), origin)
            questions.add(answer.id, question, origin)
        entry = entry_record(answer, code, shape.topic, origin)
        entries.add(entry.id, entry, origin)


def wrong_head(answer: schema.AnswerShape) -> str | None:
    """What is wrong with how an answer says which question it answers; None when it is right."""
    if answer.answers and (answer.id or answer.question):
        return f"answers the shared question '{answer.answers}': take out `id:` and `question:`, or take out `answers:`"
    if answer.answers:
        return None
    if not answer.id:
        return "says no question: write `answers:` (a shared question), or its own `id:` with `question:`"
    if not answer.question:
        return f"'{answer.id}' has no `question:`: add its title and phrasings in both languages"
    return None


def _add_contacts(
    folder: Folder, file: str, code: str, places: _Unique[Place], lines: _Unique[HelpLine]
) -> None:
    shape = folder.shapes[file]
    if isinstance(shape, schema.PlacesFile):
        for i, place in enumerate(shape.places):
            origin = folder.origin(file, "places", i)
            places.add(place.id, place_record(place, code, origin), origin)
    elif isinstance(shape, schema.LinesFile):
        for i, line in enumerate(shape.lines):
            origin = folder.origin(file, "lines", i)
            lines.add(line.id, line_record(line, code, origin), origin)


def entry_record(answer: schema.AnswerShape, code: str, topic: str, origin: Origin) -> Entry:
    """The record of an answer of the country `code`, from the shape of its file."""
    question = answer.id or answer.answers or ""
    return Entry(
        id=answer.id or f"{code.lower()}-{question}",
        question=question,
        country=code,
        topic=topic,  # type: ignore[arg-type]  # the schema admits known topics only
        status=answer.status,
        certainty=answer.certainty,
        volatile=answer.volatile,
        texts={"es": _answer_text(answer.es), "en": _answer_text(answer.en)},
        official=answer.official,
        lines=tuple(answer.lines),
        places=tuple(answer.places),
        place_kinds=tuple(answer.nearest),
        see_also=tuple(answer.see_also),
        sources=tuple(map(source_of, answer.sources)),
        as_of=_known(answer.as_of),
        confirmed=Confirmation(answer.confirmed.by, answer.confirmed.date) if answer.confirmed else None,
        research=tuple(answer.research),
        origin=origin,
        also_asked=_also_asked(answer.also_asked),
        part_as_of=_part_dates(answer.part_as_of),
        lasting=tuple(answer.lasting),
    )


def _also_asked(shape: schema.AlsoAskedShape | None) -> dict[Language, tuple[str, ...]]:
    return {"es": tuple(shape.es), "en": tuple(shape.en)} if shape else {}


def _part_dates(shape: schema.PartDatesShape | None) -> dict[Part, str | None]:
    if shape is None:
        return {}
    return {part: _known(said) for part in PARTS if (said := getattr(shape, part)) is not None}


def _answer_text(shape: schema.AnswerTextShape) -> AnswerText:
    return AnswerText(
        text=shape.text,
        who=shape.who,
        requirements=tuple(shape.requirements),
        steps=tuple(shape.steps),
        cost=shape.cost,
        deadline=shape.deadline,
        duration=shape.duration,
        confirm_at=shape.confirm_at,
    )


def _known(as_of: str | None) -> str | None:
    return None if as_of == "unknown" else as_of


def place_record(p: schema.PlaceShape, code: str, origin: Origin) -> Place:
    """The record of a place of the country `code`, from the shape of its file."""
    return Place(
        id=p.id,
        country=code,
        kind=p.kind,
        name=p.name,
        city=p.city,
        region=p.region,
        address=p.address,
        point=Point(p.point.latitude, p.point.longitude, p.point.exact) if p.point else None,
        phone=p.phone,
        whatsapp=p.whatsapp,
        email=p.email,
        web=p.web,
        hours=p.hours,
        appointment=p.appointment,
        texts={"es": PlaceText(p.es.services, p.es.serves), "en": PlaceText(p.en.services, p.en.serves)},
        free=p.free,
        certainty=p.certainty,
        sources=tuple(map(source_of, p.sources)),
        as_of=_known(p.as_of),
        origin=origin,
        research=tuple(p.research),
    )


def line_record(x: schema.LineShape, code: str, origin: Origin) -> HelpLine:
    """The record of a telephone line of the country `code`, from the shape of its file."""
    notes: dict[Language, str] = {}
    if x.es.note:
        notes["es"] = x.es.note
    if x.en.note:
        notes["en"] = x.en.note
    return HelpLine(
        id=x.id,
        country=code,
        purposes=tuple(x.purposes),
        phone=x.phone,
        whatsapp=x.whatsapp,
        email=x.email,
        names={"es": x.es.name, "en": x.en.name},
        notes=notes,
        free=x.free,
        certainty=x.certainty,
        sources=tuple(map(source_of, x.sources)),
        as_of=_known(x.as_of),
        origin=origin,
        research=tuple(x.research),
    )
