"""What is wrong in a form, field by field, while it is being filled in: the same shapes and checks as for the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from pydantic import ValidationError

from bot.editing.asked_already import AskedAlready
from bot.editing.form_fields import SHAPES
from bot.editing.forms import Filled, filled
from bot.editing.records import EntryKind, Fields, Ref
from bot.knowledge import build
from bot.knowledge.check import check_questions, check_tests
from bot.knowledge.check_contacts import check_lines, check_places
from bot.knowledge.check_entries import check_entries
from bot.knowledge.check_pairs import check_pairs
from bot.knowledge.check_research import check_research
from bot.knowledge.fields import Shape
from bot.knowledge.messages import plain_message
from bot.knowledge.problems import Problem
from bot.knowledge.records import LANGUAGES, REGION, KnowledgeTest, Origin, Question, Release, Topic
from bot.knowledge.schema import AnswerShape, LineShape, PlaceShape, SharedQuestion
from bot.knowledge.schema_shared import TestShape
from bot.knowledge.yaml_reader import Path_, hidden_in

Problems = Mapping[str, tuple[str, ...]]  # field -> what is wrong; "" is the entry as a whole
_FORM = "form"  # the file name under which the checks know the entry


def check_form(
    kind: EntryKind, fields: Fields, release: Release, code: str, topic: Topic | None, today: date
) -> Problems:
    """Every problem of one form. `code`: the country of its folder, "" for shared; `topic`: of its file.

    It costs some milliseconds, the first time for a release a third of a second. What only the whole folder can tell is told
    before publishing.
    """
    said: dict[str, list[str]] = {}
    for name, text in fields.items():
        if hidden := hidden_in(" ".join(text.split())):
            said.setdefault(name, []).append(hidden)
    form = filled(kind, fields)
    try:
        shape = SHAPES[kind].model_validate(form.values)
    except ValidationError as error:
        for name, message in _shape_problems(SHAPES[kind], form, error):
            said.setdefault(name, []).append(message)
    else:
        for name, message in _record_problems(shape, form, release, code, topic, today):
            said.setdefault(name, []).append(message)
    return {name: tuple(dict.fromkeys(messages)) for name, messages in said.items()}


def _shape_problems(shape: type[Shape], form: Filled, error: ValidationError) -> Iterator[tuple[str, str]]:
    for found in error.errors(include_url=False):
        path = tuple(part for part in found["loc"] if part != "[key]")
        name = form.name(path)
        if found["type"] == "missing":
            name = ".".join(map(str, path))
        yield name, plain_message(path, dict(found), shape)


class _Lines:
    """Lets the checks say which part of the entry they mean: each part is a line of a file that does not exist."""

    def __init__(self, form: Filled) -> None:
        self._form, self._names = form, [""]

    def __call__(self, origin: Origin, *paths: Path_) -> Origin:
        if origin.file != _FORM:
            return origin
        name = next((self._form.names[path] for path in paths if path in self._form.names), "")
        name = name or next((".".join(map(str, path)) for path in paths if path), "")
        self._names.append(name)
        return Origin(_FORM, len(self._names) - 1)

    def name(self, line: int) -> str:
        return self._names[line] if line < len(self._names) else ""


def _record_problems(
    shape: Shape, form: Filled, release: Release, code: str, topic: Topic | None, today: date
) -> Iterator[tuple[str, str]]:
    within, origin = _Lines(form), Origin(_FORM, 0)
    alone = replace(release, entries={}, places={}, lines={}, questions={}, tests=())
    if isinstance(shape, AnswerShape):
        found = _answer(shape, origin, release, alone, within, code, topic or "about", today)
    elif isinstance(shape, SharedQuestion):
        question = Question(shape.id, topic or "about", None, build.phrasings_of(shape), origin)
        found = chain(
            check_questions(replace(alone, questions={question.id: question}), within),
            _asked_elsewhere(question, (), release, within),
        )
    elif isinstance(shape, TestShape):
        test = KnowledgeTest(shape.ask, shape.country, shape.expect, tuple(shape.never), origin, shape.open)
        found = check_tests(replace(release, tests=(test,)), within)
    else:
        found = _contact(shape, origin, alone, within, code, today)
    for problem in found:
        if problem.file == _FORM:
            yield within.name(problem.line), problem.message


def _answer(
    shape: AnswerShape,
    origin: Origin,
    release: Release,
    alone: Release,
    within: _Lines,
    code: str,
    topic: Topic,
    today: date,
) -> Iterator[Problem]:
    if wrong := build.wrong_head(shape):
        yield Problem.at(within(origin, ("answers",), ("id",)), wrong)
        return
    entry = build.entry_record(shape, code, topic, origin)
    own = None
    if shape.id and shape.question:
        own = Question(
            shape.id, topic, None if code == REGION else code, build.phrasings_of(shape.question), origin
        )
    questions = {**release.questions, own.id: own} if own else release.questions
    yield from check_entries(replace(release, entries={entry.id: entry}, questions=questions), today, within)
    mine = replace(alone, entries={entry.id: entry})
    yield from check_pairs(mine, within)
    yield from check_research(mine, within)
    yield from check_questions(replace(mine, questions={own.id: own} if own else {}), within)
    if own:
        yield from _asked_elsewhere(own, ("question",), release, within)
    for language, ask in entry.also_asked.items():
        paths: list[Path_] = [("also_asked", language, i) for i in range(len(ask))]
        yield from _taken(zip(ask, paths, strict=True), entry.question, code, release, within)


def _contact(
    shape: Shape, origin: Origin, alone: Release, within: _Lines, code: str, today: date
) -> Iterator[Problem]:
    if isinstance(shape, PlaceShape):
        mine = replace(alone, places={shape.id: build.place_record(shape, code, origin)})
        yield from check_places(mine, today, within)
    elif isinstance(shape, LineShape):
        mine = replace(alone, lines={shape.id: build.line_record(shape, code, origin)})
        yield from check_lines(mine, today, within)
    else:
        return
    yield from check_pairs(mine, within)
    yield from check_research(mine, within)


def _asked_elsewhere(
    question: Question, prefix: Path_, release: Release, within: _Lines
) -> Iterator[Problem]:
    for language in LANGUAGES:
        ask = question.texts[language].ask
        paths: list[Path_] = [(*prefix, language, "ask", i) for i in range(len(ask))]
        yield from _taken(zip(ask, paths, strict=True), question.id, question.country, release, within)


def _taken(
    asked: Iterable[tuple[str, Path_]], question: str, country: str | None, release: Release, within: _Lines
) -> Iterator[Problem]:
    """Ways to ask that stand under another question which people of the same country meet."""
    for path, stands in AskedAlready.of(release).elsewhere(asked, question, country):
        said = f"also stands under '{stands.question}' ({stands.where}): keep it under one of them"
        yield Problem.at(within(Origin(_FORM, 0), path), said)


def is_new_id_taken(ref: Ref, release: Release) -> bool:
    """Whether an entry of this id exists already."""
    known: Mapping[EntryKind, Mapping[str, object]] = {
        "answer": release.entries,
        "place": release.places,
        "line": release.lines,
        "question": release.questions,
    }
    return ref.id in known.get(ref.kind, {})
