"""Turns the shapes of the files into the records of a Release. Repeated ids are noted as problems, the first kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from bot.knowledge import schema, schema_shared
from bot.knowledge.check_texts import known_hint
from bot.knowledge.fields import SourceShape
from bot.knowledge.files import Folder
from bot.knowledge.folding import fold
from bot.knowledge.problems import Problem, short
from bot.knowledge.records import (
    REGION,
    AgeLimits,
    AnswerText,
    City,
    Confirmation,
    Country,
    DangerKind,
    DangerTexts,
    Entry,
    FreshnessPolicy,
    HelpLine,
    KnowledgeTest,
    Language,
    Origin,
    Phrasings,
    Place,
    PlaceText,
    Point,
    Question,
    Release,
    SmallTalk,
    SmallTalkText,
    Source,
    Vocabulary,
)

REGION_FOLDER = "region"
NO_DANGER = "none"  # what a sentence without danger expects in danger_tests.yaml
T = TypeVar("T")


def release(folder: Folder) -> Release:
    """The release that the folder's shapes describe. Appends repeated ids to `folder.problems`."""
    countries = _Unique[Country](folder)
    for country in _countries(folder):
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
    for danger in _dangers(folder):
        dangers.add(danger.id, danger, danger.origin)
    for talk in _small_talk(folder):
        small_talk.add(talk.id, talk, talk.origin)
    _check_danger_tests(folder, dangers.kept)
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
        vocabulary=_vocabulary(folder),
        freshness=_freshness(folder),
        tests=tuple(_tests(folder)),
        by_question=by_question,
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
            if Problem(file, 1, said) not in folder.problems:
                folder.problems.append(Problem(file, 1, said))


def _countries(folder: Folder) -> Iterator[Country]:
    file = "shared/countries.yaml"
    shape = folder.shape(file, schema_shared.CountriesFile)
    for i, c in enumerate(shape.countries):
        yield Country(
            code=c.code,
            folder=c.folder,
            covered=c.covered,
            names={"es": c.es, "en": c.en},
            flag=c.flag,
            aliases=tuple(c.aliases),
            demonyms=tuple(c.demonyms),
            hints=tuple(c.hints),
            cities=tuple(
                City(x.name, tuple(x.aliases), Point(x.latitude, x.longitude, "city")) for x in c.cities
            ),
            time_zone=c.time_zone,
            currency=c.currency,
            emergency=c.emergency,
            emergency_source=_source(c.emergency_source) if c.emergency_source else None,
            origin=folder.origin(file, "countries", i),
        )


def _shared_questions(folder: Folder) -> Iterator[Question]:
    for file, shape in folder.shapes.items():
        if isinstance(shape, schema.QuestionsFile):
            for i, q in enumerate(shape.questions):
                yield Question(q.id, shape.topic, None, _phrasings(q), folder.origin(file, "questions", i))


def _phrasings(texts: schema.QuestionTexts) -> dict[Language, Phrasings]:
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
        if said := _wrong_head(answer):
            folder.problems.append(Problem.at(origin, said))
            continue
        if answer.id and answer.question:
            own = None if code == REGION else code
            question = Question(answer.id, shape.topic, own, _phrasings(answer.question), origin)
            questions.add(answer.id, question, origin)
        entry = _entry(answer, code, shape.topic, origin)
        entries.add(entry.id, entry, origin)


def _wrong_head(answer: schema.AnswerShape) -> str | None:
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
            places.add(place.id, _place(place, code, origin), origin)
    elif isinstance(shape, schema.LinesFile):
        for i, line in enumerate(shape.lines):
            origin = folder.origin(file, "lines", i)
            lines.add(line.id, _line(line, code, origin), origin)


def _entry(answer: schema.AnswerShape, code: str, topic: str, origin: Origin) -> Entry:
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
        sources=tuple(map(_source, answer.sources)),
        as_of=_known(answer.as_of),
        confirmed=Confirmation(answer.confirmed.by, answer.confirmed.date) if answer.confirmed else None,
        research=tuple(answer.research),
        origin=origin,
    )


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


