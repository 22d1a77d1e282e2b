"""Compares every figure, telephone number and link that people get with the research it was written from.

An answer may state what stands in the notes it cites under `research`, and what the lines and places say that it names; a
place or a line, what stands in its own notes. A link may lead to a site that a fact, a note or a list of sites names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.knowledge.check_research import check_research
from bot.knowledge.check_texts import Within
from bot.knowledge.facts import Facts, hosts_in, page, pages_in
from bot.knowledge.figures import NOTHING, Known, known_figures
from bot.knowledge.problems import Problem, short
from bot.knowledge.records import Entry, Release, Verdict
from bot.knowledge.said import Record, records, said

STRICTNESS: tuple[Verdict, ...] = ("publish", "warn", "lead", "drop")
_BETWEEN_NUMBERS = re.compile(r"[,;/]|\b(?:y|and|o|or|ext|opt|option|opci[oó]n)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Research:
    """What may be stated: the facts and the notes of the knowledge itself."""

    known: Mapping[str, Known]  # by note
    hosts: frozenset[str]
    pages: frozenset[str]
    verdicts: Mapping[str, Verdict]  # of the facts' second reader

    def of(self, record: Record) -> Known:
        """What the notes that a record cites say."""
        found = NOTHING
        for note in record.research:
            found |= self.known.get(note, NOTHING)
        return found


def without_origin(release: Release, facts: Facts, within: Within) -> list[Problem]:
    """Everything that people are told and that its research does not say, each with its file and line."""
    research = _research(release, facts)
    found = [
        *_figures(release, research, within),
        *_numbers(release, research, within),
        *_links(release, research, within),
        *_emergency(release, research, within),
        *_notes(release, research, within),
        *check_research(release, within),
    ]
    return sorted(set(found))


def _research(release: Release, facts: Facts) -> Research:
    notes = {
        note.id: "\n".join(
            filter(None, (note.claim, note.as_of, note.source.title, note.source.url, note.source.date))
        )
        for note in release.notes.values()
    }
    looked_up = "\n".join(notes.values())
    return Research(
        known={name: known_figures([text]) for name, text in {**facts.said, **notes}.items()},
        hosts=facts.hosts | hosts_in(looked_up),
        pages=facts.pages | pages_in(looked_up),
        verdicts=facts.verdicts,
    )


def _figures(release: Release, research: Research, within: Within) -> Iterator[Problem]:
    for record in records(release):
        known = research.of(record) | _named(release, record)
        for one in said(record):
            if missing := known.missing(one.text):
                wrong = f"says {', '.join(missing)}, which no note it cites says: correct it, or cite where it is from"
                yield Problem.at(one.origin(record, within), f"'{record.id}' {wrong}")


def _named(release: Release, record: Record) -> Known:
    """The country's emergency number, and what the lines and places say that an answer names."""
    country = release.countries.get(record.country)
    texts = [country.emergency] if country and country.emergency else []
    if isinstance(record, Entry):
        named: list[Record] = [release.lines[x] for x in record.lines if x in release.lines]
        named += [release.places[x] for x in record.places if x in release.places]
        texts += [one.text for x in named for one in said(x)]
        texts += [number for x in named for _, number in _numbers_of(x)]
    return known_figures(texts)


def _numbers(release: Release, research: Research, within: Within) -> Iterator[Problem]:
    for record in records(release):
        known = research.of(record)
        for name, written in _numbers_of(record):
            for number in _BETWEEN_NUMBERS.split(written):
                if re.search(r"\d", number) and not known.has_number(number):
                    wrong = f"has the number '{number.strip()}', which no note it cites says: check it"
                    yield Problem.at(within(record.origin, (name,)), f"'{record.id}' {wrong}")


def _numbers_of(record: Record) -> Iterator[tuple[str, str]]:
    """The telephone numbers of a place or a line, by the word under which they stand."""
    if not isinstance(record, Entry):
        for name, number in (("phone", record.phone), ("whatsapp", record.whatsapp)):
            if number:
                yield name, number


def _links(release: Release, research: Research, within: Within) -> Iterator[Problem]:
    """Links to sites, and pages named as sources, that no fact or note names. Who cites no note is its own source."""
    for record in records(release):
        for word in ("official", "web"):
            link = getattr(record, word, None)
            if link and (host := page(link).partition("/")[0]) not in research.hosts:
                wrong = f"links to {host}, which no fact or note names: check whose it is"
                yield Problem.at(within(record.origin, (word,)), f"'{record.id}' {wrong}")
        for i, source in enumerate(record.sources if record.research else ()):
            if source.url and page(source.url) not in research.pages:
                wrong = f"names a page of {short(source.publisher)} that no fact or note names: check it"
                at = within(record.origin, ("sources", i, "url"), ("sources", i), ("sources",))
                yield Problem.at(at, f"'{record.id}' {wrong}")


def _emergency(release: Release, research: Research, within: Within) -> Iterator[Problem]:
    """The number of a country that is dialled in any emergency: one of its lines must have it, with its research."""
    for country in release.countries.values():
        if not country.covered or not country.emergency:
            continue
        lines = [x for x in release.lines.values() if x.country == country.code]
        if not any(research.of(x).has_number(country.emergency) for x in lines):
            wrong = f"the emergency number {country.emergency} of {country.code} stands in none of its lines' notes"
            yield Problem.at(within(country.origin, ("emergency",)), wrong)


def _notes(release: Release, research: Research, within: Within) -> Iterator[Problem]:
    """Notes that nobody wrote, and verdicts that are milder than the second reader's."""
    for record in records(release):
        for i, note in enumerate(record.research):
            at = within(record.origin, ("research", i), ("research",))
            ours, theirs = release.verdicts.get(note, "publish"), research.verdicts.get(note, "publish")
            if note not in research.known:
                wrong = (
                    f"cites '{note}', which is neither a fact nor a note of research.yaml: correct its name"
                )
                yield Problem.at(at, f"'{record.id}' {wrong}")
            elif STRICTNESS.index(ours) < STRICTNESS.index(theirs):
                wrong = (
                    f"cites '{note}': research.yaml says {ours}, the second reader of the facts says {theirs}"
                )
                yield Problem.at(at, f"'{record.id}' {wrong}")
