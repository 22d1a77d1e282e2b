"""Turns the shapes of knowledge/shared, and of every tests.yaml and research.yaml, into records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.knowledge import schema_shared
from bot.knowledge.check_texts import known_hint
from bot.knowledge.fields import SourceShape
from bot.knowledge.files import Folder
from bot.knowledge.folding import fold
from bot.knowledge.problems import Kept, Problem, short
from bot.knowledge.records import (
    NO_DANGER,
    AgeLimits,
    City,
    Country,
    DangerExample,
    DangerKind,
    DangerTexts,
    FreshnessPolicy,
    KnowledgeTest,
    Language,
    Lead,
    Origin,
    Point,
    ResearchNote,
    SharedName,
    SmallTalk,
    SmallTalkText,
    Source,
    Verdict,
    Vocabulary,
)


def source_of(shape: SourceShape) -> Source:
    """Who said it, where and when."""
    return Source(shape.publisher, shape.title, shape.url, shape.date)


def countries(folder: Folder) -> Iterator[Country]:
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
            emergency_source=source_of(c.emergency_source) if c.emergency_source else None,
            origin=folder.origin(file, "countries", i),
        )


def shared_names(folder: Folder) -> Iterator[SharedName]:
    """The towns and papers that several countries call the same."""
    file = "shared/countries.yaml"
    shape = folder.shape(file, schema_shared.CountriesFile)
    for i, town in enumerate(shape.border_towns):
        origin = folder.origin(file, "border_towns", i)
        yield SharedName(
            town.name,
            tuple(town.aliases),
            tuple(town.countries),
            usual=None,
            town=True,
            origin=origin,
            cities=dict(town.cities),
        )
    for i, paper in enumerate(shape.shared_papers):
        origin = folder.origin(file, "shared_papers", i)
        yield SharedName(
            paper.name, tuple(paper.aliases), tuple(paper.countries), paper.usual, town=False, origin=origin
        )


def dangers(folder: Folder) -> Iterator[DangerKind]:
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


def danger_examples(folder: Folder, dangers: dict[str, DangerKind]) -> tuple[DangerExample, ...]:
    """The sentences of danger_tests.yaml and danger_examples.yaml. One of a danger that does not exist is a problem."""
    found: list[DangerExample] = []
    for file in ("shared/danger_tests.yaml", "shared/danger_examples.yaml"):
        shape = folder.shapes.get(file)
        tests = shape.tests if isinstance(shape, schema_shared.DangerTestsFile) else []
        for i, test in enumerate(tests):
            found.append(DangerExample(test.text, test.expect))
            if test.expect not in {*dangers, NO_DANGER}:
                origin = Origin(file, folder.documents[file].line(("tests", i, "expect")))
                hint = known_hint(test.expect, [*dangers, NO_DANGER])
                said = f"the sentence expects '{short(test.expect)}', which is no danger of danger.yaml{hint}"
                folder.problems.append(Problem.at(origin, said, Kept("danger")))
    return tuple(found)


def small_talk(folder: Folder) -> Iterator[SmallTalk]:
    file = "shared/smalltalk.yaml"
    shape = folder.shapes.get(file)
    if isinstance(shape, schema_shared.SmallTalkFile):
        for i, s in enumerate(shape.small_talk):
            texts: dict[Language, SmallTalkText] = {
                "es": SmallTalkText(tuple(s.es.say), s.es.reply),
                "en": SmallTalkText(tuple(s.en.say), s.en.reply),
            }
            yield SmallTalk(s.id, s.outcome, texts, folder.origin(file, "small_talk", i))


def vocabulary(folder: Folder) -> Vocabulary:
    shape = folder.shape("shared/vocabulary.yaml", schema_shared.VocabularyFile)
    return Vocabulary(
        chat_words=shape.chat_words,
        fillers=tuple(shape.fillers),
        protected=tuple(shape.protected),
        everyday=frozenset(fold(word) for block in shape.everyday for word in block.split()),
    )


def freshness(folder: Folder) -> FreshnessPolicy:
    shape = folder.shape("shared/freshness.yaml", schema_shared.FreshnessFile)

    def limits(x: schema_shared.AgeLimitsShape) -> AgeLimits:
        return AgeLimits(x.due, x.overdue, x.expired)

    return FreshnessPolicy(
        limits(shape.stable), limits(shape.volatile), limits(shape.places), limits(shape.lines)
    )


def tests(folder: Folder) -> Iterator[KnowledgeTest]:
    for file, shape in folder.shapes.items():
        if isinstance(shape, schema_shared.TestsFile):
            for i, t in enumerate(shape.tests):
                yield KnowledgeTest(
                    t.ask, t.country, t.expect, tuple(t.never), folder.origin(file, "tests", i), t.open
                )


def verdicts(folder: Folder) -> dict[str, Verdict]:
    """What the second reader said of every research note, over all countries."""
    found: dict[str, Verdict] = {}
    for shape in folder.shapes.values():
        if isinstance(shape, schema_shared.ResearchFile):
            found.update(shape.verdicts)
            found.update({note.id: note.verdict for note in shape.notes})
    return found


def notes(folder: Folder) -> dict[str, ResearchNote]:
    """What was looked up for the answers, over all countries."""
    found: dict[str, ResearchNote] = {}
    for file, shape in folder.shapes.items():
        if isinstance(shape, schema_shared.ResearchFile):
            for i, note in enumerate(shape.notes):
                as_of = None if note.as_of == "unknown" else note.as_of
                origin = folder.origin(file, "notes", i)
                found[note.id] = ResearchNote(note.id, note.claim, source_of(note.source), as_of, origin)
    return found


def leads(folder: Folder, codes: Mapping[str, str]) -> Iterator[Lead]:
    """What editors should still find out. `codes`: folder name -> country code."""
    for file, shape in folder.shapes.items():
        code = codes.get(file.partition("/")[0])
        if isinstance(shape, schema_shared.LeadsFile) and code:
            for i, lead in enumerate(shape.leads):
                yield Lead(code, lead.about, lead.verify, folder.origin(file, "leads", i))