def _source(shape: SourceShape) -> Source:
    return Source(shape.publisher, shape.title, shape.url, shape.date)


def _known(as_of: str | None) -> str | None:
    return None if as_of == "unknown" else as_of


def _place(p: schema.PlaceShape, code: str, origin: Origin) -> Place:
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
        sources=tuple(map(_source, p.sources)),
        as_of=_known(p.as_of),
        origin=origin,
    )


def _line(x: schema.LineShape, code: str, origin: Origin) -> HelpLine:
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
        sources=tuple(map(_source, x.sources)),
        as_of=_known(x.as_of),
        origin=origin,
    )


def _dangers(folder: Folder) -> Iterator[DangerKind]:
    file = "shared/danger.yaml"
    shape = folder.shape(file, schema_shared.DangerFile)
    for i, d in enumerate(shape.dangers):
        texts = {
            "es": DangerTexts(d.es.title, d.es.now, tuple(d.es.phrases), tuple(d.es.near_misses)),
            "en": DangerTexts(d.en.title, d.en.now, tuple(d.en.phrases), tuple(d.en.near_misses)),
        }
        if d.pt:
            texts["pt"] = DangerTexts(d.es.title, d.es.now, tuple(d.pt.phrases), tuple(d.pt.near_misses))
        yield DangerKind(
            d.id, tuple(d.purposes), tuple(d.questions), texts, folder.origin(file, "dangers", i)
        )


def _check_danger_tests(folder: Folder, dangers: dict[str, DangerKind]) -> None:
    """Notes tests of sentences that expect a danger which does not exist."""
    file = "shared/danger_tests.yaml"
    shape = folder.shapes.get(file)
    if not isinstance(shape, schema_shared.DangerTestsFile):
        return
    for i, test in enumerate(shape.tests):
        if test.expect not in {*dangers, NO_DANGER}:
            origin = Origin(file, folder.documents[file].line(("tests", i, "expect")))
            hint = known_hint(test.expect, [*dangers, NO_DANGER])
            said = f"the sentence expects '{short(test.expect)}', which is no danger of danger.yaml{hint}"
            folder.problems.append(Problem.at(origin, said))


def _small_talk(folder: Folder) -> Iterator[SmallTalk]:
    file = "shared/smalltalk.yaml"
    shape = folder.shapes.get(file)
    if isinstance(shape, schema_shared.SmallTalkFile):
        for i, s in enumerate(shape.small_talk):
            texts: dict[Language, SmallTalkText] = {
                "es": SmallTalkText(tuple(s.es.say), s.es.reply),
                "en": SmallTalkText(tuple(s.en.say), s.en.reply),
            }
            yield SmallTalk(s.id, s.outcome, texts, folder.origin(file, "small_talk", i))


def _vocabulary(folder: Folder) -> Vocabulary:
    shape = folder.shape("shared/vocabulary.yaml", schema_shared.VocabularyFile)
    return Vocabulary(
        chat_words=shape.chat_words,
        fillers=tuple(shape.fillers),
        protected=tuple(shape.protected),
        everyday=frozenset(fold(word) for block in shape.everyday for word in block.split()),
    )


def _freshness(folder: Folder) -> FreshnessPolicy:
    shape = folder.shape("shared/freshness.yaml", schema_shared.FreshnessFile)

    def limits(x: schema_shared.AgeLimitsShape) -> AgeLimits:
        return AgeLimits(x.due, x.overdue, x.expired)

    return FreshnessPolicy(
        limits(shape.stable), limits(shape.volatile), limits(shape.places), limits(shape.lines)
    )


def _tests(folder: Folder) -> Iterator[KnowledgeTest]:
    for file, shape in folder.shapes.items():
        if isinstance(shape, schema_shared.TestsFile):
            for i, t in enumerate(shape.tests):
                yield KnowledgeTest(
                    t.ask, t.country, t.expect, tuple(t.never), folder.origin(file, "tests", i)
                )
